//! Records on their way in.

use record::{AgentId, InteractionRecord, Outcome, Reading, StoredRecord, VisitorId};

/// Who asks. What a visitor does not own is not there for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// A visitor, who sees and writes only their own conversations.
    Visitor(VisitorId),
    /// An agent, who sees and writes every conversation of their site.
    Agent(AgentId),
    /// The server itself, which reads every conversation of a site and writes none.
    Server,
}

/// One record offered.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What is kept.
    pub record: InteractionRecord,
    /// A digest of the record as it was offered, before the wall: by it a repeated offer is told from another body
    /// under the same id. It is what is kept.
    pub digest: [u8; 32],
    /// A digest of the record after the wall, which is what servers before this one kept: a record that was
    /// committed by one of them and is offered again to this one is still known.
    pub digest_after_wall: [u8; 32],
    /// The server's reading of a visitor's turn.
    pub reading: Option<Reading>,
    /// The server's clock at receipt, milliseconds since 1970, UTC.
    pub received_at_ms: i64,
}

/// What became of one offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    /// The one outcome.
    pub outcome: Outcome,
    /// The record in its place, when it was stored now (not when it is a duplicate).
    pub stored: Option<StoredRecord>,
    /// The place of the turn before it, 0 for none.
    pub previous_turn_seq: u64,
}
