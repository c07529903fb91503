//! What the console knows, and how it changes: no DOM, no clock, no network.

pub(crate) mod inbox;
pub(crate) mod outgoing;
pub(crate) mod shared;
pub(crate) mod thread;
