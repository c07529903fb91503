//! From what the store keeps to what the wire shows.

use api::agent::{ConversationSummary, LastTurn, VisitorSummary};
use api::visitor::{Conversation, Identity, Turn};
use record::{Content, StoredRecord};
use store::{ConversationRow, SiteScope};

use crate::live::Live;

/// A row as the inbox shows it.
pub(crate) fn summary(live: &Live, scope: SiteScope, row: ConversationRow) -> ConversationSummary {
    let identity = row.identity.as_deref().and_then(|json| serde_json::from_str::<Identity>(json).ok());
    ConversationSummary {
        id: row.id,
        visitor: VisitorSummary { id: row.visitor_id, identity: identity.unwrap_or_default() },
        opened_at_ms: row.opened_at_ms,
        head_seq: row.head_seq,
        last_turn: LastTurn {
            role: row.last_turn.role,
            preview: row.last_turn.preview,
            received_at_ms: row.last_turn.received_at_ms,
            sentiment: row.last_turn.sentiment,
        },
        waiting_since_ms: row.waiting_since_ms,
        agent_seen_seq: row.agent_seen_seq,
        visitor_seen_seq: row.visitor_seen_seq,
        trajectory: row.course.trajectory,
        page: row.page,
        visitor_online: live.is_online(scope, row.visitor_id),
    }
}

/// A turn as its visitor may see it; nothing for what is no turn.
pub(crate) fn turn(stored: &StoredRecord, previous_seq: u64) -> Option<Turn> {
    let role = stored.record.role()?;
    let agent_name = match &stored.record.content {
        Content::AgentTurn(turn) => Some(turn.agent_name.clone()),
        Content::VisitorTurn(_) | Content::PageAmendment(_) => None,
    };
    Some(Turn {
        id: stored.record.id,
        seq: stored.seq,
        previous_seq,
        role,
        agent_name,
        text: stored.record.text()?.to_owned(),
        occurred_at_ms: stored.record.occurred_at_ms,
        received_at_ms: stored.received_at_ms,
    })
}

/// The turns among records, for their visitor.
pub(crate) fn turns(records: &[(StoredRecord, u64)]) -> Vec<Turn> {
    records.iter().filter_map(|(stored, previous)| turn(stored, *previous)).collect()
}

/// A conversation as its visitor may see it.
pub(crate) fn conversation(row: &ConversationRow, turns: Vec<Turn>) -> Conversation {
    Conversation {
        id: row.id,
        head_seq: row.head_seq,
        visitor_seen_seq: row.visitor_seen_seq,
        agent_seen_seq: row.agent_seen_seq,
        turns,
    }
}
