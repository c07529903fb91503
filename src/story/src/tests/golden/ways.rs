//! Ways through the site: help, forms that are left, pages that are turned back from.

use expect_test::expect;

use super::{Tab, check};

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
