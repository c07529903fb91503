//! The types' own documentation, put in plain words: a reader of the API cannot follow a link into the code.

use serde_json::Value;

/// Names of limits that the documentation speaks of, with what they stand for.
const NUMBERS: &[(&str, usize)] = &[
    ("BATCH_RECORDS", api::limits::BATCH_RECORDS),
    ("HEADS_EVERY_MS", api::limits::HEADS_EVERY_MS as usize),
    ("IDENTITY_BYTES", api::limits::IDENTITY_BYTES),
    ("LABEL_BYTES", record::limits::LABEL_BYTES),
    ("PAGE_CONVERSATIONS", api::limits::PAGE_CONVERSATIONS),
    ("PAGE_TURNS", api::limits::PAGE_TURNS),
    ("PROTOCOL_VERSION", api::PROTOCOL_VERSION as usize),
    ("STORY_TASKS", record::limits::STORY_TASKS),
    ("TIMELINE_EVENTS", record::limits::TIMELINE_EVENTS),
    ("TYPING_HOLDS_MS", api::limits::TYPING_HOLDS_MS as usize),
];

/// Goes through every description and summary of the document.
pub(super) fn descriptions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "description" || name == "summary" => *text = plain(text),
                    value => descriptions(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(descriptions),
        _ => {}
    }
}

/// The types' numbers without a sign are told as numbers with one that begin at 0, which is half of their range.
pub(super) fn numbers(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let has_no_sign = fields.get("minimum").and_then(Value::as_f64) == Some(0.0);
            let range = match fields.get("format").and_then(Value::as_str) {
                Some("int64") if has_no_sign => Some(("uint64", u64::MAX)),
                Some("int32") if has_no_sign => Some(("uint32", u64::from(u32::MAX))),
                _ => None,
            };
            if let Some((format, most)) = range {
                fields.insert("format".to_owned(), Value::from(format));
                fields.insert("maximum".to_owned(), Value::from(most));
            }
            fields.values_mut().for_each(numbers);
        }
        Value::Array(values) => values.iter_mut().for_each(numbers),
        _ => {}
    }
}

/// Turns links such as ``[`crate::limits::BATCH_RECORDS`]`` into what they stand for, and lines into paragraphs.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        out.push_str(before);
        let Some((target, after)) = link.split_once("`]") else {
            out.push_str("[`");
            rest = link;
            break;
        };
        let name = target.rsplit("::").next().unwrap_or(target);
        match NUMBERS.iter().find(|(known, _)| *known == name) {
            Some((_, number)) => out.push_str(&format!("{number}{}", unit(name))),
            None => out.push_str(&format!("`{name}`")),
        }
        // The target of a link that is written out follows in parentheses.
        rest =
            after.strip_prefix('(').and_then(|after| after.split_once(')')).map_or(after, |(_, after)| after);
    }
    out.push_str(rest);
    let paragraphs = out.split("\n\n").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// The unit that a limit's name ends with.
fn unit(name: &str) -> &'static str {
    match name.rsplit('_').next() {
        Some("MS") => " ms",
        Some("BYTES") => " bytes",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_sign_has_its_whole_range() {
        let mut value = serde_json::json!({ "a": { "type": "integer", "format": "int64", "minimum": 0 }, "b": { "format": "int64" } });
        numbers(&mut value);
        assert_eq!(value["a"]["maximum"], u64::MAX);
        assert!(value["b"].get("maximum").is_none());
    }

    #[test]
    fn links_into_the_code_become_words() {
        assert_eq!(plain("At most [`crate::limits::BATCH_RECORDS`]."), "At most 32.");
        assert_eq!(plain("Every [`crate::limits::HEADS_EVERY_MS`]."), "Every 5000 ms.");
        assert_eq!(
            plain("A [`Hello`](super::Hello),\nthen more.\n\nNext."),
            "A `Hello`, then more.\n\nNext."
        );
        assert_eq!(plain("open [` end"), "open [` end");
    }
}
