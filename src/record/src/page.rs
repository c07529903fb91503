//! What the visitor's page showed and what the visitor tried on it. Names and messages only, never a value
//! that somebody typed.

use alloc::string::String;
use alloc::vec::Vec;

use scrub::Scrubbed;
use serde::{Deserialize, Serialize};

use crate::{Extra, Label, limits};

/// The page part of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageReport {
    /// How much was captured.
    pub capture: CaptureMode,
    /// Why it was not captured in full, when it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Label>,
    /// Where the visitor was when they sent the turn. Absent when capture was off or late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<PageContext>,
    /// What the visitor had tried. Absent when capture was off or late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<PageStory>,
    /// Fields of a newer schema.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How much of the page was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaptureMode {
    /// Nothing, by the site's or the visitor's choice.
    Off,
    /// Route and release only.
    Basic,
    /// Everything, told by the capture module on the host page.
    Full,
    /// The small recorder of `embed.js`, because the page refuses WASM; scrubbed and told in the frame.
    Framed,
    /// The story did not come in time; an amendment follows.
    Late,
}

/// Where the visitor is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageContext {
    /// The path with ids replaced, `/invoices/{id}`; no query, no fragment.
    pub route: Scrubbed,
    /// The document's title.
    pub title: Scrubbed,
    /// The document's language, `en`, or nothing when the page does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Label>,
}

/// What the visitor tried, told three ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageStory {
    /// One plain sentence for a person, empty when nothing worth telling happened.
    pub sentence: Scrubbed,
    /// How stuck the visitor seems.
    pub stuck: StuckScore,
    /// The tasks behind the sentence, most stuck first; at most [`limits::STORY_TASKS`].
    pub tasks: Vec<StuckTask>,
    /// The newest events, oldest first; at most [`limits::TIMELINE_EVENTS`].
    pub timeline: Vec<PageEvent>,
    /// Events that the bounded ring let go, so that nobody takes the timeline for the whole.
    #[serde(default)]
    pub dropped_events: u32,
}

/// How stuck, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StuckScore {
    /// 3 x failures + 2 x rage clicks + (tries - 1) + 2 if an error is showing, of the worst task; from 0.
    pub score: u32,
    /// Its parts.
    pub parts: Vec<StuckPart>,
}

/// One part of a stuck score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StuckPart {
    /// `failures`, `rage_clicks`, `tries`, `error_showing`.
    pub label: Label,
    /// What it adds.
    pub points: u32,
}

/// One thing the visitor tried: a control on a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StuckTask {
    /// Where.
    pub route: Scrubbed,
    /// The control's accessible name.
    pub control: Scrubbed,
    /// How often it was tried.
    pub tries: u32,
    /// How often it failed.
    pub failures: u32,
    /// What became of it.
    pub outcome: TaskOutcome,
    /// The last thing the page said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Scrubbed>,
    /// The events that show it.
    pub evidence: Vec<u32>,
}

/// What became of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskOutcome {
    /// Still being tried.
    Open,
    /// It worked.
    Done,
    /// The last try failed.
    Failed,
    /// It failed and the visitor went on to something else, or opened the chat.
    GaveUp,
}

/// One thing that happened on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageEvent {
    /// Counts up within one tab, from 1.
    pub seq: u32,
    /// Milliseconds since the tab's capture began; a monotonic clock, not the time of day.
    pub t_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub kind: PageEventKind,
}

/// What happened. OpenTelemetry's browser event names where they exist, ours under `support.`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event")]
pub enum PageEventKind {
    /// The visitor came to a page or a route.
    #[serde(rename = "browser.navigation")]
    Navigation {
        /// The route template.
        route: Scrubbed,
        /// The document's title.
        title: Scrubbed,
    },
    /// The visitor clicked.
    #[serde(rename = "browser.user_action.click")]
    Click {
        /// On what.
        control: Control,
    },
    /// The page refused a form or a field.
    #[serde(rename = "support.form.invalid")]
    FormInvalid {
        /// The field.
        control: Control,
        /// What the page says about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Scrubbed>,
    },
    /// A form was sent.
    #[serde(rename = "support.form.submit")]
    FormSubmit {
        /// The form, or the button that sent it.
        control: Control,
    },
    /// The page said something in a live region or an alert.
    #[serde(rename = "support.ui.message")]
    Message {
        /// How loud.
        severity: Severity,
        /// What it said.
        text: Scrubbed,
    },
    /// An uncaught error or rejection.
    #[serde(rename = "exception")]
    Exception {
        /// The error's class, `TypeError`.
        #[serde(rename = "exception.type")]
        kind: Scrubbed,
        /// Its message.
        #[serde(rename = "exception.message")]
        message: Scrubbed,
    },
    /// A request that failed: a status from 400 on, or no answer (status 0).
    #[serde(rename = "http.client")]
    Request {
        /// `GET`, `POST`, ...
        method: Scrubbed,
        /// The URL's path template; no query.
        route: Scrubbed,
        /// The status, 0 for none.
        status: u16,
        /// How long it took.
        duration_ms: u32,
    },
}

/// What a visitor acts on, as assistive technology would name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Control {
    /// The ARIA role, explicit or implied: `button`, `link`, `textbox`, ...
    pub role: Label,
    /// The accessible name. Empty when it has none, which is itself worth knowing.
    pub name: Scrubbed,
    /// Whether it could be used.
    #[serde(default)]
    pub state: ControlState,
    /// What the page says about it (`aria-describedby`, `title`), when it could not be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Scrubbed>,
}

/// Whether a control could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ControlState {
    /// It could.
    #[default]
    Enabled,
    /// It was disabled, natively or by ARIA.
    Disabled,
}

/// How loud a message of the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// `role=status`, polite.
    Status,
    /// `role=alert`, assertive.
    Alert,
}

impl PageReport {
    /// A report that says only how much was captured, and why not more.
    #[must_use]
    pub fn without_story(capture: CaptureMode, reason: Option<Label>) -> Self {
        Self { capture, reason, context: None, story: None, extra: Extra::default() }
    }

    /// What is over its limit, if anything is: the name for the refusal's sentence.
    #[must_use]
    pub fn over_limit(&self) -> Option<&'static str> {
        let long = |text: &Scrubbed| text.as_str().len() > limits::PAGE_TEXT_BYTES;
        if self.context.as_ref().is_some_and(|context| long(&context.route) || long(&context.title)) {
            return Some("page context");
        }
        let story = self.story.as_ref()?;
        if story.tasks.len() > limits::STORY_TASKS {
            return Some("tasks in the page story");
        }
        if story.timeline.len() > limits::TIMELINE_EVENTS {
            return Some("events in the page story");
        }
        None
    }
}

impl PageEventKind {
    /// The event's name on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Navigation { .. } => "browser.navigation",
            Self::Click { .. } => "browser.user_action.click",
            Self::FormInvalid { .. } => "support.form.invalid",
            Self::FormSubmit { .. } => "support.form.submit",
            Self::Message { .. } => "support.ui.message",
            Self::Exception { .. } => "exception",
            Self::Request { .. } => "http.client",
        }
    }
}

impl Control {
    /// A control that can be used and says nothing more about itself.
    #[must_use]
    pub fn new(role: Label, name: Scrubbed) -> Self {
        Self { role, name, state: ControlState::Enabled, description: None }
    }

    /// How the control is spoken of in a sentence: its name, or its role when it has no name.
    #[must_use]
    pub fn spoken(&self) -> String {
        let name = self.name.as_str().trim();
        String::from(if name.is_empty() { self.role.as_str() } else { name })
    }
}
