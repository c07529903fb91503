//! Values that are secret because the words before them say so: passwords, tokens, one-time codes.

use super::Scanner;
use super::words::{self, Role};
use crate::fold::{END, PLACEHOLDER, is_space, is_word};
use crate::{Kind, limits};

/// What a name promises about its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A password: any word may be one.
    Password,
    /// A token: long, or letters and digits.
    Token,
    /// "key", "session": only what is long and mixed.
    Key,
}

/// How a name and its value are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Equals,
    Colon,
    /// "is".
    Word,
    Nothing,
}

const PASSWORDS: [&str; 8] =
    ["password", "passwd", "passphrase", "passwort", "kennwort", "pwd", "passcode", "motdepasse"];
const TOKENS: [&str; 14] = [
    "token",
    "secret",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "sessionid",
    "sessid",
    "authkey",
    "credential",
    "credentials",
    "authorization",
    "encryptionkey",
    "signingkey",
];

/// The class of a name in lower case without dashes and underscores.
pub(super) fn class(name: &[u8]) -> Option<Name> {
    let ends = |list: &[&str]| list.iter().any(|end| name.ends_with(end.as_bytes()));
    if ends(&PASSWORDS) || words::has(" pass pw psw ", name) {
        Some(Name::Password)
    } else if ends(&TOKENS) || words::has(" jwt auth sid ", name) {
        Some(Name::Token)
    } else {
        words::has(" key keys session cookie signature licensekey sharedkey ", name).then_some(Name::Key)
    }
}

const fn is_value(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, END | PLACEHOLDER | b'"' | b'<' | b'>' | b'&' | b'`')
}

impl Scanner<'_> {
    /// A colon or an equals sign.
    pub(super) fn named_by_sign(&mut self, at: usize) {
        let byte = self.text.at(at);
        if self.text.at(at + 1) == b'/' && byte == b':' {
            return;
        }
        let Some(name) = self.name_before(at) else { return };
        let joint = if byte == b'=' { Joint::Equals } else { Joint::Colon };
        // `:=`, `==`, `=>`.
        let from = self.text.end_of(at + 1, |byte| matches!(byte, b'=' | b'>'));
        self.value(from, name, joint);
    }

    /// The word "is".
    pub(super) fn named_by_word(&mut self, at: usize, end: usize) {
        if let Some(name) = self.name_before(at) {
            self.value(end, name, Joint::Word);
        }
    }

    /// "password hunter2", "token abc123def456".
    pub(super) fn named_by_nothing(&mut self, at: usize, end: usize) {
        if self.text.at(end) == b' '
            && end - at < limits::NAME
            && let Some(name @ (Name::Password | Name::Token)) = self.name_before(end)
        {
            self.value(end, name, Joint::Nothing);
        }
    }

    /// The class of the name that ends before `at`, perhaps in quotes or before a space.
    fn name_before(&self, at: usize) -> Option<Name> {
        let text = self.text;
        let mut end = at;
        while at - end < 3 && matches!(text.before(end), b' ' | b'"' | b'\'' | b']' | b'*' | b'`') {
            end -= 1;
        }
        let mut name = [0; limits::NAME];
        let (mut free, mut start) = (limits::NAME, end);
        loop {
            let byte = text.before(start);
            // "api key" is one name of two words.
            let two = byte == b' '
                && name.get(free..).is_some_and(|word| words::has(" key keys id ", word))
                && is_word(text.before(start.wrapping_sub(1)));
            if !(is_word(byte) || two || matches!(byte, b'_' | b'-')) || end - start >= limits::NAME {
                break;
            }
            if is_word(byte) {
                free -= 1;
                *name.get_mut(free)? = byte.to_ascii_lowercase();
            }
            start -= 1;
        }
        class(name.get(free..)?)
    }

    fn value(&mut self, from: usize, name: Name, joint: Joint) {
        let text = self.text;
        if from < self.value_floor {
            return;
        }
        let mut start = text.end_of(from, is_space);
        if start - from > 4 {
            return;
        }
        let next_line = (from..start).any(|place| text.at(place) == b'\n');
        let quoted = matches!(text.at(start), b'"' | b'\'' | b'`');
        start += usize::from(quoted);
        // "Authorization: Bearer …", "password is now …".
        for _ in 0..2 {
            for filler in ["bearer ", "basic ", "token ", "now ", "still ", "set to ", "just "] {
                if text.is(start, filler) {
                    start += filler.len();
                }
            }
        }
        let quote = text.before(start);
        let closed = (start..start + limits::QUOTED)
            .take_while(|place| !matches!(text.at(*place), b'\n' | PLACEHOLDER));
        let close = closed.filter(|_| quoted).find(|place| text.at(*place) == quote);
        let end = close.unwrap_or_else(|| self.value_end(start, joint));
        let joint = if next_line { Joint::Nothing } else { joint };
        if end > start && self.is_secret(start, end, name, joint, quoted) {
            self.push(start, end, Kind::Secret);
            // What is refused is short; what is taken may be long, and is not read again.
            self.value_floor = end;
        }
    }

    /// Where a value without quotes ends; punctuation behind it belongs to the sentence.
    fn value_end(&self, start: usize, joint: Joint) -> usize {
        let text = self.text;
        let mut end = text.end_of(start, is_value);
        while joint != Joint::Equals && end > start && text.at(end) == b'&' {
            end = text.end_of(end + 1, is_value);
        }
        while end > start
            && matches!(text.before(end), b'.' | b',' | b';' | b':' | b'?' | b')' | b'\'' | b']' | b'}')
        {
            end -= 1;
        }
        end
    }

    fn is_secret(&self, start: usize, end: usize, name: Name, joint: Joint, quoted: bool) -> bool {
        let text = self.text;
        let length = end - start;
        if length >= limits::LONG_VALUE {
            return true;
        }
        let any = |test: fn(u8) -> bool| (start..end).any(|place| test(text.at(place)));
        let digit = any(|byte| byte.is_ascii_digit());
        let letter = any(is_word) && any(|byte| !byte.is_ascii_digit() && is_word(byte));
        let sign = any(|byte| matches!(byte, b'!' | b'@' | b'#' | b'$' | b'%' | b'^' | b'*' | b'+' | b'_'));
        let inner_capital = (start + 1..end)
            .any(|place| text.at(place).is_ascii_uppercase() && text.before(place).is_ascii_lowercase());
        let mixed = (digit && (letter || sign)) || (sign && length > 4) || (inner_capital && length > 5);
        match name {
            Name::Password => match joint {
                Joint::Nothing => length >= 6 && digit && letter,
                _ if mixed || quoted || (digit && length >= 4) => true,
                Joint::Equals | Joint::Colon => !words::is_prose(text, start, text.end_of(start, is_word)),
                Joint::Word => length > 4 && self.ends_sentence(end) && !self.is_predicate(start, end),
            },
            Name::Token => {
                (digit && letter && length >= if joint == Joint::Nothing { 12 } else { 8 })
                    || (digit && joint != Joint::Nothing && !letter && length >= 4)
                    || (length >= 16 && (inner_capital || joint == Joint::Equals))
            }
            Name::Key => {
                joint != Joint::Nothing
                    && digit
                    && letter
                    && length >= if joint == Joint::Equals { 12 } else { 16 }
            }
        }
    }

    fn ends_sentence(&self, end: usize) -> bool {
        matches!(self.text.at(end), END | b'.' | b',' | b';' | b'!' | b'\n' | b'"')
    }

    /// "The password is incorrect": a word that says something about it.
    fn is_predicate(&self, start: usize, end: usize) -> bool {
        let ends = |suffix: &str| end - start > suffix.len() && self.text.is(end - suffix.len(), suffix);
        words::is_prose(self.text, start, end)
            || ["ed", "ing", "ect", "ble", "en", "al", "ive", "ful", "ous"].into_iter().any(ends)
    }

    /// Digits after "my code is", or before "is your verification code".
    pub(super) fn code(&mut self, at: usize) {
        let text = self.text;
        if self.is_covered(at) {
            return;
        }
        let mut end = text.end_of(at, |byte| byte.is_ascii_digit()).min(at + 9);
        let half = end - at;
        if (3..=4).contains(&half) && matches!(text.at(end), b' ' | b'-') {
            let other = text.end_of(end + 1, |byte| byte.is_ascii_digit()).min(end + 10);
            if other - end - 1 == half {
                end = other;
            }
        }
        let digits = if end - at > 2 * half { 2 * half } else { half };
        let (next, further) = (text.at(end), text.at(end + 1));
        if is_word(next) || (matches!(next, b'.' | b',' | b':' | b'-' | b'/') && further.is_ascii_digit()) {
            return;
        }
        let secret = match self.context.topic(at) {
            Some(Role::Code) => (4..=8).contains(&digits),
            Some(Role::Cvv) => (3..=4).contains(&digits),
            Some(Role::PlainCode) => digits == 6,
            _ => false,
        };
        if secret || ((4..=8).contains(&digits) && self.is_called_code(end)) {
            self.push(at, end, Kind::Secret);
        }
    }

    /// "… is your Fernly verification code", "… as the code".
    fn is_called_code(&self, end: usize) -> bool {
        let text = self.text;
        let mut begins = [" is my ", " is your ", " is the ", " as my ", " as your ", " as the "].iter();
        if !begins.any(|words| text.is(end, words)) {
            return false;
        }
        (end + 6..end + 56)
            .take_while(|place| !matches!(text.at(*place), END | b'.' | b'\n' | b'!' | b'?'))
            .any(|place| {
                text.at(place) == b' '
                    && ["code", "otp", "pin", "passcode"]
                        .into_iter()
                        .any(|word| text.is(place + 1, word) && !is_word(text.at(place + 1 + word.len())))
            })
    }

    /// "verification code: A1B2C3".
    pub(super) fn code_of_letters(&mut self, at: usize, end: usize) {
        if self.context.topic(at) == Some(Role::Code) && (5..=10).contains(&(end - at)) {
            let digits = (at..end).filter(|place| self.text.at(*place).is_ascii_digit()).count();
            if digits >= 2 {
                self.push(at, end, Kind::Secret);
            }
        }
    }
}
