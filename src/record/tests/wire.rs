//! The golden files pin the wire: each is parsed, compared with the record it stands for, and written again.
//! A change that alters one of them breaks every client that is out there.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use expect_test::expect_file;
use proptest::prelude::*;
use record::{
    AgentTurn, Analysis, Annotation, Attribute, CaptureMode, Channel, Content, Control, ControlState, Entity,
    Extra, Friction, InteractionRecord, Label, Outcome, PageAmendment, PageContext, PageEvent, PageEventKind,
    PageReport, PageStory, Provenance, ReadBy, Reading, RecordId, Refusal, SCHEMA_VERSION, SchemaVersion,
    Sentiment, SentimentLabel, Severity, Span, Step, StoredRecord, StuckPart, StuckScore, StuckTask,
    TaskOutcome, Value, Viewport, VisitorTurn, WebVital,
};
use scrub::{Kind, Scrubbed, scrub};
use serde::Serialize;
use serde::de::DeserializeOwned;

const AT_MS: u64 = 1_795_000_000_000;

fn text(raw: &str) -> Scrubbed {
    scrub(raw).0
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

fn annotation(name: &str, confidence: f32, spans: &[(u32, u32)]) -> Annotation {
    let spans = spans.iter().map(|(start, end)| Span(*start, *end)).collect();
    Annotation { label: label(name), confidence, spans, implied: false }
}

fn reading(by: ReadBy) -> Reading {
    Reading {
        by,
        analysed_at_ms: 1_795_000_000_120,
        analysis: Analysis {
            language: label("en"),
            sentiment: Sentiment { score: -0.52, label: SentimentLabel::Negative, confidence: 0.81 },
            emotions: vec![annotation("frustration", 0.77, &[(35, 45)])],
            urgency: Some(annotation("medium", 0.64, &[(9, 21)])),
            intents: vec![annotation("problem", 0.9, &[(0, 8)])],
            signals: vec![annotation("effort", 0.7, &[(9, 21)]), annotation("bug_report", 0.66, &[])],
            entities: vec![Entity { kind: label("error_code"), span: Span(0, 3) }],
            tried: vec![annotation("already_tried", 1.0, &[(9, 21)])],
            model: label("undertone-en-1@3fa1c2d4"),
        },
    }
}

fn control(role: &str, name: &str) -> Control {
    Control::new(label(role), text(name))
}

fn kinds() -> Vec<PageEventKind> {
    let export = Control {
        state: ControlState::Disabled,
        description: Some(text("Only workspace owners can export.")),
        ..control("button", "Export CSV")
    };
    vec![
        PageEventKind::Navigation { route: text("/automations/{id}"), title: text("Automation - Fernly") },
        PageEventKind::FormSubmit { control: control("button", "Save automation") },
        PageEventKind::FormInvalid {
            control: control("combobox", "Trigger"),
            message: Some(text("Trigger is required")),
            validity: Some(label("valuemissing")),
        },
        PageEventKind::Message { severity: Severity::Alert, text: text("Trigger is required") },
        PageEventKind::Click { control: export },
        PageEventKind::Request {
            method: text("GET"),
            route: text("/api/invoices"),
            status: 403,
            duration_ms: 31,
        },
        PageEventKind::Exception {
            kind: text("TypeError"),
            message: text("x is undefined"),
            count: Some(10),
            fingerprint: Some(label("f0badcafe")),
        },
        PageEventKind::FormFocus { control: control("textbox", "Name") },
        PageEventKind::FormAbandon { control: control("form", "Invite"), fields: 2 },
        PageEventKind::Friction {
            kind: label("dead_click"),
            control: Some(Control { selector: Some(text("#main>button")), ..control("button", "Old") }),
        },
        PageEventKind::Friction { kind: label("thrashed_cursor"), control: None },
        PageEventKind::SearchEmpty { control: control("searchbox", "Search"), text: text("No results") },
        PageEventKind::HelpVisit { doc: text("https://help.fernly.example/export") },
    ]
}

fn context() -> PageContext {
    PageContext {
        route: text("/automations/{id}"),
        title: text("Automation - Fernly"),
        language: Some(label("en")),
        referrer: Some(text("https://search.example")),
        viewport: Some(Viewport { width_px: 1280, height_px: 720 }),
        device: Some(label("desktop")),
        browser_language: Some(label("de-at")),
        release: Some(text("2026.11.3")),
        role: Some(text("viewer")),
        flags: vec![text("new-editor")],
        attributes: vec![Attribute { name: label("seats"), value: text("5") }],
        dwell_ms: Some(61_000),
        scroll_depth_percent: Some(80),
        vitals: vec![WebVital { name: label("lcp"), value: 2_900, rating: label("needs-improvement") }],
    }
}

fn page() -> PageReport {
    let timeline =
        (1..).zip(kinds()).map(|(seq, kind)| PageEvent { seq, t_ms: u64::from(seq) * 900, kind }).collect();
    PageReport {
        capture: CaptureMode::Full,
        reason: None,
        context: Some(context()),
        story: Some(PageStory {
            sentence: text("Tried Save automation 1 time, saw 'Trigger is required'."),
            stuck: StuckScore { score: 5, parts: vec![StuckPart { label: label("failures"), points: 3 }] },
            tasks: vec![StuckTask {
                route: text("/automations/{id}"),
                control: text("Save automation"),
                tries: 1,
                failures: 1,
                outcome: TaskOutcome::GaveUp,
                message: Some(text("Trigger is required")),
                evidence: vec![2, 3],
            }],
            steps: vec![
                Step { text: text("Press Save automation"), evidence: vec![2] },
                Step {
                    text: text("The page refuses it: \u{201c}Trigger is required\u{201d}"),
                    evidence: vec![3, 4],
                },
            ],
            frictions: vec![Friction {
                kind: label("dead_click"),
                route: text("/automations/{id}"),
                control: text("Old"),
                evidence: vec![10],
            }],
            timeline,
            dropped_events: 0,
        }),
        extra: Extra::default(),
    }
}

fn record(content: Content) -> InteractionRecord {
    InteractionRecord {
        schema: SchemaVersion::CURRENT,
        id: RecordId::mint(AT_MS, [1; 10]),
        conversation_id: record::ConversationId::mint(AT_MS, [2; 10]),
        channel: Channel::Chat,
        occurred_at_ms: 1_795_000_000_000,
        content,
        provenance: Provenance { client: label("widget-0.1.0") },
        extra: Extra::default(),
    }
}

fn visitor_turn() -> InteractionRecord {
    let (words, redactions) = scrub("It fails a third time, and I am so frustrated: ana@example.com");
    record(Content::VisitorTurn(VisitorTurn {
        text: words,
        redactions,
        sealed: Vec::new(),
        reading: Some(reading(ReadBy::Device)),
        page: Some(page()),
    }))
}

fn pinned<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(file: &str, value: &T) {
    let mut json = serde_json::to_string_pretty(value).unwrap();
    json.push('\n');
    let path = format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    expect_file![&path].assert_eq(&json);
    let back: T = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(&back, value);
}

#[test]
fn a_visitor_turn_is_pinned() {
    let record = visitor_turn();
    pinned("visitor_turn.v1.json", &record);
    let Content::VisitorTurn(turn) = &record.content else { panic!("{record:?}") };
    assert_eq!(turn.redactions.count(Kind::Email), 1);
    assert!(turn.reading.as_ref().unwrap().analysis.fits(turn.text.as_str()));
}

#[test]
fn a_stored_record_is_pinned() {
    let stored = StoredRecord {
        seq: 4,
        received_at_ms: 1_795_000_000_200,
        visitor_id: record::VisitorId::mint(AT_MS, [3; 10]),
        record: visitor_turn(),
        reading: Some(reading(ReadBy::Server)),
    };
    pinned("stored_record.v1.json", &stored);
}

#[test]
fn an_agent_turn_is_pinned() {
    let turn = AgentTurn {
        text: "Call me at 555-0100, I am here until 6.".to_owned(),
        agent_id: record::AgentId::mint(AT_MS, [4; 10]),
        agent_name: "Ana Ruiz".to_owned(),
    };
    pinned("agent_turn.v1.json", &record(Content::AgentTurn(turn)));
}

#[test]
fn an_amendment_is_pinned() {
    let amendment = PageAmendment { amends: RecordId::mint(AT_MS, [1; 10]), page: page() };
    pinned("page_amendment.v1.json", &record(Content::PageAmendment(amendment)));
}

#[test]
fn outcomes_are_pinned() {
    let outcomes = vec![
        Outcome::Stored { seq: 4, received_at_ms: 1_795_000_000_200 },
        Outcome::Duplicate { seq: 4, received_at_ms: 1_795_000_000_200 },
        Outcome::Refused { reason: Refusal::IdReused, detail: "The id was used for other words.".to_owned() },
    ];
    pinned("outcomes.v1.json", &outcomes);
}

fn json_of(record: &InteractionRecord) -> serde_json::Value {
    serde_json::to_value(record).unwrap()
}

fn refusal(json: serde_json::Value) -> String {
    serde_json::from_value::<InteractionRecord>(json).unwrap_err().to_string()
}

#[test]
fn records_of_the_first_release_are_still_read() {
    let first = |file: &str| {
        let path = format!("{}/fixtures/release-0.1.0/{file}.v1.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    for file in ["agent_turn", "page_amendment", "visitor_turn"] {
        let record: InteractionRecord = serde_json::from_str(&first(file)).unwrap();
        assert!(record.extra.is_empty(), "{file}");
    }
    let stored: StoredRecord = serde_json::from_str(&first("stored_record")).unwrap();
    let story = stored.record.page().and_then(|page| page.story.as_ref()).unwrap();
    assert!(story.steps.is_empty() && story.timeline.len() == 7);
}

#[test]
fn a_newer_schema_is_refused_with_a_sentence() {
    let mut json = json_of(&visitor_turn());
    json["schema"] = (SCHEMA_VERSION + 1).into();
    assert!(refusal(json).contains("upgrade the server"));
}

#[test]
fn the_wall_is_the_type() {
    let mut json = json_of(&visitor_turn());
    json["content"]["text"] = "my card is 4111 1111 1111 1111, thanks".into();
    json["content"]["page"]["story"]["tasks"][0]["message"] = "sent to ana@example.com".into();
    json["note"] = "reach me: ana@example.com".into();
    let record: InteractionRecord = serde_json::from_value(json).unwrap();
    let back = json_of(&record).to_string();
    assert!(!back.contains("4111") && !back.contains("ana@"), "{back}");
    let Content::VisitorTurn(turn) = &record.content else { panic!("{record:?}") };
    assert!(turn.text.was_altered());
}

#[test]
fn unknown_fields_are_kept_and_capped() {
    let mut json = json_of(&visitor_turn());
    json["weather"] = serde_json::json!({ "sky": ["grey", 3, null, -2.5] });
    let record: InteractionRecord = serde_json::from_value(json.clone()).unwrap();
    assert!(matches!(record.extra.get("weather"), Some(Value::Map(_))));
    assert_eq!(json_of(&record), json);
    json["weather"] = "x".repeat(record::limits::EXTRA_BYTES + 1).into();
    assert!(refusal(json.clone()).contains("4 KiB"));
    json["weather"] = "a@b.co ".repeat(500).into();
    assert!(refusal(json.clone()).contains("4 KiB"), "what is kept is longer than what was sent");
    json["weather"] = "a@b.co ".repeat(400).into();
    let kept: InteractionRecord = serde_json::from_value(json.clone()).unwrap();
    serde_json::from_value::<InteractionRecord>(json_of(&kept)).unwrap();
    json["weather"] = serde_json::json!([[[[[1]]]]]);
    assert!(refusal(json).contains("too deep"));
}

#[test]
fn what_the_types_cannot_say_is_checked() {
    let turn = |words: &str| {
        let mut record = visitor_turn();
        if let Content::VisitorTurn(turn) = &mut record.content {
            turn.text = text(words);
        }
        record.check().map_err(|(refusal, _)| refusal)
    };
    assert_eq!(turn("hello"), Ok(()));
    assert_eq!(turn(" \n "), Err(Refusal::Malformed));
    assert_eq!(turn(&"long ".repeat(4_000)), Err(Refusal::TooLarge));
}

#[test]
fn an_analysis_whose_spans_lie_does_not_fit() {
    let analysis = reading(ReadBy::Device).analysis;
    assert!(analysis.fits(&"word ".repeat(12)));
    assert!(!analysis.fits("short"));
    let mut inside = analysis.clone();
    inside.intents[0].spans = vec![Span(1, 3)];
    assert!(!inside.fits(&"\u{20ac}".repeat(40)), "a span that cuts a character");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(record) = serde_json::from_slice::<InteractionRecord>(&bytes) {
            prop_assert!(record.check().is_ok() || record.check().is_err());
        }
    }

    #[test]
    fn a_changed_record_is_read_or_refused(at in 0_usize..4_000, byte in any::<u8>()) {
        let mut bytes = serde_json::to_vec(&visitor_turn()).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(record) = serde_json::from_slice::<InteractionRecord>(&bytes) {
            let again = serde_json::to_vec(&record).unwrap();
            prop_assert_eq!(serde_json::from_slice::<InteractionRecord>(&again).unwrap(), record);
        }
    }
}
