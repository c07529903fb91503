//! Stories of events that were recorded elsewhere.

use alloc::string::String;
use alloc::vec::Vec;

use record::{Control, ControlState, PageEvent, PageEventKind, Severity};
use scrub::{Scrubbed, route_template};

use crate::Story;
use crate::event::DISABLED;
use crate::text::push_number;

/// Tells the story of events that were recorded on a page which could not run the story itself, as JSON like
/// [`Story::tell`]. Each event keeps its time; seqs are given anew, and addresses become templates. The chat counts as
/// open at `now_ms`.
#[must_use]
pub fn retell(timeline: &[PageEvent], now_ms: u64) -> String {
    let mut story = Story::new();
    for event in timeline {
        story.push(event.t_ms, &written(&event.kind));
    }
    story.chat_opened(now_ms);
    story.tell(now_ms)
}

/// An event of a record as [`Story::push`] takes it. Its address becomes a template.
#[must_use]
pub fn written(kind: &PageEventKind) -> String {
    use PageEventKind as E;
    let template;
    let mut numbers = [String::new(), String::new()];
    let mut fields: Vec<&str> = Vec::new();
    match kind {
        E::Navigation { route, title } => {
            template = route_template(route.as_str());
            fields.extend(["n", template.as_str(), title.as_str()]);
        }
        E::Click { control } => fields.extend(control_fields("c", control)),
        E::FormSubmit { control } => fields.extend(control_fields("s", control)),
        E::FormInvalid { control, message } => {
            fields.extend(control_fields("i", control));
            fields.push(message.as_ref().map_or("", Scrubbed::as_str));
        }
        E::Message { severity: Severity::Alert, text } => fields.extend(["a", text.as_str()]),
        E::Message { severity: Severity::Status, text } => fields.extend(["m", text.as_str()]),
        E::Exception { kind, message } => fields.extend(["x", kind.as_str(), message.as_str()]),
        E::Request { method, route, status, duration_ms } => {
            let [status_text, duration_text] = &mut numbers;
            push_number(status_text, u64::from(*status));
            push_number(duration_text, u64::from(*duration_ms));
            template = route_template(route.as_str());
            fields.extend(["r", method.as_str(), template.as_str(), status_text, duration_text]);
        }
    }
    let fields: Vec<String> = fields.into_iter().map(one_line).collect();
    fields.join("\t")
}

/// The text on one line. Control and direction characters are left out: they would break the story's lines, or turn an
/// agent's screen around.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_whitespace() || it.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(it) {
            line.push(it);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Zero-width and direction characters.
const fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn control_fields<'c>(letter: &'c str, control: &'c Control) -> [&'c str; 5] {
    let state = if control.state == ControlState::Disabled { DISABLED } else { "enabled" };
    let description = control.description.as_ref().map_or("", Scrubbed::as_str);
    [letter, control.role.as_str(), control.name.as_str(), state, description]
}
