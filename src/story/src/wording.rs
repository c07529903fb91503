//! What a page's own words mean for an attempt.
//!
//! Pages use `role=alert` for good news and `role=status` for bad news, so the loudness of a message says little.
//! A few English words say more; a message without any of them keeps the meaning of its role.

use crate::text::Fields;

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
const FAILURE: &str = "\
    error|fail|invalid|required|cannot|can't|can’t|couldn't|couldn’t|could not|unable|denied|not |\
    permission|forbidden|wrong|missing|must |try again|expired|unauthori|limit|problem|please |unavailable|\
    timed out|conflict|rejected|declined|isn't|doesn't|don't";

const SUCCESS: &str = "\
    saved|success|done|created|updated|sent|deleted|added|copied|exported|complete|uploaded|downloaded|\
    thank|welcome|removed|restored";

/// What `text` means when the page says it as loud as an alert, or politely.
pub(crate) fn meaning(is_alert: bool, text: &str) -> Meaning {
    if one_of(FAILURE, &mut |word| begins_a_word(text, word)) {
        return Meaning::Failure;
    }
    if one_of(SUCCESS, &mut |word| begins_a_word(text, word)) {
        return Meaning::Success;
    }
    if is_alert { Meaning::Failure } else { Meaning::Neither }
}

/// Whether one of the words of a list passes. A list is one text, since an array of texts weighs twice as much.
#[inline(never)]
pub(crate) fn one_of(list: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut words = Fields::of(list);
    while words.has_more() {
        if passes(words.until(b'|')) {
            return true;
        }
    }
    false
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
const HELP: &str = "\
    help|docs|doc|support|faq|faqs|guide|guides|kb|knowledge-base|help-center|hc|documentation";

/// Whether a route leads to help.
pub(crate) fn is_help(route: &str) -> bool {
    let mut segments = Fields::of(route);
    while segments.has_more() {
        let segment = segments.until(b'/');
        if one_of(HELP, &mut |word| word == segment) {
            return true;
        }
    }
    false
}

/// Words on controls that are made to be clicked many times in a row.
const STEPS: &str = "\
    next|previous|prev|back|forward|increase|decrease|increment|decrement|plus|minus|up|down|zoom|undo|redo|\
    earlier|later|newer|older";

/// Whether a control is made to be clicked many times in a row.
pub(crate) fn is_stepper(name: &str) -> bool {
    let bytes = name.as_bytes();
    // `+`, `>>`, and arrows, which take three bytes each.
    if bytes.len() <= 6 && !bytes.iter().any(u8::is_ascii_alphabetic) {
        return true;
    }
    one_of(STEPS, &mut |step| {
        places(bytes, step.as_bytes()).any(|at| {
            let is_edge = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
            is_edge(at.wrapping_sub(1)) && is_edge(at + step.len())
        })
    })
}
