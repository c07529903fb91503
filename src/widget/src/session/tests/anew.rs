//! What is on its way when the visitor becomes another one.

use super::*;

#[test]
fn a_conversation_that_is_another_visitors_is_begun_anew() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let id = visitor.writes("hello");
    let before = visitor.sent_records();
    assert_eq!(before.len(), 1);
    visitor.hears_outcome(id, &json!({"outcome": "refused", "reason": "not_yours", "detail": "Not yours."}));
    let after = visitor.sent_records();
    assert_eq!(after.iter().map(text).collect::<Vec<_>>(), ["hello"], "no word is lost");
    assert_ne!((after[0].id, after[0].conversation_id), (before[0].id, before[0].conversation_id));
    visitor.hears_outcome(after[0].id, &json!({"outcome": "stored", "seq": 1, "received_at_ms": 9}));
    assert_eq!(visitor.states(), [Delivery::Stored(1)]);
}

#[test]
fn what_became_of_the_others_counts_beside_the_one_that_is_not_ours() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let (first, second) = (visitor.writes("one"), visitor.writes("two"));
    visitor.did();
    let (mut one, mut two) = (stored(1), refused("not_yours"));
    (one["id"], two["id"]) = (json!(first), json!(second));
    visitor.hears(&json!({"type": "outcomes", "outcomes": [two, one]}));
    assert!(visitor.did().contains(&Effect::Release(first)));
    visitor.after(limits::BACKOFF_MAX_MS);
    assert!(visitor.session.chat.rows(|_| 0).iter().all(|row| row.line.text != "one"), "it is another's");
}

#[test]
fn a_second_word_of_it_begins_nothing_anew_again() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let id = visitor.writes("hello");
    visitor.did();
    visitor.hears_outcome(id, &refused("not_yours"));
    assert_eq!(visitor.sent_records().len(), 1);
    visitor.hears_outcome(id, &refused("not_yours"));
    assert_eq!(visitor.sent_records(), [], "what is on its way is not sent twice");
}

#[test]
fn words_for_another_conversation_are_begun_anew_too() {
    let mut earlier = Visitor::new();
    earlier.writes("from the other day");
    let is_kept = |it| if let Effect::Keep(parcel) = it { Some(parcel) } else { None };
    let kept: Vec<Parcel> = earlier.did().into_iter().filter_map(is_kept).collect();
    let saved = Saved { token: Some("old".into()), conversation_id: Some(ConversationId::mint(1, [1; 10])) };
    let mut visitor = Visitor::back_with(saved, kept);
    assert_eq!(visitor.states(), [], "it is not of the conversation on the screen");
    visitor.after(5).writes("and today");
    visitor.calls();
    visitor.hears(&json!({"type": "goodbye", "reason": "expired_token", "detail": "d", "retry": true}));
    visitor.after(limits::BACKOFF_MAX_MS).is_welcomed();
    let sent = visitor.sent_records();
    assert_eq!(sent.iter().map(text).collect::<Vec<_>>(), ["from the other day", "and today"]);
    assert_eq!(sent[0].conversation_id, sent[1].conversation_id);
    assert_eq!(visitor.states(), [Delivery::Sending, Delivery::Sending]);
}

#[test]
fn an_expired_token_makes_a_new_visitor_and_loses_no_words() {
    let saved = Saved { token: Some("old".into()), conversation_id: Some(ConversationId::mint(1, [1; 10])) };
    let mut visitor = Visitor::back_with(saved, vec![]);
    visitor.writes("still here");
    visitor.calls();
    visitor.hears(&json!({"type": "goodbye", "reason": "expired_token", "detail": "d", "retry": true}));
    assert!(visitor.did().contains(&Effect::SaveToken(None)));
    visitor.after(limits::BACKOFF_MAX_MS).is_welcomed();
    let frames = visitor.sent();
    assert!(frames[0].get("token").is_none());
    let records: Vec<InteractionRecord> =
        serde_json::from_value(frames.last().unwrap()["records"].clone()).unwrap();
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["still here"]);
    assert_ne!(
        records[0].conversation_id,
        ConversationId::mint(1, [1; 10]),
        "the old one is another visitor's now"
    );
    assert_eq!(visitor.states(), [Delivery::Sending]);
}

#[test]
fn shutting_down_forgets_everything_and_stops() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed();
    visitor.writes("hello");
    visitor.did();
    visitor.act(|session, _| session.shut_down());
    let did = visitor.did();
    assert!(did.contains(&Effect::Forget) && did.contains(&Effect::HangUp));
    assert!(visitor.session.is_over() && visitor.session.chat.is_empty());
    visitor.after(limits::BACKOFF_MAX_MS);
    visitor.act(Session::resume);
    assert_eq!(visitor.did(), []);
}

#[test]
fn a_sign_out_before_the_store_is_open_forgets_what_is_in_it() {
    let mut visitor = Visitor::not_yet_restored(Saved::default());
    visitor.act(|session, _| session.shut_down());
    visitor.did();
    visitor.act(|session, now| {
        session.restore(vec![]);
        session.wake(now);
    });
    assert_eq!(visitor.did(), [Effect::Forget]);
}
