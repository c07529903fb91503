//! The visitor's socket (`/v1/visitor/socket`), and the HTTP fallback (`/v1/visitor/...`).
//!
//! The first frame on a socket is [`FromVisitor::Hello`]; the answer is [`ToVisitor::Welcome`] or
//! [`ToVisitor::Goodbye`]. Every frame is one JSON text.

use alloc::string::String;
use alloc::vec::Vec;

use record::{ConversationId, InteractionRecord, Outcome, RecordId, Refusal, Role, SiteNames, VisitorId};
use serde::{Deserialize, Serialize};

/// What a visitor's client sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromVisitor {
    /// Who is calling. Always the first frame.
    Hello(Hello),
    /// Records to keep. Each gets its outcome; sending one twice is harmless.
    Append {
        /// At most [`crate::limits::BATCH_RECORDS`].
        records: Vec<InteractionRecord>,
    },
    /// Turns after a place, when a gap was seen or a page of history is wanted.
    Fetch {
        /// Which conversation.
        conversation_id: ConversationId,
        /// The last place that is already here; 0 for all.
        after_seq: u64,
    },
    /// The visitor is writing, or has stopped.
    Typing {
        /// In which conversation.
        conversation_id: ConversationId,
        /// Writing now.
        is_typing: bool,
    },
    /// The visitor's screen has shown everything up to here.
    Seen {
        /// In which conversation.
        conversation_id: ConversationId,
        /// The newest place shown.
        seq: u64,
    },
    /// What the site says about the visitor.
    Identify {
        /// Kept beside the visitor, marked as said by the page and not verified.
        identity: Identity,
    },
}

/// The first frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hello {
    /// [`crate::PROTOCOL_VERSION`].
    pub protocol: u16,
    /// The public key of the site.
    pub site_key: String,
    /// The bearer token of an earlier visit. Without one the visitor is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// What a site may say about its visitor. Every field is at most [`crate::limits::IDENTITY_BYTES`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// The site's own id of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// How to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The company or account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What they pay for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// What the server sends to a visitor's client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToVisitor {
    /// The call is answered.
    Welcome(Welcome),
    /// What became of the records of an `append`, in their order.
    Outcomes {
        /// One for each.
        outcomes: Vec<RecordOutcome>,
    },
    /// Turns of a conversation, in order, without gaps among themselves.
    Turns {
        /// Which conversation.
        conversation_id: ConversationId,
        /// The newest place in the conversation, so that a gap shows.
        head_seq: u64,
        /// The turns.
        turns: Vec<Turn>,
    },
    /// The newest place of the visitor's conversation, every [`crate::limits::HEADS_EVERY_MS`].
    Head {
        /// Which conversation.
        conversation_id: ConversationId,
        /// Its newest place.
        head_seq: u64,
    },
    /// An agent is writing, or has stopped.
    Typing {
        /// In which conversation.
        conversation_id: ConversationId,
        /// The agent's name.
        agent_name: String,
        /// Writing now.
        is_typing: bool,
    },
    /// An agent's screen has shown everything up to here.
    Seen {
        /// In which conversation.
        conversation_id: ConversationId,
        /// The newest place shown.
        seq: u64,
    },
    /// The call ends, and why. The client tells the visitor and, where `retry` says so, calls again.
    Goodbye {
        /// For a program: `unknown_site_key`, `unknown_protocol`, `malformed`, `too_large`, `rate_limited`,
        /// `unavailable`, `internal`, `shutting_down`; `expired_token` is kept for tokens that end (today's do not).
        reason: String,
        /// For a person.
        detail: String,
        /// Whether calling again may succeed.
        retry: bool,
    },
}

/// The answer to a [`Hello`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Welcome {
    /// [`crate::PROTOCOL_VERSION`].
    pub protocol: u16,
    /// Who the visitor is.
    pub visitor_id: VisitorId,
    /// The bearer token, only when it is new: keep it, never put it into a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The server's clock, milliseconds since 1970, UTC.
    pub now_ms: i64,
    /// The visitor's newest conversation, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Conversation>,
}

/// A conversation as its visitor may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Its newest place.
    pub head_seq: u64,
    /// How far the visitor has seen it.
    pub visitor_seen_seq: u64,
    /// How far an agent has seen it.
    pub agent_seen_seq: u64,
    /// The newest [`crate::limits::PAGE_TURNS`] turns.
    pub turns: Vec<Turn>,
}

/// A turn as the visitor may see it: no analysis, nothing of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Turn {
    /// The record's id, by which the client knows its own.
    pub id: RecordId,
    /// The place in the conversation. Places of amendments are skipped, so these count up but not by one.
    pub seq: u64,
    /// The place of the turn before this one, 0 for none: if it is not here, there is a gap.
    pub previous_seq: u64,
    /// Who speaks.
    pub role: Role,
    /// The agent's name, in an agent's turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
    /// What was said.
    pub text: String,
    /// When, by the clock of the device it was written on.
    pub occurred_at_ms: i64,
    /// When, by the server's clock.
    pub received_at_ms: i64,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordOutcome {
    /// Which record.
    pub id: RecordId,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl RecordOutcome {
    /// A refusal with its sentence.
    #[must_use]
    pub fn refused(id: RecordId, reason: Refusal, detail: &str) -> Self {
        Self { id, outcome: Outcome::Refused { reason, detail: detail.into() } }
    }
}

/// Body of `POST /v1/visitor/sessions`: the same as the socket's first frame, for clients without sockets.
pub type OpenSession = Hello;

/// Body of `POST /v1/visitor/records`, with the token in the `Authorization` header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppendBody {
    /// At most [`crate::limits::BATCH_RECORDS`].
    pub records: Vec<InteractionRecord>,
}

/// Answer of `POST /v1/visitor/records`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppendAnswer {
    /// One for each record, in order.
    pub outcomes: Vec<RecordOutcome>,
}

/// What the frame's page carries for the widget, as JSON in `<script type="application/json" id="undertone-site">`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameConfig {
    /// The public key of the site.
    pub site_key: String,
    /// How the site calls itself in the chat's header.
    pub site_name: String,
    /// The exact origins that may embed the chat.
    pub allowed_origins: Vec<String>,
    /// Where the model lies, relative to the frame's origin, immutable.
    pub model_url: String,
    /// `#rrggbb`, the site's accent.
    pub accent: String,
    /// What messages are read with. The widget hands it on to the reader.
    #[serde(default, skip_serializing_if = "SiteNames::is_empty")]
    pub names: SiteNames,
}
