//! Requests and errors, and whose try they belong to.

use expect_test::expect;

use super::{Tab, check};

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
