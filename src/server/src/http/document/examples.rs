//! Examples that are too long to stand beside their address: the wire's own golden files, which tests hold to the types.

use serde_json::{Value, json};

/// Shapes and the lines of their golden files.
const GOLDEN: &[(&str, &str)] = &[
    ("ConversationDetail", include_str!("../../../../api/fixtures/conversation_detail.v1.jsonl")),
    ("ConversationList", include_str!("../../../../api/fixtures/conversation_list.v1.jsonl")),
    ("FromAgent", include_str!("../../../../api/fixtures/from_agent.v1.jsonl")),
    ("FromVisitor", include_str!("../../../../api/fixtures/from_visitor.v1.jsonl")),
    ("InteractionRecord", include_str!("../../../../record/fixtures/visitor_turn.v1.json")),
    ("Me", include_str!("../../../../api/fixtures/me.v1.jsonl")),
    ("StoredRecord", include_str!("../../../../record/fixtures/stored_record.v1.json")),
    ("ToAgent", include_str!("../../../../api/fixtures/to_agent.v1.jsonl")),
    ("ToVisitor", include_str!("../../../../api/fixtures/to_visitor.v1.jsonl")),
];

/// Each shape that has examples, with them.
pub(super) fn of_shapes() -> impl Iterator<Item = (&'static str, Vec<Value>)> {
    let read = |text| serde_json::Deserializer::from_str(text).into_iter().map_while(Result::ok).collect();
    GOLDEN.iter().map(move |(name, text)| (*name, read(text)))
}

/// A body of `POST /v1/visitor/records`.
pub(crate) fn append() -> Value {
    let record = of_shapes().find(|(name, _)| *name == "InteractionRecord").map(|(_, examples)| examples);
    json!({ "records": record.unwrap_or_default() })
}
