//! Raw text in, [`Scrubbed`] text out.
//!
//! **What it does.** Replaces personal and secret values by placeholders (`[email#1]`), numbered per kind in
//! order of first appearance, and counts them. The same value twice gets the same number. Placeholders that a
//! text already holds stay as they are, and numbering goes on after them: scrubbing twice changes nothing.
//! [`route_template`] does the same for addresses of pages.
//!
//! **What it must never know.** Where the text came from or goes to; it does no I/O and keeps nothing.
//!
//! **How.** The text is folded to one byte per character ([`fold`]), so that full-width digits, odd spaces and
//! zero-width characters hide nothing; one pass over those bytes calls hand-written scanners ([`scan`]); what
//! they find is merged and replaced. This repeats until nothing is found. There is no regular expression:
//! this crate runs on strangers' pages and has a few kilobytes to do it in. The work is linear in the text.
//!
//! **Main types.** [`Scrubbed`], [`Redactions`], [`Kind`].

// utoipa's derived code wants the standard library; nothing that a browser loads has the feature.
#![cfg_attr(not(feature = "openapi"), no_std)]
#![expect(rustdoc::private_intra_doc_links, reason = "the way through the crate is told to its readers here")]

extern crate alloc;
#[cfg(all(test, not(feature = "openapi")))]
extern crate std;

mod fold;
pub mod limits;
mod numbering;
#[cfg(feature = "openapi")]
mod openapi;
mod placeholder;
mod redactions;
mod route;
mod scan;
mod scrubbed;

pub use redactions::{Kind, Redactions};
pub use route::route_template;
pub use scrubbed::{Scrubbed, scrub};
