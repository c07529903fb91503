//! Whether an answer still says everything that an old client reads.

use serde_json::Value;

/// Fields whose words a client compares or shows: they must be the same. Of the others only the kind must be.
const SAME_WORDS: &[&str] =
    &["type", "outcome", "reason", "role", "kind", "text", "capture", "channel", "by", "agent_name", "name"];

/// Numbers that a client reckons with.
const SAME_NUMBERS: &[&str] = &[
    "seq",
    "head_seq",
    "previous_seq",
    "agent_seen_seq",
    "visitor_seen_seq",
    "status",
    "protocol",
    "schema",
    "occurred_at_ms",
];

/// Lists in which every element counts. Of the others the first one stands for all, and they may be empty.
const WHOLE_LISTS: &[&str] = &["turns", "outcomes", "records"];

/// What a model has made or ordered, and may make and order differently: what is there must have the old shape, and need
/// not be there.
const READINGS: &[&str] = &["analysis", "trajectory", "conversations"];

/// Whether a client that was written for `old` finds in `new` all that it reads. Says where it does not.
///
/// # Errors
/// The place, and what is wrong there.
pub fn understands(old: &Value, new: &Value) -> Result<(), String> {
    within(Place { name: "", is_reading: false }, old, new)
}

#[derive(Clone, Copy)]
struct Place<'p> {
    name: &'p str,
    is_reading: bool,
}

fn within(place: Place<'_>, old: &Value, new: &Value) -> Result<(), String> {
    let Place { name, is_reading } = place;
    let wrong = |why: &str| Err(format!("{name}: {why}: {}", excerpt(new)));
    match (old, new) {
        (Value::Null, _) => Ok(()),
        (_, Value::Null) if is_reading => Ok(()),
        (Value::Bool(old), Value::Bool(new)) if old == new || is_reading || name == "visitor_online" => {
            Ok(())
        }
        (Value::Bool(_), Value::Bool(_)) => wrong("another truth"),
        (Value::Number(old), Value::Number(new)) => {
            if SAME_NUMBERS.contains(&name) && old != new && !is_reading {
                return wrong(&format!("it was {old}"));
            }
            Ok(())
        }
        (Value::String(old), Value::String(new)) => {
            if SAME_WORDS.contains(&name) && !old.is_empty() && old != new && !is_reading {
                return wrong(&format!("it was {old:?}"));
            }
            Ok(())
        }
        (Value::Array(old), Value::Array(new)) => list(place, old, new),
        (Value::Object(old), Value::Object(new)) => old.iter().try_for_each(|(key, old)| {
            let is_reading = is_reading || READINGS.contains(&key.as_str());
            let inner = Place { name: key, is_reading };
            let new = new.get(key).unwrap_or(&Value::Null);
            within(inner, old, new).map_err(|why| if name.is_empty() { why } else { format!("{name}.{why}") })
        }),
        _ => wrong(&format!("there was another kind of value: {}", excerpt(old))),
    }
}

fn list(place: Place<'_>, old: &[Value], new: &[Value]) -> Result<(), String> {
    let Place { name, is_reading } = place;
    if !WHOLE_LISTS.contains(&name) {
        return match (old.first(), new.first()) {
            (Some(old), Some(new)) => within(Place { name: "", is_reading }, old, new),
            _ => Ok(()),
        };
    }
    if old.len() != new.len() {
        return Err(format!("{name}: {} instead of {}", new.len(), old.len()));
    }
    old.iter().zip(new).enumerate().try_for_each(|(at, (old, new))| {
        within(Place { name: "", is_reading }, old, new).map_err(|why| format!("{name}[{at}].{why}"))
    })
}

fn excerpt(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_newer_may_stand_beside_what_is_old() {
        let old = json!({ "type": "turns", "head_seq": 2, "turns": [{ "seq": 2, "text": "Hi", "received_at_ms": 1 }] });
        let with = |change: &dyn Fn(&mut Value)| {
            let mut new = old.clone();
            change(&mut new);
            understands(&old, &new)
        };
        assert_eq!(with(&|_| ()), Ok(()));
        assert_eq!(with(&|new| new["new"] = json!([1])), Ok(()));
        assert_eq!(with(&|new| new["turns"][0]["received_at_ms"] = json!(77)), Ok(()));
        for change in [
            &(|new: &mut Value| new["type"] = json!("pages")) as &dyn Fn(&mut Value),
            &|new| new["head_seq"] = json!(3),
            &|new| new["head_seq"] = json!("2"),
            &|new| new["turns"] = json!([]),
            &|new| new["turns"][0]["text"] = json!("Ho"),
            &|new| new["turns"][0] = json!({ "seq": 2, "text": "Hi" }),
        ] {
            with(change).unwrap_err();
        }
    }

    #[test]
    fn a_model_may_read_otherwise_but_not_in_another_shape() {
        let old =
            json!({ "analysis": { "urgency": { "label": "high" }, "intents": [{ "label": "problem" }] } });
        let may = |new: Value| understands(&old, &new);
        assert_eq!(may(json!({ "analysis": { "urgency": null, "intents": [] } })), Ok(()));
        may(json!({ "analysis": { "urgency": "high", "intents": [] } })).unwrap_err();
        may(json!({ "analysis": { "urgency": null, "intents": [{ "label": 7 }] } })).unwrap_err();
    }
}
