//! The host page's edge, and the module that tells what its log means.
//!
//! **What it does.** The scripts beside this crate run on the page: `embed.js` listens from its first line, `recorder.js` finds
//! out what was meant, `friction.js` and `forms.js` notice what no event tells, `sight.js` reads what the page shows,
//! `screen.js` takes out what must not be kept, and `capture.js` keeps the rest as a log in the tab's storage. When the chat
//! wants it, the log goes to the chat's frame, and there this module tells its [`story`].
//!
//! **Why not on the page.** All that every page view loads has 20,000 bytes, and few visitors ever write: whoever does not,
//! downloads no story. In the frame it needs no permission of the page's policy, so that every page is told in full.
//!
//! **What it must never know.** The page: no DOM, no storage, no network, no clock. And values: of inputs, cookies,
//! requests' bodies; the scripts never read them.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;

/// Tells a log without what the visitor leaves out, as [`story::tell`] describes it. The time is in milliseconds since the
/// tab's capture began.
#[must_use]
#[wasm_bindgen]
pub fn tell(log: &str, now_ms: f64, without: &str) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and NaN becomes 0"
    )]
    let now_ms = now_ms as u64;
    story::tell(log, now_ms, without)
}
