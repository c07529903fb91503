//! Conversations as the inbox and the visitor ask for them.

use std::fmt;
use std::str::FromStr;

use record::{ConversationId, PageContext, Role, SentimentLabel, Trajectory, VisitorId};

/// One conversation without its records.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRow {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub visitor_id: VisitorId,
    /// What the site said of the visitor, a JSON object.
    pub identity: Option<String>,
    /// When its first record was received.
    pub opened_at_ms: i64,
    /// Its newest place.
    pub head_seq: u64,
    /// Its newest place that is a turn.
    pub last_turn_seq: u64,
    /// The newest turn.
    pub last_turn: LastTurn,
    /// Since when the visitor waits for an answer.
    pub waiting_since_ms: Option<i64>,
    /// How far any agent has seen it.
    pub agent_seen_seq: u64,
    /// How far the visitor has seen it.
    pub visitor_seen_seq: u64,
    /// The newest page context.
    pub page: Option<PageContext>,
    /// How it is going, as last told.
    pub course: Course,
}

/// The newest turn, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastTurn {
    /// Who spoke.
    pub role: Role,
    /// The beginning of what was said, at most [`crate::limits::PREVIEW_CHARS`] characters.
    pub preview: String,
    /// When it was received.
    pub received_at_ms: i64,
    /// How it was read.
    pub sentiment: SentimentLabel,
}

/// How a conversation is going, computed outside.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// The place through which it was computed; behind the head, it is to be computed again.
    pub through_seq: u64,
    /// What was computed.
    pub trajectory: Trajectory,
}

/// Which records of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// All kinds after a place, oldest first.
    RecordsAfter(u64),
    /// Turns only, after a place, oldest first.
    TurnsAfter(u64),
    /// The newest turns, oldest first.
    NewestTurns,
}

/// One page of the inbox.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxPage {
    /// Who needs help most first: risk in percent, then the longest wait, then the newest turn.
    pub rows: Vec<ConversationRow>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<Cursor>,
}

/// A place in the inbox: after the row with these keys. Opaque to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) risk_percent: i64,
    pub(crate) waiting_key: i64,
    pub(crate) last_at_ms: i64,
    pub(crate) id: ConversationId,
}

/// A text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is not one that this server gave: begin again without one")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}~{}", self.risk_percent, self.waiting_key, self.last_at_ms, self.id)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let mut parts = text.split('~');
        let mut number = || parts.next().and_then(|part| part.parse().ok()).ok_or(CursorError);
        let (risk_percent, waiting_key, last_at_ms) = (number()?, number()?, number()?);
        let id = parts.next().and_then(|part| part.parse().ok()).ok_or(CursorError)?;
        if parts.next().is_some() {
            return Err(CursorError);
        }
        Ok(Self { risk_percent, waiting_key, last_at_ms, id })
    }
}

impl ConversationRow {
    /// The cursor after this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            risk_percent: risk_percent(&self.course.trajectory),
            waiting_key: self.waiting_since_ms.unwrap_or(i64::MAX),
            last_at_ms: self.last_turn.received_at_ms,
            id: self.id,
        }
    }
}

/// The risk in whole percent, which is what the inbox is ordered by.
pub(crate) fn risk_percent(trajectory: &Trajectory) -> i64 {
    let percent = (trajectory.risk.score.clamp(0.0, 1.0) * 100.0).round();
    // 0..=100 by the clamp; NaN becomes 0.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to 0..=100 in the line above")]
    let whole = percent as i64;
    whole
}
