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
fn a_turn_waits_a_moment_for_the_page_and_takes_its_story_along() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    visitor.did();
    visitor.writes("hello");
    let did = visitor.did();
    assert!(did.contains(&Effect::Tell(ToHost::TellStory { request: 0 })));
    assert!(!did.iter().any(|it| matches!(it, Effect::Transmit(_))), "it waits");
    visitor.act(|session, now| session.story(now, 0, PageReport::without_story(CaptureMode::Basic, None)));
    let records = visitor.sent_records();
    assert_eq!(page(&records[0]).map(|it| it.capture), Some(CaptureMode::Basic));
}

#[test]
fn a_late_story_follows_as_an_amendment_once() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    let id = visitor.writes("hello");
    visitor.did();
    visitor.after(u64::from(api::limits::STORY_WAIT_MS));
    let records = visitor.sent_records();
    assert_eq!(page(&records[0]).map(|it| it.capture), Some(CaptureMode::Late));
    visitor.hears_outcome(id, &stored(1));
    let full = PageReport::without_story(CaptureMode::Full, None);
    for _ in 0..2 {
        let full = full.clone();
        visitor.act(|session, now| session.story(now, 0, full));
    }
    let records = visitor.sent_records();
    let [InteractionRecord { content: Content::PageAmendment(amendment), .. }] = &records[..] else {
        panic!("one amendment, not {records:?}")
    };
    assert_eq!((amendment.amends, amendment.page.capture), (id, CaptureMode::Full));
    assert_eq!(visitor.states().len(), 1, "an amendment is no line");
}

#[test]
fn an_early_answer_to_a_later_turn_does_not_overtake() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    visitor.writes("one");
    visitor.writes("two");
    visitor.did();
    visitor.act(|session, now| session.story(now, 1, PageReport::without_story(CaptureMode::Full, None)));
    assert_eq!(visitor.sent_records().len(), 0);
    visitor.after(u64::from(api::limits::STORY_WAIT_MS));
    let records = visitor.sent_records();
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn a_visitor_who_hides_the_page_is_not_asked_and_says_so() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    visitor.act(|session, _| session.share_page(false));
    visitor.did();
    visitor.writes("hello");
    let did = visitor.did();
    assert!(!did.iter().any(|it| matches!(it, Effect::Tell(ToHost::TellStory { .. }))));
    visitor.effects = did;
    let records = visitor.sent_records();
    assert_eq!(page(&records[0]).map(|it| it.capture), Some(CaptureMode::Off));
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

#[test]
fn a_site_that_identifies_on_every_render_is_told_once_and_one_that_floods_not_for_ever() {
    let named = |name: &str| Identity { name: Some(name.into()), ..Default::default() };
    let mut visitor = Visitor::new();
    visitor.is_welcomed().did();
    for _ in 0..100 {
        visitor.act(|session, _| session.identify(named("Kim")));
    }
    assert_eq!(visitor.sent().len(), 1);
    for at in 0..100 {
        visitor.act(|session, _| session.identify(named(&format!("Kim {at}"))));
    }
    assert_eq!(visitor.sent().len() + 1, usize::try_from(limits::IDENTITIES).unwrap());
}

#[test]
fn a_page_that_is_not_listened_to_any_more_delays_no_turn() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    visitor.did();
    visitor.act(|session, _| session.host_left());
    visitor.writes("after");
    let records = visitor.sent_records();
    let report = page(&records[0]).unwrap();
    assert_eq!(report.capture, CaptureMode::Off);
    assert_eq!(report.reason.as_ref().unwrap().as_str(), "page_distrusted");
}

#[test]
fn only_an_answer_that_was_asked_for_is_expected() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    assert!(!visitor.session.expects_story());
    visitor.writes("hello");
    assert!(visitor.session.expects_story());
    visitor.act(|session, now| session.story(now, 0, PageReport::without_story(CaptureMode::Full, None)));
    assert!(!visitor.session.expects_story());
    visitor.writes("late");
    visitor.after(u64::from(api::limits::STORY_WAIT_MS));
    assert!(visitor.session.expects_story(), "an answer that comes late becomes an amendment");
}
