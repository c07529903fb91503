//! The server in process, on real SQLite files and real sockets. People make the requests: visitors, agents, and
//! strangers who have no business here.
#![expect(clippy::unwrap_used, reason = "this is a test as a whole; its helpers fail it as its tests do")]

mod agents;
mod broken;
mod house;
mod logs;
mod metrics;
mod operator;
mod pages;
mod settings;
mod strangers;
mod visitors;
