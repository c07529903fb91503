//! Raw text in; scrubbed text and everything that was read in it out.
//!
//! **What it does.** Joins three crates in the one right order: `scrub` first, because models only ever see
//! scrubbed text; then `classifier`; then the answer in the words of `record`. Widget, server, trainer and
//! commands all read through [`Reader`], so that they cannot read differently.
//!
//! **What it must never know.** Where the text came from, where the model's bytes came from, the DOM, sockets,
//! clocks. It keeps nothing of a text.
//!
//! **Not knowing is an answer.** A text without words, or in a language the model has not learnt, has
//! sentiment `unknown` and no labels.
//!
//! Main types: [`Reader`], [`Read`], [`Line`], [`Names`], [`Explained`].

#![no_std]

extern crate alloc;

mod explained;
mod line;
mod names;
mod reader;
mod sentiment;

pub use classifier::Names;
pub use explained::Explained;
pub use line::Line;
pub use names::told_names;

/// Limits that who gives names must know.
pub mod limits {
    pub use classifier::limits::{SITE_NAME_CHARS, SITE_NAMES};
}

pub use reader::{Read, Reader, ReaderError, Show};
