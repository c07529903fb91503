//! One event: its texts within their limits, its size, and what it says in words.

use alloc::string::String;

use record::{Control, PageEventKind};
use scrub::{Scrubbed, scrub};

use crate::text::{bounded, json_cost, push_number};
use crate::{limits, wording};

/// What a field's refusal says, with the field's name when the message leaves it out.
pub(crate) fn field_message(control: &Control, message: Option<&Scrubbed>) -> Scrubbed {
    let name = control.name.as_str();
    let message = message.map_or("", Scrubbed::as_str);
    if message.is_empty() {
        return if name.is_empty() {
            scrub("a field is not valid").0
        } else {
            joined(&[name, " is not valid"])
        };
    }
    if name.is_empty() || wording::contains(message, name) {
        return bounded(&scrub(message).0, limits::MESSAGE_BYTES);
    }
    joined(&[name, ": ", message])
}

/// A request and how it was answered.
pub(crate) fn answer(method: &Scrubbed, route: &Scrubbed, status: u16) -> Scrubbed {
    let mut text = String::from(method.as_str());
    text.push(' ');
    text.push_str(route.as_str());
    if status == 0 {
        text.push_str(" got no answer");
    } else {
        text.push_str(" answered ");
        push_number(&mut text, u64::from(status));
    }
    joined(&[&text])
}

/// One text of several parts, within the limit of a message.
pub(crate) fn joined(parts: &[&str]) -> Scrubbed {
    bounded(&scrub(&parts.concat()).0, limits::MESSAGE_BYTES)
}

/// The event with every text cut to its limit.
pub(crate) fn bounded_event(kind: PageEventKind) -> PageEventKind {
    use PageEventKind as E;
    let message = |text: &Scrubbed| bounded(text, limits::MESSAGE_BYTES);
    let name = |text: &Scrubbed| bounded(text, limits::NAME_BYTES);
    let path = |text: &Scrubbed| bounded(text, limits::ROUTE_BYTES);
    let control = |it: Control| Control {
        name: name(&it.name),
        description: it.description.as_ref().map(message).filter(|text| !text.as_str().is_empty()),
        ..it
    };
    match kind {
        E::Navigation { route, title } => E::Navigation { route: path(&route), title: message(&title) },
        E::Click { control: it } => E::Click { control: control(it) },
        E::FormSubmit { control: it } => E::FormSubmit { control: control(it) },
        E::FormInvalid { control: it, message: text } => E::FormInvalid {
            control: control(it),
            message: text.as_ref().map(message).filter(|text| !text.as_str().is_empty()),
        },
        E::Message { severity, text } => E::Message { severity, text: message(&text) },
        E::Exception { kind, message: text } => E::Exception { kind: name(&kind), message: message(&text) },
        E::Request { method, route, status, duration_ms } => E::Request {
            method: bounded(&method, limits::METHOD_BYTES),
            route: path(&route),
            status,
            duration_ms,
        },
    }
}

/// About how many bytes an event takes as JSON.
pub(crate) fn event_cost(kind: &PageEventKind) -> usize {
    use PageEventKind as E;
    let control = |it: &Control| {
        it.role.as_str().len() + json_cost(&it.name) + it.description.as_ref().map_or(0, json_cost)
    };
    let texts = match kind {
        E::Navigation { route, title } => json_cost(route) + json_cost(title),
        E::Click { control: it } | E::FormSubmit { control: it } => control(it),
        E::FormInvalid { control: it, message } => control(it) + message.as_ref().map_or(0, json_cost),
        E::Message { text, .. } => json_cost(text),
        E::Exception { kind, message } => json_cost(kind) + json_cost(message),
        E::Request { method, route, .. } => json_cost(method) + json_cost(route),
    };
    texts + limits::EVENT_OVERHEAD_BYTES
}
