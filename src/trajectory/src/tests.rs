use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;

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
    // Long enough to be no clipped reply, and about nothing.
    says(seq, "the report on the second page looks as described", score, signals, stuck)
}

fn says(seq: u64, text: &str, score: f32, signals: &[&str], stuck: u32) -> StoredRecord {
    let signals: Vec<_> =
        signals.iter().map(|label| json!({ "label": label, "confidence": 0.9, "spans": [] })).collect();
    stored(
        seq,
        json!({
            "kind": "visitor_turn", "text": text,
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

/// Somebody says these things, each answered, and feels like this all along.
fn talk(score: f32, texts: &[&str]) -> Trajectory {
    let records: Vec<_> = (0..)
        .zip(texts)
        .flat_map(|(at, text)| [says(at * 2 + 1, text, score, &[], 0), agent(at * 2 + 2)])
        .collect();
    after(&records)
}

#[test]
fn three_clipped_replies_are_named_and_raise_the_risk() {
    let before = talk(0.0, &["I want the invoice for March and cannot find it", "Still nothing.", "No."]);
    let clipped =
        talk(0.0, &["I want the invoice for March and cannot find it", "Still nothing.", "No.", "Not there"]);
    assert_eq!(reasons(&before), "");
    assert_eq!(reasons(&clipped), "clipped_replies");
    assert!(clipped.risk.score > before.risk.score);
    // Who has always been brief says less with it.
    let brief = talk(0.0, &["invoice missing", "March", "not there", "no"]);
    assert!(reasons(&brief) == "clipped_replies" && brief.risk.score < clipped.risk.score, "{brief:?}");
    // And thanks are short too.
    let glad = talk(
        0.0,
        &["I want the invoice for March and cannot find it", "Perfect, thanks", "Great", "Thank you!"],
    );
    assert_eq!(reasons(&glad), "");
}

#[test]
fn short_answers_and_thoughts_in_pieces_are_no_clipped_replies() {
    let mut asked = vec![says(1, "I want the invoice for March and cannot find it", 0.0, &[], 0)];
    for (seq, (question, answer)) in
        (2..).step_by(2).zip([("Which plan?", "Team"), ("Which browser?", "Firefox"), ("On a Mac?", "Linux")])
    {
        let turn =
            json!({ "kind": "agent_turn", "text": question, "agent_id": VISITOR, "agent_name": "Ana" });
        asked.extend([stored(seq, turn), says(seq + 1, answer, 0.0, &[], 0)]);
    }
    assert_eq!(reasons(&after(&asked)), "");
    let pieces: Vec<_> = (1..)
        .zip(["so here is what happens on our side", "my export", "is broken", "since monday"])
        .map(|(seq, text)| says(seq, text, 0.0, &[], 0))
        .collect();
    assert!(!reasons(&after(&pieces)).contains("clipped"));
    let mut other = says(7, "一二三四五六七", 0.0, &[], 0);
    if let Content::VisitorTurn(turn) = &mut other.record.content {
        turn.reading.as_mut().unwrap().analysis.language = Label::new("unknown").unwrap();
    }
    let many: Vec<_> = (0..4).flat_map(|_| [other.clone(), agent(8)]).collect();
    assert_eq!(reasons(&after(&many)), "");
}

#[test]
fn a_question_that_comes_again_in_other_words_is_named_with_its_turn() {
    let asked = talk(
        0.0,
        &[
            "Hi, how do I export the attendance report?",
            "We use the team plan and everybody is an editor there.",
            "So where can I export our attendance reports please?",
        ],
    );
    assert_eq!(reasons(&asked), "repeated_question");
    assert_eq!(asked.risk.reasons[0].seq, Some(5));
    for [one, other] in [
        ["Hi, how do I export the attendance report?", "How do I import a spreadsheet of members?"],
        ["Hi, how do I export the attendance report?", "How do I export the invoices?"],
        ["How do I upload invoices to a client folder?", "How do I delete invoices in a client folder?"],
        ["Is that correct?", "Is that correct?"],
        ["Hi, how do I export the attendance report?", "And how?"],
        [
            "https://app.example.com/boards?view=1 stays blank here",
            "https://app.example.com/boards?view=2 stays blank",
        ],
    ] {
        assert_eq!(reasons(&talk(0.0, &[one, other])), "", "{other}");
    }
    let again = "And where is my refund?";
    assert_eq!(reasons(&talk(0.0, &[again, again])), "repeated_question");
    // Nobody has answered in between: it was only written again.
    let twice = after(&[says(1, again, 0.0, &[], 0), says(2, again, 0.0, &[], 0)]);
    assert!(!reasons(&twice).contains("repeated_question"));
}

const WARM: [&str; 4] = [
    "Hi! I love the new boards, could you please show me how I share one?",
    "Great, thanks, I see it now in our workspace",
    "Thanks, my team is happy with that",
    "I hope I am not asking too much, please tell me about our limits",
];
const COLD: [&str; 5] = [
    "The export was not available on the agreed date.",
    "The documentation states a different procedure.",
    "It is unclear which option applies to the contract.",
    "Confirmation of the change is required in writing.",
    "The matter remains open since the last message.",
];

#[test]
fn detachment_is_told_beside_the_visitors_own_baseline() {
    let shifted = talk(0.0, &[&WARM[..], &COLD[..]].concat());
    assert_eq!(reasons(&shifted), "detachment");
    let manner = shifted.manner.unwrap();
    assert!(manner.first_person.before > 0.9 && manner.first_person.now == 0.0, "{manner:?}");
    assert!(manner.warmth.before > 0.9 && manner.warmth.now == 0.0, "{manner:?}");
    // Whoever writes formally from the start has not changed, and one warm turn among the newest is still there.
    assert_eq!(reasons(&talk(0.0, &[&COLD[..], &COLD[1..]].concat())), "");
    let once = talk(0.0, &[&WARM[..], &WARM[1..], &COLD[..1]].concat());
    assert!(!reasons(&once).contains("detachment"), "{once:?}");
    assert_eq!(talk(0.0, &WARM).manner, None);
}

#[test]
fn the_frustrated_and_engaged_are_told_from_the_frustrated_and_gone() {
    let long =
        "I have tried the whole list of steps with my colleague and our data is still not in the report";
    assert_eq!(talk(-0.5, &[long, long, long, long]).stance, Stance::Resilient);
    assert_eq!(talk(-0.3, &[&WARM[..], &COLD[..]].concat()).stance, Stance::DangerZone);
    assert_eq!(talk(-0.3, &[long, "no", "same", "still broken"]).stance, Stance::DangerZone);
    assert_eq!(talk(0.0, &[&WARM[..], &COLD[..]].concat()).stance, Stance::Settled);
    assert_eq!(talk(0.6, &[long, "no", "yes", "works"]).stance, Stance::Settled);
    // From glad to neutral is no frustration, and neither is a goodbye after relief.
    let course = |scores: &[f32]| {
        let turns = (0..).zip(scores).map(|(at, score)| visitor(at + 1, *score, &[], 0));
        after(&turns.collect::<Vec<_>>()).stance
    };
    assert_eq!(course(&[0.8, 0.0]), Stance::Settled);
    assert_eq!(course(&[-0.5, 0.7, 0.0, 0.0]), Stance::Settled);
    assert_eq!(course(&[0.8, -0.5]), Stance::Resilient);
    assert_eq!(Trajectory::default().stance, Stance::Settled);
}

#[test]
fn effort_has_reasons_or_is_not_told() {
    assert_eq!(after(&[visitor(1, -0.7, &["churn"], 0)]).effort, None);
    let hard = after(&[visitor(1, -0.3, &["effort", "repeat_contact"], 0)]).effort.unwrap();
    assert!(hard.score >= Effort::HARD, "{hard:?}");
    let named: Vec<_> = hard.reasons.iter().map(|reason| reason.label.as_str()).collect();
    assert_eq!(named, ["effort", "repeat_contact"]);
    let one_try = after(&[visitor(1, 0.0, &["already_tried"], 0)]).effort.unwrap();
    assert!(one_try.score < Effort::HARD, "{one_try:?}");
    // What was spent stays spent, when nobody is at risk any more.
    let mut later = vec![visitor(1, -0.3, &["effort", "repeat_contact"], 0)];
    later.extend((2..12).map(|seq| visitor(seq, 0.6, &[], 0)));
    assert_eq!(after(&later).effort, Some(hard));
}

proptest! {
    #[test]
    fn any_texts_give_numbers_in_their_ranges(texts in prop::collection::vec("\\PC{0,60}", 0..20)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let trajectory = talk(-0.4, &texts);
        prop_assert!((0.0..=1.0).contains(&trajectory.risk.score));
        if let Some(manner) = trajectory.manner {
            for share in [manner.first_person, manner.warmth] {
                prop_assert!((0.0..=1.0).contains(&share.before) && (0.0..=1.0).contains(&share.now));
            }
        }
        let effort = trajectory.effort.map_or(0.0, |it| it.score);
        prop_assert!((0.0..=1.0).contains(&effort));
    }

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
