//! What a page's own words mean for an attempt.
//!
//! Pages use `role=alert` for good news and `role=status` for bad news, so the loudness of a message says little.
//! A few English words say more; a message without any of them keeps the meaning of its role.

use record::Severity;

/// What a message means for the attempt that it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// It did not work.
    Failure,
    /// It worked.
    Success,
    /// Neither: progress, a count, another language in a polite region.
    Neither,
}

/// Beginnings of words, so that one entry covers its inflections.
const FAILURE: [&str; 32] = [
    "error",
    "fail",
    "invalid",
    "required",
    "cannot",
    "can't",
    "can’t",
    "couldn't",
    "couldn’t",
    "could not",
    "unable",
    "denied",
    "not ",
    "permission",
    "forbidden",
    "wrong",
    "missing",
    "must ",
    "try again",
    "expired",
    "unauthori",
    "limit",
    "problem",
    "please ",
    "unavailable",
    "timed out",
    "conflict",
    "rejected",
    "declined",
    "isn't",
    "doesn't",
    "don't",
];

const SUCCESS: [&str; 17] = [
    "saved",
    "success",
    "done",
    "created",
    "updated",
    "sent",
    "deleted",
    "added",
    "copied",
    "exported",
    "complete",
    "uploaded",
    "downloaded",
    "thank",
    "welcome",
    "removed",
    "restored",
];

/// What `text` means when the page says it as loud as `severity`.
pub(crate) fn meaning(severity: Severity, text: &str) -> Meaning {
    let text = text.to_lowercase();
    if FAILURE.iter().any(|word| begins_a_word(&text, word)) {
        return Meaning::Failure;
    }
    if SUCCESS.iter().any(|word| begins_a_word(&text, word)) {
        return Meaning::Success;
    }
    match severity {
        Severity::Alert => Meaning::Failure,
        Severity::Status => Meaning::Neither,
    }
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Path segments under which help is found.
const HELP: [&str; 13] = [
    "help",
    "docs",
    "doc",
    "support",
    "faq",
    "faqs",
    "guide",
    "guides",
    "kb",
    "knowledge-base",
    "help-center",
    "hc",
    "documentation",
];

/// Whether a route leads to help.
pub(crate) fn is_help(route: &str) -> bool {
    route.split('/').any(|segment| HELP.contains(&segment))
}

/// Whether a control is made to be clicked many times in a row.
pub(crate) fn is_stepper(name: &str) -> bool {
    let name = name.trim().to_lowercase();
    if name.chars().count() <= 2 && !name.chars().any(char::is_alphabetic) {
        return true;
    }
    let steps = |word: &str| {
        matches!(
            word,
            "next"
                | "previous"
                | "prev"
                | "back"
                | "forward"
                | "increase"
                | "decrease"
                | "increment"
                | "decrement"
                | "plus"
                | "minus"
                | "up"
                | "down"
                | "zoom"
                | "undo"
                | "redo"
                | "earlier"
                | "later"
                | "newer"
                | "older"
        )
    };
    name.split(|it: char| !it.is_alphanumeric()).any(steps)
}
