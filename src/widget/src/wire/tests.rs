use api::host::ToHost;
use api::visitor::{FromVisitor, Hello};
use record::{
    Analysis, Annotation, Channel, Content, ConversationId, InteractionRecord, Label, PageAmendment,
    PageReport, Provenance, ReadBy, Reading, RecordId, SchemaVersion, Sentiment, SentimentLabel, Span,
    VisitorId, VisitorTurn,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::session::DeviceReading;

fn record_id(number: u8) -> RecordId {
    RecordId::mint(7, [number; 10])
}

fn conversation_id() -> ConversationId {
    ConversationId::mint(7, [1; 10])
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

fn derived(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// A report with every kind of event, and something in every field.
fn report() -> Value {
    let control =
        json!({"role": "button", "name": "Export", "state": "disabled", "description": "Ask an admin"});
    let plain = json!({"role": "textbox", "name": "", "state": "enabled"});
    let events = [
        json!({"event": "browser.navigation", "route": "/a/{id}", "title": "A"}),
        json!({"event": "browser.user_action.click", "control": control}),
        json!({"event": "support.form.invalid", "control": plain, "message": "Too short"}),
        json!({"event": "support.form.submit", "control": plain}),
        json!({"event": "support.ui.message", "severity": "alert", "text": "No"}),
        json!({"event": "support.ui.message", "severity": "status", "text": "Saved"}),
        json!({"event": "exception", "exception.type": "TypeError", "exception.message": "x is \"not\" a function"}),
        json!({"event": "http.client", "method": "POST", "route": "/v1/x", "status": 403, "duration_ms": 12}),
    ];
    let timeline: Vec<Value> = events
        .into_iter()
        .enumerate()
        .map(|(at, mut event)| {
            event["seq"] = json!(at + 1);
            event["t_ms"] = json!(at * 1000);
            event
        })
        .collect();
    json!({
        "capture": "full",
        "reason": "wasm_refused",
        "context": {"route": "/a/{id}", "title": "A page", "language": "en"},
        "story": {
            "sentence": "They tried \u{201c}Export\u{201d} twice.",
            "stuck": {"score": 7, "parts": [{"label": "failures", "points": 6}, {"label": "tries", "points": 1}]},
            "tasks": [{
                "route": "/a/{id}", "control": "Export", "tries": 2, "failures": 2, "outcome": "gave_up",
                "message": "No", "evidence": [2, 5]
            }],
            "timeline": timeline,
            "dropped_events": 3
        }
    })
}

fn told(page: &Value) -> Option<PageReport> {
    match from_host(&json!({"type": "story", "request": 4, "page": page}).to_string()) {
        Some(FromHost::Story { request: 4, page }) => Some(page),
        _ => None,
    }
}

#[test]
fn frames_are_read_as_the_derived_readers_read_them() {
    let turn = json!({
        "id": record_id(1), "seq": 3, "previous_seq": 1, "role": "agent", "agent_name": "Mara", "text": "a\n\u{e9}",
        "occurred_at_ms": -5, "received_at_ms": 1_700_000_000_000_i64
    });
    let own = json!({
        "id": record_id(2), "seq": 4, "previous_seq": 3, "role": "visitor", "text": "",
        "occurred_at_ms": 5, "received_at_ms": 6, "of_a_newer_server": {"x": [1.5]}
    });
    let outcomes = [
        json!({"id": record_id(1), "outcome": "stored", "seq": 1, "received_at_ms": 2}),
        json!({"id": record_id(1), "outcome": "duplicate", "seq": 1, "received_at_ms": 2}),
        json!({"id": record_id(1), "outcome": "refused", "reason": "rate_limited", "detail": "Wait."}),
    ];
    let conversation = json!({
        "id": conversation_id(), "head_seq": 4, "visitor_seen_seq": 1, "agent_seen_seq": 2, "turns": [turn, own]
    });
    let visitor_id = VisitorId::mint(1, [2; 10]);
    for frame in [
        json!({"type": "welcome", "protocol": 1, "visitor_id": visitor_id, "now_ms": 5}),
        json!({
            "type": "welcome", "protocol": 1, "visitor_id": visitor_id, "token": "t", "now_ms": 5,
            "conversation": conversation
        }),
        json!({"type": "outcomes", "outcomes": outcomes}),
        json!({"type": "turns", "conversation_id": conversation_id(), "head_seq": 9, "turns": [turn, own]}),
        json!({"type": "head", "conversation_id": conversation_id(), "head_seq": 9}),
        json!({"type": "typing", "conversation_id": conversation_id(), "agent_name": "M", "is_typing": true}),
        json!({"type": "seen", "conversation_id": conversation_id(), "seq": 9}),
        json!({"type": "goodbye", "reason": "lagged", "detail": "d", "retry": true}),
    ] {
        let text = frame.to_string();
        assert_eq!(to_visitor(&text), Some(serde_json::from_str(&text).unwrap()), "{text}");
    }
}

#[test]
fn every_reason_for_a_refusal_is_read() {
    for reason in [
        Refusal::Malformed,
        Refusal::TooLarge,
        Refusal::FutureSchema,
        Refusal::IdReused,
        Refusal::NotYours,
        Refusal::UnknownRecord,
        Refusal::WrongRole,
        Refusal::SealedNotEnabled,
        Refusal::RateLimited,
        Refusal::Unavailable,
    ] {
        assert_eq!(refusal(derived(&reason).as_str().unwrap()), reason);
    }
    assert_eq!(refusal("of_a_newer_server"), Refusal::Malformed);
}

#[test]
fn what_is_no_frame_is_nothing() {
    for frame in [
        "",
        "null",
        "{}",
        "[]",
        r#"{"type":"welcome"}"#,
        r#"{"type":"head","conversation_id":"x","head_seq":1}"#,
        r#"{"type":"goodbye","reason":"x","detail":"y","retry":"yes"}"#,
        r#"{"type":"of_a_newer_server"}"#,
    ] {
        assert_eq!(to_visitor(frame), None, "{frame}");
    }
    let turn_before_the_beginning =
        json!({"type": "seen", "conversation_id": conversation_id(), "seq": -1}).to_string();
    assert_eq!(to_visitor(&turn_before_the_beginning), None);
}

#[test]
fn the_hosts_messages_are_read_as_the_derived_readers_read_them() {
    for message in [
        json!({"type": "visible", "is_open": true}),
        json!({"type": "identify", "identity": {"user_id": "7", "name": "Jo", "email": "e", "account": "a", "plan": "p"}}),
        json!({"type": "identify", "identity": {}}),
        json!({"type": "story", "request": 4, "page": report()}),
        json!({"type": "story", "request": 0, "page": {"capture": "off"}}),
        json!({"type": "shutdown"}),
    ] {
        let text = message.to_string();
        assert_eq!(from_host(&text), Some(serde_json::from_str(&text).unwrap()), "{text}");
    }
}

#[test]
fn whatever_the_page_says_is_scrubbed() {
    let mut page = report();
    page["context"]["title"] = json!("Invoice for jo@example.com");
    page["story"]["timeline"][4]["text"] = json!("Card 4242 4242 4242 4242 was refused");
    let page = told(&page).unwrap();
    assert_eq!(page.context.as_ref().unwrap().title.as_str(), "Invoice for [email#1]");
    assert!(!derived(&page).to_string().contains("4242 4242"));
}

#[test]
fn a_report_that_is_not_whole_is_nothing() {
    let break_one = |path: &str, with: Value| {
        let mut page = report();
        *page.pointer_mut(path).unwrap() = with;
        told(&page)
    };
    for (path, with) in [
        ("/capture", json!("all")),
        ("/reason", json!("Not A Label")),
        ("/context/route", json!(7)),
        ("/story/stuck/score", json!(-1)),
        ("/story/tasks/0/outcome", json!("maybe")),
        ("/story/timeline/0/event", json!("click")),
        ("/story/timeline/1/control/role", json!("")),
        ("/story/timeline/7/status", json!(70_000)),
        ("/story/timeline", json!({})),
    ] {
        assert_eq!(break_one(path, with.clone()), None, "{path} = {with}");
    }
}

#[test]
fn what_is_sent_is_written_as_the_derived_writers_write_it() {
    let hello = Hello { protocol: 1, site_key: "k\"".into(), token: Some("t".into()) };
    let identity = Identity { name: Some("Jo".into()), ..Identity::default() };
    let conversation_id = conversation_id();
    for frame in [
        FromVisitor::Hello(hello.clone()),
        FromVisitor::Hello(Hello { token: None, ..hello.clone() }),
        FromVisitor::Fetch { conversation_id, after_seq: 7 },
        FromVisitor::Typing { conversation_id, is_typing: true },
        FromVisitor::Seen { conversation_id, seq: 9 },
        FromVisitor::Identify { identity },
    ] {
        assert_eq!(parsed(&write::from_visitor(&frame).unwrap()), derived(&frame));
    }
    assert_eq!(parsed(&write::hello(&hello)), derived(&hello));
    for message in [
        ToHost::Ready { protocol: 1 },
        ToHost::TellStory { request: 3 },
        ToHost::Close,
        ToHost::Unread { count: 2 },
        ToHost::Event { name: "ready".into() },
        ToHost::HasConversation { yes: true },
    ] {
        assert_eq!(parsed(&write::to_host(&message)), derived(&message));
    }
}

/// A number exactly as the writer rounds it, so that the two sides can be equal.
fn analysis() -> Analysis {
    let one = |name: &str| Annotation {
        label: label(name),
        confidence: 0.5,
        spans: vec![Span(0, 3), Span(4, 5)],
        implied: false,
    };
    Analysis {
        language: label("en"),
        sentiment: Sentiment { score: -0.75, label: SentimentLabel::VeryNegative, confidence: 0.25 },
        emotions: vec![one("anger")],
        urgency: Some(one("high")),
        intents: vec![one("refund"), one("billing")],
        signals: vec![Annotation { implied: true, ..one("churn") }],
        entities: vec![record::Entity { kind: label("amount"), span: Span(1, 2) }],
        tried: vec![one("restarted")],
        model: label("undertone-en-1@0badcafe"),
    }
}

fn record_of(content: Content) -> InteractionRecord {
    InteractionRecord {
        schema: SchemaVersion::CURRENT,
        id: record_id(1),
        conversation_id: conversation_id(),
        channel: Channel::Chat,
        occurred_at_ms: 1_700_000_000_000,
        content,
        provenance: Provenance { client: label("widget-0.1.0") },
        extra: record::Extra::default(),
    }
}

#[test]
fn records_are_written_as_the_derived_writers_write_them() {
    let (text, redactions) =
        scrub::scrub("jo@example.com paid with 4242 4242 4242 4242,\n\"now\" what? \u{1f600} 192.168.0.1");
    assert!(redactions.iter().count() > 1, "the test wants several kinds");
    let reading = Reading { by: ReadBy::Device, analysed_at_ms: 8, analysis: analysis() };
    let device = DeviceReading { analysed_at_ms: 8, analysis: write::analysis(&analysis()) };
    for page in [None, Some(told(&report()).unwrap()), told(&json!({"capture": "late"}))] {
        for reading in [None, Some(reading.clone())] {
            let turn = |reading| VisitorTurn {
                text: text.clone(),
                redactions,
                sealed: vec![],
                reading,
                page: page.clone(),
            };
            let written = write::record(
                &record_of(Content::VisitorTurn(turn(None))),
                reading.as_ref().map(|_| &device),
            );
            let expected = record_of(Content::VisitorTurn(turn(reading)));
            assert_eq!(parsed(&written), derived(&expected));
            assert_eq!(serde_json::from_str::<InteractionRecord>(&written).unwrap(), expected);
        }
    }
    let amendment = PageAmendment { amends: record_id(3), page: told(&report()).unwrap() };
    let amendment = record_of(Content::PageAmendment(amendment));
    assert_eq!(parsed(&write::record(&amendment, None)), derived(&amendment));
}

#[test]
fn an_analysis_without_urgency_says_so() {
    let calm = Analysis { urgency: None, ..analysis() };
    assert_eq!(parsed(&write::analysis(&calm)), derived(&calm));
}

#[test]
fn parcels_and_config_read_back() {
    for text in [None, Some("a\"b".to_owned())] {
        let kept = Parcel {
            id: record_id(1),
            conversation_id: conversation_id(),
            occurred_at_ms: -1,
            text,
            body: "{\"x\":\"\\\"\"}".into(),
        };
        assert_eq!(parcel(&write::parcel(&kept)), Some(kept));
    }
    assert_eq!(parcel("{\"id\":\"of a newer version\"}"), None);
    let config = FrameConfig {
        site_key: "k".into(),
        site_name: "\u{3c}script\u{3e}".into(),
        allowed_origins: vec!["https://a.example".into()],
        model_url: "/m".into(),
        accent: "#0f6b66".into(),
        names: record::SiteNames::default(),
    };
    assert_eq!(frame_config(&derived(&config).to_string()), Some(config));
}
