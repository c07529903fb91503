//! Page events over time in, a bounded page story out.
//!
//! **What it does.** [`Story`] keeps the newest events of one tab in a ring and the visitor's tasks in a small table,
//! and tells both: a stuck score with its parts, one plain sentence for an agent, the tasks behind it and the
//! timeline. A task is a control on a route. Trying it opens an attempt; what the page says within ten seconds
//! decides how it went. The same events always tell the same story. A [snapshot](Story::snapshot) of at most 16 KiB
//! carries it over a full page load.
//!
//! **What it must never know.** The DOM, clocks, storage, and anything a visitor typed: every text that comes in
//! is [`scrub::Scrubbed`].
//!
//! Main types: [`Story`]; [`retell`] for a page whose events were recorded but not told.

#![no_std]

extern crate alloc;

mod event;
pub mod limits;
mod rage;
mod sentence;
mod snapshot;
mod story;
mod task;
mod text;
mod wording;

pub use snapshot::DamagedSnapshot;
pub use story::{Story, retell};

#[cfg(test)]
mod tests;
