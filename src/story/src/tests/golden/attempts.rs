//! What a try is, and how it went.

use expect_test::expect;

use super::{Tab, check};

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
