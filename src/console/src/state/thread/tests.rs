use api::agent::Reply;
use record::{Outcome, Refusal};
use serde_json::{Value, json};

use super::*;
use crate::state::outgoing::Delivery;

fn record_id(number: u8) -> RecordId {
    RecordId::mint(1_000, [number; 10])
}

fn conversation() -> ConversationId {
    ConversationId::mint(1_000, [9; 10])
}

fn stored(seq: u64, number: u8, content: Value) -> StoredRecord {
    serde_json::from_value(json!({
        "seq": seq, "received_at_ms": 7, "visitor_id": record_id(1).to_string(),
        "record": {
            "schema": 1, "id": record_id(number).to_string(), "conversation_id": conversation().to_string(),
            "channel": "chat", "occurred_at_ms": 7, "content": content, "provenance": { "client": "widget-0.1.0" },
        },
    }))
    .unwrap()
}

fn visitor(seq: u64, text: &str) -> StoredRecord {
    stored(seq, u8::try_from(seq).unwrap(), json!({ "kind": "visitor_turn", "text": text }))
}

fn agent(seq: u64, number: u8) -> StoredRecord {
    let content = json!({
        "kind": "agent_turn", "text": "hello", "agent_id": record_id(1).to_string(), "agent_name": "Ana",
    });
    stored(seq, number, content)
}

fn amendment(seq: u64, amends: u8, route: &str) -> StoredRecord {
    let page = json!({ "capture": "full", "context": { "route": route, "title": "T" } });
    let content = json!({ "kind": "page_amendment", "amends": record_id(amends).to_string(), "page": page });
    stored(seq, u8::try_from(seq).unwrap(), content)
}

fn reply(number: u8) -> Reply {
    Reply {
        id: record_id(number),
        conversation_id: conversation(),
        occurred_at_ms: 7,
        text: String::from("hello"),
    }
}

fn shown(thread: &Thread) -> Vec<u64> {
    thread.turns().map(|turn| turn.seq()).collect()
}

#[test]
fn turns_come_once_and_in_order_whatever_the_order_of_arrival() {
    let mut thread = Thread::default();
    for seq in [3, 1, 1, 5, 3] {
        thread.merge(visitor(seq, "words"));
    }
    assert_eq!(shown(&thread), [1]);
    assert_eq!(thread.missing_after(), Some(1));
    thread.merge(visitor(2, "words"));
    assert_eq!(shown(&thread), [1, 2, 3]);
    assert_eq!(thread.missing_after(), Some(3));
    thread.merge(visitor(4, "words"));
    assert_eq!(shown(&thread), [1, 2, 3, 4, 5]);
    assert_eq!(thread.missing_after(), None);
}

#[test]
fn a_head_that_is_ahead_asks_for_the_rest() {
    let mut thread = Thread::default();
    assert_eq!(thread.missing_after(), None);
    thread.expect(2);
    assert_eq!(thread.missing_after(), Some(0));
    thread.merge(visitor(1, "words"));
    thread.expect(1);
    assert_eq!(thread.missing_after(), Some(1));
}

#[test]
fn a_place_is_never_taken_by_another_record() {
    let mut thread = Thread::default();
    thread.merge(visitor(1, "first"));
    thread.merge(stored(1, 77, json!({ "kind": "visitor_turn", "text": "second" })));
    thread.merge(stored(0, 78, json!({ "kind": "visitor_turn", "text": "nowhere" })));
    assert_eq!(thread.turns().map(|turn| turn.text().to_owned()).collect::<Vec<_>>(), ["first"]);
}

#[test]
fn an_amendment_gives_its_turn_the_page_before_or_after() {
    let route = |thread: &Thread, seq| {
        let turn = thread.turn(seq)?;
        Some(turn.page.as_ref()?.context.as_ref()?.route.as_str().to_owned())
    };
    let mut thread = Thread::default();
    thread.merge(visitor(1, "words"));
    thread.merge(amendment(2, 1, "/a"));
    thread.merge(amendment(3, 1, "/b"));
    assert_eq!(route(&thread, 1).as_deref(), Some("/b"));
    assert_eq!(shown(&thread), [1]);
    assert_eq!(thread.complete_to(), 3);

    let mut backwards = Thread::default();
    backwards.merge(amendment(3, 1, "/b"));
    backwards.merge(amendment(2, 1, "/a"));
    backwards.merge(visitor(1, "words"));
    assert_eq!(route(&backwards, 1).as_deref(), Some("/b"));
    assert_eq!(shown(&backwards), [1]);
}

#[test]
fn a_reply_is_shown_at_once_and_becomes_its_record() {
    let mut thread = Thread::default();
    thread.merge(visitor(1, "words"));
    thread.outbox.add(reply(50), 100);
    assert!(matches!(thread.entry(record_id(50)), Some(Entry::Outgoing(_))));
    assert!(thread.outbox.settle(record_id(50), &Outcome::Stored { seq: 3, received_at_ms: 9 }));
    // Its record arrives behind a gap: the reply stays in sight until the gap is filled.
    thread.merge(agent(3, 50));
    assert!(matches!(thread.entry(record_id(50)), Some(Entry::Outgoing(_))));
    thread.merge(visitor(2, "words"));
    assert!(matches!(thread.entry(record_id(50)), Some(Entry::Turn(_))));
    assert!(thread.outbox.all().is_empty());
}

#[test]
fn a_refused_reply_can_be_sent_again_with_the_same_id() {
    let mut thread = Thread::default();
    thread.outbox.add(reply(50), 100);
    thread.outbox.add(reply(51), 100);
    let refused =
        Outcome::Refused { reason: Refusal::Unavailable, detail: String::from("The disk is full.") };
    assert!(thread.outbox.settle(record_id(50), &refused));
    assert!(!thread.outbox.settle(record_id(99), &refused));
    assert_eq!(thread.outbox.unsettled().map(|reply| reply.id).collect::<Vec<_>>(), [record_id(51)]);
    assert_eq!(thread.outbox.retry(record_id(50), 200), Some(reply(50)));
    assert_eq!(thread.outbox.unsettled().count(), 2);
    let sent = thread.outbox.get(record_id(50)).unwrap();
    assert_eq!(sent.state, Delivery::Sending { since_ms: 200 });
    assert!(!sent.is_overdue(200 + limits::REPLY_WAIT_MS));
    assert!(sent.is_overdue(201 + limits::REPLY_WAIT_MS));
    assert_eq!(thread.outbox.remove(record_id(50)), Some(reply(50)));
}

#[test]
fn the_newest_story_is_found_even_when_the_newest_turn_has_none() {
    let story = json!({ "sentence": "Tried Save.", "stuck": { "score": 0, "parts": [] }, "tasks": [], "timeline": [] });
    let mut thread = Thread::default();
    thread.merge(stored(
        1,
        1,
        json!({ "kind": "visitor_turn", "text": "a", "page": { "capture": "full", "story": story } }),
    ));
    thread.merge(stored(2, 2, json!({ "kind": "visitor_turn", "text": "b", "page": { "capture": "late" } })));
    assert_eq!(thread.newest_visitor_turn().map(|turn| turn.seq()), Some(2));
    assert_eq!(thread.newest_story(2).map(|turn| turn.seq()), Some(1));
    assert_eq!(thread.newest_story(0).map(|turn| turn.seq()), None);
}

#[test]
fn only_so_many_threads_are_kept_and_none_with_a_reply_on_its_way() {
    let mut threads = Threads::default();
    let id = |number: u8| ConversationId::mint(1_000, [number; 10]);
    threads.open(id(0)).outbox.add(reply(50), 100);
    for number in 1..=u8::try_from(limits::OPEN_THREADS).unwrap() + 3 {
        threads.open(id(number));
    }
    assert_eq!(threads.iter().count(), limits::OPEN_THREADS);
    assert!(threads.get(id(0)).is_some());
    assert!(threads.get(id(1)).is_none());
}
