//! The parts of a message's text: words, links, and placeholders of what was hidden. Never markup of any kind: the
//! parts become text nodes.

#[cfg(test)]
mod tests;

use crate::limits;

/// One part of a text, in order; together they are the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'t> {
    /// Words.
    Text(&'t str),
    /// A web address, `http` or `https` only, exactly as written.
    Link(&'t str),
    /// A placeholder that the scrubber left, `[email#1]`.
    Hidden {
        /// The placeholder as written.
        placeholder: &'t str,
        /// What stood there.
        kind: Hidden,
    },
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A payment card number.
    Card,
    /// A bank account number.
    Iban,
    /// A social security number.
    Ssn,
    /// A network address.
    Ip,
    /// A token, key or password.
    Secret,
}

impl Hidden {
    const ALL: [Self; 7] =
        [Self::Email, Self::Phone, Self::Card, Self::Iban, Self::Ssn, Self::Ip, Self::Secret];

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "email" => Self::Email,
            "phone" => Self::Phone,
            "card" => Self::Card,
            "iban" => Self::Iban,
            "ssn" => Self::Ssn,
            "ip" => Self::Ip,
            "jwt" | "secret" | "url_secret" => Self::Secret,
            _ => return None,
        })
    }

    /// In words, one of them and several of them.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Email => ("e-mail address", "e-mail addresses"),
            Self::Phone => ("phone number", "phone numbers"),
            Self::Card => ("card number", "card numbers"),
            Self::Iban => ("bank account number", "bank account numbers"),
            Self::Ssn => ("social security number", "social security numbers"),
            Self::Ip => ("network address", "network addresses"),
            Self::Secret => ("password or key", "passwords or keys"),
        }
    }
}

/// Takes a text apart.
#[must_use]
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let found = match rest.as_bytes()[0] {
            b'[' => placeholder(rest),
            b'h' | b'H' if starts_word(text, at) => link(rest).map(Part::Link),
            _ => None,
        };
        if let Some(part) = found {
            if from < at {
                parts.push(Part::Text(&text[from..at]));
            }
            let (Part::Text(word) | Part::Link(word) | Part::Hidden { placeholder: word, .. }) = part;
            at += word.len();
            from = at;
            parts.push(part);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if from < text.len() {
        parts.push(Part::Text(&text[from..]));
    }
    parts
}

/// What was hidden in a text, as a sentence: "1 e-mail address and 2 card numbers were hidden before sending".
/// Nothing when nothing was. A value that occurs twice has one placeholder and counts once.
#[must_use]
pub fn hidden_note(text: &str) -> Option<String> {
    let mut seen: Vec<(Hidden, &str)> = Vec::new();
    for part in parts(text) {
        if let Part::Hidden { placeholder, kind } = part
            && !seen.contains(&(kind, placeholder))
        {
            seen.push((kind, placeholder));
        }
    }
    let mut phrases: Vec<String> = Vec::new();
    for kind in Hidden::ALL {
        let count = seen.iter().filter(|(other, _)| *other == kind).count();
        let (one, many) = kind.words();
        match count {
            0 => {}
            1 => phrases.push(["1 ", one].concat()),
            _ => phrases.push([&count.to_string(), " ", many].concat()),
        }
    }
    let last = phrases.pop()?;
    let verb = if seen.len() == 1 { " was" } else { " were" };
    let all = if phrases.is_empty() { last } else { [&phrases.join(", "), " and ", &last].concat() };
    Some([&all, verb, " hidden before sending."].concat())
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_ascii_alphanumeric())
}

/// A placeholder at the beginning of `rest`: `[kind#number]`.
fn placeholder(rest: &str) -> Option<Part<'_>> {
    let end = rest.bytes().take(24).position(|byte| byte == b']')?;
    let (name, number) = rest.get(1..end)?.split_once('#')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let kind = Hidden::named(name).filter(|_| is_number)?;
    Some(Part::Hidden { placeholder: &rest[..=end], kind })
}

/// A web address at the beginning of `rest`, without the punctuation that ends the sentence around it.
fn link(rest: &str) -> Option<&str> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))?
        .len();
    // Among them the controls that turn the direction of text, which could show another address than the real one.
    let stops = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut address = &rest[..rest.find(stops).unwrap_or(rest.len())];
    if address.len() > limits::LINK_BYTES {
        return None;
    }
    while let Some(last) = address.chars().next_back() {
        let is_unopened =
            |close, open| last == close && address.matches(close).count() > address.matches(open).count();
        if !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~')
            && !is_unopened(')', '(')
            && !is_unopened(']', '[')
        {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    // A host begins with a letter, a digit or the bracket of an IPv6 address; "https://" alone is a word.
    address[scheme.min(address.len())..]
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric() || first == '[' || !first.is_ascii())
        .then_some(address)
}
