//! Page events over time in, a bounded page story out.
//!
//! **What it does.** [`tell`] reads the log of one tab, which the page's scripts wrote, and tells what it means: a stuck score
//! with its parts, one plain sentence for an agent, the tasks behind it, the steps that lead there, frictions, and the
//! timeline. A task is a control on a route. Trying it opens an attempt; what the page says within ten seconds
//! decides how it went. The same log always tells the same story, so the log alone goes from page to page.
//!
//! **What it must never know.** The DOM, clocks, storage, and anything a visitor typed. The texts that come in were
//! screened where they were read; what goes out is JSON, which nobody can read but as `scrub::Scrubbed`.
//!
//! **How it is written.** A browser downloads it: texts are lines of fields, what is said of each kind of event stands in one
//! table, and the larger machines of the standard library are left out.

#![no_std]
#![expect(
    clippy::single_char_add_str,
    reason = "a text is copied, a character is encoded first, which weighs more"
)]

extern crate alloc;

mod context;
mod event;
mod friction;
pub mod limits;
mod log;
mod rage;
mod ring;
mod sentence;
mod shared;
mod steps;
mod story;
mod task;
mod text;
mod told;
mod wording;

pub use log::{VERSION, tell};

#[cfg(test)]
mod tests;
