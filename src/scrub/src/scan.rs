//! One pass over the folded text: which byte calls which scanner, and how what they find is merged.
//!
//! Every scanner looks ahead or behind by a bounded number of bytes, or over a run that no later call reads
//! again; that is what keeps the work linear.

mod context;
mod email;
mod iban;
mod ip;
mod named;
mod number;
mod phone;
mod token;
mod url;
mod words;

pub(crate) use url::announces_token;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::Kind;
use crate::fold::{END, Folded, is_word};
use context::Context;

/// A value to be replaced: a range of folded bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// The values in a text, in order, none touching another's bytes.
pub(crate) fn scan(text: &Folded<'_>) -> Vec<Found> {
    let mut scanner = Scanner {
        text,
        found: Vec::new(),
        context: Context::default(),
        phone_floor: 0,
        token_floor: 0,
        value_floor: 0,
        parameter_floor: 0,
        userinfo_at: usize::MAX,
        segment: 0,
    };
    let mut before = END;
    for at in 0..text.len() {
        let byte = text.at(at);
        // Inside of a word and at a space no scanner begins.
        if !(byte == b' ' || byte.is_ascii_alphabetic() && before.is_ascii_alphabetic()) {
            scanner.visit(at, byte, before);
        }
        before = byte;
    }
    scanner.found
}

struct Scanner<'t> {
    text: &'t Folded<'t>,
    found: Vec<Found>,
    context: Context,
    /// Before it, digits were part of a number that is no telephone number.
    phone_floor: usize,
    /// Before it, token characters have been read.
    token_floor: usize,
    /// Before it, a named value has been read.
    value_floor: usize,
    /// Before it, the value of a URL's parameter has been read.
    parameter_floor: usize,
    /// The `@` of a URL's user part is no e-mail's.
    userinfo_at: usize,
    /// Where the current path segment begins.
    segment: usize,
}

impl Scanner<'_> {
    fn visit(&mut self, at: usize, byte: u8, before: u8) {
        match byte {
            b'@' => self.email(at),
            b'=' => self.named_by_sign(at),
            b':' => {
                self.userinfo(at);
                self.named_by_sign(at);
            }
            b'?' | b'&' | b'#' | b';' => self.parameter(at),
            b'/' => self.path_segment(at),
            b'-' => self.private_key(at),
            b'+' | b'(' => self.phone(at),
            _ => {}
        }
        if byte == b'#' {
            self.context.number_sign(at);
        }
        if (byte.is_ascii_hexdigit() || byte == b':')
            && !(is_word(before) || before == b':' || before == b'.')
        {
            self.ipv6(at);
        }
        if byte.is_ascii_digit() && !before.is_ascii_digit() {
            self.card(at);
            if self.starts_number(at) {
                self.ssn(at);
                self.ipv4(at);
                self.code(at);
                self.phone(at);
            } else if before == b'-' {
                // "G-482913 is your code".
                self.code(at);
            }
        }
        if is_word(byte) && !is_word(before) {
            self.token(at);
            if !byte.is_ascii_digit() {
                self.iban(at);
                self.word(at);
            }
        }
    }

    /// Adds a value. Values that overlap become one, under the kind of the longer, so that no half of either
    /// is left.
    fn push(&mut self, start: usize, end: usize, kind: Kind) {
        let mut new = Found { start, end, kind };
        while let Some(last) = self.found.last().copied() {
            if last.end <= new.start {
                break;
            }
            if last.end - last.start > new.end - new.start {
                new.kind = last.kind;
            }
            new.start = new.start.min(last.start);
            new.end = new.end.max(last.end);
            self.found.pop();
        }
        self.found.push(new);
    }

    /// Whether a place lies in a number that was found. A secret may have taken the half of a number only.
    fn is_covered(&self, at: usize) -> bool {
        self.found.last().is_some_and(|last| {
            at < last.end && matches!(last.kind, Kind::Card | Kind::Iban | Kind::Ssn | Kind::Ip | Kind::Phone)
        })
    }

    /// Whether the digit at a place begins a number, and not the rest of an id, a decimal or a time.
    fn starts_number(&self, at: usize) -> bool {
        let (before, further) = (self.text.before(at), self.text.before(at.wrapping_sub(1)));
        match before {
            b':' | b',' | b'\'' => !further.is_ascii_digit(),
            b'-' | b'.' | b'/' => {
                !is_word(further) || (self.context.allows_prefix(at) && !further.is_ascii_digit())
            }
            b'_' => false,
            _ => !is_word(before),
        }
    }
}
