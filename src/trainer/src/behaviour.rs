//! What must hold whatever the words: a typo, a name or a full stop changes no sentiment, a negation turns it, an
//! intensifier makes it stronger. The kinds of check are those of `CheckList` (Ribeiro et al., ACL 2020); the sentences are ours.

use std::collections::BTreeMap;

use reader::Reader;
use serde::Serialize;

use crate::random::Random;
use crate::row::{Part, Row};
use crate::score::side_of;
use crate::sources::OWN;

/// Own held-out rows on which changes that must not matter are tried.
const CHANGED_ROWS: usize = 600;

/// How far a score may move the wrong way before it counts: what rounding and one more word do.
const SLACK: f32 = 0.1;

/// Checks of one kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Behaviour {
    /// How many there were.
    pub(crate) checks: usize,
    /// How many of them did not hold.
    pub(crate) failures: usize,
}

const THINGS: [&str; 10] =
    ["app", "service", "website", "delivery", "support", "update", "driver", "room", "price", "chat"];
const GOOD: [&str; 10] = [
    "good",
    "great",
    "helpful",
    "excellent",
    "friendly",
    "amazing",
    "useful",
    "nice",
    "wonderful",
    "fantastic",
];
const BAD: [&str; 10] = [
    "bad",
    "terrible",
    "awful",
    "useless",
    "horrible",
    "rude",
    "annoying",
    "poor",
    "disappointing",
    "frustrating",
];
const INTENSIFIERS: [&str; 6] = ["very", "really", "extremely", "so", "incredibly", "absolutely"];
const NAMES: [&str; 6] = ["Anna", "Mehmet", "Priya", "Wei", "Olumide", "José"];

/// Runs every check.
pub(crate) fn behaviours(reader: &Reader, rows: &[Row]) -> BTreeMap<&'static str, Behaviour> {
    let mut all = BTreeMap::<&'static str, Behaviour>::new();
    let mut count = |kind, holds: bool| {
        let it = all.entry(kind).or_default();
        it.checks += 1;
        it.failures += usize::from(!holds);
    };
    let score = |text: &str| reader.read(text).analysis.sentiment;
    let side = |text: &str| side_of(score(text).label);
    for thing in THINGS {
        for (words, wrong) in [(GOOD, 2), (BAD, 0)] {
            for word in words {
                for negated in [
                    format!("The {thing} is not {word}."),
                    format!("I don't think the {thing} is {word}."),
                    format!("The {thing} isn't {word} at all."),
                    format!("the {thing} isnt {word}"),
                ] {
                    count("negation", side(&negated) != wrong);
                }
                let plain = score(&format!("The {thing} is {word}.")).score;
                for intensifier in INTENSIFIERS {
                    let stronger = score(&format!("The {thing} is {intensifier} {word}.")).score;
                    let moved = if wrong == 2 { stronger - plain } else { plain - stronger };
                    count("intensity", moved >= -SLACK);
                }
            }
        }
    }
    let held = rows.iter().filter(|row| row.source == OWN && row.part == Part::Held);
    let held: Vec<&Row> = held.collect();
    let mut random = Random::new(1);
    for row in held.iter().step_by((held.len() / CHANGED_ROWS).max(1)) {
        let text = row.text.as_str();
        let is = side(text);
        let mut changes_nothing = |kind, changed: &str| {
            if changed != text {
                count(kind, side(changed) == is);
            }
        };
        changes_nothing("typos", &misspelt(text, &mut random));
        // An exclamation or a question is more than its full stop.
        let end = text.trim_end_matches(['.', ' ']);
        changes_nothing("punctuation", end);
        if end.ends_with(char::is_alphanumeric) {
            changes_nothing("punctuation", &format!("{end}."));
        }
        let name = NAMES[random.below(NAMES.len())];
        changes_nothing("names", &format!("Hi, this is {name}. {text}"));
        changes_nothing("names", &format!("{text} Regards, {name}"));
    }
    all
}

/// The text with two neighbouring letters of one of its longer words exchanged.
fn misspelt(text: &str, random: &mut Random) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|at| words[*at].len() > 4 && words[*at].bytes().all(|it| it.is_ascii_lowercase()))
        .collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let at = long[random.below(long.len())];
    let mut letters: Vec<char> = words[at].chars().collect();
    let swap = 1 + random.below(letters.len() - 2);
    letters.swap(swap - 1, swap);
    let changed: String = letters.into_iter().collect();
    let mut words = words;
    words[at] = &changed;
    words.join(" ")
}
