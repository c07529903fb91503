//! The interaction record: what every part of Undertone agrees on.
//!
//! **What it does.** One [`InteractionRecord`] is one thing that happened in a conversation: a turn of the
//! visitor with the device's [`Reading`] and the page's [`PageStory`], a turn of an agent, or an
//! amendment that arrived late. The server adds what only it can know and keeps a [`StoredRecord`].
//! The nouns follow the field (Conversation > Turn > Analysis > Annotation).
//!
//! **What it must never know.** Sockets, storage, the DOM, clocks, randomness and models. Ids are made from
//! a time and random bytes that the caller gives.
//!
//! **Two kinds of text.** What a visitor typed and what a page showed is [`scrub::Scrubbed`], whose
//! `Deserialize` scrubs again, so reading a record off the wire is the wall. Agents' text is plain.
//!
//! **Versions.** [`SCHEMA_VERSION`] names the shape; the files in `fixtures/` pin it. A record from a newer
//! schema is refused with [`UnknownSchema`], never guessed at. Fields that this version does not know are
//! kept in [`Extra`], capped and scrubbed.
//!
//! Main types: [`InteractionRecord`], [`StoredRecord`], [`Analysis`], [`PageReport`], [`Trajectory`],
//! [`Outcome`].

// utoipa's derived code wants the standard library; nothing that a browser loads has the feature.
#![cfg_attr(not(feature = "openapi"), no_std)]

extern crate alloc;

mod analysis;
mod extra;
mod id;
mod interaction;
pub mod limits;
#[cfg(feature = "openapi")]
mod openapi;
mod outcome;
mod page;
mod schema;
mod site;
mod trajectory;

pub use analysis::{
    Analysis, Annotation, Entity, Label, LabelError, ReadBy, Reading, Sentiment, SentimentLabel, Span,
};
pub use extra::{Extra, Value};
pub use id::{AgentId, ConversationId, IdError, RecordId, SiteId, VisitorId};
pub use interaction::{
    AgentTurn, Channel, Content, InteractionRecord, PageAmendment, Provenance, Role, SealedValue,
    StoredRecord, VisitorTurn,
};
pub use outcome::{Outcome, Refusal};
pub use page::{
    Attribute, CaptureMode, Control, ControlState, Friction, PageContext, PageEvent, PageEventKind,
    PageReport, PageStory, Severity, Step, StuckPart, StuckScore, StuckTask, TaskOutcome, Viewport, WebVital,
};
pub use schema::{SCHEMA_VERSION, SchemaVersion, UnknownSchema};
pub use site::SiteNames;
pub use trajectory::{Effort, MannerShift, PathPoint, Reason, Risk, Shift, Stance, Trajectory};
