//! What becomes of messages as the line comes and goes.

use super::*;

#[test]
fn what_was_written_offline_leaves_in_order_after_a_reload() {
    let mut visitor = Visitor::new();
    let first = visitor.writes("one");
    visitor.after(5).writes("two");
    let kept: Vec<Parcel> = visitor
        .did()
        .into_iter()
        .filter_map(|it| if let Effect::Keep(parcel) = it { Some(parcel) } else { None })
        .collect();
    let conversation_id = visitor.session.chat.id();
    let mut back = Visitor::back_with(Saved { token: Some("secret".into()), conversation_id }, kept);
    assert_eq!(back.states(), [Delivery::Sending, Delivery::Sending]);
    back.is_welcomed();
    let records = back.sent_records();
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(records[0].id, first, "the same record, so that sending it twice is harmless");
    assert_eq!(Some(records[0].conversation_id), conversation_id);
}

#[test]
fn a_lost_call_sends_again_what_was_not_confirmed_with_the_same_id() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let id = visitor.writes("hello");
    assert_eq!(visitor.sent_records().len(), 1);
    visitor.act(Session::socket_closed);
    visitor.after(limits::BACKOFF_MAX_MS).is_welcomed();
    let again = visitor.sent_records();
    assert_eq!(again.iter().map(|it| it.id).collect::<Vec<_>>(), [id]);
    visitor.hears_outcome(id, &json!({"outcome": "duplicate", "seq": 1, "received_at_ms": 9}));
    assert_eq!(visitor.states(), [Delivery::Stored(1)]);
}

#[test]
fn a_call_that_falls_silent_after_a_message_is_made_anew() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    visitor.writes("hello");
    visitor.did();
    visitor.after(limits::CALL_WAIT_MS);
    assert!(visitor.did().contains(&Effect::HangUp));
    visitor.after(limits::BACKOFF_MAX_MS).calls();
}

#[test]
fn refusals_are_shown_or_tried_again() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    let busy = visitor.writes("busy");
    visitor.did();
    visitor.hears_outcome(busy, &refused("unavailable"));
    assert_eq!(visitor.states(), [Delivery::Sending]);
    visitor.after(limits::BACKOFF_MAX_MS);
    assert_eq!(visitor.sent_records().len(), 1, "it is tried again");
    visitor.hears_outcome(busy, &refused("too_large"));
    assert_eq!(visitor.states(), [Delivery::Refused("Because.".into())]);
    assert!(visitor.did().contains(&Effect::Release(busy)));
    assert_eq!(visitor.session.take_back(busy).as_deref(), Some("busy"));
}

#[test]
fn one_record_that_the_server_cannot_read_does_not_stop_the_others() {
    let mut visitor = Visitor::new();
    visitor.writes("poison");
    visitor.after(1).writes("good");
    visitor.is_welcomed();
    let goodbye = json!({"type": "goodbye", "reason": "malformed", "detail": "?", "retry": false});
    assert_eq!(visitor.sent_records().len(), 2);
    visitor.hears(&goodbye);
    visitor.after(limits::BACKOFF_MAX_MS).is_welcomed();
    assert_eq!(visitor.sent_records().iter().map(text).collect::<Vec<_>>(), ["poison"]);
    visitor.hears(&goodbye);
    visitor.after(limits::BACKOFF_MAX_MS).is_welcomed();
    assert_eq!(visitor.sent_records().iter().map(text).collect::<Vec<_>>(), ["good"]);
    assert!(matches!(visitor.states()[0], Delivery::Refused(_)));
}

#[test]
fn a_final_goodbye_is_told_and_ends_the_calls() {
    let mut visitor = Visitor::new();
    visitor.calls();
    visitor.hears(
        &json!({"type": "goodbye", "reason": "unknown_site_key", "detail": "No such site.", "retry": false}),
    );
    assert_eq!(visitor.session.standing(), Standing::Refused("No such site.".into()));
    visitor.did();
    visitor.after(10 * limits::BACKOFF_MAX_MS);
    assert_eq!(visitor.did(), []);
}

#[test]
fn http_takes_over_where_sockets_fail() {
    let mut visitor = Visitor::new();
    visitor.writes("hello");
    for _ in 0..limits::CALLS_BEFORE_HTTP {
        assert!(visitor.did().contains(&Effect::Call));
        visitor.act(Session::socket_closed);
        visitor.after(limits::BACKOFF_MAX_MS);
    }
    let did = visitor.did();
    assert!(did.iter().any(|it| matches!(it, Effect::Ask(_))), "{did:?}");
    let welcome = json!({
        "protocol": 1, "visitor_id": record::VisitorId::mint(1, [9; 10]), "token": "secret", "now_ms": 5
    });
    visitor.act(|session, now| session.asked(now, Ok(&welcome.to_string())));
    let did = visitor.did();
    let post = did
        .iter()
        .find_map(|it| if let Effect::Post { token, body } = it { Some((token, body)) } else { None });
    let (token, body) = post.expect("the message goes over HTTP");
    assert_eq!(token, "secret");
    let body: Value = serde_json::from_str(body).unwrap();
    let id = body["records"][0]["id"].clone();
    let answer = json!({"outcomes": [{"id": id, "outcome": "stored", "seq": 1, "received_at_ms": 9}]});
    visitor.act(|session, now| session.posted(now, Ok(&answer.to_string())));
    assert_eq!(visitor.states(), [Delivery::Stored(1)]);
}

#[test]
fn a_page_that_goes_away_hangs_up_and_calls_again_when_it_is_back() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    visitor.act(Session::suspend);
    assert!(visitor.did().contains(&Effect::HangUp));
    visitor.act(Session::resume);
    visitor.calls();
}

#[test]
fn what_is_written_before_the_store_is_open_does_not_overtake_what_waits_in_it() {
    let mut before = Visitor::new();
    before.is_welcomed();
    before.writes("from the last visit");
    let kept = |it: Effect| if let Effect::Keep(parcel) = it { Some(parcel) } else { None };
    let parcels: Vec<Parcel> = before.did().into_iter().filter_map(kept).collect();
    assert_eq!(parcels.len(), 1);

    let saved = Saved { token: Some("secret".into()), conversation_id: Some(parcels[0].conversation_id) };
    let mut visitor = Visitor::not_yet_restored(saved);
    visitor.now += 60_000;
    visitor.writes("written at once");
    visitor.after(u64::from(api::limits::STORY_WAIT_MS));
    assert_eq!(visitor.did(), [], "nothing leaves, and nothing is kept where nothing can be kept yet");
    assert_eq!(visitor.states(), [Delivery::Sending], "but it is on the screen");

    visitor.act(|session, now| {
        session.restore(parcels);
        session.wake(now);
    });
    let shown: Vec<String> = visitor.session.chat.rows(|_| 0).into_iter().map(|row| row.line.text).collect();
    assert_eq!(shown, ["from the last visit", "written at once"]);
    let kept = visitor.did().into_iter().filter_map(kept).count();
    assert_eq!(kept, 1);
    visitor.act(|session, _| session.socket_opened());
    visitor.hears(&json!({
        "type": "welcome", "protocol": 1, "visitor_id": record::VisitorId::mint(1, [9; 10]), "now_ms": 5
    }));
    let sent: Vec<String> = visitor.sent_records().iter().map(|it| text(it).to_owned()).collect();
    assert_eq!(sent, ["from the last visit", "written at once"]);
}
