use super::*;

fn failing_calls(link: &mut Link, calls: u32) -> u64 {
    let mut now = 0;
    for _ in 0..calls {
        now = now.max(link.next_at().expect("a call is due"));
        while link.step(now) != Some(Step::Call) {}
        link.closed(now, 255);
    }
    now
}

#[test]
fn the_first_call_is_due_at_once_and_a_frame_makes_it_alive() {
    let mut link = Link::new(true);
    assert_eq!(link.step(0), Some(Step::Call));
    assert_eq!(link.step(0), None);
    assert_eq!(link.standing(), Standing::Connecting);
    link.heard(5, true);
    assert_eq!(link.standing(), Standing::Connected);
}

#[test]
fn pauses_grow_and_only_a_frame_makes_them_small_again() {
    let mut link = Link::new(true);
    let mut pauses = Vec::new();
    let mut now = 0;
    for _ in 0..9 {
        now = now.max(link.next_at().expect("a call is due"));
        // HTTP asks take their turn after some failures; they do not change the pauses.
        while let Some(step) = link.step(now) {
            if step == Step::Call {
                link.closed(now, 255);
                let State::Down { call_at } = link.state else { panic!("a closed call is down") };
                pauses.push(call_at - now);
            }
        }
        if let State::Down { call_at } = link.state {
            now = call_at;
        }
    }
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= limits::BACKOFF_MAX_MS), "{pauses:?}");
    link.step(now);
    link.heard(now, true);
    link.closed(now, 255);
    let State::Down { call_at } = link.state else { panic!("a closed call is down") };
    assert!(call_at - now <= limits::BACKOFF_FIRST_MS);
}

#[test]
fn no_two_visitors_call_in_step() {
    let pause = |jitter| {
        let mut link = Link::new(true);
        link.step(0);
        link.closed(0, jitter);
        link.next_at().expect("a call is due")
    };
    assert!(pause(0) < pause(255));
    assert!(pause(0) >= limits::BACKOFF_FIRST_MS / 2);
}

#[test]
fn offline_waits_for_the_network_and_then_calls_at_once() {
    let mut link = Link::new(false);
    assert_eq!((link.step(0), link.next_at()), (None, None));
    assert_eq!(link.standing(), Standing::Offline);
    link.online(77, true);
    assert_eq!(link.step(77), Some(Step::Call));
    link.heard(78, true);
    link.online(79, false);
    assert_eq!(link.standing(), Standing::Offline, "the socket does not know yet");
}

#[test]
fn a_silent_call_is_hung_up() {
    let mut link = Link::new(true);
    link.step(0);
    link.heard(0, true);
    assert_eq!(link.step(limits::SILENCE_MS - 1), None);
    assert_eq!(link.step(limits::SILENCE_MS), Some(Step::HangUp));
    let mut quiet = Link::new(true);
    quiet.step(0);
    quiet.heard(0, false);
    assert_eq!(quiet.next_at(), None, "without a conversation the server has nothing to say");
    quiet.awaits_answer(100);
    assert_eq!(quiet.next_at(), Some(100 + limits::CALL_WAIT_MS));
}

#[test]
fn http_takes_over_after_some_failures_and_yields_to_a_socket() {
    let mut link = Link::new(true);
    let now = failing_calls(&mut link, limits::CALLS_BEFORE_HTTP);
    assert_eq!(link.standing(), Standing::Unreachable);
    assert_eq!(link.step(now), Some(Step::Ask));
    assert_eq!(link.step(now), None, "one question at a time");
    link.http_answered(now, true);
    assert!(link.is_on_http());
    assert_eq!(link.standing(), Standing::Connected);
    link.heard(now, true);
    assert!(!link.is_on_http());
}

#[test]
fn a_verdict_ends_it_and_says_why() {
    let mut link = Link::new(true);
    link.step(0);
    link.refused("This chat is not set up for this page.".into());
    link.online(9, true);
    link.resume(9);
    assert_eq!((link.step(9), link.next_at()), (None, None));
    assert!(matches!(link.standing(), Standing::Refused(_)));
}

#[test]
fn a_suspended_page_makes_no_call() {
    let mut link = Link::new(true);
    link.step(0);
    link.heard(0, true);
    link.suspend();
    link.closed(1, 0);
    assert_eq!((link.step(99_999), link.next_at()), (None, None));
    link.resume(100_000);
    assert_eq!(link.step(100_000), Some(Step::Call));
}
