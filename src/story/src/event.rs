//! One event as text: a letter for its kind and the texts that it is made of, parted by tabs.
//!
//! The same line is what comes in and what the ring keeps, and one table says for every kind
//! how to clean it and how to tell it as JSON. A type with a match in each of these places would be most of what this
//! crate weighs in a browser.

use alloc::string::String;

use crate::text::{Fields, Line, bounded, clear, push_number};
use crate::{limits, wording};

/// A control, as five texts.
macro_rules! control {
    () => {
        r#""control":{"role":"$l","name":"$n","state":"$s"<,"description":"$m"><,"selector":"$m">}"#
    };
}

/// Each kind's letter, and its JSON in the shape of `record::PageEventKind`. `$` and a letter stand for the event's next
/// text and say what it is; what stands between `<` and `>` is left out when the text in it is empty.
const KINDS: [(&str, &str); 15] = [
    ("n", r#"browser.navigation","route":"$r","title":"$m""#),
    ("c", concat!(r#"browser.user_action.click","#, control!())),
    ("t", concat!(r#"browser.user_action.click","#, control!())),
    ("s", concat!(r#"support.form.submit","#, control!())),
    ("i", concat!(r#"support.form.invalid","#, control!(), r#"<,"message":"$m"><,"validity":"$k">"#)),
    ("o", concat!(r#"support.form.focus","#, control!())),
    ("b", r#"support.form.abandon","control":{"role":"$l","name":"$n"},"fields":$d"#),
    ("a", r#"support.ui.message","severity":"alert","text":"$m""#),
    ("m", r#"support.ui.message","severity":"status","text":"$m""#),
    ("x", r#"exception","exception.type":"$n","exception.message":"$m"<,"count":$o><,"fingerprint":"$f">"#),
    ("r", r#"http.client","method":"$v","route":"$r","status":$h,"duration_ms":$d"#),
    ("f", concat!(r#"support.friction","kind":"$l","#, control!())),
    ("g", r#"support.friction","kind":"$l""#),
    ("z", r#"support.search.empty","control":{"role":"$l","name":"$n"},"text":"$m""#),
    ("h", r#"support.help.visit","doc":"$m""#),
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
    let template = template(letter)?;
    let mut line = Line::default();
    line.text(letter);
    fill_in(&mut line, template, &mut fields);
    Some(line.finished())
}

/// Writes the next fields as a template wants them: each within its limit and what it claims to be.
pub(crate) fn fill_in(line: &mut Line, template: &str, fields: &mut Fields<'_>) {
    let mut before = 0;
    for class in template.bytes() {
        if before == b'$' {
            let raw = &clear(fields.text());
            let number = || Fields::of(raw).small();
            match class {
                b'r' => line.text(&bounded(raw, limits::ROUTE_BYTES)),
                b'n' => line.text(&bounded(raw, limits::NAME_BYTES)),
                b'v' => line.text(&bounded(raw, limits::METHOD_BYTES)),
                b'l' => line.text(if is_label(raw) { raw } else { "generic" }),
                b'k' => line.text(if is_label(raw) { raw } else { "" }),
                b'f' => line.text(if is_fingerprint(raw) { raw } else { "" }),
                b's' => line.text(if raw == DISABLED { DISABLED } else { "enabled" }),
                b'o' if number() == 0 => line.text(""),
                b'd' | b'o' => line.number(number().into()),
                b'h' => line.number(number().min(u16::MAX.into()).into()),
                b'p' => line.number(number().min(100).into()),
                _ => line.text(&bounded(raw, limits::MESSAGE_BYTES)),
            }
        }
        before = class;
    }
}

/// A label that scrubbing leaves as it is, or a record with it would be none: it begins with a letter, as no number does, and
/// is shorter than any key that scrubbing knows by its beginning, or begins otherwise.
fn is_label(text: &str) -> bool {
    const SHORT_KEYS: &str = "sk_|rk_|pk_|whsec_|xox|xapp-";
    let is_allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && text.len() <= limits::LABEL_BYTES
        && text.bytes().all(is_allowed)
        && text.bytes().filter(u8::is_ascii_digit).count() <= limits::LABEL_DIGITS
        && !wording::one_of(SHORT_KEYS, &mut |key| text.starts_with(key))
}

/// The letter f and eight digits of a hexadecimal number.
fn is_fingerprint(text: &str) -> bool {
    text.len() == 9
        && text.starts_with('f')
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'f' | b'0'..=b'9'))
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

/// A request and how it was answered: a status of 0 is no answer, and a good one is told for being slow.
pub(crate) fn answer(method: &str, route: &str, status: u32, duration_ms: u64) -> String {
    let mut number = String::new();
    if is_failure(status) {
        push_number(&mut number, status.into());
    } else {
        push_number(&mut number, duration_ms.div_ceil(1_000));
        number.push_str(" s");
    }
    match status {
        0 => joined(&[method, " ", route, " got no answer"]),
        _ if is_failure(status) => joined(&[method, " ", route, " answered ", &number]),
        _ => joined(&[method, " ", route, " took ", &number]),
    }
}

/// Whether a request with this status has failed.
pub(crate) const fn is_failure(status: u32) -> bool {
    status == 0 || status >= 400
}

/// One text of several parts, within the limit of a message.
pub(crate) fn joined(parts: &[&str]) -> String {
    bounded(&parts.concat(), limits::MESSAGE_BYTES)
}
