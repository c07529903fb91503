//! Every type on the wire that is not the record itself.
//!
//! **What it does.** Names the frames of the two sockets, the bodies of the HTTP API, and the messages between
//! the host page and the chat frame. The files in `fixtures/` pin their JSON.
//!
//! **What it must never know.** How a frame travels, who may send it, and what is done with it.
//!
//! Main types: [`visitor::FromVisitor`] and [`visitor::ToVisitor`], [`agent::FromAgent`] and
//! [`agent::ToAgent`], [`host::FromHost`] and [`host::ToHost`], [`Problem`].

// utoipa's derived code wants the standard library; nothing that a browser loads has the feature.
#![cfg_attr(not(feature = "openapi"), no_std)]

extern crate alloc;

pub mod agent;
pub mod host;
pub mod limits;
mod problem;
pub mod visitor;

pub use problem::Problem;

/// The version of the socket frames that this build speaks. A server speaks every version ever released.
pub const PROTOCOL_VERSION: u16 = 1;
