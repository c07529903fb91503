//! Replies on their way: shown at once, settled by their outcome, never lost and never sent as two.

use api::agent::Reply;
use record::{Outcome, RecordId};

use crate::limits;
use crate::state::shared::Shared;

/// A reply that is not in the conversation's record yet.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// What was sent, again with the same id.
    pub(crate) reply: Reply,
    /// What became of it.
    pub(crate) state: Delivery,
}

/// What became of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Sent, or about to be once the line stands, since this time.
    Sending {
        /// By the server's clock.
        since_ms: i64,
    },
    /// Committed; its record arrives.
    Stored {
        /// Its place.
        seq: u64,
    },
    /// Refused.
    Refused {
        /// Why, for a person.
        detail: String,
        /// Whether sending the same again may succeed.
        may_retry: bool,
    },
}

/// The replies of one conversation, in the order of sending.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    replies: Vec<Shared<Outgoing>>,
}

impl Outbox {
    /// Shows a reply as being sent.
    pub(crate) fn add(&mut self, reply: Reply, now_ms: i64) {
        let state = Delivery::Sending { since_ms: now_ms };
        self.replies.push(Shared::new(Outgoing { reply, state }));
    }

    /// Notes what became of one. Says whether it was one of these.
    pub(crate) fn settle(&mut self, id: RecordId, outcome: &Outcome) -> bool {
        let state = match outcome {
            Outcome::Stored { seq, .. } | Outcome::Duplicate { seq, .. } => Delivery::Stored { seq: *seq },
            Outcome::Refused { reason, detail } => {
                Delivery::Refused { detail: detail.clone(), may_retry: reason.is_temporary() }
            }
        };
        self.set(id, state).is_some()
    }

    /// Takes one up again, to be sent once more with the same id.
    pub(crate) fn retry(&mut self, id: RecordId, now_ms: i64) -> Option<Reply> {
        self.set(id, Delivery::Sending { since_ms: now_ms })
    }

    fn set(&mut self, id: RecordId, state: Delivery) -> Option<Reply> {
        let slot = self.replies.iter_mut().find(|outgoing| outgoing.reply.id == id)?;
        let reply = slot.reply.clone();
        *slot = Shared::new(Outgoing { reply: reply.clone(), state });
        Some(reply)
    }

    /// Takes one away: it is in the record now, or the agent gave it up.
    pub(crate) fn remove(&mut self, id: RecordId) -> Option<Reply> {
        let at = self.replies.iter().position(|outgoing| outgoing.reply.id == id)?;
        Some(self.replies.remove(at).reply.clone())
    }

    /// What has no outcome, in order: to be sent again when the line stands again. The ids make that harmless.
    pub(crate) fn unsettled(&self) -> impl Iterator<Item = &Reply> {
        self.replies.iter().filter_map(|outgoing| {
            matches!(outgoing.state, Delivery::Sending { .. }).then_some(&outgoing.reply)
        })
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Shared<Outgoing>] {
        &self.replies
    }

    /// One of them.
    pub(crate) fn get(&self, id: RecordId) -> Option<Shared<Outgoing>> {
        self.replies.iter().find(|outgoing| outgoing.reply.id == id).cloned()
    }
}

impl Outgoing {
    /// Whether it has waited so long that the agent may send it again by hand.
    pub(crate) fn is_overdue(&self, now_ms: i64) -> bool {
        matches!(self.state, Delivery::Sending { since_ms } if now_ms.saturating_sub(since_ms) > limits::REPLY_WAIT_MS)
    }
}
