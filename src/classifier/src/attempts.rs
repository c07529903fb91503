//! What the writer says they already tried: "I tried restarting it and clearing the cache".
//!
//! A deterministic rule over a few constructions, not a model. It finds what is said in so many words, in
//! English, and prefers to miss an attempt to inventing one.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;
use crate::words::{Pieces, span};

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The verb, roughly stemmed ("restarting" becomes "restart"), or `attempt` where there is none.
    pub verb: String,
    /// The words, as bytes of the text.
    pub span: (u32, u32),
}

/// Past forms of things people do to get unstuck. "I've restarted it" counts; "I've paid for it" does not.
const MENDED: [&str; 34] = [
    "restarted",
    "rebooted",
    "reinstalled",
    "cleared",
    "reset",
    "refreshed",
    "reloaded",
    "relogged",
    "updated",
    "upgraded",
    "deleted",
    "removed",
    "disabled",
    "enabled",
    "unplugged",
    "reconnected",
    "disconnected",
    "checked",
    "rechecked",
    "verified",
    "changed",
    "switched",
    "followed",
    "emptied",
    "recreated",
    "retried",
    "resubmitted",
    "reuploaded",
    "redid",
    "logged",
    "signed",
    "turned",
    "uninstalled",
    "re-added",
];

/// The first of [`MENDED`] are done for no other reason, so they count without a subject: "cleared cache, same".
const PLAIN: usize = 8;

/// Words that end an attempt: what follows is the outcome.
const OUTCOME: [&str; 28] = [
    "but", "still", "yet", "nothing", "it", "because", "so", "without", "with", "though", "although",
    "however", "no", "none", "which", "same", "then", "when", "while", "until", "since", "before", "after",
    "i", "we", "every", "each", "only",
];

/// Words between the subject and what was tried.
const BETWEEN: [&str; 9] = ["already", "also", "even", "just", "all", "of", "have", "both", "everything"];

/// How many words one attempt may have.
const WORDS: usize = 9;

/// The attempts of a text, in order, at most [`limits::ATTEMPTS`].
#[must_use]
pub fn attempts(text: &str) -> Vec<Attempt> {
    let pieces = Pieces::of(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() && found.len() < limits::ATTEMPTS {
        at = match trigger(&pieces, at) {
            Some(first) => collect(&pieces, first, &mut found).max(at + 1),
            None => at + 1,
        };
    }
    found.truncate(limits::ATTEMPTS);
    found
}

/// Where an attempt begins, when the words at `at` announce one.
fn trigger(pieces: &Pieces, at: usize) -> Option<usize> {
    let mut next = at + 1;
    match pieces.word(at) {
        "tried" | "trying" => {
            // "trying" alone is an intention; "I've been trying" and "keep trying" are attempts.
            let before = at.checked_sub(1).map_or("", |before| pieces.word(before));
            if pieces.word(at) == "trying" && !matches!(before, "been" | "keep" | "kept") {
                return None;
            }
            while matches!(pieces.word(next), "to" | "already" | "both" | "also") {
                next += 1;
            }
            let first = pieces.word(next);
            (!first.is_empty() && !OUTCOME.contains(&first) && !is_empty_object(first)).then_some(next)
        }
        "i" | "we" | "i've" | "we've" | "ive" | "weve" | "have" | "already" => {
            while BETWEEN.contains(&pieces.word(next)) {
                next += 1;
            }
            let first = pieces.word(next);
            let done = pieces.word(at).ends_with("ve") || next > at + 1 || pieces.word(at) == "already";
            (done && MENDED.contains(&first)).then_some(next)
        }
        bare => {
            let starts = at.checked_sub(1).is_none_or(|before| pieces.word(before).is_empty());
            let is_plain = MENDED.iter().take(PLAIN).any(|mended| *mended == bare);
            (starts && is_plain && !pieces.word(next).is_empty()).then_some(at)
        }
    }
}

/// "I tried everything": nothing that an agent could leave out of their advice.
fn is_empty_object(first: &str) -> bool {
    matches!(
        first,
        "pretty"
            | "almost"
            | "nearly"
            | "literally"
            | "most"
            | "some"
            | "lots"
            | "everything"
            | "that"
            | "this"
            | "all"
            | "again"
            | "anything"
            | "many"
            | "several"
            | "multiple"
    )
}

/// Adds the attempts that begin at `first`; returns where it stopped.
fn collect(pieces: &Pieces, first: usize, found: &mut Vec<Attempt>) -> usize {
    let mut start = first;
    let mut at = first;
    loop {
        let is_end = pieces.get(at).is_none_or(|piece| !piece.is_word && !is_inner_mark(pieces.lower(at)));
        let here = pieces.word(at);
        // "restarting it" has an object; "clearing the cache it still fails" begins anew.
        let is_object = here == "it" && at == start + 1;
        let ends = is_end || (at > start && !is_object && OUTCOME.contains(&here)) || at - start >= WORDS;
        let joins = matches!(here, "and" | "or") || pieces.lower(at) == ",";
        let next =
            at + 1 + usize::from(matches!(pieces.word(at + 1), "and" | "or" | "then" | "also" | "even"));
        if joins && is_action(pieces.word(next)) {
            push(pieces, start, at, found);
            start = next;
            at = next;
        } else if ends || joins && !continues_object(pieces, at) {
            push(pieces, start, at, found);
            return at;
        } else {
            at += 1;
        }
        if found.len() >= limits::ATTEMPTS {
            return at;
        }
    }
}

/// Marks that stand inside a phrase: "the \"Save\" button".
fn is_inner_mark(mark: &str) -> bool {
    matches!(mark, "\"" | "'" | "-" | "/" | "&" | ">" | ",")
}

fn is_action(word: &str) -> bool {
    (word.len() > 5 && word.ends_with("ing")) || MENDED.contains(&word)
}

/// "the cache and cookies" goes on; "restarting and it failed" does not.
fn continues_object(pieces: &Pieces, at: usize) -> bool {
    let next = pieces.word(at + 1);
    pieces.word(at) == "and"
        && !next.is_empty()
        && !OUTCOME.contains(&next)
        && !next.starts_with(|first: char| first.is_ascii_digit())
        && !matches!(next, "get" | "got" | "getting" | "the" | "am" | "now" | "that" | "they" | "you")
}

fn push(pieces: &Pieces, start: usize, mut end: usize, found: &mut Vec<Attempt>) {
    let idle = |at: usize| {
        matches!(
            pieces.word(at),
            "" | "and"
                | "or"
                | "times"
                | "time"
                | "twice"
                | "again"
                | "already"
                | "three"
                | "two"
                | "several"
                | "multiple"
                | "many"
                | "four"
                | "five"
                | "to"
                | "the"
                | "a"
                | "now"
                | "today"
                | "like"
                | "2"
                | "3"
                | "4"
                | "5"
                | "10"
                | "of"
        )
    };
    while end > start && idle(end - 1) {
        end -= 1;
    }
    if let (Some(first), Some(last)) =
        (pieces.get(start), end.checked_sub(1).and_then(|last| pieces.get(last)))
        && end > start
    {
        found.push(Attempt { verb: stem(pieces.lower(start)), span: span(first.start, last.end) });
    }
}

/// A rough stem of an English verb; `attempt` when the word is no plain one.
fn stem(verb: &str) -> String {
    if !verb.bytes().all(|byte| byte.is_ascii_lowercase()) || verb.len() > limits::NAME_BYTES {
        return String::from("attempt");
    }
    let root = verb.strip_suffix("ing").or_else(|| verb.strip_suffix("ed")).unwrap_or(verb);
    if root.len() < 2 || root == verb {
        return String::from(verb);
    }
    let bytes = root.as_bytes();
    let (last, before) = (bytes[bytes.len() - 1], bytes[bytes.len() - 2]);
    let mut stem = String::from(root);
    let is_vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    if last == before && !matches!(last, b'l' | b's' | b'z' | b'e') {
        stem.pop();
    } else if matches!(last, b'v' | b'c' | b'u' | b'z')
        || (last == b's' && is_vowel(before))
        || (last == b'l' && matches!(before, b'b' | b'g' | b'p'))
        || (last == b'g' && before == b'n' && verb.ends_with("ging"))
        || ["at", "let", "ir", "ur"].iter().any(|ending| root.ends_with(ending))
    {
        stem.push('e');
    }
    if verb.ends_with("ied") {
        stem.truncate(stem.len() - 1);
        stem.push('y');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = attempts(text);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|attempt| (attempt.verb.as_str(), &text[attempt.span.0 as usize..attempt.span.1 as usize]))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_what_was_tried() {
        check(
            "Already tried restarting the sync agent, no luck",
            &[("restart", "restarting the sync agent")],
        );
        check(
            "I tried clearing the cache and logging out, but it still spins",
            &[("clear", "clearing the cache"), ("log", "logging out")],
        );
        check("We've already reinstalled the plugin twice.", &[("reinstall", "reinstalled the plugin")]);
        check("i tried to update the webhook url three times", &[("update", "update the webhook url")]);
        check(
            "cleared cache, tried firefox and edge, same",
            &[("clear", "cleared cache"), ("firefox", "firefox and edge")],
        );
        check("I’ve tried saving it", &[("save", "saving it")]);
    }

    #[test]
    fn invents_nothing() {
        check("I'm trying to add a colleague", &[]);
        check("I tried everything", &[]);
        check("we have a lot of users", &[]);
        check("", &[]);
        check("tried", &[]);
        check("tried,,,, and and and", &[]);
    }
}
