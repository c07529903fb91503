//! Recorded sequences and the stories they tell.

use alloc::string::String;

use expect_test::{Expect, expect};

use super::Tab;

fn check(tab: Tab, now_ms: u64, told: Expect) {
    told.assert_eq(&tab.told_at(now_ms));
}

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
fn a_form_refuses_three_times_and_an_export_is_disabled() {
    let tab = Tab::default()
        .visits(0, "/automations/new")
        .clicks(2_000, "Save automation")
        .refuses(2_010, "Trigger", "Trigger is required")
        .clicks(9_000, "Save automation")
        .refuses(9_010, "Trigger", "Trigger is required")
        .clicks(15_000, "Save automation")
        .refuses(15_010, "Trigger", "Trigger is required")
        .visits(20_000, "/reports")
        .clicks_disabled(24_000, "Export", "Ask an admin for the export permission.")
        .opens_chat(30_000);
    check(
        tab,
        40_000,
        expect![[r#"
        Tried Save automation 3 times on /automations/new, saw 'Trigger is required'; tried Export 1 time on /reports, but it is disabled: 'Ask an admin for the export permission'; then gave up.
        score 13 = failures 9 + tries 2 + error_showing 2
        Save automation on /automations/new: 3 tries, 3 failures, GaveUp, Some("Trigger is required"), events [2, 3, 4, 5, 6, 7]
        Export on /reports: 1 tries, 1 failures, GaveUp, Some("Ask an admin for the export permission."), events [9]
    "#]],
    );
}

#[test]
fn a_click_its_submit_event_and_a_refusal_of_the_server_are_one_attempt() {
    let tab = Tab::default()
        .visits(0, "/billing")
        .clicks(1_000, "Pay now")
        .submits(1_004, "Pay now")
        .answers(1_300, "POST", "/api/payments", 402)
        .alerts(1_340, "Your card was declined.")
        .opens_chat(5_000);
    check(
        tab,
        6_000,
        expect![[r#"
        Tried Pay now 1 time on /billing, saw 'Your card was declined' (POST /api/payments answered 402); then gave up.
        score 5 = failures 3 + error_showing 2
        Pay now on /billing: 1 tries, 1 failures, GaveUp, Some("Your card was declined."), events [2, 3, 4, 5]
    "#]],
    );
}

#[test]
fn a_request_that_is_forbidden_without_a_word() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks(1_000, "Load report")
        .answers(1_200, "GET", "/api/reports/{id}", 403)
        .clicks(4_000, "Load report")
        .answers(4_200, "GET", "/api/reports/{id}", 403);
    check(
        tab,
        5_000,
        expect![[r#"
        Tried Load report 2 times on /reports, but GET /api/reports/{id} answered 403.
        score 9 = failures 6 + tries 1 + error_showing 2
        Load report on /reports: 2 tries, 2 failures, Failed, Some("GET /api/reports/{id} answered 403"), events [2, 3, 4, 5]
    "#]],
    );
}

#[test]
fn no_answer_at_all() {
    let tab = Tab::default().visits(0, "/reports").clicks(1_000, "Refresh").answers(
        3_000,
        "GET",
        "/api/reports",
        0,
    );
    check(
        tab,
        60_000,
        expect![[r#"
        Tried Refresh 1 time on /reports, but GET /api/reports got no answer; then gave up.
        score 5 = failures 3 + error_showing 2
        Refresh on /reports: 1 tries, 1 failures, GaveUp, Some("GET /api/reports got no answer"), events [2, 3]
    "#]],
    );
}

#[test]
fn what_succeeds_in_the_end_is_not_told() {
    let tab = Tab::default()
        .visits(0, "/automations/new")
        .clicks(1_000, "Save")
        .alerts(1_100, "Name is required")
        .clicks(6_000, "Save")
        .announces(6_300, "Automation saved");
    check(
        tab,
        9_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}

#[test]
fn moving_on_to_another_route_is_success() {
    let tab = Tab::default()
        .visits(0, "/automations/new")
        .clicks(1_000, "Create")
        .refuses(1_010, "Name", "Please fill out this field.")
        .clicks(5_000, "Create")
        .visits(5_400, "/automations/{id}");
    check(
        tab,
        9_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}

#[test]
fn a_redirect_that_ends_in_an_error_is_a_failure() {
    let tab = Tab::default()
        .visits(0, "/home")
        .follows(1_000, "Team settings")
        .visits(1_500, "/settings/team")
        .alerts(1_600, "You don't have permission to see this page.");
    check(
        tab,
        4_000,
        expect![[r#"
        Tried Team settings 1 time on /home, saw "You don't have permission to see this page"; then gave up.
        score 5 = failures 3 + error_showing 2
        Team settings on /home: 1 tries, 1 failures, GaveUp, Some("You don't have permission to see this page."), events [2, 3, 4]
    "#]],
    );
}

#[test]
fn a_silent_try_after_failures_does_not_count_as_giving_up() {
    let tab = Tab::default()
        .visits(0, "/profile")
        .clicks(1_000, "Save")
        .refuses(1_010, "Phone", "")
        .clicks(8_000, "Save")
        .opens_chat(60_000);
    check(
        tab,
        61_000,
        expect![[r#"
        Tried Save 2 times on /profile, saw 'Phone is not valid'.
        score 4 = failures 3 + tries 1
        Save on /profile: 2 tries, 1 failures, Open, Some("Phone is not valid"), events [2, 3, 4]
    "#]],
    );
}

#[test]
fn quick_clicks_on_a_dead_button() {
    let tab = Tab::default()
        .visits(0, "/dashboard")
        .clicks(1_000, "Load more")
        .clicks(1_300, "Load more")
        .clicks(1_600, "Load more")
        .clicks(1_900, "Load more")
        .clicks(2_200, "Load more")
        .opens_chat(9_000);
    check(
        tab,
        9_500,
        expect![[r#"
        Tried Load more 3 times on /dashboard in quick succession; then gave up.
        score 4 = rage_clicks 2 + tries 2
        Load more on /dashboard: 3 tries, 0 failures, GaveUp, None, events [2, 4, 6]
    "#]],
    );
}

#[test]
fn steppers_and_pagers_are_made_for_quick_clicks() {
    let mut tab = Tab::default().visits(0, "/gallery");
    for click in 0..10 {
        tab = tab.clicks(1_000 + click * 300, "Next page").clicks(1_001 + click * 300, "+");
    }
    check(
        tab,
        5_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}

#[test]
fn a_double_click_is_one_try() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks_disabled(1_000, "Export", "")
        .clicks_disabled(1_180, "Export", "");
    check(
        tab,
        2_000,
        expect![[r#"
        Tried Export 1 time on /reports, but it is disabled.
        score 3 = failures 3
        Export on /reports: 1 tries, 1 failures, Failed, None, events [2]
    "#]],
    );
}

#[test]
fn a_disabled_control_clicked_in_anger() {
    let mut tab = Tab::default().visits(0, "/reports");
    for click in 0..6 {
        tab = tab.clicks_disabled(1_000 + click * 300, "Export", "Your plan doesn't include exports");
    }
    check(
        tab.opens_chat(4_000),
        4_100,
        expect![[r#"
        Tried Export 3 times on /reports, but it is disabled: "Your plan doesn't include exports"; then gave up.
        score 15 = failures 9 + rage_clicks 2 + tries 2 + error_showing 2
        Export on /reports: 3 tries, 3 failures, GaveUp, Some("Your plan doesn't include exports"), events [2, 4, 6]
    "#]],
    );
}

#[test]
fn the_page_breaks() {
    let tab = Tab::default().visits(0, "/editor").clicks(1_000, "Publish").throws(
        1_020,
        "TypeError",
        "Cannot read properties of undefined (reading 'id')",
    );
    check(
        tab,
        2_000,
        expect![[r#"
        Tried Publish 1 time on /editor, but the page broke: "TypeError: Cannot read properties of undefined (reading 'id')".
        score 5 = failures 3 + error_showing 2
        Publish on /editor: 1 tries, 1 failures, Failed, Some("TypeError: Cannot read properties of undefined (reading 'id')"), events [2, 3]
    "#]],
    );
}

#[test]
fn a_late_error_has_another_cause() {
    let tab = Tab::default().visits(0, "/editor").clicks(1_000, "Preview").alerts(12_000, "Connection lost");
    check(
        tab,
        13_000,
        expect![[r#"
        Saw 'Connection lost' on /editor.
        score 0 = 
    "#]],
    );
}

#[test]
fn a_failed_request_that_nobody_asked_for() {
    let tab = Tab::default().visits(0, "/inbox").answers(800, "GET", "/api/me", 500);
    check(
        tab,
        13_000,
        expect![[r#"
        A request failed on /inbox: GET /api/me answered 500.
        score 0 = 
    "#]],
    );
}

#[test]
fn help_was_read_before_giving_up() {
    let tab = Tab::default()
        .visits(0, "/automations/new")
        .clicks(2_000, "Save automation")
        .alerts(2_100, "Trigger is required")
        .visits(20_000, "/help/triggers")
        .visits(50_000, "/help/automations")
        .visits(90_000, "/automations/new")
        .clicks(95_000, "Save automation")
        .alerts(95_100, "Trigger is required");
    check(
        tab,
        130_000,
        expect![[r#"
        Tried Save automation 2 times on /automations/new, saw 'Trigger is required'; visited the help pages 2 times; then gave up.
        score 9 = failures 6 + tries 1 + error_showing 2
        Save automation on /automations/new: 2 tries, 2 failures, GaveUp, Some("Trigger is required"), events [2, 3, 7, 8]
    "#]],
    );
}

#[test]
fn only_help_was_read() {
    let tab = Tab::default().visits(0, "/docs/export").visits(9_000, "/docs/export").visits(12_000, "/home");
    check(
        tab,
        13_000,
        expect![[r#"
        Visited the help pages 1 time.
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
    "#]],
    );
}

#[test]
fn ticking_boxes_and_plain_clicks_are_no_attempts() {
    let tab = Tab::default()
        .visits(0, "/settings")
        .ticks(1_000, "Weekly digest")
        .alerts(1_200, "Could not save")
        .clicks(20_000, "Close")
        .clicks(40_000, "Help");
    check(
        tab,
        41_000,
        expect![[r#"
        Saw 'Could not save' on /settings.
        score 0 = 
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

#[test]
fn retold_events_tell_the_same_as_told_ones() {
    let tab = Tab::default().visits(0, "/reports").clicks_disabled(
        4_000,
        "Export",
        "Ask an admin for the export permission",
    );
    let mut story = crate::Story::new();
    for (t_ms, kind) in tab.events {
        story.push(t_ms, &crate::written(&kind));
    }
    let timeline = super::read(&story.tell(5_000)).timeline;
    let retold = crate::retell(&timeline, 5_000);
    story.chat_opened(5_000);
    assert_eq!(retold, story.tell(5_000));
}
