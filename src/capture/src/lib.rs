//! The host page's memory: what happened on the page becomes a [`story::Story`].
//!
//! **What it does.** The scripts beside this crate do what is about the page itself: `embed.js` listens from its first
//! line, `recorder.js` finds out what was meant, `sight.js` reads what the page shows, and `screen.js` takes out what must
//! not be kept. Each event then crosses to here once, as one text. Here it goes into a bounded story, which is told to
//! the chat's frame when that asks, and written for the tab's next page.
//!
//! **Why not more of it.** All that every page view loads has 20,000 bytes. Code that reads a document is three times as
//! long in WASM as in a script, and a call from one to the other costs more than most of what it asks for.
//!
//! **What it must never know.** The page: no DOM, no storage, no network, no clock. And values: of inputs, cookies,
//! requests' bodies; the scripts never read them.
//!
//! **What may go wrong.** A panic ends the module, not the page: `embed.js` goes on with the recorder alone.
//!
//! There is one story, since there is one page around a module.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::string::String;

use spin::Mutex;
use story::Story;
use wasm_bindgen::prelude::wasm_bindgen;

/// Never waited for: a page has one thread. After a panic it stays locked, and then nothing is heard or told any more.
static STORY: Mutex<Story> = Mutex::new(Story::new());

fn with<T: Default>(act: impl FnOnce(&mut Story) -> T) -> T {
    STORY.try_lock().map(|mut story| act(&mut story)).unwrap_or_default()
}

/// Takes an event in, as [`Story::push`] describes it; an empty one is the opened chat. Times are milliseconds since the
/// tab's capture began.
#[wasm_bindgen]
pub fn push(at_ms: f64, event: &str) {
    let at_ms = whole(at_ms);
    with(|story| if event.is_empty() { story.chat_opened(at_ms) } else { story.push(at_ms, event) });
}

/// Where the visitor is and the story so far, as [`Story::tell`] describes it.
#[must_use]
#[wasm_bindgen]
pub fn tell(now_ms: f64) -> String {
    with(|story| story.tell(whole(now_ms)))
}

/// The story for the tab's next page.
#[must_use]
#[wasm_bindgen]
pub fn snapshot() -> String {
    with(|story| story.snapshot())
}

/// Takes up the story of the tab's last page. Says whether that was one; else everything stays as it is.
#[wasm_bindgen]
pub fn restore(snapshot: &str) -> bool {
    with(|story| Story::restore(snapshot).map(|restored| *story = restored).is_ok())
}

/// Whole milliseconds; a negative or broken time is 0.
fn whole(ms: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and NaN becomes 0"
    )]
    let whole = ms as u64;
    whole
}
