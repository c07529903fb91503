//! A record on its way: its JSON, made once, and what the screen needs to show it again after a reload.

use record::{ConversationId, InteractionRecord, RecordId};

use super::DeviceReading;
use crate::wire;

/// What the outbox carries and the device keeps until the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The record's id.
    pub id: RecordId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// When it was written, by the device's clock.
    pub occurred_at_ms: i64,
    /// The scrubbed text of a turn; nothing in an amendment.
    pub text: Option<String>,
    /// The record as JSON. It never changes: the same id with another body would be refused.
    pub body: String,
}

impl Parcel {
    /// Packs a record, with the reading that was made of its text and the page's part as JSON.
    #[must_use]
    pub fn pack(record: &InteractionRecord, reading: Option<&DeviceReading>, page: Option<&str>) -> Self {
        Self {
            id: record.id,
            conversation_id: record.conversation_id,
            occurred_at_ms: record.occurred_at_ms,
            text: record.text().map(str::to_owned),
            body: wire::write::record(record, reading, page),
        }
    }

    /// A turn's record under another id and in another conversation.
    #[must_use]
    pub fn readdressed(
        body: &str,
        id: RecordId,
        conversation_id: ConversationId,
        occurred_at_ms: i64,
        text: String,
    ) -> Self {
        // Both ids stand before anything that the visitor wrote, and quotes inside of a string are escaped.
        let body = with_field(body, "\"id\":\"", &id.to_string());
        let body = with_field(&body, "\"conversation_id\":\"", &conversation_id.to_string());
        Self { id, conversation_id, occurred_at_ms, text: Some(text), body }
    }

    /// The frame or body that carries these: `{<before>"records":[...]}`.
    #[must_use]
    pub fn frame(before: &str, bodies: &[String]) -> String {
        ["{", before, "\"records\":[", &bodies.join(","), "]}"].concat()
    }
}

/// The same JSON with another id in a field.
fn with_field(body: &str, field: &str, value: &str) -> String {
    let after = body.split_once(field).and_then(|(before, after)| Some((before, after.split_once('"')?.1)));
    match after {
        Some((before, after)) => [before, field, value, "\"", after].concat(),
        None => body.to_owned(),
    }
}
