//! The server: one binary that visitors and agents talk through.
//!
//! **What it does.** Serves the chat's frame and the console, speaks the protocols of `api`, and takes records in:
//! `limit -> parse (which scrubs) -> authorise -> append (committed, fsynced) -> acknowledge -> publish`
//! ([`ingest`] is that list of verbs). It reads every visitor turn again with the same crate as the device.
//!
//! **What it must never know.** Which backend keeps the data (only `main.rs` does), a visitor's text before the
//! wall, a token in plain beyond the request that brought it, and what a page shows to its owner.
//!
//! Main types: [`Config`], [`Server`], [`app::App`].

pub mod app;
mod asset;
pub mod cli;
pub mod clock;
mod connections;
mod courses;
mod http;
pub mod ingest;
mod limiter;
mod limiters;
pub mod limits;
mod live;
mod metrics;
mod origin;
pub mod passwords;
mod proxies;
mod reading;
mod run;
pub mod secrets;
pub mod seed;
pub mod settings;
pub mod telemetry;
mod views;
mod visitors;

pub use app::Config;
pub use origin::{Origin, OriginError};
pub use proxies::Proxies;
pub use run::Server;
