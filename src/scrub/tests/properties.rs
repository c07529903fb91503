//! What holds for every text.

use proptest::prelude::*;
use scrub::{Kind, Redactions, Scrubbed, limits, route_template, scrub};

/// Text dense with the beginnings, separators and ends of values, where scanners meet.
fn dense() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "@",
            ".",
            "-",
            " ",
            "  ",
            "+",
            "(",
            ")",
            "/",
            ":",
            "://",
            "=",
            "&",
            "?",
            "#",
            "_",
            "%40",
            "\n",
            "\"",
            "'",
            "[",
            "]",
            "[email#1]",
            "[phone#3]",
            "[card#99999]",
            "[url_secret#2]",
            "\u{200b}",
            "\u{a0}",
            "１",
            "é",
            "邮",
            "eyJ",
            "sk_live_",
            "AKIA",
            "ghp_",
            "Bearer ",
            "password",
            "password: ",
            "token=",
            "my code is ",
            "is ",
            "phone ",
            "order ",
            "version ",
            "ssn ",
            "card ",
            "DE89",
            "GB82",
            "WEST",
            "4111",
            "1111",
            "00",
            "+49",
            "0170",
            "192.168.",
            "::",
            "fe80",
            "www.",
            "a@b.co",
            ".com",
            "/reset/",
            "?code=",
            "-----BEGIN PRIVATE KEY",
            "123-45-6789",
            "x",
            "ext. ",
            "$",
            "EUR",
            "G-",
        ])
        .prop_map(String::from),
        "[0-9]{1,5}",
        "[a-zA-Z0-9]{1,4}",
        "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![dense(), any::<String>(), "\\PC{0,80}"]
}

/// A valid card number of the prefix, with its check digit.
fn card(prefix: &str, fill: &str) -> String {
    let mut digits: Vec<u32> =
        prefix.chars().chain(fill.chars()).take(15).filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    digits.push((10 - sum % 10) % 10);
    digits.iter().map(u32::to_string).collect()
}

fn planted() -> impl Strategy<Value = String> {
    let fours = |number: &str, with: &str| {
        let chars: Vec<char> = number.chars().collect();
        chars.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(with)
    };
    prop_oneof![
        ("[a-z]{2,8}[.+_]?[a-z0-9]{1,6}", "[a-z]{2,8}\\.(com|de|example|co\\.uk)")
            .prop_map(|(l, d)| format!("{l}@{d}")),
        (
            prop::sample::select(vec!["4", "51", "6011"]),
            "[0-9]{15}",
            prop::sample::select(vec!["", " ", "-", "\u{200b}"])
        )
            .prop_map(move |(prefix, fill, with)| fours(&card(prefix, &fill), with)),
        prop::sample::select(vec![
            "DE89370400440532013000",
            "GB82 WEST 1234 5698 7654 32",
            "NL91ABNA0417164300"
        ])
        .prop_map(String::from),
        "\\+(49|44|1|33)[ -]?[2-9][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{4}",
        "[1-5][0-9]{2}-[1-9][0-9]-[1-9][0-9]{3}".prop_filter("never issued", |ssn| !ssn.starts_with("000")),
        "eyJ[a-zA-Z0-9_-]{20}\\.eyJ[a-zA-Z0-9_-]{20}\\.[a-zA-Z0-9_-]{20}",
        "ghp_[a-zA-Z0-9]{36}",
        "password: [a-z]{4}[0-9]{4}",
    ]
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
    fn a_planted_secret_does_not_survive(before in any_text(), secret in planted(), after in any_text()) {
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
