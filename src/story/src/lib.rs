//! Page events over time in, a bounded page story out.
//!
//! **What it does.** [`Story`] keeps the newest events of one tab in a ring and the visitor's tasks in a small table,
//! and tells both: a stuck score with its parts, one plain sentence for an agent, the tasks behind it and the
//! timeline. A task is a control on a route. Trying it opens an attempt; what the page says within ten seconds
//! decides how it went. The same events always tell the same story. A [snapshot](Story::snapshot) of at most 16 KiB
//! carries it over a full page load.
//!
//! **What it must never know.** The DOM, clocks, storage, and anything a visitor typed. The texts that come in were
//! screened where they were read; what goes out is JSON, which nobody can read but into [`scrub::Scrubbed`].
//!
//! **How it is written.** It runs on strangers' pages, where all of it has six kilobytes: texts are lines of fields, what
//! is said of each kind of event stands in one table, and the larger machines of the standard library are left out.
//!
//! Main types: [`Story`]; [`retell()`] for a page whose events were recorded but not told.

#![no_std]
#![expect(
    clippy::single_char_add_str,
    reason = "a text is copied, a character is encoded first, which weighs more"
)]

extern crate alloc;

mod event;
pub mod limits;
mod rage;
mod retell;
mod ring;
mod sentence;
mod snapshot;
mod story;
mod task;
mod text;
mod told;
mod wording;

pub use retell::{retell, written};
pub use snapshot::DamagedSnapshot;
pub use story::Story;

#[cfg(test)]
mod tests;
