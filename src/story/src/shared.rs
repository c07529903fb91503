//! What a log tells, thing by thing, for the visitor to look through before it goes along, and to leave out.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::event::{DISABLED, answer, field_message};
use crate::text::{Fields, Line, bounded, clear, push_number};
use crate::told::{fill, part};
use crate::{limits, wording};

/// One thing: its id, what it says, and whether it is left out.
#[derive(Debug)]
struct Thing {
    id: String,
    text: String,
    is_off: bool,
}

/// Everything that a log tells, and what of it is left out.
#[derive(Debug)]
pub(crate) struct Shared<'w> {
    /// Ids, one a line.
    without: &'w str,
    /// When the log began. It is a part of each event's id, since another log counts from one again.
    began: &'w str,
    facts: Vec<Thing>,
    /// The newest, as many as a story tells.
    events: Vec<Thing>,
}

/// Facts of which there may be several, each a thing of its own.
const SEVERAL: &str = "flag|attribute|vital";

impl<'w> Shared<'w> {
    pub(crate) const fn new(without: &'w str, began: &'w str) -> Self {
        Self { without, began, facts: vec![], events: vec![] }
    }

    /// Takes a fact in. Says whether it is told.
    pub(crate) fn has_fact(&mut self, fact: &str) -> bool {
        let mut fields = Fields::of(fact);
        let key = clear(fields.text());
        let values = bounded(&clear(&fields.all().replace('\t', " ")), limits::MESSAGE_BYTES);
        if values.is_empty() {
            return true;
        }
        let first = Fields::of(&values).until(b' ');
        let is_one_of_several = wording::one_of(SEVERAL, &mut |it| it == key);
        let id = if is_one_of_several { [&key, ":", first].concat() } else { key.clone() };
        let text = [&key.replace('_', " "), ": ", &values].concat();
        let thing = self.thing(id, text);
        let is_told = !thing.is_off;
        if self.facts.len() < limits::SHARED_FACTS {
            self.facts.push(thing);
        }
        is_told
    }

    /// Takes an event in. Says whether it is told.
    pub(crate) fn has_event(&mut self, seq: u32, event: &str) -> bool {
        let mut id = clear(self.began);
        id.push_str(":");
        push_number(&mut id, seq.into());
        let thing = self.thing(id, text(event));
        let is_told = !thing.is_off;
        if self.events.len() == limits::EVENTS as usize {
            self.events.remove(0);
        }
        self.events.push(thing);
        is_told
    }

    /// Whether the visitor leaves this out.
    pub(crate) fn is_off(&self, id: &str) -> bool {
        let mut lines = Fields::of(self.without);
        let mut is_off = false;
        while lines.has_more() {
            is_off |= lines.until(b'\n') == id;
        }
        is_off
    }

    fn thing(&self, id: String, text: String) -> Thing {
        let is_off = self.is_off(&id);
        Thing { id, text, is_off }
    }

    /// Appends the list to an object.
    pub(crate) fn write(&self, out: &mut String) {
        out.push_str(",\"shared\":[");
        for thing in self.facts.iter().chain(&self.events) {
            let mut line = Line::default();
            line.text(&thing.id);
            line.text(&thing.text);
            line.number(thing.is_off.into());
            part(out);
            fill(out, r#"{"id":"$","text":"$","is_off":$}"#, &line.finished());
        }
        out.push_str("]");
    }
}

/// An event in a few words.
fn text(event: &str) -> String {
    let mut fields = Fields::of(event);
    let kind = fields.text();
    let [first, second, third, fourth, _selector, sixth] = core::array::from_fn(|_| fields.text());
    let quoted = |text: &str| ["\u{201c}", text, "\u{201d}"].concat();
    let named = |role: &str, name: &str| if name.is_empty() { String::from(role) } else { quoted(name) };
    match kind {
        "n" if second.is_empty() => ["Came to ", first].concat(),
        "n" => ["Came to ", first, ": ", &quoted(second)].concat(),
        "c" | "t" | "s" if third == DISABLED => {
            let why = if fourth.is_empty() { String::new() } else { [": ", &quoted(fourth)].concat() };
            ["Clicked ", &named(first, second), ", which is disabled", &why].concat()
        }
        "c" | "t" => ["Clicked ", &named(first, second)].concat(),
        "s" => ["Sent ", &named(first, second)].concat(),
        "i" => ["The page refused a field: ", &quoted(&field_message(second, sixth))].concat(),
        "o" => ["Went to the field ", &named(first, second)].concat(),
        "b" => ["Left ", &named(first, second), " without sending it"].concat(),
        "a" | "m" => ["The page said ", &quoted(first)].concat(),
        "x" => ["Error in the page: ", first, ": ", second].concat(),
        "r" => answer(first, second, Fields::of(third).small(), Fields::of(fourth).number()),
        "f" => ["Nothing came of ", &named(second, third)].concat(),
        "z" => ["Searched and found nothing: ", &quoted(third)].concat(),
        "h" => ["Read the help page ", first].concat(),
        _ => first.replace('_', " "),
    }
}
