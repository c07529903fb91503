//! Raw text in, [`Scrubbed`] text out.
//!
//! **What it does.** Replaces personal and secret values by placeholders (`[email#1]`) and counts them.
//!
//! **What it must never know.** Where the text came from or goes to; it does no I/O and keeps nothing.

#![no_std]

extern crate alloc;

mod redactions;
mod scrubbed;

pub use redactions::{Kind, Redactions};
pub use scrubbed::{Scrubbed, scrub};
