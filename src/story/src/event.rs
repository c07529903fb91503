//! One event as text: a letter for its kind and the texts that it is made of, parted by tabs.
//!
//! The same line is what comes in, what the ring keeps and what a snapshot holds, and one table says for every kind
//! how to clean it and how to tell it as JSON. A type with a match in each of these places would be most of what this
//! crate weighs on a stranger's page.

use alloc::string::String;

use crate::text::{Fields, Line, bounded};
use crate::{limits, wording};

/// Each kind's letter, and its JSON in the shape of `record::PageEventKind`. `$` and a letter stand for the event's next
/// text and say what it is; what stands between `<` and `>` is left out when the text in it is empty.
const KINDS: [(&str, &str); 8] = [
    ("n", r#"browser.navigation","route":"$r","title":"$m""#),
    (
        "c",
        r#"browser.user_action.click","control":{"role":"$l","name":"$n","state":"$s"<,"description":"$m">}"#,
    ),
    ("s", r#"support.form.submit","control":{"role":"$l","name":"$n","state":"$s"<,"description":"$m">}"#),
    (
        "i",
        r#"support.form.invalid","control":{"role":"$l","name":"$n","state":"$s"<,"description":"$m">}<,"message":"$m">"#,
    ),
    ("a", r#"support.ui.message","severity":"alert","text":"$m""#),
    ("m", r#"support.ui.message","severity":"status","text":"$m""#),
    ("x", r#"exception","exception.type":"$n","exception.message":"$m""#),
    ("r", r#"http.client","method":"$v","route":"$r","status":$h,"duration_ms":$d"#),
];

/// The state of a control that cannot be used; any other reads as enabled.
pub(crate) const DISABLED: &str = "disabled";

/// The template of the kind with that letter.
pub(crate) fn template(letter: &str) -> Option<&'static str> {
    KINDS.iter().find(|(it, _)| *it == letter).map(|(_, template)| *template)
}

/// An event as it is kept: each text within its limit and what it claims to be. Nothing for a kind that is none.
pub(crate) fn cleaned(event: &str) -> Option<String> {
    let mut fields = Fields::of(event);
    let letter = fields.text();
    let mut line = Line::default();
    line.text(letter);
    let mut before = 0;
    for class in template(letter)?.bytes() {
        if before == b'$' {
            let raw = fields.text();
            match class {
                b'r' => line.text(&bounded(raw, limits::ROUTE_BYTES)),
                b'n' => line.text(&bounded(raw, limits::NAME_BYTES)),
                b'v' => line.text(&bounded(raw, limits::METHOD_BYTES)),
                b'l' => line.text(if is_label(raw) { raw } else { "generic" }),
                b's' => line.text(if raw == DISABLED { DISABLED } else { "enabled" }),
                b'd' => line.number(Fields::of(raw).small().into()),
                b'h' => line.number(Fields::of(raw).small().min(u16::MAX.into()).into()),
                _ => line.text(&bounded(raw, limits::MESSAGE_BYTES)),
            }
        }
        before = class;
    }
    Some(line.finished())
}

/// The alphabet of `record::Label`.
fn is_label(text: &str) -> bool {
    let is_allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'@');
    !text.is_empty() && text.len() <= record::limits::LABEL_BYTES && text.bytes().all(is_allowed)
}

/// What a field's refusal says, with the field's name when the message leaves it out.
pub(crate) fn field_message(name: &str, message: &str) -> String {
    if message.is_empty() {
        joined(&[if name.is_empty() { "a field" } else { name }, " is not valid"])
    } else if name.is_empty() || wording::contains(message, name) {
        String::from(message)
    } else {
        joined(&[name, ": ", message])
    }
}

/// A request and how it was answered; a status of 0 is no answer.
pub(crate) fn answer(method: &str, route: &str, status: &str) -> String {
    let (words, status) = if status == "0" { (" got no answer", "") } else { (" answered ", status) };
    joined(&[method, " ", route, words, status])
}

/// One text of several parts, within the limit of a message.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    bounded(&text, limits::MESSAGE_BYTES)
}
