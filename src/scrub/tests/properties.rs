//! What holds for every text.

#[path = "texts/shapes.rs"]
mod shapes;

use proptest::prelude::*;
use scrub::{Kind, Redactions, Scrubbed, limits, route_template, scrub};
use shapes::{SHAPES, dense, planted};

/// Words that speak about what stands beside them.
const CONTEXT: &[&str] = &[
    "password",
    "password: ",
    "token=",
    "my code is ",
    "phone ",
    "order ",
    "version ",
    "ssn ",
    "card ",
    "?code=",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![dense(&[SHAPES, CONTEXT].concat(), "\\PC{0,3}"), any::<String>(), "\\PC{0,80}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scrubbing_twice_changes_nothing(text in any_text()) {
        let (once, counts) = scrub(&text);
        let (twice, none) = scrub(once.as_str());
        prop_assert_eq!(&once, &twice);
        prop_assert!(none.is_empty());
        prop_assert_eq!(counts.is_empty(), once.as_str() == text);
        prop_assert!(once.as_str().len() <= text.len() * limits::GROWTH + limits::GROWTH_BASE);
    }

    #[test]
    fn reading_scrubbed_text_off_the_wire_is_the_identity(text in any_text()) {
        let (scrubbed, _) = scrub(&text);
        let wire = serde_json::to_string(&scrubbed).unwrap();
        let read: Scrubbed = serde_json::from_str(&wire).unwrap();
        prop_assert_eq!(&read, &scrubbed);
        prop_assert!(!read.was_altered());
        let raw: Scrubbed = serde_json::from_value(serde_json::Value::String(text.clone())).unwrap();
        prop_assert_eq!(raw.was_altered(), scrubbed.as_str() != text);
        prop_assert_eq!(raw, scrubbed);
    }

    #[test]
    fn cutting_keeps_placeholders_whole_and_text_scrubbed(text in any_text(), max in 0..120_usize) {
        let (scrubbed, _) = scrub(&text);
        let cut = scrubbed.truncated(max);
        prop_assert!(cut.as_str().len() <= max);
        prop_assert_eq!(&scrub(cut.as_str()).0, &cut);
        if scrubbed.as_str().len() <= max {
            prop_assert_eq!(cut, scrubbed);
        }
    }

    #[test]
    fn routes_are_scrubbed_and_stable(text in any_text()) {
        let route = route_template(&text);
        prop_assert_eq!(&scrub(route.as_str()).0, &route);
    }

    #[test]
    fn a_planted_secret_does_not_survive(before in any_text(), secret in prop_oneof![planted(), "password: [a-z]{4}[0-9]{4}"], after in any_text()) {
        let text = format!("{before} {secret} {after}");
        prop_assume!(!before.contains(&secret) && !after.contains(&secret));
        let (scrubbed, _) = scrub(&text);
        prop_assert!(!scrubbed.as_str().contains(&secret), "{secret:?} survived in {scrubbed:?}");
        // Nor does the larger part of it.
        let digits: String = secret.chars().filter(char::is_ascii_alphanumeric).collect();
        let left: String = scrubbed.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let part = &digits[digits.len().saturating_sub(8)..];
        let elsewhere: String = format!("{before}{after}").chars().filter(char::is_ascii_alphanumeric).collect();
        prop_assert!(elsewhere.contains(part) || !left.contains(part), "{part:?} survived in {scrubbed:?}");
    }

    #[test]
    fn counts_add_up(a in any_text(), b in any_text()) {
        let (first, second) = (scrub(&a).1, scrub(&b).1);
        let mut both = first;
        both.merge(&second);
        prop_assert_eq!(both.total(), first.total() + second.total());
        for kind in Kind::ALL {
            prop_assert_eq!(both.count(kind), first.count(kind) + second.count(kind));
        }
        let wire = serde_json::to_string(&both).unwrap();
        prop_assert_eq!(serde_json::from_str::<Redactions>(&wire).unwrap(), both);
    }
}

#[test]
fn counts_read_as_a_map_and_unknown_kinds_are_left_out() {
    let (_, counts) = scrub("a@b.co, a@b.co, 4111111111111111");
    assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"email":2,"card":1}"#);
    let newer: Redactions = serde_json::from_str(r#"{"passport":3,"email":1}"#).unwrap();
    assert_eq!((newer.total(), newer.count(Kind::Email)), (1, 1));
}

#[test]
fn a_hundred_thousand_values_are_numbered() {
    let text: String = (0..100_000).map(|n| format!("a{n}@b.co ")).collect();
    let (scrubbed, counts) = scrub(&text);
    assert_eq!(counts.count(Kind::Email), 100_000);
    assert!(scrubbed.as_str().starts_with("[email#1] [email#2] "));
    assert!(scrubbed.as_str().ends_with(" [email#99998] [email#99999] [email#99999] "));
}
