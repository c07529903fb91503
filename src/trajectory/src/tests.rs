use alloc::format;
use alloc::string::{String, ToString};

use proptest::prelude::*;
use record::StoredRecord;
use serde_json::json;

use super::*;

const VISITOR: &str = "018bcfe5-6800-7fff-bfff-ffffffffffff";

fn stored(seq: u64, content: serde_json::Value) -> StoredRecord {
    serde_json::from_value(json!({
        "seq": seq, "received_at_ms": 1, "visitor_id": VISITOR,
        "record": {
            "schema": 1, "id": VISITOR, "conversation_id": VISITOR, "channel": "chat",
            "occurred_at_ms": 1, "content": content, "provenance": { "client": "widget-0.1.0" },
        },
    }))
    .unwrap()
}

/// The classes as [`SentimentLabel`] draws them.
const fn band(score: f32) -> &'static str {
    match score {
        ..-0.6 => "very_negative",
        -0.6..-0.2 => "negative",
        -0.2..=0.2 => "neutral",
        0.2..=0.6 => "positive",
        _ => "very_positive",
    }
}

fn visitor(seq: u64, score: f32, signals: &[&str], stuck: u32) -> StoredRecord {
    let signals: Vec<_> =
        signals.iter().map(|label| json!({ "label": label, "confidence": 0.9, "spans": [] })).collect();
    stored(
        seq,
        json!({
            "kind": "visitor_turn", "text": "words",
            "reading": { "by": "device", "analysed_at_ms": 1, "analysis": {
                "language": "en", "sentiment": { "score": score, "label": band(score), "confidence": 0.8 },
                "emotions": [], "urgency": null, "intents": [], "signals": signals, "entities": [], "tried": [],
                "model": "test@0",
            } },
            "page": { "capture": "full", "story": {
                "sentence": "", "stuck": { "score": stuck, "parts": [] }, "tasks": [], "timeline": [],
            } },
        }),
    )
}

fn agent(seq: u64) -> StoredRecord {
    stored(seq, json!({ "kind": "agent_turn", "text": "words", "agent_id": VISITOR, "agent_name": "Ana" }))
}

fn after(records: &[StoredRecord]) -> Trajectory {
    let mut tracker = Tracker::default();
    for record in records {
        tracker.push(record);
    }
    tracker.trajectory()
}

fn reasons(trajectory: &Trajectory) -> String {
    let words: Vec<_> = trajectory.risk.reasons.iter().map(|reason| reason.label.to_string()).collect();
    words.join(" ")
}

#[test]
fn a_calm_question_has_no_risk() {
    let calm = after(&[visitor(1, -0.1, &[], 0)]);
    assert_eq!(calm.risk, Risk::default());
    assert_eq!(calm.slope, 0.0);
    assert_eq!(calm.path.len(), 1);
}

#[test]
fn a_decline_is_a_reason_and_a_recovery_is_none() {
    let worse = after(&[
        visitor(1, 0.5, &[], 0),
        agent(2),
        visitor(3, 0.0, &[], 0),
        agent(4),
        visitor(5, -0.5, &[], 0),
    ]);
    assert!((worse.slope + 0.5).abs() < 1e-6, "{}", worse.slope);
    assert_eq!(reasons(&worse), "declining_sentiment negative_sentiment");
    let better = after(&[
        visitor(1, -0.5, &[], 0),
        agent(2),
        visitor(3, 0.0, &[], 0),
        agent(4),
        visitor(5, 0.5, &[], 0),
    ]);
    assert!(better.slope > 0.0);
    assert!(!reasons(&better).contains("declining"));
    assert!(better.risk.score < worse.risk.score);
}

#[test]
fn somebody_who_asks_for_a_person_comes_before_somebody_who_is_stuck() {
    let asks = after(&[visitor(1, -0.3, &["escalation"], 0)]);
    let stuck = after(&[visitor(1, -0.3, &[], 12)]);
    let calm = after(&[visitor(1, -0.3, &[], 0)]);
    assert!(asks.risk.score > stuck.risk.score && stuck.risk.score > calm.risk.score);
    assert_eq!(reasons(&asks), "escalation negative_sentiment");
    assert_eq!(reasons(&stuck), "stuck_on_page negative_sentiment");
}

#[test]
fn thanks_take_most_of_the_risk_away() {
    let before = after(&[visitor(1, -0.7, &["effort", "escalation"], 12)]);
    let thanked =
        after(&[visitor(1, -0.7, &["effort", "escalation"], 12), agent(2), visitor(3, 0.7, &["praise"], 12)]);
    assert!(before.risk.score > 0.7, "{}", before.risk.score);
    assert!(thanked.risk.score < before.risk.score / 2.0, "{}", thanked.risk.score);
}

#[test]
fn an_old_signal_fades_and_a_waiting_visitor_rises() {
    let fresh = after(&[visitor(1, 0.0, &["churn"], 0)]).risk.score;
    let answered =
        after(&[visitor(1, 0.0, &["churn"], 0), agent(2), visitor(3, 0.0, &[], 0), agent(4)]).risk.score;
    assert!(answered < fresh);
    let waiting = after(&[visitor(1, 0.0, &[], 0), visitor(2, 0.0, &[], 0), visitor(3, 0.0, &[], 0)]);
    assert_eq!(reasons(&waiting), "unanswered_turns");
    assert_eq!(waiting.risk.reasons[0].seq, Some(3));
}

#[test]
fn an_unknown_sentiment_is_a_point_without_a_score() {
    let mut record = visitor(1, 0.0, &[], 0);
    if let Content::VisitorTurn(turn) = &mut record.record.content {
        turn.reading.as_mut().unwrap().analysis.sentiment = record::Sentiment::UNKNOWN;
    }
    let trajectory = after(&[record]);
    assert_eq!(trajectory.path[0].score, None);
    assert_eq!(trajectory.risk, Risk::default());
}

proptest! {
    #[test]
    fn every_number_stays_in_its_range_and_memory_is_bounded(
        turns in prop::collection::vec((-1.0_f32..=1.0, 0_usize..15, 0_u32..=u32::MAX, any::<bool>()), 0..200),
    ) {
        let mut tracker = Tracker::default();
        for (seq, (score, cue, stuck, by_agent)) in (1..).zip(turns) {
            let record = if by_agent { agent(seq) } else { visitor(seq, score, &[weights::CUES[cue].0], stuck) };
            tracker.push(&record);
            let trajectory = tracker.trajectory();
            prop_assert!((0.0..=1.0).contains(&trajectory.risk.score), "{}", format!("{trajectory:?}"));
            prop_assert!((-2.0..=2.0).contains(&trajectory.slope));
            prop_assert!(trajectory.path.len() <= Trajectory::MAX_POINTS);
            prop_assert!(trajectory.risk.reasons.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
        }
    }
}
