//! Clicks that lead nowhere: on what is disabled, dead, or made for many.

use expect_test::expect;

use super::{Tab, check};

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
