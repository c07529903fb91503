//! What must leave this device, until somebody has confirmed that it arrived.
//!
//! **What it does.** A bounded queue that any shell can drive: [`Outbox::next`] answers [`Send`](Next::Send)
//! this batch, [`Wait`](Next::Wait) so long, or [`Idle`](Next::Idle); the shell reports what came of it
//! ([`acknowledge`](Outbox::acknowledge), [`put_back`](Outbox::put_back), [`hand_back`](Outbox::hand_back),
//! [`disconnected`](Outbox::disconnected)) and keeps storage in step with [`changes`](Outbox::changes).
//!
//! **What it promises.** Items leave in the order in which they were pushed, at least once, each time with the
//! same bytes; at most one batch is in flight. An item leaves the queue in two ways only: acknowledged, or
//! handed back to the caller. After a crash the queue comes back from storage as it was last stored. Nothing
//! grows without a limit ([`Limits`]).
//!
//! **What it must never know.** What an item says, the network, the clock, randomness, storage. Time and the
//! seed of the jitter are arguments.

#![no_std]

extern crate alloc;

mod backoff;
mod item;
pub mod limits;
mod queue;
mod restore;

pub use backoff::Backoff;
pub use item::{Item, PushError};
pub use limits::Limits;
pub use queue::{Next, Outbox, Pending, Pushed, State};
pub use restore::{Changes, Restored, Row};
