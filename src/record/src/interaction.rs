//! The interaction record and what the server keeps of it.

use alloc::string::String;
use alloc::vec::Vec;

use scrub::{Redactions, Scrubbed};
use serde::{Deserialize, Serialize};

use crate::{
    AgentId, ConversationId, Extra, Label, PageReport, Reading, RecordId, Refusal, SchemaVersion, VisitorId,
    limits,
};

/// One thing that happened in a conversation, as the client that saw it happen wrote it down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InteractionRecord {
    /// The shape of this record.
    pub schema: SchemaVersion,
    /// Minted by the client; the key of idempotence.
    pub id: RecordId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// How the words travelled.
    pub channel: Channel,
    /// The client's clock, milliseconds since 1970, UTC. Shown, never used for order.
    pub occurred_at_ms: i64,
    /// What happened.
    pub content: Content,
    /// What wrote the record.
    pub provenance: Provenance,
    /// Fields of a newer schema.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How the words travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The widget's chat.
    Chat,
    /// A helpdesk ticket.
    Ticket,
    /// An e-mail thread.
    Email,
    /// A call's transcript.
    Call,
}

/// Who speaks in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The visitor, or customer.
    Visitor,
    /// A person of the support team.
    Agent,
}

/// What happened.
#[cfg_attr(
    not(target_pointer_width = "32"),
    expect(
        clippy::large_enum_variant,
        reason = "most records are visitor turns; a box would cost each an allocation"
    )
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// The visitor said something.
    VisitorTurn(VisitorTurn),
    /// An agent said something.
    AgentTurn(AgentTurn),
    /// The page story of an earlier turn, which had left without waiting for it.
    PageAmendment(PageAmendment),
}

/// A turn of the visitor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitorTurn {
    /// What they wrote, with personal values replaced by placeholders.
    pub text: Scrubbed,
    /// How many values of each kind were replaced on the device.
    #[serde(default)]
    pub redactions: Redactions,
    /// Replaced values that an agent may be allowed to see, sealed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed: Vec<SealedValue>,
    /// The device's reading. Absent when the model was not there yet: sending never waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// The page's part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageReport>,
}

/// A turn of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentTurn {
    /// What they wrote, plain.
    pub text: String,
    /// Who wrote it. The server sets it from the session; what a client claims is replaced.
    pub agent_id: AgentId,
    /// The name that the visitor sees.
    pub agent_name: String,
}

/// A page story that came after its turn had left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageAmendment {
    /// The visitor turn that it belongs to, in the same conversation.
    pub amends: RecordId,
    /// The page's part.
    pub page: PageReport,
}

/// A replaced value, encrypted for those who have the right to see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SealedValue {
    /// The placeholder in the text, `[email#1]`.
    pub placeholder: Scrubbed,
    /// Base64 of the sealed value.
    pub sealed: String,
}

/// What wrote a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provenance {
    /// The client and its version, `widget-0.1.0`.
    pub client: Label,
}

/// A record as the server keeps and shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredRecord {
    /// The place in the conversation, from 1, without gaps; assigned inside the commit.
    pub seq: u64,
    /// The server's clock at receipt, milliseconds since 1970, UTC.
    pub received_at_ms: i64,
    /// Who wrote it, when a visitor did.
    pub visitor_id: VisitorId,
    /// What the client sent, after the wall.
    pub record: InteractionRecord,
    /// The server's own reading of a visitor turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

impl InteractionRecord {
    /// Who speaks, if this is a turn.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self.content {
            Content::VisitorTurn(_) => Some(Role::Visitor),
            Content::AgentTurn(_) => Some(Role::Agent),
            Content::PageAmendment(_) => None,
        }
    }

    /// What was said, if this is a turn.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::VisitorTurn(turn) => Some(turn.text.as_str()),
            Content::AgentTurn(turn) => Some(&turn.text),
            Content::PageAmendment(_) => None,
        }
    }

    /// The page's part, if the record has one.
    #[must_use]
    pub const fn page(&self) -> Option<&PageReport> {
        match &self.content {
            Content::VisitorTurn(turn) => turn.page.as_ref(),
            Content::AgentTurn(_) => None,
            Content::PageAmendment(amendment) => Some(&amendment.page),
        }
    }

    /// Checks what the types cannot: lengths, lists, and that a turn says something.
    ///
    /// # Errors
    /// The refusal and its sentence.
    pub fn check(&self) -> Result<(), (Refusal, &'static str)> {
        if let Some(text) = self.text() {
            if text.trim().is_empty() {
                return Err((Refusal::Malformed, "the turn has no text"));
            }
            if text.len() > limits::TEXT_BYTES {
                return Err((Refusal::TooLarge, "the text is over 16 KiB: split it, or attach it as a file"));
            }
        }
        if self.page().and_then(PageReport::over_limit).is_some() {
            return Err((Refusal::TooLarge, "the page story is over its limits"));
        }
        if let Content::VisitorTurn(turn) = &self.content
            && (turn.sealed.len() > limits::SEALED_VALUES
                || turn.sealed.iter().any(|value| value.sealed.len() > limits::SEALED_BYTES))
        {
            return Err((Refusal::TooLarge, "too many or too long sealed values"));
        }
        Ok(())
    }
}

impl StoredRecord {
    /// The best reading there is: the server's, else the device's.
    #[must_use]
    pub fn best_reading(&self) -> Option<&Reading> {
        self.reading.as_ref().or(match &self.record.content {
            Content::VisitorTurn(turn) => turn.reading.as_ref(),
            Content::AgentTurn(_) | Content::PageAmendment(_) => None,
        })
    }
}
