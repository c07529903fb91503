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
    if FAILURE.iter().any(|word| begins_a_word(text, word)) {
        return Meaning::Failure;
    }
    if SUCCESS.iter().any(|word| begins_a_word(text, word)) {
        return Meaning::Success;
    }
    match severity {
        Severity::Alert => Meaning::Failure,
        Severity::Status => Meaning::Neither,
    }
}

fn begins_a_word(text: &str, word: &str) -> bool {
    let text = text.as_bytes();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    places(text, word.as_bytes()).any(|at| at == 0 || !text.get(at - 1).is_some_and(is_letter))
}

/// Whether `part` stands in `text`, in small or capital letters of ASCII. The standard library's search and Unicode's
/// tables of letters would weigh more in the browser than the rest of this crate.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    places(text.as_bytes(), part.as_bytes()).next().is_some()
}

fn places(text: &[u8], part: &[u8]) -> impl Iterator<Item = usize> {
    let last = (text.len() + 1).saturating_sub(part.len());
    (0..last).filter(move |at| {
        part.iter().zip(text.iter().skip(*at)).all(|(one, other)| one.eq_ignore_ascii_case(other))
    })
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

/// Words on controls that are made to be clicked many times in a row.
const STEPS: [&str; 20] = [
    "next",
    "previous",
    "prev",
    "back",
    "forward",
    "increase",
    "decrease",
    "increment",
    "decrement",
    "plus",
    "minus",
    "up",
    "down",
    "zoom",
    "undo",
    "redo",
    "earlier",
    "later",
    "newer",
    "older",
];

/// Whether a control is made to be clicked many times in a row.
pub(crate) fn is_stepper(name: &str) -> bool {
    let bytes = name.as_bytes();
    // `+`, `>>`, and arrows, which take three bytes each.
    if bytes.len() <= 6 && !bytes.iter().any(u8::is_ascii_alphabetic) {
        return true;
    }
    let mut words = bytes.split(|byte| !byte.is_ascii_alphanumeric());
    words.any(|word| STEPS.iter().any(|step| word.eq_ignore_ascii_case(step.as_bytes())))
}
