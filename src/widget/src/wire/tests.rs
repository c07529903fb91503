use api::host::ToHost;
use api::visitor::{FromVisitor, Hello};
use record::{
    Analysis, Annotation, CaptureMode, Channel, Content, ConversationId, InteractionRecord, Label,
    PageAmendment, PageReport, Provenance, ReadBy, Reading, RecordId, SchemaVersion, Sentiment,
    SentimentLabel, Span, VisitorId, VisitorTurn,
};
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::limits;
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

/// A log with every kind of event, and something in every field.
const LOG: &str = "3\t0\t2\n\
    0\tn\t/a/{id}\tA\n\
    10\tc\tbutton\tExport\tdisabled\tAsk an admin\t#export\n\
    20\tc\tbutton\tSave\tenabled\t\tmain>button\n\
    30\ti\ttextbox\t\tenabled\t\t\tToo short\ttooshort\n\
    40\ts\tbutton\tSave\tenabled\t\t\n\
    50\to\ttextbox\tName\tenabled\t\t\n\
    55\tb\tform\tInvite\t2\n\
    60\ta\tCard 4242 4242 4242 4242 was refused\n\
    65\tm\tSaved\n\
    70\tx\tTypeError\tx is \"not\" a function\t10\tf0badcafe\n\
    80\tr\tPOST\t/v1/x\t403\t12\n\
    90\tf\tdead_click\tbutton\tOld\tenabled\t\t\n\
    91\tg\tthrashed_cursor\n\
    92\tz\tsearchbox\tSearch\tNo results\n\
    93\th\thttps://help.example/export\n\
    95\tq\n\
    99\tk\ttitle\tInvoice for jo@example.com\n\
    99\tk\tviewport\t1280\t720\n\
    99\tk\tflag\tnew-editor\n\
    99\tk\tattribute\tseats\t5\n\
    99\tk\tvital\tlcp\t2900\tpoor\n";

/// What the page answers, as the server reads it.
fn report(page: &page::Page) -> PageReport {
    serde_json::from_str(&page.json).unwrap()
}

fn full() -> page::Page {
    page::page(CaptureMode::Full, None, Some(&story::tell(LOG, 100, "")))
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
        json!({"type": "story", "request": 4, "capture": "full", "log": LOG, "now_ms": 7}),
        json!({"type": "story", "request": 0, "capture": "off", "reason": "gpc", "now_ms": 0}),
        json!({"type": "shutdown"}),
    ] {
        let text = message.to_string();
        assert_eq!(from_host(&text), Some(serde_json::from_str(&text).unwrap()), "{text}");
    }
}

#[test]
fn what_a_page_from_before_version_2_told_is_handed_on_as_it_is() {
    let page = json!({"capture": "framed", "story": {"timeline": [{"t_ms": 9, "event": "exception"}]}});
    let message = json!({"type": "story", "request": 4, "page": page});
    let Some(FromHost::Story { capture: CaptureMode::Framed, log: Some(log), .. }) =
        from_host(&message.to_string())
    else {
        panic!("it is not read")
    };
    assert_eq!(parsed(&log), page);
}

#[test]
fn what_is_told_of_a_log_is_a_report_and_every_word_of_it_is_scrubbed() {
    let page = full();
    let report = report(&page);
    let (context, story) = (report.context.as_ref().unwrap(), report.story.as_ref().unwrap());
    assert_eq!(context.title.as_str(), "Invoice for [email#1]");
    assert_eq!((story.timeline.len(), story.dropped_events), (15, 2));
    assert!(!story.steps.is_empty() && !story.frictions.is_empty() && !context.vitals.is_empty());
    assert!(!page.json.contains("4242 4242") && !page.json.contains("jo@example.com"));
    assert!(report.extra.is_empty(), "nothing is in it that a record has no place for");
    let shared: Vec<&str> = page.shared.iter().map(|it| it.text.as_str()).collect();
    assert!(shared[0].starts_with("Tried ") && page.shared[0].id.is_empty(), "{shared:?}");
    assert_eq!(shared[1], "title: Invoice for [email#1]");
    assert_eq!((shared.len(), page.shared[6].id.as_str()), (1 + 5 + 15, "0:3"));
}

#[test]
fn a_page_whose_words_grow_by_scrubbing_or_whose_time_is_none_costs_no_message() {
    let values = "?a=1".repeat(28);
    let title = format!("3\t0\t0\n0\tn\t/a\t\n0\tk\ttitle\t{values}\n");
    let events: String = (0..400).map(|at| format!("{at}\ta\t{values}\n")).collect();
    let late = "3\t0\t0\n9999999999999999999\tc\tbutton\tSave\n".to_owned();
    for log in [title, late, format!("3\t0\t0\n{events}")] {
        let page = page::page(CaptureMode::Full, None, Some(&story::tell(&log, 0, "")));
        let report = report(&page);
        assert!(page.json.len() <= limits::PAGE_BYTES && report.over_limit().is_none());
        assert!(report.story.is_some() || report.reason.is_some_and(|it| it.as_str() == "too_large"));
    }
}

#[test]
fn a_page_that_tells_nothing_says_how_much_there_is_of_it() {
    let page = page::page(CaptureMode::Off, Label::new("gpc").ok().as_ref(), None);
    assert_eq!(report(&page), PageReport::without_story(CaptureMode::Off, Label::new("gpc").ok()));
    assert!(page.shared.is_empty());
    assert_eq!(page::capture_mode("all"), None);
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
    for page in [None, Some(full()), Some(page::page(CaptureMode::Late, None, None))] {
        for reading in [None, Some(reading.clone())] {
            let turn =
                |reading, page| VisitorTurn { text: text.clone(), redactions, sealed: vec![], reading, page };
            let written = write::record(
                &record_of(Content::VisitorTurn(turn(None, None))),
                reading.as_ref().map(|_| &device),
                page.as_ref().map(|it| it.json.as_str()),
            );
            let expected = record_of(Content::VisitorTurn(turn(reading, page.as_ref().map(report))));
            assert_eq!(serde_json::from_str::<InteractionRecord>(&written).unwrap(), expected);
        }
    }
    let page = full();
    let amendment = PageAmendment { amends: record_id(3), page: report(&page) };
    let amendment = record_of(Content::PageAmendment(amendment));
    let written = write::record(&amendment, None, Some(&page.json));
    assert_eq!(serde_json::from_str::<InteractionRecord>(&written).unwrap(), amendment);
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
