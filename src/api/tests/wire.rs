//! Golden files of every frame and body: one line of JSON each, so that a change shows as a line.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::fmt::Write as _;

use api::agent::{
    ConversationDetail, ConversationList, ConversationSummary, FromAgent, LastTurn, Me, Reply, SignIn,
    ToAgent, VisitorSummary,
};
use api::host::{FromHost, ToHost};
use api::visitor::{
    Conversation, FrameConfig, FromVisitor, Hello, Identity, RecordOutcome, ToVisitor, Turn, Welcome,
};
use api::{PROTOCOL_VERSION, Problem};
use expect_test::expect_file;
use record::{
    AgentId, CaptureMode, ConversationId, InteractionRecord, Label, Outcome, PathPoint, Reason, RecordId,
    Refusal, Risk, Role, SentimentLabel, SiteNames, StoredRecord, Trajectory, VisitorId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

const AT_MS: u64 = 1_795_000_000_000;
const NOW_MS: i64 = 1_795_000_000_500;

fn record_id() -> RecordId {
    RecordId::mint(AT_MS, [1; 10])
}

fn conversation_id() -> ConversationId {
    ConversationId::mint(AT_MS, [2; 10])
}

fn visitor_id() -> VisitorId {
    VisitorId::mint(AT_MS, [3; 10])
}

/// The record crate pins records; here a small one stands for them.
fn record() -> InteractionRecord {
    serde_json::from_value(serde_json::json!({
        "schema": 1, "id": record_id(), "conversation_id": conversation_id(), "channel": "chat",
        "occurred_at_ms": NOW_MS, "content": { "kind": "visitor_turn", "text": "Hello", "redactions": {} },
        "provenance": { "client": "widget-0.1.0" },
    }))
    .unwrap()
}

fn identity() -> Identity {
    Identity { user_id: Some("u-17".into()), plan: Some("team".into()), ..Identity::default() }
}

fn turn() -> Turn {
    Turn {
        id: record_id(),
        seq: 2,
        previous_seq: 1,
        role: Role::Agent,
        agent_name: Some("Ana Ruiz".into()),
        text: "Let me look.".into(),
        occurred_at_ms: NOW_MS,
        received_at_ms: NOW_MS + 20,
    }
}

fn summary() -> ConversationSummary {
    ConversationSummary {
        id: conversation_id(),
        visitor: VisitorSummary { id: visitor_id(), identity: identity() },
        opened_at_ms: NOW_MS,
        head_seq: 3,
        last_turn: LastTurn {
            role: Role::Visitor,
            preview: "It still fails".into(),
            received_at_ms: NOW_MS,
            sentiment: SentimentLabel::Negative,
        },
        waiting_since_ms: Some(NOW_MS),
        agent_seen_seq: 2,
        visitor_seen_seq: 3,
        trajectory: Trajectory {
            path: vec![PathPoint { seq: 1, score: Some(-0.25), label: SentimentLabel::Negative }],
            slope: -0.5,
            risk: Risk {
                score: 0.75,
                reasons: vec![Reason { label: Label::new("effort").unwrap(), weight: 0.5, seq: Some(3) }],
            },
            ..Trajectory::default()
        },
        page: None,
        visitor_online: true,
    }
}

fn pinned<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(file: &str, values: &[T]) {
    let mut lines = String::new();
    for value in values {
        writeln!(lines, "{}", serde_json::to_string(value).unwrap()).unwrap();
    }
    let path = format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    expect_file![&path].assert_eq(&lines);
    for (line, value) in std::fs::read_to_string(path).unwrap().lines().zip(values) {
        assert_eq!(&serde_json::from_str::<T>(line).unwrap(), value);
    }
}

#[test]
fn the_visitors_frames_are_pinned() {
    let conversation_id = conversation_id();
    let hello = Hello { protocol: PROTOCOL_VERSION, site_key: "demo".into(), token: Some("opaque".into()) };
    pinned(
        "from_visitor.v1.jsonl",
        &[
            FromVisitor::Hello(hello.clone()),
            FromVisitor::Hello(Hello { token: None, ..hello }),
            FromVisitor::Append { records: vec![record()] },
            FromVisitor::Fetch { conversation_id, after_seq: 4 },
            FromVisitor::Typing { conversation_id, is_typing: true },
            FromVisitor::Seen { conversation_id, seq: 5 },
            FromVisitor::Identify { identity: identity() },
        ],
    );
    let conversation = Conversation {
        id: conversation_id,
        head_seq: 2,
        visitor_seen_seq: 1,
        agent_seen_seq: 2,
        turns: vec![turn()],
    };
    pinned(
        "to_visitor.v1.jsonl",
        &[
            ToVisitor::Welcome(Welcome {
                protocol: PROTOCOL_VERSION,
                visitor_id: visitor_id(),
                token: Some("opaque".into()),
                now_ms: NOW_MS,
                conversation: Some(conversation),
            }),
            ToVisitor::Outcomes {
                outcomes: vec![
                    RecordOutcome {
                        id: record_id(),
                        outcome: Outcome::Stored { seq: 1, received_at_ms: NOW_MS },
                    },
                    RecordOutcome::refused(record_id(), Refusal::TooLarge, "The text is over 16 KiB."),
                ],
            },
            ToVisitor::Turns { conversation_id, head_seq: 2, turns: vec![turn()] },
            ToVisitor::Head { conversation_id, head_seq: 2 },
            ToVisitor::Typing { conversation_id, agent_name: "Ana Ruiz".into(), is_typing: true },
            ToVisitor::Seen { conversation_id, seq: 2 },
            ToVisitor::Goodbye { reason: "shutting_down".into(), detail: "Back soon.".into(), retry: true },
        ],
    );
}

#[test]
fn the_agents_frames_are_pinned() {
    let conversation_id = conversation_id();
    pinned(
        "from_agent.v1.jsonl",
        &[
            FromAgent::Hello { protocol: PROTOCOL_VERSION },
            FromAgent::Watch { conversation_id: Some(conversation_id) },
            FromAgent::Watch { conversation_id: None },
            FromAgent::Reply(Reply {
                id: record_id(),
                conversation_id,
                occurred_at_ms: NOW_MS,
                text: "Let me look.".into(),
            }),
            FromAgent::Typing { conversation_id, is_typing: false },
            FromAgent::Seen { conversation_id, seq: 3 },
        ],
    );
    let stored = StoredRecord {
        seq: 1,
        received_at_ms: NOW_MS,
        visitor_id: visitor_id(),
        record: record(),
        reading: None,
    };
    pinned(
        "to_agent.v1.jsonl",
        &[
            ToAgent::Welcome { protocol: PROTOCOL_VERSION, now_ms: NOW_MS },
            ToAgent::Conversation { summary: summary() },
            ToAgent::Record { conversation_id, record: stored.clone() },
            ToAgent::VisitorTyping { conversation_id, is_typing: true },
            ToAgent::Outcome(RecordOutcome {
                id: record_id(),
                outcome: Outcome::Duplicate { seq: 1, received_at_ms: NOW_MS },
            }),
            ToAgent::Heads { inbox_version: 7, watched: Some((conversation_id, 3)) },
            ToAgent::Goodbye {
                reason: "not_signed_in".into(),
                detail: "Sign in again.".into(),
                retry: false,
            },
        ],
    );
    pinned(
        "conversation_detail.v1.jsonl",
        &[ConversationDetail { summary: summary(), records: vec![stored] }],
    );
    pinned(
        "conversation_list.v1.jsonl",
        &[ConversationList { conversations: vec![summary()], next_cursor: Some("c2".into()) }],
    );
}

#[test]
fn the_host_pages_messages_are_pinned() {
    pinned(
        "from_host.v2.jsonl",
        &[
            FromHost::Visible { is_open: true },
            FromHost::Identify { identity: identity() },
            FromHost::Story {
                request: 3,
                capture: CaptureMode::Basic,
                reason: Label::new("not_loaded").ok(),
                log: Some("3\t0\t0\n0\tn\t/a\t\n".into()),
                now_ms: 5_000,
            },
            FromHost::Shutdown,
        ],
    );
    pinned(
        "to_host.v1.jsonl",
        &[
            ToHost::Ready { protocol: api::host::HOST_PROTOCOL_VERSION },
            ToHost::TellStory { request: 3 },
            ToHost::Close,
            ToHost::Unread { count: 2 },
            ToHost::Event { name: "message_sent".into() },
            ToHost::HasConversation { yes: true },
        ],
    );
}

#[test]
fn the_bodies_are_pinned() {
    pinned(
        "problem.v1.jsonl",
        &[Problem {
            kind: "not_signed_in".into(),
            status: 401,
            title: "Not signed in".into(),
            detail: "Sign in and try again.".into(),
        }],
    );
    pinned("sign_in.v1.jsonl", &[SignIn { email: "ana@fernly.example".into(), password: "p".into() }]);
    pinned(
        "me.v1.jsonl",
        &[Me {
            agent_id: AgentId::mint(AT_MS, [4; 10]),
            name: "Ana Ruiz".into(),
            email: "ana@fernly.example".into(),
            site_name: "Fernly".into(),
            site_key: String::new(),
        }],
    );
    pinned(
        "me_of_a_site.v1.jsonl",
        &[Me {
            agent_id: AgentId::mint(AT_MS, [4; 10]),
            name: "Ana Ruiz".into(),
            email: "ana@fernly.example".into(),
            site_name: "Fernly".into(),
            site_key: "demo".into(),
        }],
    );
    pinned(
        "frame_config.v1.jsonl",
        &[
            FrameConfig {
                site_key: "demo".into(),
                site_name: "Fernly".into(),
                allowed_origins: vec!["https://app.fernly.example".into()],
                model_url: "/assets/undertone-en-1-0f0f0f0f.model".into(),
                accent: "#0f6b66".into(),
                names: SiteNames::default(),
            },
            FrameConfig {
                site_key: "demo".into(),
                site_name: "Fernly".into(),
                allowed_origins: vec![],
                model_url: String::new(),
                accent: "#0f6b66".into(),
                names: SiteNames {
                    brand: vec!["Fernly".into()],
                    competitors: vec!["Velmo".into(), "Hedlin Systems".into()],
                    products: vec!["Automations".into()],
                },
            },
        ],
    );
}

#[test]
fn a_password_is_never_printed() {
    let shown = format!("{:?}", SignIn { email: "ana@fernly.example".into(), password: "hunter2".into() });
    assert!(!shown.contains("hunter2"), "{shown}");
}
