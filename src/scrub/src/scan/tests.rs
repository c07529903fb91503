//! The work is linear, counted in bytes looked at, not in time.

use std::string::String;

use super::scan;
use crate::fold::Folded;

/// Looks at bytes while `unit` is scanned, repeated up to `bytes`.
fn work(unit: &str, bytes: usize) -> usize {
    let text: String = unit.repeat(bytes / unit.len());
    let folded = Folded::new(&text);
    let _found = scan(&folded);
    folded.work.get()
}

fn check(unit: &str, bytes: usize) {
    let (half, whole) = (work(unit, bytes / 2), work(unit, bytes));
    assert!(whole <= bytes * 700, "{unit:?}: {} looks per byte", whole / bytes);
    assert!(whole <= half * 21 / 10 + 10_000, "{unit:?}: {half} looks for half, {whole} for all");
}

#[test]
fn a_megabyte_of_anything_is_read_in_linear_time() {
    for unit in ["7", "@", "eyJ", "."] {
        check(unit, 1 << 20);
    }
}

#[test]
fn no_repetition_makes_a_scanner_read_back_and_forth() {
    for unit in [
        "1 ",
        "1-",
        "1.",
        "(1",
        "+1",
        "4111 ",
        "a@",
        "@a.",
        "a.",
        "eyJ.",
        "eyJ-",
        "aeyJhbGciOi",
        "://",
        "://a@",
        "?a=",
        "?code=",
        "&code=a;",
        "a=a",
        "token:",
        "token:a",
        "token:'a'",
        "token:\"",
        "password=",
        "password is ",
        "password ",
        "key=key:",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY",
        "/reset",
        "/reset/",
        "/reset/a",
        "1:",
        "::",
        "a:",
        "1::1 ",
        "DE89",
        "DE89 ",
        "gb82 w ",
        "code 1",
        "my code is ",
        "123456 is my ",
        "bearer ",
        "Bearer a1",
        "sk_live_",
        "SG.",
        "a_",
        "aB1",
        "phone 1 ",
        "[",
        "[email#",
        "[email#1]",
        "%40",
        "%",
        "\u{200b}",
        "１",
        "é",
        "邮@",
        "\"@",
        "\"a",
        "version 1.1.1.1 ",
        "1.1.1.1",
        "ssn 1",
        "a'b",
        "\n",
        " ",
        "x1x",
        "12345678901234567x",
    ] {
        check(unit, 1 << 15);
    }
}
