//! `screen.js`, which cleans a page's texts at their source, beside the crate `scrub`, which reads them again in the
//! chat's frame. Node runs the very file that pages get.

#![expect(clippy::unwrap_used, reason = "a test that cannot run Node has failed")]

#[path = "../../scrub/tests/texts/harmless.rs"]
mod harmless;
#[path = "../../scrub/tests/texts/shapes.rs"]
mod shapes;

use std::io::Write as _;
use std::process::{Command, Stdio};

use harmless::Random;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use scrub::scrub;
use shapes::{SHAPES, dense, planted};

/// What `screen.js` makes of each text.
fn screened(texts: &[String]) -> Vec<String> {
    made("screen", texts)
}

/// What a function of `screen.js` makes of each text.
fn made(function: &str, texts: &[String]) -> Vec<String> {
    // As a data URL the file is a module, whatever version of Node that is.
    const SCRIPT: &str = "
        const { readFileSync } = await import('node:fs');
        const all = await import('data:text/javascript,' + encodeURIComponent(readFileSync(process.argv[1])));
        process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0)).map(all[process.argv[2]])));";
    let mut node = Command::new("node")
        .args([
            "--input-type=module",
            "--eval",
            SCRIPT,
            concat!(env!("CARGO_MANIFEST_DIR"), "/screen.js"),
            function,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js 20 or newer must be installed");
    let input = serde_json::to_vec(texts).unwrap();
    let mut stdin = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// So many texts of a strategy, the same every time.
fn texts(count: usize, strategy: impl Strategy<Value = String>) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Characters between values: the scripts and signs that pages are written in, not the last corners of Unicode.
const ODD: &str = "[ -\u{24f}\u{370}-\u{52f}\u{5d0}-\u{5ea}\u{620}-\u{64a}\u{2010}-\u{2030}\u{20a0}-\u{20bf}\u{3041}-\u{3096}\u{4e00}-\u{9fff}]{0,3}";

fn check(raw: &str, expected: &str) {
    assert_eq!(screened(&[raw.to_owned()]), [expected]);
}

#[test]
fn a_first_glance_passes_over_nothing() {
    // Words that are told at a glance, with the beginnings of secrets, and mixtures that come near to them.
    const NEAR: &str =
        "([A-Za-z]{1,9}|[0-9]{1,3}|[a-z][0-9]|[ ,.!?'\"]|eyJ|AKIA|ghp|Bearer |code |pin |cvc ){1,8}";
    let mut all = texts(20_000, NEAR.prop_map(|text: String| text));
    all.extend(texts(5_000, planted()));
    let lines = made("line", &all);
    for ((text, line), again) in all.iter().zip(&lines).zip(screened(&lines)) {
        assert_eq!(*line, again, "{text:?}");
    }
}

#[test]
fn lines_have_no_sign_that_breaks_or_turns_them() {
    let raw = ["a\tb\nc", " two  spaces ", "\u{202e}turned", "zero\u{200b}width", "plain"].map(str::to_owned);
    assert_eq!(made("line", &raw), ["a b c", "two spaces", "turned", "zerowidth", "plain"]);
}

#[test]
fn of_what_tells_itself_by_its_shape_nothing_is_left_for_the_frame() {
    let sentence = ("[A-Z]?[a-z]{0,3}[ (:,]{1,2}", planted(), "[ .,;)]{1,2}[a-z]{0,3}[ .!]?");
    let planted = texts(20_000, sentence.prop_map(|(before, secret, after)| before + &secret + &after));
    let dense =
        texts(20_000, (dense(SHAPES, ODD), planted_or_not()).prop_map(|(text, secret)| text + &secret));
    let raw = [planted, dense].concat();
    let mut left = Vec::new();
    for (raw, screened) in raw.iter().zip(screened(&raw)) {
        let (scrubbed, found) = scrub(&screened);
        if !found.is_empty() {
            left.push(format!("{raw:?} became {screened:?}, of which the frame makes {scrubbed:?}"));
        }
    }
    assert!(left.is_empty(), "{} of {}:\n{}", left.len(), raw.len(), left.join("\n"));
}

fn planted_or_not() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), planted().prop_map(|secret| format!(" {secret} "))]
}

#[test]
fn what_only_a_sentence_names_is_caught_in_the_frame() {
    let secrets = texts(2_000, "[a-z]{4}[0-9]{4}[A-Z]{2}");
    let raw: Vec<String> =
        secrets.iter().map(|secret| format!("Your password: {secret} was refused")).collect();
    for (secret, screened) in secrets.iter().zip(screened(&raw)) {
        assert!(screened.contains(secret), "the test is about what screening leaves: {screened:?}");
        assert!(!scrub(&screened).0.as_str().contains(secret), "{screened:?}");
    }
}

#[test]
fn ids_dates_amounts_and_versions_survive() {
    const ROWS: usize = 10_000;
    let mut random = Random(7);
    let raw: Vec<String> = (0..ROWS).map(|_| random.harmless_text()).collect();
    let screened = screened(&raw);
    let changed: Vec<_> = raw.iter().zip(&screened).filter(|(raw, screened)| raw != screened).collect();
    assert!(changed.len() * 100 <= ROWS, "{} of {ROWS} changed: {changed:#?}", changed.len());
}

#[test]
fn screening_again_or_what_was_scrubbed_changes_nothing() {
    let raw = texts(5_000, (dense(SHAPES, ODD), planted()).prop_map(|(text, secret)| text + " " + &secret));
    let once = screened(&raw);
    assert_eq!(screened(&once), once);
    let scrubbed: Vec<String> = raw.iter().map(|text| String::from(scrub(text).0.as_str())).collect();
    for (before, after) in scrubbed.iter().zip(screened(&scrubbed)) {
        for placeholder in before.split('[').skip(1).filter_map(|part| part.split_once(']')) {
            assert!(after.contains(placeholder.0), "{before:?} became {after:?}");
        }
    }
}

#[test]
fn the_same_value_gets_the_same_number() {
    check(
        "ana@fernly.example wrote to bo@fernly.example and ana@fernly.example",
        "[email#1] wrote to [email#2] and [email#1]",
    );
}

#[test]
fn a_page_s_own_words_stay_as_they_are() {
    for text in [
        "Ask an admin for the export permission…",
        "You can’t do that — “Trigger” is required",
        "ﬁnance • ½ off • 5 000 users",
        "Error code 50012: the request timed out",
        "Use our promo code 20OFF25 today",
        "Zip code: 90210",
        "react@18.2.0 and icon@2x.png",
        "Order 48213 shipped on 05/12/2024 12:30",
        "/v2/reports/top-10 and and/or",
    ] {
        check(text, text);
    }
}

#[test]
fn one_time_codes_are_taken() {
    for (raw, expected) in [
        ("Your verification code is 482913.", "Your verification code is [secret#1]."),
        ("482913 is your Fernly code", "[secret#1] is your Fernly code"),
        ("Use the OTP 4821 to sign in", "Use the OTP [secret#1] to sign in"),
        ("Backup codes: 8F2K9Q1A, 7H3L2M4N", "Backup codes: [secret#1], [secret#2]"),
        ("PIN: 4821", "PIN: [secret#1]"),
    ] {
        check(raw, expected);
    }
}

#[test]
fn an_address_keeps_its_path_and_loses_its_values() {
    check(
        "GET https://ana:pw@fernly.example/reset/AbCdEf123456?tab=2&token=xyz failed",
        "GET https://[url_secret#1]@fernly.example/reset/[url_secret#2]?tab=[url_secret#3]&token=[url_secret#4] failed",
    );
}

#[test]
fn other_scripts_and_unseen_characters_hide_nothing() {
    for (raw, expected) in [
        ("Ruf +49 170 １２３４５６７ an", "Ruf [phone#1] an"),
        ("اتصل +٤٩ ١٧٠ ١٢٣٤٥٦٧", "اتصل [phone#1]"),
        ("4111\u{200b}1111\u{200b}1111\u{200b}1111", "[card#1]"),
        ("ana%40fernly.example", "[email#1]"),
    ] {
        check(raw, expected);
    }
}
