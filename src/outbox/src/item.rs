//! What is queued, and why it may not be.

use alloc::string::String;
use core::fmt;

/// An opaque text under an id. It is sent exactly as it was pushed, however often.
#[derive(Clone, PartialEq, Eq)]
pub struct Item<Id> {
    /// The key of idempotence.
    pub id: Id,
    /// What is sent.
    pub body: String,
}

impl<Id: fmt::Debug> fmt::Debug for Item<Id> {
    /// Without the body: it may be what a visitor wrote, and logs are read by others.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("id", &self.id).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// Why an item was not queued. The item comes back with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError<Id> {
    /// The queue holds as many items or bytes as it may.
    #[error("the outbox is full: nothing has been confirmed for a long time")]
    Full(Item<Id>),
    /// The body alone is over the limit.
    #[error("the message is too large to be sent")]
    TooLarge(Item<Id>),
    /// The same id is queued with another body; one of the two would be lost on the server.
    #[error("another message with the same id is waiting to be sent")]
    Conflict(Item<Id>),
}

impl<Id> PushError<Id> {
    /// The item that was not queued.
    #[must_use]
    pub fn into_item(self) -> Item<Id> {
        match self {
            Self::Full(item) | Self::TooLarge(item) | Self::Conflict(item) => item,
        }
    }
}
