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
            1. Go to /automations/new [1]
            2. Press Save automation [2]
            3. The page refuses it: “Trigger is required” [3]
            4. Steps 2 and 3 again, 2 more times [4, 5, 6, 7]
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
            1. Go to /billing [1]
            2. Press Pay now [2, 3]
            3. POST /api/payments answered 402 [4]
            4. The page says “Your card was declined.” [5]
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
            1. Go to /reports [1]
            2. Press Load report [2]
            3. GET /api/reports/{id} answered 403 [3]
            4. Steps 2 and 3 again [4, 5]
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
            1. Go to /reports [1]
            2. Press Refresh [2]
            3. GET /api/reports got no answer [3]
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
            1. Go to /home [1]
            2. Follow Team settings [2]
            3. Go to /settings/team [3]
            4. The page says “You don't have permission to see this page.” [4]
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
            1. Go to /profile [1]
            2. Press Save [2]
            3. The page refuses it: “Phone is not valid” [3]
            4. Press Save [4]
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
            1. Go to /dashboard [1]
            2. Press Load more [2]
            3. Step 2 again, 4 more times [3, 4, 5, 6]
            rage_click "Load more" on /dashboard [2, 4]
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
            1. Go to /reports [1]
            2. Press Export, which is disabled [2]
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
            1. Go to /reports [1]
            2. Press Export, which is disabled: “Your plan doesn't include exports” [2]
            3. Step 2 again, 4 more times [3, 4, 5, 6]
            rage_click "Export" on /reports [2, 4]
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
            1. Go to /editor [1]
            2. Press Publish [2]
            3. An error is thrown: TypeError: Cannot read properties of undefined (reading 'id') [3]
            error_click "Publish" on /editor [2, 3]
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
            1. Go to /automations/new [1]
            2. Press Save automation [2]
            3. The page says “Trigger is required” [3]
            4. Go to /help/triggers [4]
            5. Go to /help/automations [5]
            6. Go to /automations/new [6]
            7. Press Save automation [7]
            8. The page says “Trigger is required” [8]
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

#[test]
fn a_button_that_does_nothing() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks(1_000, "Export")
        .does_nothing(3_500, "Export")
        .clicks(6_000, "Export")
        .does_nothing(8_500, "Export")
        .opens_chat(12_000);
    check(
        tab,
        12_000,
        expect![[r#"
            Tried Export 2 times on /reports, but nothing happened; then gave up.
            score 7 = failures 6 + tries 1
            Export on /reports: 2 tries, 2 failures, GaveUp, None, events [2, 3, 4, 5]
            1. Go to /reports [1]
            2. Press Export [2]
            3. Nothing comes of Export [3]
            4. Steps 2 and 3 again [4, 5]
            dead_click "Export" on /reports [2, 3]
            dead_click "Export" on /reports [4, 5]
        "#]],
    );
}

#[test]
fn a_dead_click_that_is_told_after_another_try_belongs_to_its_own_control() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks(1_000, "Export")
        .clicks(2_000, "Refresh")
        .announces(2_100, "Updated")
        .does_nothing(3_500, "Export");
    check(
        tab,
        5_000,
        expect![[r#"
            Tried Export 1 time on /reports, but nothing happened.
            score 3 = failures 3
            Export on /reports: 1 tries, 1 failures, Failed, None, events [2, 5]
            1. Go to /reports [1]
            2. Press Export [2]
            3. Press Refresh [3]
            4. The page says “Updated” [4]
            5. Nothing comes of Export [5]
            dead_click "Export" on /reports [2, 5]
        "#]],
    );
}

#[test]
fn a_slow_answer_belongs_to_the_try_that_it_began_in() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .clicks(1_000, "Load report")
        .clicks(9_000, "Help")
        .answers_after(11_900, 13_000, "GET", "/api/reports", 504)
        .clicks(15_000, "Load report")
        .answers_after(8_200, 23_300, "GET", "/api/reports", 200);
    check(
        tab,
        24_000,
        expect![[r#"
        Tried Load report 2 times on /reports, but GET /api/reports answered 504.
        score 4 = failures 3 + tries 1
        Load report on /reports: 2 tries, 1 failures, Open, Some("GET /api/reports answered 504"), events [2, 4, 5, 6]
        1. Go to /reports [1]
        2. Press Load report [2]
        3. Press Help [3]
        4. GET /api/reports answered 504 [4]
        5. Press Load report [5]
        6. GET /api/reports took 9 s [6]
    "#]],
    );
}

#[test]
fn a_slow_answer_alone_is_told_too() {
    let tab = Tab::default()
        .visits(0, "/reports")
        .ticks(1_000, "Last year")
        .answers_after(7_100, 8_200, "GET", "/api/reports", 200)
        .opens_chat(12_000);
    check(
        tab,
        12_000,
        expect![[r#"
        A request was slow on /reports: GET /api/reports took 8 s.
        score 0 = 
    "#]],
    );
}

#[test]
fn a_form_is_begun_and_left() {
    let tab = Tab::default()
        .visits(0, "/team")
        .begins(1_000, "E-mail")
        .abandons(9_000, "Invite a colleague", 2)
        .visits(9_000, "/billing")
        .opens_chat(12_000);
    check(
        tab,
        12_000,
        expect![[r#"
        Began Invite a colleague on /team and left it unsent.
        score 0 = 
    "#]],
    );
}

#[test]
fn a_form_that_is_sent_after_all_was_not_left() {
    let tab = Tab::default()
        .visits(0, "/team")
        .begins(1_000, "E-mail")
        .abandons(9_000, "Invite a colleague", 2)
        .visits(9_000, "/help/seats")
        .visits(15_000, "/team")
        .submits(20_000, "Send invitation")
        .announces(20_500, "Invitation sent")
        .opens_chat(22_000);
    check(
        tab,
        22_000,
        expect![[r#"
        Visited the help pages 1 time.
        score 0 = 
    "#]],
    );
}

#[test]
fn a_search_that_finds_nothing() {
    let tab = Tab::default()
        .visits(0, "/orders")
        .submits(3_000, "Search")
        .finds_nothing(3_400, "Search orders", "No results for this number")
        .submits(9_000, "Search")
        .finds_nothing(9_400, "Search orders", "No results for this number")
        .opens_chat(15_000);
    check(
        tab,
        15_000,
        expect![[r#"
            Tried Search 2 times on /orders, saw 'No results for this number'; then gave up.
            score 9 = failures 6 + tries 1 + error_showing 2
            Search on /orders: 2 tries, 2 failures, GaveUp, Some("No results for this number"), events [2, 3, 4, 5]
            1. Go to /orders [1]
            2. Press Search [2]
            3. The search finds nothing: “No results for this number” [3]
            4. Steps 2 and 3 again [4, 5]
        "#]],
    );
}

#[test]
fn a_page_that_is_left_at_once_for_where_one_came_from() {
    let tab = Tab::default()
        .visits(0, "/settings")
        .follows(5_000, "Billing")
        .visits(5_300, "/billing")
        .visits(7_000, "/settings")
        .follows(9_000, "Plans")
        .visits(9_200, "/plans")
        .visits(20_000, "/settings");
    check(
        tab,
        21_000,
        expect![[r#"
            Came to a page and turned back at once on /billing.
            score 0 = 
            quick_back "" on /billing [3, 4]
        "#]],
    );
}

#[test]
fn help_of_another_site_counts_as_help() {
    let tab = Tab::default()
        .visits(0, "/exports")
        .clicks(1_000, "Export")
        .alerts(1_200, "The export failed.")
        .reads_help(8_000, "https://help.fernly.example/articles/export")
        .reads_help(30_000, "https://help.fernly.example/articles/limits")
        .opens_chat(60_000);
    check(
        tab,
        60_000,
        expect![[r#"
        Tried Export 1 time on /exports, saw 'The export failed'; visited the help pages 2 times; then gave up.
        score 5 = failures 3 + error_showing 2
        Export on /exports: 1 tries, 1 failures, GaveUp, Some("The export failed."), events [2, 3]
        1. Go to /exports [1]
        2. Press Export [2]
        3. The page says “The export failed.” [3]
    "#]],
    );
}

#[test]
fn help_that_the_site_names_and_its_path_says_is_one_visit() {
    let tab = Tab::default().visits(0, "/help/export").reads_help(0, "/help/export").opens_chat(5_000);
    check(
        tab,
        5_000,
        expect![[r#"
            Visited the help pages 1 time.
            score 0 = 
        "#]],
    );
}

#[test]
fn a_visitor_who_finds_nothing_to_press() {
    let tab = Tab::default()
        .visits(0, "/prices")
        .roams(9_000, "excessive_scrolling")
        .roams(14_000, "thrashed_cursor")
        .opens_chat(20_000);
    check(
        tab,
        20_000,
        expect![[r#"
            Moved the pointer to and fro on /prices.
            score 0 = 
            excessive_scrolling "" on /prices [2]
            thrashed_cursor "" on /prices [3]
        "#]],
    );
}

#[test]
fn an_error_long_after_a_click_is_not_the_clicks() {
    let tab = Tab::default()
        .visits(0, "/editor")
        .clicks(1_000, "Publish")
        .throws(4_500, "TypeError", "x is undefined")
        .clicks(30_000, "Publish")
        .throws(30_100, "TypeError", "x is undefined");
    check(
        tab,
        31_000,
        expect![[r#"
        Tried Publish 2 times on /editor, but the page broke: 'TypeError: x is undefined'.
        score 9 = failures 6 + tries 1 + error_showing 2
        Publish on /editor: 2 tries, 2 failures, Failed, Some("TypeError: x is undefined"), events [2, 3, 4, 5]
        1. Go to /editor [1]
        2. Press Publish [2]
        3. An error is thrown: TypeError: x is undefined [3]
        4. Steps 2 and 3 again [4, 5]
        error_click "Publish" on /editor [4, 5]
    "#]],
    );
}

#[test]
fn a_way_through_several_pages_to_one_refusal() {
    let tab = Tab::default()
        .visits(0, "/home")
        .follows(1_000, "Team")
        .visits(1_300, "/team")
        .clicks(4_000, "Invite")
        .visits(4_200, "/team/invite")
        .begins(6_000, "E-mail")
        .clicks(20_000, "Send invitation")
        .submits(20_010, "Send invitation")
        .answers(20_200, "POST", "/api/invitations", 422)
        .refuses(20_250, "E-mail", "This address is taken")
        .clicks(31_000, "Send invitation")
        .submits(31_010, "Send invitation")
        .answers(31_200, "POST", "/api/invitations", 422)
        .refuses(31_250, "E-mail", "This address is taken")
        .opens_chat(40_000);
    check(
        tab,
        40_000,
        expect![[r#"
        Tried Send invitation 2 times on /team/invite, saw 'E-mail: This address is taken' (POST /api/invitations answered 422); then gave up.
        score 9 = failures 6 + tries 1 + error_showing 2
        Send invitation on /team/invite: 2 tries, 2 failures, GaveUp, Some("E-mail: This address is taken"), events [7, 8, 9, 10, 11, 12, 13, 14]
        1. Go to /team/invite [5, 6]
        2. Press Send invitation [7, 8]
        3. POST /api/invitations answered 422 [9]
        4. The page refuses it: “E-mail: This address is taken” [10]
        5. Steps 2 to 4 again [11, 12, 13, 14]
    "#]],
    );
}

#[test]
fn a_dead_control_on_two_pages_is_two_tasks() {
    let tab = Tab::default()
        .visits(0, "/a")
        .clicks(1_000, "Save")
        .does_nothing(3_500, "Save")
        .visits(10_000, "/b")
        .clicks(12_000, "Save")
        .does_nothing(14_500, "Save");
    check(
        tab,
        15_000,
        expect![[r#"
            Tried Save 1 time on /b, but nothing happened; tried Save 1 time on /a, but nothing happened, and gave up.
            score 3 = failures 3
            Save on /b: 1 tries, 1 failures, Failed, None, events [5, 6]
            Save on /a: 1 tries, 1 failures, GaveUp, None, events [2, 3]
            1. Go to /b [4]
            2. Press Save [5]
            3. Nothing comes of Save [6]
            dead_click "Save" on /a [2, 3]
            dead_click "Save" on /b [5, 6]
        "#]],
    );
}

#[test]
fn what_the_page_said_counts_for_more_than_silence() {
    let tab = Tab::default()
        .visits(0, "/a")
        .clicks(1_000, "Save")
        .alerts(3_400, "It failed")
        .does_nothing(3_500, "Save");
    check(
        tab,
        5_000,
        expect![[r#"
        Tried Save 1 time on /a, saw 'It failed'.
        score 5 = failures 3 + error_showing 2
        Save on /a: 1 tries, 1 failures, Failed, Some("It failed"), events [2, 3]
        1. Go to /a [1]
        2. Press Save [2]
        3. The page says “It failed” [3]
        dead_click "Save" on /a [3, 4]
    "#]],
    );
}

#[test]
fn a_success_after_a_slow_answer_is_a_success() {
    let tab = Tab::default()
        .visits(0, "/a")
        .clicks(1_000, "Save")
        .answers_after(4_000, 5_100, "POST", "/api/a", 200)
        .announces(5_200, "Saved")
        .opens_chat(9_000);
    check(
        tab,
        9_000,
        expect![[r#"

        score 0 = 
    "#]],
    );
}
