//! What the host page adds to a turn, and how long a turn waits for it.

use super::*;
use crate::wire::page::{self, Page};

/// What the page answers.
fn told(capture: CaptureMode) -> Page {
    page::page(capture, None, None)
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
    visitor.act(|session, now| session.story(now, 0, told(CaptureMode::Basic)));
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
    let full = told(CaptureMode::Full);
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
    visitor.act(|session, now| session.story(now, 1, told(CaptureMode::Full)));
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
    visitor.act(|session, now| session.story(now, 0, told(CaptureMode::Full)));
    assert!(!visitor.session.expects_story());
    visitor.writes("late");
    visitor.after(u64::from(api::limits::STORY_WAIT_MS));
    assert!(visitor.session.expects_story(), "an answer that comes late becomes an amendment");
}

#[test]
fn what_the_visitor_leaves_out_is_asked_for_anew_without_it_and_may_be_put_back() {
    let mut visitor = Visitor::new();
    visitor.is_welcomed().act(|session, _| session.host_connected());
    visitor.did();
    visitor.act(|session, _| session.leave_out("3"));
    assert!(visitor.did().contains(&Effect::Tell(ToHost::TellStory { request: 0 })));
    visitor.act(|session, _| session.leave_out("title"));
    assert_eq!(visitor.session.without(), "3\ntitle");
    visitor.act(|session, _| session.leave_out("3"));
    assert_eq!(visitor.session.without(), "title");
    visitor.act(|session, _| session.shut_down());
    assert_eq!(visitor.session.without(), "", "whoever comes next chooses for themselves");
}
