//! Appending: the one place where a record gets its place.

use std::collections::HashMap;

use record::{Content, ConversationId, Outcome, Refusal, SentimentLabel, StoredRecord, VisitorId};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::rows;
use crate::{Appended, Offer, Party, SiteScope, limits};

/// An offer with everything done that needs no database, so that the writer's thread does nothing else.
#[derive(Debug)]
pub(super) struct Prepared {
    offer: Offer,
    body: String,
    reading: Option<String>,
    page: Option<String>,
}

impl From<Offer> for Prepared {
    fn from(offer: Offer) -> Self {
        // These types always have a JSON form (string keys, finite or null numbers); were it ever otherwise, the
        // empty body is refused below.
        let body = serde_json::to_string(&offer.record).unwrap_or_default();
        let reading = offer.reading.as_ref().and_then(|reading| serde_json::to_string(reading).ok());
        let context = offer.record.page().and_then(|page| page.context.as_ref());
        let page = context.and_then(|context| serde_json::to_string(context).ok());
        Self { offer, body, reading, page }
    }
}

/// What of a conversation an append needs and changes.
#[derive(Debug, Clone, Copy)]
struct Head {
    row: i64,
    visitor_row: i64,
    visitor_id: VisitorId,
    head_seq: u64,
    last_turn_seq: u64,
}

/// A conversation with its visitor, by site and id.
pub(super) const FIND_HEAD: &str = "SELECT c.conversation, c.visitor, v.id, c.head_seq, c.last_turn_seq
     FROM conversation c JOIN visitor v ON v.visitor = c.visitor WHERE c.site_id = ?1 AND c.id = ?2";

pub(super) fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn all_unavailable(count: usize) -> Vec<Appended> {
    let detail = "the server cannot write to its disk now: the message is kept here and sent again later";
    (0..count).map(|_| refused(Refusal::Unavailable, detail)).collect()
}

fn refused(reason: Refusal, detail: &str) -> Appended {
    let outcome = Outcome::Refused { reason, detail: detail.to_owned() };
    Appended { outcome, stored: None, previous_turn_seq: 0 }
}

/// Runs inside the writer's transaction.
pub(super) fn append(
    conn: &Connection,
    scope: SiteScope,
    party: Party,
    offers: &[Prepared],
) -> rusqlite::Result<Vec<Appended>> {
    let mut batch = Batch { conn, scope, party, heads: HashMap::new() };
    offers.iter().map(|offer| batch.append_one(offer)).collect()
}

struct Batch<'c> {
    conn: &'c Connection,
    scope: SiteScope,
    party: Party,
    heads: HashMap<ConversationId, Head>,
}

impl Batch<'_> {
    fn append_one(&mut self, prepared: &Prepared) -> rusqlite::Result<Appended> {
        let record = &prepared.offer.record;
        if prepared.body.is_empty() {
            return Ok(refused(Refusal::Malformed, "the record has no JSON form"));
        }
        let allowed = match (&record.content, self.party) {
            (Content::VisitorTurn(_) | Content::PageAmendment(_), Party::Visitor(_)) => true,
            (Content::AgentTurn(turn), Party::Agent(agent)) => turn.agent_id == agent,
            _ => false,
        };
        if !allowed {
            return Ok(refused(Refusal::WrongRole, "this client may not write as somebody else"));
        }
        let head = self.head(record.conversation_id)?;
        let visitor_row = match (self.party, head) {
            (Party::Agent(_) | Party::Server, Some(head)) => Some(head.visitor_row),
            (Party::Agent(_) | Party::Server, None) => None,
            (Party::Visitor(visitor), _) => self.visitor_row(visitor)?,
        };
        let Some(visitor_row) = visitor_row else {
            return Ok(refused(Refusal::NotYours, "there is no such conversation here"));
        };
        if let Some(known) = self.known(visitor_row, prepared)? {
            return Ok(known);
        }
        let head = match (head, self.party, &record.content) {
            (Some(head), _, _) if head.visitor_row != visitor_row => {
                return Ok(refused(Refusal::NotYours, "this conversation belongs to somebody else"));
            }
            (Some(head), _, _) => head,
            (None, Party::Visitor(visitor), Content::VisitorTurn(_)) => {
                self.open(visitor_row, visitor, prepared)?
            }
            (None, _, _) => {
                return Ok(refused(Refusal::UnknownRecord, "the turn that this amends is not here"));
            }
        };
        if let Content::PageAmendment(amendment) = &record.content {
            let mut find = self.conn.prepare_cached(
                "SELECT 1 FROM record WHERE visitor = ?1 AND id = ?2 AND conversation = ?3 AND kind = 1",
            )?;
            if !find.exists(params![head.visitor_row, amendment.amends.as_bytes(), head.row])? {
                return Ok(refused(Refusal::UnknownRecord, "the turn that this amends is not here"));
            }
        }
        self.insert(head, prepared)
    }

    /// The conversation, from the batch or the database.
    fn head(&mut self, id: ConversationId) -> rusqlite::Result<Option<Head>> {
        if let Some(head) = self.heads.get(&id) {
            return Ok(Some(*head));
        }
        let head = self
            .conn
            .prepare_cached(FIND_HEAD)?
            .query_row(params![self.scope.site_id().as_bytes(), id.as_bytes()], |row| {
                Ok(Head {
                    row: row.get(0)?,
                    visitor_row: row.get(1)?,
                    visitor_id: rows::id(row, 2, VisitorId::from_slice)?,
                    head_seq: rows::unsigned(row, 3)?,
                    last_turn_seq: rows::unsigned(row, 4)?,
                })
            })
            .optional()?;
        if let Some(head) = head {
            self.heads.insert(id, head);
        }
        Ok(head)
    }

    fn visitor_row(&self, visitor: VisitorId) -> rusqlite::Result<Option<i64>> {
        self.conn
            .prepare_cached("SELECT visitor FROM visitor WHERE id = ?1 AND site_id = ?2")?
            .query_row(params![visitor.as_bytes(), self.scope.site_id().as_bytes()], |row| row.get(0))
            .optional()
    }

    /// What is known under the record's id: the same record again, or another body.
    fn known(&self, visitor_row: i64, prepared: &Prepared) -> rusqlite::Result<Option<Appended>> {
        let found = self
            .conn
            .prepare_cached("SELECT seq, received_at_ms, digest FROM record WHERE visitor = ?1 AND id = ?2")?
            .query_row(params![visitor_row, prepared.offer.record.id.as_bytes()], |row| {
                Ok((rows::unsigned(row, 0)?, row.get::<_, i64>(1)?, row.get::<_, [u8; 32]>(2)?))
            })
            .optional()?;
        Ok(found.map(|(seq, received_at_ms, digest)| {
            if digest != prepared.offer.digest && digest != prepared.offer.digest_after_wall {
                return refused(Refusal::IdReused, "this id was used before for another record");
            }
            let outcome = Outcome::Duplicate { seq, received_at_ms };
            Appended { outcome, stored: None, previous_turn_seq: 0 }
        }))
    }

    /// Opens the conversation for its first turn, which [`Self::insert`] then puts at place 1.
    fn open(&self, visitor_row: i64, visitor_id: VisitorId, prepared: &Prepared) -> rusqlite::Result<Head> {
        let offer = &prepared.offer;
        self.conn
            .prepare_cached(
                "INSERT INTO conversation (id, site_id, visitor, opened_at_ms, head_seq, last_turn_seq, last_role,
                     last_preview, last_at_ms, last_sentiment)
                 VALUES (?1, ?2, ?3, ?4, 0, 0, 1, '', ?4, 'unknown')",
            )?
            .execute(params![
                offer.record.conversation_id.as_bytes(),
                self.scope.site_id().as_bytes(),
                visitor_row,
                offer.received_at_ms
            ])?;
        let row = self.conn.last_insert_rowid();
        Ok(Head { row, visitor_row, visitor_id, head_seq: 0, last_turn_seq: 0 })
    }

    fn insert(&mut self, head: Head, prepared: &Prepared) -> rusqlite::Result<Appended> {
        let offer = &prepared.offer;
        let record = &offer.record;
        let seq = head.head_seq + 1;
        let kind = record.role().map_or(3, rows::role_number);
        self.conn
            .prepare_cached(
                "INSERT INTO record (conversation, seq, visitor, id, digest, kind, previous_turn_seq,
                     received_at_ms, body, reading)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                head.row,
                rows::to_sql(seq),
                head.visitor_row,
                record.id.as_bytes(),
                offer.digest,
                kind,
                rows::to_sql(head.last_turn_seq),
                offer.received_at_ms,
                prepared.body,
                prepared.reading
            ])?;
        if let Some(text) = record.text() {
            self.conn
                .prepare_cached("INSERT INTO turn_text (rowid, text) VALUES (?1, ?2)")?
                .execute(params![self.conn.last_insert_rowid(), text])?;
        }
        self.advance(head, seq, prepared)?;
        let last_turn_seq = if record.role().is_some() { seq } else { head.last_turn_seq };
        self.heads.insert(record.conversation_id, Head { head_seq: seq, last_turn_seq, ..head });
        let stored = StoredRecord {
            seq,
            received_at_ms: offer.received_at_ms,
            visitor_id: head.visitor_id,
            record: record.clone(),
            reading: offer.reading.clone(),
        };
        Ok(Appended {
            outcome: Outcome::Stored { seq, received_at_ms: offer.received_at_ms },
            stored: Some(stored),
            previous_turn_seq: head.last_turn_seq,
        })
    }

    /// Moves the conversation's row on, so that the inbox needs no record.
    fn advance(&self, head: Head, seq: u64, prepared: &Prepared) -> rusqlite::Result<()> {
        let offer = &prepared.offer;
        let seq = rows::to_sql(seq);
        let (Some(role), Some(text)) = (offer.record.role(), offer.record.text()) else {
            return self
                .conn
                .prepare_cached(
                    "UPDATE conversation SET head_seq = ?2, page = coalesce(?3, page) WHERE conversation = ?1",
                )?
                .execute(params![head.row, seq, prepared.page])
                .map(drop);
        };
        let reading = offer.reading.as_ref().or(match &offer.record.content {
            Content::VisitorTurn(turn) => turn.reading.as_ref(),
            Content::AgentTurn(_) | Content::PageAmendment(_) => None,
        });
        let sentiment = reading.map_or(SentimentLabel::Unknown, |reading| reading.analysis.sentiment.label);
        let preview: String = text.chars().take(limits::PREVIEW_CHARS).collect();
        self.conn
            .prepare_cached(
                "UPDATE conversation SET head_seq = ?2, last_turn_seq = ?2, last_role = ?3, last_preview = ?4,
                     last_at_ms = ?5, last_sentiment = ?6, page = coalesce(?7, page),
                     waiting_since_ms = CASE ?3 WHEN 1 THEN coalesce(waiting_since_ms, ?5) END
                 WHERE conversation = ?1",
            )?
            .execute(params![
                head.row,
                seq,
                rows::role_number(role),
                preview,
                offer.received_at_ms,
                rows::sentiment_name(sentiment),
                prepared.page
            ])
            .map(drop)
    }
}
