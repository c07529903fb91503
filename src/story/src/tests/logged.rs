//! Events of a record as the page's scripts write them into the log.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use record::{Control, ControlState, PageEventKind, Severity};
use scrub::Scrubbed;

/// One event, without its time.
pub(super) fn line(kind: &PageEventKind) -> String {
    use PageEventKind as E;
    let optional = |text: &Option<Scrubbed>| text.as_ref().map_or_else(String::new, ToString::to_string);
    let fields: Vec<String> = match kind {
        E::Navigation { route, title } => list(&["n", route.as_str(), title.as_str()]),
        E::Click { control } => with_control(&["c"], control, &[]),
        E::FormSubmit { control } => with_control(&["s"], control, &[]),
        E::FormInvalid { control, message, validity } => {
            let validity = validity.as_ref().map_or("", |it| it.as_str());
            with_control(&["i"], control, &[&optional(message), validity])
        }
        E::FormFocus { control } => with_control(&["o"], control, &[]),
        E::FormAbandon { control, fields } => {
            list(&["b", control.role.as_str(), control.name.as_str(), &fields.to_string()])
        }
        E::Message { severity: Severity::Alert, text } => list(&["a", text.as_str()]),
        E::Message { severity: Severity::Status, text } => list(&["m", text.as_str()]),
        E::Exception { kind, message, count, fingerprint } => {
            let count = count.map_or_else(String::new, |count| count.to_string());
            let fingerprint = fingerprint.as_ref().map_or("", |it| it.as_str());
            list(&["x", kind.as_str(), message.as_str(), &count, fingerprint])
        }
        E::Friction { kind, control: Some(control) } => with_control(&["f", kind.as_str()], control, &[]),
        E::Friction { kind, control: None } => list(&["g", kind.as_str()]),
        E::SearchEmpty { control, text } => {
            list(&["z", control.role.as_str(), control.name.as_str(), text.as_str()])
        }
        E::HelpVisit { doc } => list(&["h", doc.as_str()]),
        E::Request { method, route, status, duration_ms } => {
            list(&["r", method.as_str(), route.as_str(), &status.to_string(), &duration_ms.to_string()])
        }
    };
    fields.join("\t")
}

fn list(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| one_line(field)).collect()
}

fn with_control(before: &[&str], control: &Control, after: &[&str]) -> Vec<String> {
    let state = if control.state == ControlState::Disabled { "disabled" } else { "enabled" };
    let text = |text: &Option<Scrubbed>| text.as_ref().map_or_else(String::new, |text| format!("{text}"));
    let (description, selector) = (text(&control.description), text(&control.selector));
    let parts = [control.role.as_str(), control.name.as_str(), state, &description, &selector];
    list(&[before, &parts, after].concat())
}

/// The text without control characters, as `screen.js` leaves it.
fn one_line(text: &str) -> String {
    let clear: String =
        text.chars().map(|it| if it.is_control() || it.is_whitespace() { ' ' } else { it }).collect();
    clear.split_whitespace().collect::<Vec<_>>().join(" ")
}
