//! Reads the page's report. Every word of it is scrubbed here again, whatever the page says it has done.

use record::{
    CaptureMode, Control, ControlState, Extra, Label, PageContext, PageEvent, PageEventKind, PageReport,
    PageStory, Severity, StuckPart, StuckScore, StuckTask, TaskOutcome,
};
use scrub::Scrubbed;

use super::{small, text, whole};
use crate::json::Json;

/// Reads a report. Fields that this version does not know are left out: they come from a page, not from a newer
/// server.
pub(super) fn report(it: &Json) -> Option<PageReport> {
    Some(PageReport {
        capture: match text(it, "capture")? {
            "off" => CaptureMode::Off,
            "basic" => CaptureMode::Basic,
            "full" => CaptureMode::Full,
            "framed" => CaptureMode::Framed,
            "late" => CaptureMode::Late,
            _ => return None,
        },
        reason: optional(it, "reason", label)?,
        context: optional(it, "context", context)?,
        story: optional(it, "story", story)?,
        extra: Extra::default(),
    })
}

fn context(it: &Json) -> Option<PageContext> {
    Some(PageContext {
        route: words(it, "route")?,
        title: words(it, "title")?,
        language: optional(it, "language", label)?,
    })
}

fn story(it: &Json) -> Option<PageStory> {
    let stuck = it.get("stuck")?;
    let part = |it: &Json| Some(StuckPart { label: label(it.get("label")?)?, points: small(it, "points")? });
    Some(PageStory {
        sentence: words(it, "sentence")?,
        stuck: StuckScore { score: small(stuck, "score")?, parts: list(stuck, "parts", part)? },
        tasks: list(it, "tasks", task)?,
        timeline: list(it, "timeline", event)?,
        dropped_events: optional(it, "dropped_events", Json::as_u64)?.unwrap_or(0).try_into().ok()?,
    })
}

fn task(it: &Json) -> Option<StuckTask> {
    Some(StuckTask {
        route: words(it, "route")?,
        control: words(it, "control")?,
        tries: small(it, "tries")?,
        failures: small(it, "failures")?,
        outcome: match text(it, "outcome")? {
            "open" => TaskOutcome::Open,
            "done" => TaskOutcome::Done,
            "failed" => TaskOutcome::Failed,
            "gave_up" => TaskOutcome::GaveUp,
            _ => return None,
        },
        message: optional(it, "message", scrubbed)?,
        evidence: list(it, "evidence", |it| u32::try_from(it.as_u64()?).ok())?,
    })
}

fn event(it: &Json) -> Option<PageEvent> {
    let kind = match text(it, "event")? {
        "browser.navigation" => {
            PageEventKind::Navigation { route: words(it, "route")?, title: words(it, "title")? }
        }
        "browser.user_action.click" => PageEventKind::Click { control: control(it)? },
        "support.form.invalid" => {
            PageEventKind::FormInvalid { control: control(it)?, message: optional(it, "message", scrubbed)? }
        }
        "support.form.submit" => PageEventKind::FormSubmit { control: control(it)? },
        "support.ui.message" => PageEventKind::Message {
            severity: match text(it, "severity")? {
                "status" => Severity::Status,
                "alert" => Severity::Alert,
                _ => return None,
            },
            text: words(it, "text")?,
        },
        "exception" => PageEventKind::Exception {
            kind: words(it, "exception.type")?,
            message: words(it, "exception.message")?,
        },
        "http.client" => PageEventKind::Request {
            method: words(it, "method")?,
            route: words(it, "route")?,
            status: u16::try_from(whole(it, "status")?).ok()?,
            duration_ms: small(it, "duration_ms")?,
        },
        _ => return None,
    };
    Some(PageEvent { seq: small(it, "seq")?, t_ms: whole(it, "t_ms")?, kind })
}

fn control(it: &Json) -> Option<Control> {
    let it = it.get("control")?;
    Some(Control {
        role: label(it.get("role")?)?,
        name: words(it, "name")?,
        state: match text(it, "state") {
            None | Some("enabled") => ControlState::Enabled,
            Some("disabled") => ControlState::Disabled,
            Some(_) => return None,
        },
        description: optional(it, "description", scrubbed)?,
    })
}

fn words(it: &Json, name: &str) -> Option<Scrubbed> {
    scrubbed(it.get(name)?)
}

fn scrubbed(it: &Json) -> Option<Scrubbed> {
    it.as_str().map(|text| scrub::scrub(text).0)
}

fn label(it: &Json) -> Option<Label> {
    Label::new(it.as_str()?).ok()
}

/// A field that may be missing or null; nothing at all when it is there and cannot be read.
fn optional<T>(it: &Json, name: &str, read: fn(&Json) -> Option<T>) -> Option<Option<T>> {
    match it.get(name) {
        None | Some(Json::Null) => Some(None),
        Some(it) => read(it).map(Some),
    }
}

fn list<T>(it: &Json, name: &str, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    it.get(name)?.as_list()?.iter().map(read).collect()
}
