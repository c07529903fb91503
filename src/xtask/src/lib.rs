//! The commands' parts, as a library, so that the journeys start the same demo site and the same server that
//! `cargo xtask run` starts.
//!
//! **What it does.** See `main.rs`; one module a command.
//!
//! **What it must never know.** How the parts work inside.

pub mod api_check;
pub mod build;
pub mod check;
pub mod demo_site;
pub mod paths;
pub mod replay;
pub mod run;
pub mod server;
pub mod size;
pub mod step;
pub mod tools;
