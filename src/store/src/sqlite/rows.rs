//! Between columns and types.

use record::{ConversationId, Role, SentimentLabel, StoredRecord, VisitorId};
use rusqlite::Row;
use rusqlite::types::Type;

use crate::{ConversationRow, Course, LastTurn};

/// A column that does not hold what this build put there.
fn unreadable(
    column: usize,
    kind: Type,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}

/// SQLite's integers are signed; places and counts are not, and never come near the sign.
pub(super) fn to_sql(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|error| unreadable(column, Type::Integer, error))
}

/// Reads an id of sixteen bytes.
pub(super) fn id<I>(
    row: &Row<'_>,
    column: usize,
    read: impl FnOnce(&[u8]) -> Result<I, record::IdError>,
) -> rusqlite::Result<I> {
    let bytes: [u8; 16] = row.get(column)?;
    read(&bytes).map_err(|error| unreadable(column, Type::Blob, error))
}

pub(super) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str().map_err(|error| unreadable(column, Type::Text, error))?;
    serde_json::from_str(text).map_err(|error| unreadable(column, Type::Text, error))
}

pub(super) fn optional_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        Ok(None)
    } else {
        json(row, column).map(Some)
    }
}

pub(super) const fn role_number(role: Role) -> i64 {
    match role {
        Role::Visitor => 1,
        Role::Agent => 2,
    }
}

fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    match row.get(column)? {
        1_i64 => Ok(Role::Visitor),
        2 => Ok(Role::Agent),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(column, other)),
    }
}

/// The name of a class, which is also its JSON without the quotes.
pub(super) const fn sentiment_name(label: SentimentLabel) -> &'static str {
    label.as_str()
}

fn sentiment(row: &Row<'_>, column: usize) -> rusqlite::Result<SentimentLabel> {
    let name: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(name))
        .map_err(|error| unreadable(column, Type::Text, error))
}

/// The columns that [`conversation`] reads, of `conversation c JOIN visitor v`.
pub(super) const CONVERSATION_COLUMNS: &str = "c.id, v.id, v.identity, c.opened_at_ms, c.head_seq, \
     c.last_turn_seq, c.last_role, c.last_preview, c.last_at_ms, c.last_sentiment, c.waiting_since_ms, \
     c.agent_seen_seq, c.visitor_seen_seq, c.page, c.course, c.course_seq";

pub(super) fn conversation(row: &Row<'_>) -> rusqlite::Result<ConversationRow> {
    Ok(ConversationRow {
        id: id(row, 0, ConversationId::from_slice)?,
        visitor_id: id(row, 1, VisitorId::from_slice)?,
        identity: row.get(2)?,
        opened_at_ms: row.get(3)?,
        head_seq: unsigned(row, 4)?,
        last_turn_seq: unsigned(row, 5)?,
        last_turn: LastTurn {
            role: role(row, 6)?,
            preview: row.get(7)?,
            received_at_ms: row.get(8)?,
            sentiment: sentiment(row, 9)?,
        },
        waiting_since_ms: row.get(10)?,
        agent_seen_seq: unsigned(row, 11)?,
        visitor_seen_seq: unsigned(row, 12)?,
        page: optional_json(row, 13)?,
        course: Course {
            through_seq: unsigned(row, 15)?,
            trajectory: optional_json(row, 14)?.unwrap_or_default(),
        },
    })
}

/// The columns that [`stored`] reads, of `record r JOIN conversation c JOIN visitor v`.
pub(super) const RECORD_COLUMNS: &str =
    "r.seq, r.received_at_ms, v.id, r.body, r.reading, r.previous_turn_seq";

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<(StoredRecord, u64)> {
    let record = StoredRecord {
        seq: unsigned(row, 0)?,
        received_at_ms: row.get(1)?,
        visitor_id: id(row, 2, VisitorId::from_slice)?,
        record: json(row, 3)?,
        reading: optional_json(row, 4)?,
    };
    Ok((record, unsigned(row, 5)?))
}
