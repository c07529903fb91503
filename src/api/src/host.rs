//! The messages between the host page (`embed.js`, `capture`) and the chat frame, over one `MessagePort`.
//!
//! The host page sends `{"undertone": 1, "type": "connect"}` with the port to the frame's exact origin; the frame
//! takes it only from its parent and only from an allowed origin, once. Everything after goes over the port, as
//! plain objects of these shapes. The frame distrusts all of it: it is bounded, checked, and scrubbed again.

use alloc::string::String;

use record::{CaptureMode, Label};
use serde::{Deserialize, Serialize};

use crate::visitor::Identity;

/// The version of these messages.
pub const HOST_PROTOCOL_VERSION: u16 = 2;

/// From the host page to the frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromHost {
    /// The chat was opened or closed; the frame moves the focus and tells what was seen.
    Visible {
        /// Open now.
        is_open: bool,
    },
    /// `undertone('identify', {...})`.
    Identify {
        /// What the site says about the visitor.
        identity: Identity,
    },
    /// The answer to [`ToHost::TellStory`].
    Story {
        /// The number of the question.
        request: u32,
        /// How much of the page is captured.
        capture: CaptureMode,
        /// Why it is not more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Label>,
        /// What happened in the tab, as the crate `story` reads it; at most [`limits::LOG_BYTES`](crate::limits::LOG_BYTES).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        log: Option<String>,
        /// When that is told, in milliseconds since the tab's capture began.
        #[serde(default)]
        now_ms: u64,
    },
    /// `undertone('shutdown')`: forget the visitor on this device (token, outbox, transcript) and stop.
    Shutdown,
}

/// From the frame to the host page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToHost {
    /// The chat can be typed in.
    Ready {
        /// [`HOST_PROTOCOL_VERSION`].
        protocol: u16,
    },
    /// Tell what happened on the page; the visitor has sent a turn, or wants to see what would go along.
    TellStory {
        /// To be repeated in the answer.
        request: u32,
    },
    /// The visitor wants the chat away: the close button, or Escape.
    Close,
    /// How many turns of agents the visitor has not seen.
    Unread {
        /// From 0.
        count: u32,
    },
    /// An event for `undertone('on', name, callback)`: `ready`, `message_sent`, `message_received`,
    /// `conversation_started`. Never carries what was said.
    Event {
        /// Its name.
        name: String,
    },
    /// Whether this browser has a conversation, the one bit that the host page may keep.
    HasConversation {
        /// It has.
        yes: bool,
    },
}
