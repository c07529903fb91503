//! The names that a site gives: its own, its competitors' and its products'.
//!
//! "Leaving Fernly for Velmo" and "leaving Velmo for Fernly" are the same words to a model that knows neither. With the
//! site's names each is read as what it is to the site: its own as `you`, which is what most writers call it, and every
//! competitor as one and the same word.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;
use crate::token::is_apostrophe;

/// What a name is to the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The site, its company or its main product.
    Brand,
    /// Somebody else whom customers may go to or come from.
    Competitor,
    /// A product, a plan or a feature of the site.
    Product,
}

/// What a brand is read as.
pub(crate) const OURS: &str = "you";

/// What a competitor is read as. Rows that teach it have this word in the place of the name, with a number.
pub(crate) const RIVAL: &str = "[rival";

/// Names, ready to be found in texts. None at all by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Sorted by the letters, so that those with the same first letter stand together.
    names: Vec<(Vec<char>, Role)>,
}

impl Names {
    /// Takes the names that have a letter or a digit, each cut to [`limits::SITE_NAME_CHARS`] characters, at most
    /// [`limits::SITE_NAMES`] of them. Case does not count, and neither does how much white space is inside. A name that is
    /// given twice is what it was called first.
    pub fn new<'n>(given: impl IntoIterator<Item = (&'n str, Role)>) -> Self {
        let mut names: Vec<(Vec<char>, Role)> = Vec::new();
        for (name, role) in given {
            let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let folded: Vec<char> =
                words.chars().flat_map(char::to_lowercase).take(limits::SITE_NAME_CHARS).collect();
            // Where a text is looked at for names, a word begins.
            let begins = folded.first().is_some_and(|first| first.is_alphanumeric());
            if begins && names.len() < limits::SITE_NAMES && names.iter().all(|(it, _)| *it != folded) {
                names.push((folded, role));
            }
        }
        names.sort();
        Self { names }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The longest name at the start of `text`, where a word begins: its bytes with a possessive ending, and what it is.
    pub(crate) fn at(&self, text: &str) -> Option<(usize, Role)> {
        let first = text.chars().next()?.to_lowercase().next()?;
        let from = self.names.partition_point(|(name, _)| name.first().is_some_and(|it| *it < first));
        let same = self.names.iter().skip(from).take_while(|(name, _)| name.first() == Some(&first));
        same.filter_map(|(name, role)| Some((length_at(name, text)?, *role)))
            .max_by_key(|(length, _)| *length)
    }

    /// Every name in the text, in order, none inside of another.
    pub(crate) fn within(&self, text: &str) -> Vec<((usize, usize), Role)> {
        let mut found = Vec::new();
        let mut free_from = 0;
        if !self.is_empty() {
            crate::token::for_each_token(text, |token| {
                let rest = text.get(token.start..).filter(|_| token.start >= free_from);
                if let Some((length, role)) = rest.and_then(|rest| self.at(rest)) {
                    free_from = token.start + length;
                    found.push(((token.start, free_from), role));
                }
            });
        }
        found
    }

    /// The text as a model reads it: names of the site as `you`, of competitors as `[rival#1]`. For rows that teach it.
    #[must_use]
    pub fn replaced(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for ((start, end), role) in self.within(text) {
            let word = match role {
                Role::Brand => OURS,
                Role::Competitor => "[rival#1]",
                Role::Product => continue,
            };
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(word);
            done = end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// The bytes of `name` at the start of `text`, when it stands there and ends where a word does.
fn length_at(name: &[char], text: &str) -> Option<usize> {
    let mut rest = text;
    let mut wanted = name.iter().copied().peekable();
    while let Some(next) = wanted.peek() {
        if *next == ' ' {
            let after = rest.trim_start();
            if after.len() == rest.len() {
                return None;
            }
            rest = after;
            wanted.next();
            continue;
        }
        let mut letters = rest.chars();
        for lower in letters.next()?.to_lowercase() {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        rest = letters.as_str();
    }
    let is_inside = |text: &str| text.chars().next().is_some_and(char::is_alphanumeric);
    if is_inside(rest) {
        return None;
    }
    // "Velmo's prices": the ending belongs to the name.
    let mut letters = rest.chars();
    let is_possessive = letters.next().is_some_and(is_apostrophe)
        && matches!(letters.next(), Some('s' | 'S'))
        && !is_inside(letters.as_str());
    let end = if is_possessive { letters.as_str() } else { rest };
    Some(text.len() - end.len())
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn names() -> Names {
        Names::new([
            ("Fernly", Role::Brand),
            ("Velmo", Role::Competitor),
            ("Hedlin  Systems", Role::Competitor),
            ("Hedlin", Role::Product),
            ("  ", Role::Brand),
            ("velmo", Role::Brand),
            ("Ünal & Co.", Role::Competitor),
        ])
    }

    #[test]
    fn names_are_what_they_are_to_the_site() {
        let replaced = |text: &str| names().replaced(text);
        assert_eq!(replaced("Leaving FERNLY for velmo."), "Leaving you for [rival#1].");
        assert_eq!(replaced("leaving Velmo for @fernly!"), "leaving [rival#1] for @you!");
        assert_eq!(replaced("Velmo’s price, hedlin\n systems' too"), "[rival#1] price, [rival#1]' too");
        assert_eq!(replaced("ünal & co. is cheaper"), "[rival#1] is cheaper");
        for same in ["velmont, fernlyness, hedlinsystems", "Hedlin has it", "", "[velmo#1]"] {
            assert_eq!(replaced(same), same);
        }
        assert_eq!(Names::default().replaced("Velmo"), "Velmo");
    }

    #[test]
    fn longer_names_come_before_shorter_ones() {
        let found = names().within("hedlin systems and hedlin");
        assert_eq!(found, vec![((0, 14), Role::Competitor), ((19, 25), Role::Product)]);
    }
}
