//! The commands' parts, as a library, so that the journeys start the same demo site and the same server that
//! `cargo xtask run` starts.
//!
//! **What it does.** See `main.rs`; one module a command.
//!
//! **What it must never know.** How the parts work inside.

pub mod api_check;
pub mod bench;
pub mod browser;
pub mod build;
pub mod check;
pub mod demo_site;
mod device;
mod figures;
pub mod own_rows;
pub mod paths;
pub mod release;
pub mod replay;
pub mod run;
pub mod server;
pub mod size;
mod socket;
pub mod step;
pub mod teacher;
pub mod tools;
