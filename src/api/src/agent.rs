//! The agent's side: sign-in, inbox, conversation over HTTP, and the live socket (`/v1/agent/socket`).
//!
//! An agent's session is a cookie (`HttpOnly`, `SameSite=Strict`); the socket's origin must be the server's own.

use alloc::string::String;
use alloc::vec::Vec;

use record::{
    AgentId, ConversationId, PageContext, RecordId, Role, SentimentLabel, StoredRecord, Trajectory, VisitorId,
};
use serde::{Deserialize, Serialize};

use crate::visitor::{Identity, RecordOutcome};

/// Body of `POST /v1/sessions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The agent's address.
    pub email: String,
    /// The password, plain, over the encrypted connection.
    pub password: String,
}

impl core::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SignIn").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Answer of `POST /v1/sessions` and `GET /v1/sessions/current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Who is signed in.
    pub agent_id: AgentId,
    /// The name that visitors see.
    pub name: String,
    /// The address.
    pub email: String,
    /// The site's name.
    pub site_name: String,
    /// The site's public key, for the line that its pages carry. A server before it was told leaves it empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site_key: String,
}

/// Answer of `GET /v1/conversations?limit=..&cursor=..`: who needs help most first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationList {
    /// At most [`crate::limits::PAGE_CONVERSATIONS`].
    pub conversations: Vec<ConversationSummary>,
    /// Pass it as `cursor` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One row of the inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationSummary {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub visitor: VisitorSummary,
    /// When its first record was received.
    pub opened_at_ms: i64,
    /// Its newest place.
    pub head_seq: u64,
    /// The newest turn.
    pub last_turn: LastTurn,
    /// Since when the visitor waits for an answer; absent when an agent spoke last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since_ms: Option<i64>,
    /// How far any agent has seen it.
    pub agent_seen_seq: u64,
    /// How far the visitor has seen it.
    pub visitor_seen_seq: u64,
    /// How it is going.
    pub trajectory: Trajectory,
    /// The newest page context that came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageContext>,
    /// Whether the visitor's chat is connected now.
    pub visitor_online: bool,
}

/// A visitor as agents see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorSummary {
    /// The id.
    pub id: VisitorId,
    /// What the site said, not verified.
    #[serde(default)]
    pub identity: Identity,
}

/// The newest turn, for the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastTurn {
    /// Who spoke.
    pub role: Role,
    /// The beginning of what was said, at most 140 characters.
    pub preview: String,
    /// When it was received.
    pub received_at_ms: i64,
    /// How it was read.
    pub sentiment: SentimentLabel,
}

/// Answer of `GET /v1/conversations/{id}?after_seq=..`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationDetail {
    /// The same as in the inbox.
    pub summary: ConversationSummary,
    /// The records after `after_seq`, in order, at most [`crate::limits::PAGE_TURNS`]; ask again while the last one's
    /// `seq` is below the summary's `head_seq`.
    pub records: Vec<StoredRecord>,
}

/// What the console sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromAgent {
    /// Always the first frame.
    Hello {
        /// [`crate::PROTOCOL_VERSION`].
        protocol: u16,
    },
    /// Which conversation is open on the screen: its records arrive live. Absent for none.
    Watch {
        /// The one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conversation_id: Option<ConversationId>,
    },
    /// An answer to the visitor. Idempotent by its id.
    Reply(Reply),
    /// The agent is writing, or has stopped.
    Typing {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Writing now.
        is_typing: bool,
    },
    /// The agent's screen has shown everything up to here.
    Seen {
        /// In which conversation.
        conversation_id: ConversationId,
        /// The newest place shown.
        seq: u64,
    },
}

/// An agent's answer. The server makes the record: an agent cannot write as somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reply {
    /// Minted by the console.
    pub id: RecordId,
    /// Where.
    pub conversation_id: ConversationId,
    /// The console's clock.
    pub occurred_at_ms: i64,
    /// What to say, plain.
    pub text: String,
}

/// What the server sends to the console.
#[expect(
    clippy::large_enum_variant,
    reason = "frames are written and gone; a box would cost each an allocation"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToAgent {
    /// The call is answered.
    Welcome {
        /// [`crate::PROTOCOL_VERSION`].
        protocol: u16,
        /// The server's clock.
        now_ms: i64,
    },
    /// A row of the inbox is new or has changed.
    Conversation {
        /// The whole row.
        summary: ConversationSummary,
    },
    /// A record of the watched conversation, just committed. A gap in `seq` means: fetch.
    Record {
        /// Which conversation.
        conversation_id: ConversationId,
        /// The record.
        record: StoredRecord,
    },
    /// The visitor is writing, or has stopped.
    VisitorTyping {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Writing now.
        is_typing: bool,
    },
    /// What became of a reply.
    Outcome(RecordOutcome),
    /// The newest places, every [`crate::limits::HEADS_EVERY_MS`]: the inbox's number of conversations and the
    /// watched one's head. A head that disagrees means: fetch.
    Heads {
        /// Changes whenever any row of the inbox changes; compare for equality only.
        inbox_version: u64,
        /// The watched conversation and its newest place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        watched: Option<(ConversationId, u64)>,
    },
    /// The call ends, and why.
    Goodbye {
        /// For a program: `not_signed_in`, `unknown_protocol`, `malformed`, `too_large`, `rate_limited`, `unavailable`,
        /// `internal`, `shutting_down`. A foreign origin gets no socket at all (403).
        reason: String,
        /// For a person.
        detail: String,
        /// Whether calling again may succeed.
        retry: bool,
    },
}
