//! Where the visitor is, and on what: what is so at the end of a log.

use alloc::string::String;

use crate::event::fill_in;
use crate::limits;
use crate::text::{Fields, Line};
use crate::told::fill;

/// Each key of a `k` line and its JSON in the shape of `record::PageContext`, as in the table of events. Of one that comes
/// twice the last counts.
const FACTS: [(&str, &str); 10] = [
    ("title", r#""title":"$m""#),
    ("language", r#""language":"$k""#),
    ("referrer", r#""referrer":"$m""#),
    ("viewport", r#""viewport":{"width_px":$d,"height_px":$d}"#),
    ("device", r#""device":"$k""#),
    ("browser_language", r#""browser_language":"$k""#),
    ("release", r#""release":"$n""#),
    ("role", r#""role":"$n""#),
    ("dwell", r#""dwell_ms":$d"#),
    ("scroll_depth", r#""scroll_depth_percent":$p"#),
];

/// Keys that may come several times, the name of their list, how many are taken, and the JSON of one.
const LISTS: [(&str, &str, usize, &str); 3] = [
    ("flag", r#","flags":["#, record::limits::FLAGS, r#""$n""#),
    ("attribute", r#","attributes":["#, record::limits::ATTRIBUTES, r#"{"name":"$k","value":"$m"}"#),
    ("vital", r#","vitals":["#, limits::VITALS, r#"{"name":"$k","value":$d,"rating":"$k"}"#),
];

/// What was told of the context: the JSON of each fact and of each list's entries, empty for nothing.
#[derive(Debug, Default)]
pub(crate) struct Context {
    facts: [String; FACTS.len()],
    lists: [(String, usize); LISTS.len()],
}

impl Context {
    /// Takes in a line behind its `k`.
    pub(crate) fn learn(&mut self, fields: &mut Fields<'_>) {
        let key = fields.text();
        if let Some(at) = FACTS.iter().position(|(it, _)| *it == key)
            && let Some(json) = json(FACTS[at].1, fields)
        {
            self.facts[at] = json;
        }
        if let Some(at) = LISTS.iter().position(|(it, ..)| *it == key) {
            let (_, _, most, template) = LISTS[at];
            let (list, count) = &mut self.lists[at];
            if let Some(json) = json(template, fields).filter(|_| *count < most) {
                if *count > 0 {
                    list.push_str(",");
                }
                list.push_str(&json);
                *count += 1;
            }
        }
    }

    /// Writes the context's object.
    pub(crate) fn write(&self, out: &mut String, route: &str) {
        fill(out, r#"{"route":"$""#, route);
        if self.facts[0].is_empty() {
            out.push_str(r#","title":"""#);
        }
        for fact in self.facts.iter().filter(|it| !it.is_empty()) {
            out.push_str(",");
            out.push_str(fact);
        }
        for ((list, _), (_, name, ..)) in
            self.lists.iter().zip(LISTS).filter(|((list, _), _)| !list.is_empty())
        {
            out.push_str(name);
            out.push_str(list);
            out.push_str("]");
        }
        out.push_str("}");
    }
}

/// One entry as JSON; nothing when a label in it is none.
fn json(template: &str, fields: &mut Fields<'_>) -> Option<String> {
    let mut line = Line::default();
    fill_in(&mut line, template, fields);
    let line = line.finished();
    let mut cleaned = Fields::of(&line);
    let mut before = 0;
    for class in template.bytes() {
        if before == b'$' && cleaned.text().is_empty() && class == b'k' {
            return None;
        }
        before = class;
    }
    let mut out = String::new();
    fill(&mut out, template, &line);
    Some(out)
}
