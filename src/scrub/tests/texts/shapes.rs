//! Texts that are full of values which tell themselves by their shape, and of what looks like them.

use proptest::prelude::*;

/// Beginnings, separators and ends of values.
pub(crate) const SHAPES: &[&str] = &[
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
    "is ",
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
    "-----BEGIN PRIVATE KEY",
    "123-45-6789",
    "x",
    "ext. ",
    "$",
    "EUR",
    "G-",
];

/// Text dense with pieces, where scanners meet, and with odd characters between them.
pub(crate) fn dense(pieces: &[&'static str], odd: &'static str) -> impl Strategy<Value = String> + use<> {
    let piece = prop_oneof![
        prop::sample::select(pieces.to_vec()).prop_map(String::from),
        "[0-9]{1,5}",
        "[a-zA-Z0-9]{1,4}",
        odd,
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
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

pub(crate) fn planted() -> impl Strategy<Value = String> {
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
    ]
}
