//! A session with a server and a page that the test plays; one module for each thing that can come in between.

mod anew;
mod line;
mod page;

use std::cell::Cell;

use api::host::ToHost;
use api::visitor::{FromVisitor, Turn};
use record::{CaptureMode, Content, InteractionRecord, PageReport, Role};
use serde_json::{Value, json};

use super::*;
use crate::conversation::Delivery;
use crate::limits;

/// A visitor's session with a server and a page that the test plays.
struct Visitor {
    session: Session,
    now: u64,
    effects: Vec<Effect>,
}

impl Visitor {
    fn new() -> Self {
        Self::back_with(Saved::default(), vec![])
    }

    fn back_with(saved: Saved, parcels: Vec<Parcel>) -> Self {
        let mut visitor = Self::not_yet_restored(saved);
        visitor.session.restore(parcels);
        visitor.act(Session::wake);
        visitor
    }

    /// Somebody whose store is not open yet.
    fn not_yet_restored(saved: Saved) -> Self {
        let counter = Cell::new(0_u8);
        let random = Box::new(move || {
            counter.set(counter.get().wrapping_add(1));
            [counter.get(); 10]
        });
        let session = Session::new("key".into(), saved, true, random);
        Self { session, now: 1_700_000_000_000, effects: vec![] }
    }

    fn act(&mut self, act: impl FnOnce(&mut Session, u64)) {
        act(&mut self.session, self.now);
        self.effects.extend(self.session.take_effects());
    }

    fn after(&mut self, ms: u64) -> &mut Self {
        self.now += ms;
        self.act(Session::wake);
        self
    }

    /// Takes what was done since the last look.
    fn did(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The frames among it, without what else was done.
    fn sent(&mut self) -> Vec<Value> {
        let frame = |effect| if let Effect::Transmit(frame) = effect { Some(frame) } else { None };
        self.did().into_iter().filter_map(frame).map(|it| serde_json::from_str(&it).unwrap()).collect()
    }

    /// The records among the frames.
    fn sent_records(&mut self) -> Vec<InteractionRecord> {
        let records = |frame: Value| match serde_json::from_value(frame).unwrap() {
            FromVisitor::Append { records } => records,
            _ => vec![],
        };
        self.sent().into_iter().flat_map(records).collect()
    }

    fn hears(&mut self, frame: &Value) {
        let text = frame.to_string();
        self.act(|session, now| session.frame(now, &text));
    }

    fn calls(&mut self) -> &mut Self {
        assert!(self.did().contains(&Effect::Call), "a call is due");
        self.act(|session, _| session.socket_opened());
        self
    }

    fn is_welcomed(&mut self) -> &mut Self {
        self.calls();
        self.hears(&json!({
            "type": "welcome", "protocol": 1, "visitor_id": record::VisitorId::mint(1, [9; 10]),
            "token": "secret", "now_ms": 5
        }));
        self
    }

    fn writes(&mut self, raw: &str) -> RecordId {
        let (text, redactions) = scrub::scrub(raw);
        let mut id = None;
        self.act(|session, now| id = Some(session.write(now, Message { text, redactions, reading: None })));
        id.unwrap()
    }

    fn hears_outcome(&mut self, id: RecordId, outcome: &Value) {
        let mut outcome = outcome.clone();
        outcome["id"] = json!(id);
        self.hears(&json!({"type": "outcomes", "outcomes": [outcome]}));
    }

    fn states(&self) -> Vec<Delivery> {
        self.session.chat.rows(|_| 0).into_iter().map(|row| row.line.delivery).collect()
    }
}

fn stored(seq: u64) -> Value {
    json!({"outcome": "stored", "seq": seq, "received_at_ms": 9})
}

fn refused(reason: &str) -> Value {
    json!({"outcome": "refused", "reason": reason, "detail": "Because."})
}

fn text(record: &InteractionRecord) -> &str {
    record.text().unwrap_or_default()
}

fn page(record: &InteractionRecord) -> Option<&PageReport> {
    record.page()
}

#[test]
fn a_new_visitor_calls_says_hello_and_keeps_the_token() {
    let mut visitor = Visitor::new();
    visitor.calls();
    assert_eq!(visitor.sent(), [json!({"type": "hello", "protocol": 1, "site_key": "key"})]);
    let mut visitor = Visitor::new();
    visitor.is_welcomed();
    assert!(visitor.did().contains(&Effect::SaveToken(Some("secret".into()))));
    assert_eq!(visitor.session.standing(), Standing::Connected);
}

#[test]
fn a_message_is_kept_sent_and_released() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let id = visitor.writes("my mail is jo@example.com");
    assert_eq!(visitor.states(), [Delivery::Sending]);
    let did = visitor.did();
    assert!(did.iter().any(|it| matches!(it, Effect::Keep(parcel) if parcel.id == id)));
    assert!(!format!("{did:?}").contains("jo@example.com"), "the raw words leave by no way");
    visitor.hears_outcome(id, &stored(1));
    assert_eq!(visitor.states(), [Delivery::Stored(1)]);
    assert!(visitor.did().contains(&Effect::Release(id)));
}

#[test]
fn a_page_that_closes_right_after_a_message_keeps_it() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    let id = visitor.writes("one last thing");
    visitor.did();
    visitor.act(Session::suspend);
    let kept = |effect: &Effect| matches!(effect, Effect::Keep(parcel) if parcel.id == id);
    assert!(visitor.did().iter().any(kept), "the outbox on the device has it");
}

#[test]
fn frames_that_make_no_sense_are_counted_and_change_nothing() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    for text in ["", "null", "{}", "[[[[", "{\"type\":\"turns\"}"] {
        visitor.act(|session, now| session.frame(now, text));
    }
    assert_eq!(visitor.session.malformed(), 5);
    assert_eq!(visitor.session.standing(), Standing::Connected);
    let mut stranger = Visitor::new();
    stranger.calls();
    stranger
        .hears(&json!({"type": "head", "conversation_id": ConversationId::mint(1, [1; 10]), "head_seq": 1}));
    assert_eq!(stranger.session.malformed(), 1, "nothing but a welcome comes first");
}

#[test]
fn an_answer_is_unread_until_it_is_watched() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    let id = visitor.writes("hello");
    visitor.after(200);
    visitor.hears_outcome(id, &stored(1));
    let conversation_id = visitor.session.chat.id().unwrap();
    let answer = Turn {
        id: RecordId::mint(1, [77; 10]),
        seq: 2,
        previous_seq: 1,
        role: Role::Agent,
        agent_name: Some("Mara".into()),
        text: "Hi".into(),
        occurred_at_ms: 1,
        received_at_ms: 1,
    };
    visitor.hears(&json!({"type": "typing", "conversation_id": conversation_id, "agent_name": "Mara", "is_typing": true}));
    assert_eq!(visitor.session.agent_typing(), Some("Mara"));
    visitor.did();
    visitor.hears(
        &json!({"type": "turns", "conversation_id": conversation_id, "head_seq": 2, "turns": [answer]}),
    );
    let did = visitor.did();
    assert!(did.contains(&Effect::Tell(ToHost::Unread { count: 1 })));
    assert!(did.contains(&Effect::Tell(ToHost::Event { name: "message_received".into() })));
    assert_eq!(visitor.session.agent_typing(), None);
    visitor.act(|session, _| session.watched(true));
    let did = visitor.did();
    assert!(did.contains(&Effect::Tell(ToHost::Unread { count: 0 })));
    assert!(did.iter().any(|it| matches!(it, Effect::Transmit(frame) if frame.contains("\"seen\""))));
}

#[test]
fn typing_is_told_seldom_and_its_end_always() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed();
    let id = visitor.writes("hello");
    visitor.hears_outcome(id, &stored(1));
    visitor.did();
    for _ in 0..10 {
        visitor.now += 100;
        visitor.act(|session, now| session.typed(now, true));
    }
    assert_eq!(visitor.sent().len(), 1);
    visitor.after(limits::TYPING_IDLE_MS);
    assert_eq!(visitor.sent()[0]["is_typing"], json!(false));
    visitor.after(limits::TYPING_IDLE_MS);
    assert_eq!(visitor.sent().len(), 0);
}
