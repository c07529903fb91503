//! The host page's edge: what happens on the page becomes scrubbed events in a [`story::Story`].
//!
//! **What it does.** `embed.js` listens and hands every event over; this module finds the control that was meant, gives
//! it the name that assistive technology would, notices why it could not be used, reads what the page says in its
//! live regions, and keeps the tab's story across page loads. It answers [`Capture::tell`] with a page report.
//!
//! **What it must never know.** Values: of inputs, storage, cookies, requests' bodies. A text comes from a control's
//! name, its description, a live region, the title, an error or an address, and is scrubbed before it is kept.
//! It sends nothing, and it never changes the page.
//!
//! **What may go wrong.** A page can make any call into it throw. No borrow is held during such a call and no state is
//! half changed, so the caller drops the one event and goes on. A panic ends the module, not the page.
//!
//! Main types: [`Capture`].

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod clock;
mod controls;
pub mod json;
pub mod limits;
mod messages;
mod naming;
mod page;
mod recorder;

pub use recorder::Capture;
