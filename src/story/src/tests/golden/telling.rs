//! What of it is told, and how long it may be.

use alloc::string::String;

use expect_test::expect;

use super::{Tab, check};

#[test]
fn nothing_happened() {
    check(
        Tab::default(),
        1_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}

#[test]
fn one_task_is_given_up_and_another_still_goes_on() {
    let tab = Tab::default()
        .visits(0, "/settings")
        .clicks(1_000, "Invite")
        .alerts(1_100, "Seat limit reached")
        .clicks(40_000, "Rename")
        .alerts(40_100, "Name can't be empty");
    check(
        tab,
        42_000,
        expect![[r#"
            Tried Rename 1 time on /settings, saw "Name can't be empty"; tried Invite 1 time on /settings, saw 'Seat limit reached', and gave up.
            score 5 = failures 3 + error_showing 2
            Rename on /settings: 1 tries, 1 failures, Failed, Some("Name can't be empty"), events [4, 5]
            Invite on /settings: 1 tries, 1 failures, GaveUp, Some("Seat limit reached"), events [2, 3]
            1. Go to /settings [1]
            2. Press Invite [2]
            3. The page says “Seat limit reached” [3]
            4. Press Rename [4]
            5. The page says “Name can't be empty” [5]
        "#]],
    );
}

#[test]
fn ties_go_to_the_more_recent_and_only_three_are_named() {
    let mut tab = Tab::default().visits(0, "/a");
    for (at, name) in ["One", "Two", "Three", "Four", "Five"].into_iter().enumerate() {
        let t_ms = 1_000 * (at as u64 + 1);
        tab = tab.clicks(t_ms, name).alerts(t_ms + 10, "It failed");
    }
    check(
        tab,
        7_000,
        expect![[r#"
            Tried Five 1 time on /a, saw 'It failed'; tried Four 1 time on /a, saw 'It failed'; tried Three 1 time on /a, saw 'It failed'.
            score 5 = failures 3 + error_showing 2
            Five on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [10, 11]
            Four on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [8, 9]
            Three on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [6, 7]
            Two on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [4, 5]
            One on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [2, 3]
            1. Go to /a [1]
            2. Press One [2]
            3. The page says “It failed” [3]
            4. Press Two [4]
            5. The page says “It failed” [5]
            6. Press Three [6]
            7. The page says “It failed” [7]
            8. Press Four [8]
            9. The page says “It failed” [9]
            10. Press Five [10]
            11. The page says “It failed” [11]
        "#]],
    );
}

#[test]
fn a_control_without_a_name_and_a_message_of_many_lines() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks(1_000, "")
        .alerts(1_100, "  Something\n\twent   wrong.\u{202e} ")
        .opens_chat(3_000);
    check(
        tab,
        3_100,
        expect![[r#"
            Tried an unnamed button 1 time on /reports, saw 'Something went wrong'; then gave up.
            score 5 = failures 3 + error_showing 2
             on /reports: 1 tries, 1 failures, GaveUp, Some("Something went wrong."), events [2, 3]
            1. Go to /reports [1]
            2. Press an unnamed button [2]
            3. The page says “Something went wrong.” [3]
        "#]],
    );
}

#[test]
fn before_any_route_is_known() {
    let tab = Tab::default().clicks(10, "Sign in").alerts(300, "Wrong password.");
    check(
        tab,
        400,
        expect![[r#"
            Tried Sign in 1 time, saw 'Wrong password'.
            score 5 = failures 3 + error_showing 2
            Sign in on : 1 tries, 1 failures, Failed, Some("Wrong password."), events [1, 2]
            1. Press Sign in [1]
            2. The page says “Wrong password.” [2]
        "#]],
    );
}

#[test]
fn long_texts_are_cut_and_the_sentence_stays_short() {
    let long = String::from_iter(core::iter::repeat_n("überlang ", 60));
    let mut tab = Tab::default().visits(0, "/a");
    for at in 0..3_u64 {
        let name = alloc::format!("{at} {long}");
        tab = tab.clicks(1_000 * at, &name).alerts(1_000 * at + 10, &alloc::format!("failed: {at} {long}"));
    }
    check(
        tab,
        7_000,
        expect![[r#"
            Tried 2 überlang überlang überlang überlang überlang über… 1 time on /a, saw 'failed: 2 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…'; tried 1 überlang überlang überlang überlang überlang über… 1 time on /a, saw 'failed: 1 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…'.
            score 5 = failures 3 + error_showing 2
            2 überlang überlang überlang überlang überlang über… on /a: 1 tries, 1 failures, Failed, Some("failed: 2 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…"), events [6, 7]
            1 überlang überlang überlang überlang überlang über… on /a: 1 tries, 1 failures, Failed, Some("failed: 1 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…"), events [4, 5]
            0 überlang überlang überlang überlang überlang über… on /a: 1 tries, 1 failures, Failed, Some("failed: 0 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…"), events [2, 3]
            1. Go to /a [1]
            2. Press 0 überlang überlang überlang überlang überlang über… [2]
            3. The page says “failed: 0 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…” [3]
            4. Press 1 überlang überlang überlang überlang überlang über… [4]
            5. The page says “failed: 1 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…” [5]
            6. Press 2 überlang überlang überlang überlang überlang über… [6]
            7. The page says “failed: 2 überlang überlang überlang überlang überlang überlang überlang überlang überlang überlang überla…” [7]
        "#]],
    );
}

#[test]
fn yesterday_is_not_told() {
    let tab = Tab::default().visits(0, "/a").clicks(1_000, "Save").alerts(1_100, "It failed");
    check(
        tab,
        24 * 3_600_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}
