//! E-mail addresses.

use super::Scanner;
use crate::Kind;
use crate::fold::{IDEOGRAPH, LETTER, is_word};

const fn is_local(byte: u8) -> bool {
    is_word(byte)
        || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'~' | b'!' | b'$' | b'*' | b'^' | b'`')
}

impl Scanner<'_> {
    /// An `@`. What lies between two of them is read at most twice, so any number of them costs no more.
    pub(super) fn email(&mut self, at: usize) {
        if at == self.userinfo_at {
            return;
        }
        let start = self.local_start(at);
        if start == at {
            return;
        }
        if let Some(end) = self.domain_end(at + 1) {
            self.push(start, end, Kind::Email);
        }
    }

    fn local_start(&self, at: usize) -> usize {
        let text = self.text;
        let mut start = at;
        if text.before(at) == b'"' {
            // "john doe"@example.com, at most as long as a local part may be.
            for open in (at.saturating_sub(66)..at - 1).rev() {
                if text.at(open) == b'"' {
                    return open;
                }
            }
            return at;
        }
        if text.before(at) == IDEOGRAPH {
            while text.before(start) == IDEOGRAPH {
                start -= 1;
            }
            return start;
        }
        while is_local(text.before(start)) {
            start -= 1;
        }
        // An apostrophe or dash before the address belongs to the sentence.
        while start < at && !is_word(text.at(start)) && !matches!(text.at(start), b'_' | b'+') {
            start += 1;
        }
        start
    }

    /// The end of the last label that can be a top-level domain, or of an IPv4 address.
    fn domain_end(&self, from: usize) -> Option<usize> {
        let text = self.text;
        let bracket = usize::from(text.at(from) == b'[');
        if let Some(end) = self.ipv4_end(from + bracket) {
            return Some(end + bracket);
        }
        // `icon@2x.png` is a file.
        if text.at(from).is_ascii_digit() && text.is(from + 1, "x.") {
            return None;
        }
        let (mut label, mut end) = (from, None);
        loop {
            let first = text.at(label);
            let stop = if first == IDEOGRAPH {
                text.end_of(label, |byte| byte == IDEOGRAPH)
            } else {
                text.end_of(label, |byte| is_word(byte) || byte == b'-' || byte == b'_')
            };
            let mut last = stop;
            while last > label && matches!(text.before(last), b'-' | b'_') {
                last -= 1;
            }
            let names = if first == IDEOGRAPH { last > label } else { last > label + 1 };
            if label > from && names && (first.is_ascii_alphabetic() || matches!(first, LETTER | IDEOGRAPH)) {
                end = Some(last);
            }
            if stop == label || last < stop || text.at(stop) != b'.' {
                return end;
            }
            label = stop + 1;
        }
    }
}
