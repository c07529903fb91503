//! The module that `told.js` loads in the chat's frame: the library, an allocator, and a panic that says nothing.
//!
//! A plain library plus this file, since a `cdylib` beside an `rlib` would switch fat link-time optimisation off.

#![cfg_attr(target_arch = "wasm32", no_std, no_main)]

use capture as _;
#[cfg(target_arch = "wasm32")]
use lol_alloc::{FreeListAllocator, LockedAllocator};

/// Two kilobytes smaller than the usual one, and quick enough for the few hundred small blocks of a story.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// Stops the module. The story is not told then, and the next one is told by a new module.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
