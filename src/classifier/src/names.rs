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
    /// Takes the names that have a letter or a digit, without marks at their ends, each cut to
    /// [`limits::SITE_NAME_CHARS`] characters, at most [`limits::SITE_NAMES`] of them. Case, kinds
    /// of apostrophe, and how much white space is inside do not count; an accent written apart from its letter does. A name that is given twice is what it was called
    /// first.
    pub fn new<'n>(given: impl IntoIterator<Item = (&'n str, Role)>) -> Self {
        let mut names: Vec<(Vec<char>, Role)> = Vec::new();
        for (name, role) in given {
            // A mark at the end would take the text's own full stop or question mark with it.
            let name = name.trim_matches(|letter: char| !letter.is_alphanumeric());
            let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let folded: Vec<char> = folded(&words).take(limits::SITE_NAME_CHARS).collect();
            if !folded.is_empty()
                && names.len() < limits::SITE_NAMES
                && names.iter().all(|(it, _)| *it != folded)
            {
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

    /// The names at the start of `text`, where a word begins: the bytes of each with a possessive ending, and what it is.
    fn all_at(&self, text: &str) -> impl Iterator<Item = (usize, Role)> {
        let first = folded(text).next();
        let from = self.names.partition_point(|(name, _)| name.first().copied() < first);
        let same = self.names.iter().skip(from).take_while(move |(name, _)| name.first().copied() == first);
        same.filter_map(move |(name, role)| Some((length_at(name, text)?, *role)))
    }

    /// How a reader takes the start of `text`, where a word begins, as far as names go: so many bytes are a name of this role.
    /// A product that begins with the site's own name is that name with something after it; of any other the words are read
    /// as they are, and no name is looked for inside.
    pub(crate) fn read_at(&self, text: &str) -> Option<(usize, Role)> {
        let longest = self.all_at(text).max_by_key(|(length, _)| *length)?;
        let own =
            self.all_at(text).filter(|(_, role)| *role == Role::Brand).max_by_key(|(length, _)| *length);
        if longest.1 == Role::Product { own.or(Some(longest)) } else { Some(longest) }
    }

    /// Every name in the text, in order, none inside of another.
    pub(crate) fn within(&self, text: &str) -> Vec<((usize, usize), Role)> {
        self.walk(text, |rest| self.all_at(rest).max_by_key(|(length, _)| *length))
    }

    fn walk(&self, text: &str, at: impl Fn(&str) -> Option<(usize, Role)>) -> Vec<((usize, usize), Role)> {
        let mut found = Vec::new();
        let mut free_from = 0;
        if !self.is_empty() {
            crate::token::for_each_token(text, |token| {
                let rest = text.get(token.start..).filter(|_| token.start >= free_from);
                if let Some((length, role)) = rest.and_then(&at) {
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
        for ((start, end), role) in self.walk(text, |rest| self.read_at(rest)) {
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

/// The characters of a text as names are compared by.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(fold)
}

/// One character without case; nothing of an accent that is written apart.
fn fold(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().filter(|lower| !matches!(lower, '\u{300}'..='\u{36f}')).map(|lower| match lower {
        it if is_apostrophe(it) => '\'',
        'ς' => 'σ',
        it => it,
    })
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
        for lower in fold(letters.next()?) {
            if wanted.next() != Some(lower) {
                return None;
            }
        }
        rest = letters.as_str();
    }
    let rest = rest.trim_start_matches(|letter| matches!(letter, '\u{300}'..='\u{36f}'));
    let is_inside = |text: &str| text.chars().next().is_some_and(char::is_alphanumeric);
    if is_inside(rest) {
        return None;
    }
    let mut letters = rest.chars();
    if !letters.next().is_some_and(is_apostrophe) || !is_inside(letters.as_str()) {
        return Some(text.len() - rest.len());
    }
    // "Velmo's prices": the ending belongs to the name. Any other word goes on after an apostrophe: "don't".
    let is_possessive = matches!(letters.next(), Some('s' | 'S')) && !is_inside(letters.as_str());
    is_possessive.then(|| text.len() - letters.as_str().len())
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
            ("Macy's", Role::Competitor),
            ("İstanbul", Role::Competitor),
            ("Can", Role::Brand),
            ("Fernly Pro", Role::Product),
            ("Import from Velmo", Role::Product),
        ])
    }

    #[test]
    fn names_are_what_they_are_to_the_site() {
        let replaced = |text: &str| names().replaced(text);
        assert_eq!(replaced("Leaving FERNLY for velmo."), "Leaving you for [rival#1].");
        assert_eq!(replaced("leaving Velmo for @fernly!"), "leaving [rival#1] for @you!");
        assert_eq!(replaced("Velmo’s price, hedlin\n systems' too"), "[rival#1] price, [rival#1]' too");
        assert_eq!(replaced("ünal & co. is cheaper"), "[rival#1]. is cheaper", "marks stay the text's own");
        assert_eq!(replaced("to Macy\u{2019}s, istanbul"), "to [rival#1], [rival#1]");
        assert_eq!(replaced("we leave Fernly Pro"), "we leave you Pro");
        assert_eq!(replaced("Import from Velmo fails"), "Import from Velmo fails");
        for same in ["velmont, fernlyness, hedlinsystems", "Hedlin has it", "", "[velmo#1]", "I can't"] {
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
