use serde_json::json;

use super::*;

fn id(number: u8) -> ConversationId {
    ConversationId::mint(1_000, [number; 10])
}

fn summary(number: u8, risk: f32, waiting: Option<i64>, head_seq: u64) -> ConversationSummary {
    serde_json::from_value(json!({
        "id": id(number).to_string(),
        "visitor": { "id": id(number).to_string(), "identity": {} },
        "opened_at_ms": 1, "head_seq": head_seq,
        "last_turn": {
            "role": if waiting.is_some() { "visitor" } else { "agent" },
            "preview": "words", "received_at_ms": 5, "sentiment": "neutral",
        },
        "waiting_since_ms": waiting, "agent_seen_seq": 0, "visitor_seen_seq": 0,
        "trajectory": { "path": [], "slope": 0.0, "risk": { "score": risk, "reasons": [] } },
        "visitor_online": true,
    }))
    .unwrap()
}

fn page(rows: Vec<ConversationSummary>, next: Option<&str>) -> ConversationList {
    ConversationList { conversations: rows, next_cursor: next.map(String::from) }
}

fn order(inbox: &Inbox) -> Vec<u8> {
    inbox.shown().iter().map(|id| id.as_bytes()[15]).collect()
}

#[test]
fn risk_comes_first_then_waiting() {
    let mut inbox = Inbox::default();
    assert_eq!(inbox.loading, Loading::First);
    let rows = vec![summary(1, 0.2, Some(50), 1), summary(2, 0.9, None, 1), summary(3, 0.2, Some(10), 1)];
    assert_eq!(inbox.merge_page(0, page(rows, None)), None);
    assert_eq!(order(&inbox), [2, 3, 1]);
    assert_eq!(inbox.waiting(), 2);
    assert_eq!(inbox.loading, Loading::Done);
}

#[test]
fn a_slow_page_does_not_overwrite_what_arrived_live() {
    let mut inbox = Inbox::default();
    let stamp = inbox.stamp();
    inbox.update(summary(1, 0.8, None, 4));
    inbox.merge_page(stamp, page(vec![summary(1, 0.1, Some(1), 3)], None));
    assert_eq!(inbox.row(id(1)).map(|row| row.head_seq), Some(4));
    inbox.merge_page(stamp, page(vec![summary(1, 0.1, Some(1), 4)], None));
    assert!(inbox.row(id(1)).is_some_and(|row| row.waiting_since_ms.is_none()));
    // A page that was asked for afterwards knows better: the visitor may have gone offline since.
    inbox.merge_page(inbox.stamp(), page(vec![summary(1, 0.1, Some(1), 4)], None));
    assert!(inbox.row(id(1)).is_some_and(|row| row.waiting_since_ms.is_some()));
}

#[test]
fn a_late_frame_does_not_turn_a_row_back() {
    let mut inbox = Inbox::default();
    inbox.update(summary(1, 0.1, None, 9));
    inbox.update(summary(1, 0.1, None, 8));
    assert_eq!(inbox.row(id(1)).map(|row| row.head_seq), Some(9));
}

#[test]
fn nothing_moves_while_the_list_is_held() {
    let mut inbox = Inbox::default();
    inbox.merge_page(0, page(vec![summary(1, 0.5, None, 1), summary(2, 0.4, None, 1)], None));
    inbox.hold(true);
    inbox.update(summary(2, 0.9, None, 2));
    inbox.update(summary(3, 1.0, None, 1));
    assert_eq!(order(&inbox), [1, 2, 3]);
    assert!(inbox.is_stale());
    inbox.hold(false);
    assert_eq!(order(&inbox), [3, 2, 1]);
    assert!(!inbox.is_stale());
}

#[test]
fn the_open_row_stays_when_it_no_longer_waits() {
    let mut inbox = Inbox::default();
    inbox.merge_page(0, page(vec![summary(1, 0.5, Some(1), 1), summary(2, 0.4, Some(1), 1)], None));
    inbox.set_filter(Filter::Waiting);
    inbox.keep(Some(id(1)));
    inbox.update(summary(1, 0.5, None, 2));
    inbox.update(summary(2, 0.5, None, 2));
    assert_eq!(order(&inbox), [1]);
    inbox.keep(None);
    assert_eq!(order(&inbox), [] as [u8; 0]);
    assert_eq!(inbox.len(), 2);
}

#[test]
fn pages_are_followed_up_to_the_limit() {
    let mut inbox = Inbox::default();
    assert_eq!(inbox.merge_page(0, page(vec![summary(1, 0.5, None, 1)], Some("c2"))).as_deref(), Some("c2"));
    assert_eq!(inbox.loading, Loading::More);
    for batch in 0..=limits::INBOX_ROWS / 200 {
        let rows = (0..200_u8)
            .map(|n| {
                let mut row = summary(n, 0.5, None, 1);
                row.id = ConversationId::mint(u64::try_from(batch).unwrap() + 5_000, [n; 10]);
                row
            })
            .collect();
        inbox.merge_page(0, page(rows, None));
    }
    assert_eq!(inbox.merge_page(0, page(Vec::new(), Some("c9"))), None);
    assert_eq!(inbox.loading, Loading::Done);
}

#[test]
fn only_the_visitors_unseen_turns_are_unread() {
    let mut row = summary(1, 0.5, Some(1), 5);
    assert_eq!(unread(&row), 1);
    let path = [1, 3, 4].map(|seq| json!({ "seq": seq, "score": null, "label": "unknown" }));
    row.trajectory = serde_json::from_value(json!({
        "path": path, "slope": 0.0, "risk": { "score": 0.0, "reasons": [] },
    }))
    .unwrap();
    row.agent_seen_seq = 2;
    assert_eq!(unread(&row), 2);
    row.agent_seen_seq = 4;
    assert_eq!(unread(&row), 0, "place 5 is an amendment");
    row.agent_seen_seq = 0;
    row.last_turn.role = Role::Agent;
    assert_eq!(unread(&row), 0);
}
