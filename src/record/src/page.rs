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
    /// Everything.
    Full,
    /// What clients of release 0.1 sent of pages that refuse WASM: the newest events only.
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
    /// Where the visitor came from: the path's template, behind the origin of another site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<Scrubbed>,
    /// The window's inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewport: Option<Viewport>,
    /// `phone`, `tablet` or `desktop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Label>,
    /// The language that the browser asks for, `de-at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_language: Option<Label>,
    /// The release of the page, as the site calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Scrubbed>,
    /// What the visitor may do there, as the site calls it: `viewer`, `owner`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Scrubbed>,
    /// Feature flags that are on; at most [`limits::FLAGS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Scrubbed>,
    /// What else the site says of the account; at most [`limits::ATTRIBUTES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// How long the visitor has been on this route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dwell_ms: Option<u64>,
    /// How far down the visitor has seen the page, 0..=100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scroll_depth_percent: Option<u8>,
    /// How the page has felt so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vitals: Vec<WebVital>,
}

/// The window's inside, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Viewport {
    /// Across.
    pub width_px: u32,
    /// Down.
    pub height_px: u32,
}

/// One thing that the site says of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attribute {
    /// Its name, `seats`.
    pub name: Label,
    /// Its value, as text.
    pub value: Scrubbed,
}

/// One of the web vitals (web.dev/articles/vitals).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebVital {
    /// `lcp`, `inp` or `cls`.
    pub name: Label,
    /// Milliseconds; of `cls`, thousandths.
    pub value: u32,
    /// `good`, `needs-improvement` or `poor`.
    pub rating: Label,
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
    /// How to come to where the visitor is stuck, step by step; at most [`limits::STORY_STEPS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Where the visitor got nowhere, oldest first; at most [`limits::FRICTIONS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frictions: Vec<Friction>,
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

/// One step on the way to where the visitor is stuck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// What to do, or what the page does then.
    pub text: Scrubbed,
    /// The events that it is taken from.
    pub evidence: Vec<u32>,
}

/// One sign that something does not go as the visitor wants it to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Friction {
    /// `rage_click`, `dead_click`, `error_click`, `quick_back`, `thrashed_cursor` or `excessive_scrolling`.
    pub kind: Label,
    /// Where.
    pub route: Scrubbed,
    /// The control's accessible name; empty where there is none.
    pub control: Scrubbed,
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
        /// Why the browser itself refuses it: a name of the DOM's `ValidityState`, such as `valuemissing`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        validity: Option<Label>,
    },
    /// The visitor went to a form's first field.
    #[serde(rename = "support.form.focus")]
    FormFocus {
        /// The field.
        control: Control,
    },
    /// The visitor left a form that they had begun to fill in.
    #[serde(rename = "support.form.abandon")]
    FormAbandon {
        /// The form.
        control: Control,
        /// Into how many of its fields something was put.
        fields: u32,
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
        /// How often it was thrown until then, when more than once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
        /// The same for the same error thrown at the same place, on any device.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fingerprint: Option<Label>,
    },
    /// A sign that something does not go as the visitor wants it to, which the page itself cannot tell.
    #[serde(rename = "support.friction")]
    Friction {
        /// `dead_click`, `thrashed_cursor` or `excessive_scrolling`.
        kind: Label,
        /// The control that did nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        control: Option<Control>,
    },
    /// A search found nothing.
    #[serde(rename = "support.search.empty")]
    SearchEmpty {
        /// The search field or its button.
        control: Control,
        /// What the page says.
        text: Scrubbed,
    },
    /// The visitor went to a page of help.
    #[serde(rename = "support.help.visit")]
    HelpVisit {
        /// Which: its address without the query, or its route.
        doc: Scrubbed,
    },
    /// A request that failed: a status from 400 on, or no answer (status 0); or one that was slow.
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
    /// Where it is in the page, by what stays the same from visit to visit: a CSS selector without generated names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<Scrubbed>,
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
        if self.context.as_ref().is_some_and(|context| {
            context.flags.len() > limits::FLAGS || context.attributes.len() > limits::ATTRIBUTES
        }) {
            return Some("flags and attributes in the page context");
        }
        let story = self.story.as_ref()?;
        if story.tasks.len() > limits::STORY_TASKS {
            return Some("tasks in the page story");
        }
        if story.timeline.len() > limits::TIMELINE_EVENTS {
            return Some("events in the page story");
        }
        if story.steps.len() > limits::STORY_STEPS || story.frictions.len() > limits::FRICTIONS {
            return Some("steps in the page story");
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
            Self::FormFocus { .. } => "support.form.focus",
            Self::FormAbandon { .. } => "support.form.abandon",
            Self::Friction { .. } => "support.friction",
            Self::SearchEmpty { .. } => "support.search.empty",
            Self::HelpVisit { .. } => "support.help.visit",
            Self::Exception { .. } => "exception",
            Self::Request { .. } => "http.client",
        }
    }
}

impl Control {
    /// A control that can be used and says nothing more about itself.
    #[must_use]
    pub fn new(role: Label, name: Scrubbed) -> Self {
        Self { role, name, state: ControlState::Enabled, description: None, selector: None }
    }

    /// How the control is spoken of in a sentence: its name, or its role when it has no name.
    #[must_use]
    pub fn spoken(&self) -> String {
        let name = self.name.as_str().trim();
        String::from(if name.is_empty() { self.role.as_str() } else { name })
    }
}
