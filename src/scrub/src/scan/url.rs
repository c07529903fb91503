//! Secrets inside addresses. The rest of the address stays readable.

use super::Scanner;
use super::named::{self, Name};
use super::words;
use crate::fold::{END, PLACEHOLDER, is_space, is_word};
use crate::{Kind, limits};

/// Parameters whose values are secret or personal, beside those that are named like passwords and tokens.
const PARAMETERS: &str = " code sig signature email mail phone tel mobile ticket nonce state invite otp pin magic sso \
    samlresponse hash hmac xamzsignature xamzcredential user username login ssn iban card ";

/// Path segments that are followed by a token.
const BEFORE_TOKENS: &str = " reset resetpassword passwordreset password verify verification verifyemail confirm \
    confirmation activate activation invite invitation magic magiclink token unsubscribe recover recovery unlock \
    share s auth login signin session ";

const fn is_url(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, END | PLACEHOLDER | b'"' | b'<' | b'>' | b'`' | b'\\')
}

const fn is_part(byte: u8) -> bool {
    is_url(byte) && !matches!(byte, b'/' | b'?' | b'#' | b'&' | b';')
}

/// Whether what follows a path segment of that name is a token.
pub(crate) fn announces_token(name: &[u8]) -> bool {
    words::has(BEFORE_TOKENS, name)
}

impl Scanner<'_> {
    /// `://user:password@`.
    pub(super) fn userinfo(&mut self, at: usize) {
        let text = self.text;
        if text.at(at + 1) != b'/' || text.at(at + 2) != b'/' {
            return;
        }
        let start = at + 3;
        let end = text.end_of(start, |byte| is_url(byte) && !matches!(byte, b'/' | b'?' | b'#'));
        if let Some(sign) = (start..end).rev().find(|place| text.at(*place) == b'@') {
            self.userinfo_at = sign;
            // Everybody's name on a code host is no secret.
            if sign > start && !(sign == start + 3 && text.is(start, "git")) {
                self.push(start, sign, Kind::UrlSecret);
            }
        }
    }

    /// `?name=value`, after any of `? & # ;`.
    pub(super) fn parameter(&mut self, at: usize) {
        if at < self.parameter_floor {
            return;
        }
        let text = self.text;
        let mut name = [0; limits::NAME];
        let (mut length, mut pos) = (0, at + 1);
        loop {
            let byte = text.at(pos);
            if is_word(byte) {
                let Some(slot) = name.get_mut(length) else { return };
                *slot = byte.to_ascii_lowercase();
                length += 1;
            } else if !matches!(byte, b'_' | b'-' | b'.' | b'[' | b']' | b'$' | b':')
                || pos - at > 2 * limits::NAME
            {
                break;
            }
            pos += 1;
        }
        if text.at(pos) != b'=' {
            return;
        }
        let Some(name) = name.get(..length) else { return };
        let secret = matches!(named::class(name), Some(Name::Password | Name::Token | Name::Key))
            || words::has(PARAMETERS, name)
            || name.ends_with(b"email")
            || name.ends_with(b"code");
        if !secret {
            return;
        }
        let mut end = text.end_of(pos + 1, |byte| is_url(byte) && !matches!(byte, b'&' | b'#' | b';'));
        while end > pos + 1 && matches!(text.before(end), b'.' | b',' | b')' | b'!' | b'?' | b'\'') {
            end -= 1;
        }
        if end > pos + 1 {
            self.push(pos + 1, end, Kind::UrlSecret);
            self.parameter_floor = end;
        }
    }

    /// `/reset/<token>`.
    pub(super) fn path_segment(&mut self, at: usize) {
        let text = self.text;
        let before = core::mem::replace(&mut self.segment, at + 1);
        let mut name = [0; 20];
        let mut length = 0;
        if before == 0 || at.saturating_sub(before) > 2 * name.len() {
            return;
        }
        for place in before..at {
            let byte = text.at(place);
            if is_word(byte) {
                let Some(slot) = name.get_mut(length) else { return };
                *slot = byte.to_ascii_lowercase();
                length += 1;
            } else if !matches!(byte, b'-' | b'_') {
                return;
            }
        }
        if !name.get(..length).is_some_and(announces_token) {
            return;
        }
        let mut end = text.end_of(at + 1, is_part);
        while matches!(text.before(end), b'.' | b',' | b')' | b'!' | b'\'') && end > at + 1 {
            end -= 1;
        }
        let size = end - at - 1;
        let digits = (at + 1..end).any(|place| text.at(place).is_ascii_digit());
        let capital = (at + 2..end).any(|place| text.at(place).is_ascii_uppercase());
        if (digits && size >= 6) || (capital && size >= 12) || size >= 32 {
            self.push(at + 1, end, Kind::UrlSecret);
        }
    }
}
