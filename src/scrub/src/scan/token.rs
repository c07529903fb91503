//! Tokens that tell themselves by their shape.

use super::Scanner;
use crate::Kind;
use crate::fold::{Folded, is_space};

/// Prefixes of issued keys, and how many token characters follow at least.
const PREFIXES: [(&str, usize); 48] = [
    ("sk_live_", 8),
    ("sk_test_", 8),
    ("rk_live_", 8),
    ("rk_test_", 8),
    ("pk_live_", 8),
    ("pk_test_", 8),
    ("whsec_", 8),
    ("sk-", 20),
    ("AKIA", 12),
    ("ASIA", 12),
    ("AROA", 12),
    ("AIDA", 12),
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("glrt-", 16),
    ("xoxb-", 8),
    ("xoxp-", 8),
    ("xoxa-", 8),
    ("xoxr-", 8),
    ("xoxs-", 8),
    ("xoxe-", 8),
    ("xapp-", 8),
    ("AIza", 24),
    ("ya29.", 16),
    ("GOCSPX-", 16),
    ("SG.", 20),
    ("npm_", 24),
    ("pypi-", 24),
    ("dop_v1_", 24),
    ("shpat_", 16),
    ("shpss_", 16),
    ("shpca_", 16),
    ("hf_", 24),
    ("gsk_", 24),
    ("sq0atp-", 16),
    ("sq0csp-", 16),
    ("EAAC", 30),
    ("lin_api_", 16),
    ("ntn_", 24),
    ("r8_", 24),
    ("hvs.", 20),
    ("dckr_pat_", 16),
    ("sntrys_", 20),
];

/// What is shorter is not random, however it looks.
const RANDOM: usize = 32;

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const fn is_base64(byte: u8) -> bool {
    is_token(byte) || matches!(byte, b'+' | b'=' | b'.')
}

impl Scanner<'_> {
    /// A run of letters and digits begins. What a token took is not looked at again.
    pub(super) fn token(&mut self, at: usize) {
        if at < self.token_floor {
            return;
        }
        let text = self.text;
        let first = text.at(at);
        let end = if first == b'e' && text.at(at + 1) == b'y' && text.at(at + 2) == b'J' {
            jwt_end(text, at).map(|end| (end, Kind::Jwt))
        } else {
            None
        };
        let end = end.or_else(|| {
            PREFIXES
                .iter()
                .find(|(prefix, least)| {
                    prefix.as_bytes().first() == Some(&first)
                        && prefix.bytes().enumerate().all(|(n, byte)| text.at(at + n) == byte)
                        && (0..*least).all(|n| is_base64(text.at(at + prefix.len() + n)))
                })
                .map(|_| (trim(text, text.end_of(at, is_base64)), Kind::Secret))
        });
        if let Some((end, kind)) = end {
            self.push(at, end, kind);
            self.token_floor = end;
        } else if !is_token(text.before(at)) {
            self.bearer(at);
            self.random(at);
        }
    }

    /// `Bearer` and a token. "A bearer of bad news" carries none.
    fn bearer(&mut self, at: usize) {
        let text = self.text;
        if !text.is(at, "bearer") || !is_space(text.at(at + 6)) {
            return;
        }
        let start = text.end_of(at + 6, is_space);
        let end = trim(text, text.end_of(start, |byte| is_base64(byte) || matches!(byte, b'/' | b'~')));
        let digits = (start..end).any(|place| text.at(place).is_ascii_digit());
        if end >= start + 20 || (digits && end >= start + 8) {
            self.push(start, end, Kind::Secret);
        }
        self.token_floor = end;
    }

    /// At least [`RANDOM`] characters that change between capitals, small letters and digits as no name does.
    fn random(&mut self, at: usize) {
        let text = self.text;
        let end = text.end_of(at, is_token);
        if end < at + RANDOM {
            return;
        }
        let (mut counts, mut changes, mut last) = ([0_usize; 4], 0, 3);
        for place in at..end {
            let class = match text.at(place) {
                b'a'..=b'z' => 0,
                b'A'..=b'Z' => 1,
                b'0'..=b'9' => 2,
                _ => 3,
            };
            if class < 3 {
                changes += usize::from(last != class);
                last = class;
            }
            counts[class] += 1;
        }
        let [small, capital, digit, sign] = counts;
        if small.min(capital) >= 4 && digit >= 3 && changes * 3 >= end - at && sign * 6 < end - at {
            self.push(at, trim(text, end), Kind::Secret);
            self.token_floor = end;
        }
    }

    /// `-----BEGIN … PRIVATE KEY-----` up to its end, or to the end of the text.
    pub(super) fn private_key(&mut self, at: usize) {
        let text = self.text;
        if at < self.token_floor || !text.is(at, "-----begin ") {
            return;
        }
        let header = at + 11;
        let Some(private) = (header..header + 24).find(|place| text.is(*place, "private key")) else {
            return;
        };
        let mut end = private;
        while end < text.len() && !(text.at(end) == b'-' && text.is(end, "-----end ")) {
            end += 1;
        }
        end = text.end_of(end, |byte| byte == b'-');
        end = text.end_of(end, |byte| byte.is_ascii_alphabetic() || byte == b' ');
        end = text.end_of(end, |byte| byte == b'-');
        self.push(at, end.min(text.len()), Kind::Secret);
        self.token_floor = end;
    }
}

/// A header, a payload and a signature (which may be empty), or five parts, or one long enough that no word
/// begins so.
fn jwt_end(text: &Folded<'_>, at: usize) -> Option<usize> {
    let header = text.end_of(at, is_token);
    let mut end = header;
    for _ in 0..4 {
        if text.at(end) != b'.' || !is_token(text.at(end + 1)) {
            break;
        }
        end = text.end_of(end + 1, is_token);
    }
    (end >= at + 20 && header >= at + 8).then_some(end)
}

/// Dots at the end belong to the sentence.
fn trim(text: &Folded<'_>, mut end: usize) -> usize {
    while matches!(text.before(end), b'.' | b'-') {
        end -= 1;
    }
    end
}
