//! Examples that are too long to stand beside their address.

use serde_json::{Value, json};

/// A body of `POST /v1/visitor/records`: the record of the wire's own golden file.
pub(crate) fn append() -> Value {
    let record: Value =
        serde_json::from_str(include_str!("../../../../record/fixtures/visitor_turn.v1.json"))
            .unwrap_or_default();
    json!({ "records": [record] })
}
