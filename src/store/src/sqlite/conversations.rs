//! Conversations and their records, as the inbox and the visitor ask for them.

use record::{ConversationId, SiteId, StoredRecord, VisitorId};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::rows;
use crate::conversation::risk_percent;
use crate::{ConversationRow, Course, Cursor, InboxPage, Party, SiteScope, Slice, limits};

/// The visitor whose conversations the party may see; none for an agent, who may see them all. In SQL it is
/// `(?3 IS NULL OR v.id = ?3)`.
fn owner(party: Party) -> Option<[u8; 16]> {
    match party {
        Party::Visitor(visitor) => Some(*visitor.as_bytes()),
        Party::Agent(_) | Party::Server => None,
    }
}

pub(super) fn one(
    conn: &Connection,
    scope: SiteScope,
    party: Party,
    id: ConversationId,
) -> rusqlite::Result<Option<ConversationRow>> {
    let sql = format!(
        "SELECT {} FROM conversation c JOIN visitor v ON v.visitor = c.visitor
         WHERE c.site_id = ?1 AND c.id = ?2 AND (?3 IS NULL OR v.id = ?3)",
        rows::CONVERSATION_COLUMNS
    );
    conn.prepare_cached(&sql)?
        .query_row(params![scope.site_id().as_bytes(), id.as_bytes(), owner(party)], rows::conversation)
        .optional()
}

pub(super) fn newest_of(
    conn: &Connection,
    scope: SiteScope,
    visitor: VisitorId,
) -> rusqlite::Result<Option<ConversationRow>> {
    let sql = format!(
        "SELECT {} FROM visitor v JOIN conversation c ON c.visitor = v.visitor
         WHERE v.id = ?1 AND v.site_id = ?2 ORDER BY c.last_at_ms DESC LIMIT 1",
        rows::CONVERSATION_COLUMNS
    );
    conn.prepare_cached(&sql)?
        .query_row(params![visitor.as_bytes(), scope.site_id().as_bytes()], rows::conversation)
        .optional()
}

pub(super) fn records(
    conn: &Connection,
    scope: SiteScope,
    party: Party,
    id: ConversationId,
    slice: Slice,
    limit: usize,
) -> rusqlite::Result<Vec<(StoredRecord, u64)>> {
    let (after, filter, order) = match slice {
        Slice::RecordsAfter(seq) => (seq, "", "ASC"),
        Slice::TurnsAfter(seq) => (seq, "AND r.kind < 3", "ASC"),
        Slice::NewestTurns => (0, "AND r.kind < 3", "DESC"),
    };
    let sql = format!(
        "SELECT {} FROM conversation c JOIN visitor v ON v.visitor = c.visitor
         JOIN record r ON r.conversation = c.conversation
         WHERE c.site_id = ?1 AND c.id = ?2 AND (?3 IS NULL OR v.id = ?3) AND r.seq > ?4 {filter}
         ORDER BY r.seq {order} LIMIT ?5",
        rows::RECORD_COLUMNS
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let site = scope.site_id();
    let bound = params![site.as_bytes(), id.as_bytes(), owner(party), rows::to_sql(after), limit];
    let mut found: Vec<_> =
        conn.prepare_cached(&sql)?.query_map(bound, rows::stored)?.collect::<rusqlite::Result<_>>()?;
    if slice == Slice::NewestTurns {
        found.reverse();
    }
    Ok(found)
}

pub(super) fn inbox(
    conn: &Connection,
    scope: SiteScope,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<InboxPage> {
    let sql = inbox_sql();
    let (risk, waiting, last, id) = match &after {
        Some(at) => (at.risk_percent, at.waiting_key, at.last_at_ms, at.id.as_bytes().as_slice()),
        None => (i64::MAX, i64::MIN, i64::MAX, [].as_slice()),
    };
    // One more than asked says whether there is a next page.
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let site = scope.site_id();
    let bound = params![site.as_bytes(), risk, waiting, last, id, one_more];
    let mut rows: Vec<ConversationRow> =
        conn.prepare_cached(&sql)?.query_map(bound, rows::conversation)?.collect::<rusqlite::Result<_>>()?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(ConversationRow::cursor);
    Ok(InboxPage { rows, next })
}

pub(super) fn inbox_sql() -> String {
    // The key's parts run in different directions, so the comparison is spelled out. Its first part alone lets the
    // index begin at the right place.
    format!(
        "SELECT {} FROM conversation c JOIN visitor v ON v.visitor = c.visitor
         WHERE c.site_id = ?1 AND c.risk_percent <= ?2 AND (
             c.risk_percent < ?2
             OR coalesce(c.waiting_since_ms, 9223372036854775807) > ?3
             OR (coalesce(c.waiting_since_ms, 9223372036854775807) = ?3
                 AND (c.last_at_ms < ?4 OR (c.last_at_ms = ?4 AND c.id > ?5))))
         ORDER BY c.risk_percent DESC, coalesce(c.waiting_since_ms, 9223372036854775807), c.last_at_ms DESC, c.id
         LIMIT ?6",
        rows::CONVERSATION_COLUMNS
    )
}

pub(super) fn mark_seen(
    conn: &Connection,
    scope: SiteScope,
    party: Party,
    id: ConversationId,
    seq: u64,
) -> rusqlite::Result<Option<u64>> {
    let mark = match party {
        Party::Visitor(_) => "visitor_seen_seq",
        Party::Agent(_) => "agent_seen_seq",
        Party::Server => return Ok(None),
    };
    let sql = format!(
        "UPDATE conversation SET {mark} = min(?4, head_seq)
         WHERE site_id = ?1 AND id = ?2 AND min(?4, head_seq) > {mark}
           AND (?3 IS NULL OR visitor = (SELECT visitor FROM visitor WHERE id = ?3))
         RETURNING {mark}"
    );
    conn.prepare_cached(&sql)?
        .query_row(
            params![scope.site_id().as_bytes(), id.as_bytes(), owner(party), rows::to_sql(seq)],
            |row| rows::unsigned(row, 0),
        )
        .optional()
}

pub(super) fn set_courses(
    conn: &Connection,
    courses: &[(SiteScope, ConversationId, Course)],
) -> rusqlite::Result<()> {
    // A course that was computed earlier never replaces a later one.
    let mut update = conn.prepare_cached(
        "UPDATE conversation SET course = ?3, course_seq = ?4, risk_percent = ?5
         WHERE site_id = ?1 AND id = ?2 AND course_seq <= ?4",
    )?;
    for (scope, id, course) in courses {
        let json = super::append::to_json(&course.trajectory)?;
        update.execute(params![
            scope.site_id().as_bytes(),
            id.as_bytes(),
            json,
            rows::to_sql(course.through_seq),
            risk_percent(&course.trajectory)
        ])?;
    }
    Ok(())
}

pub(super) fn behind(conn: &Connection) -> rusqlite::Result<Vec<(SiteScope, ConversationId)>> {
    let limit = i64::try_from(limits::BEHIND).unwrap_or(i64::MAX);
    conn.prepare_cached("SELECT site_id, id FROM conversation WHERE course_seq < head_seq LIMIT ?1")?
        .query_map([limit], |row| {
            Ok((
                SiteScope::of(rows::id(row, 0, SiteId::from_slice)?),
                rows::id(row, 1, ConversationId::from_slice)?,
            ))
        })?
        .collect()
}
