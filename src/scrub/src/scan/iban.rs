//! International bank account numbers.

use super::Scanner;
use crate::Kind;
use crate::fold::{Folded, is_space, is_word};

/// Country, length of its numbers. Knowing the length leaves one candidate per place, so that ordinary words
/// after two letters and two digits have one chance in ninety-seven, not twenty.
const LENGTHS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29\
    ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20\
    LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19\
    SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

impl Scanner<'_> {
    /// Two letters and two digits of a known country, then as many letters and digits as it has, with single
    /// separators anywhere between them.
    pub(super) fn iban(&mut self, at: usize) {
        let text = self.text;
        if !text.at(at + 1).is_ascii_alphabetic() || !text.at(at + 2).is_ascii_digit() {
            return;
        }
        let Some(length) = length_of(text, at) else { return };
        let (mut end, mut read, mut digits, mut remainder, mut head) = (at, 0, 0, 0_u32, 0_u32);
        while read < length {
            let byte = text.at(end);
            let Some(value) = char::from(byte).to_digit(36).filter(|_| byte.is_ascii()) else {
                if read > 1 && (is_space(byte) || matches!(byte, b'-' | b'.')) && is_word(text.at(end + 1)) {
                    end += 1;
                    continue;
                }
                return;
            };
            // The first four characters count last.
            let sum = if read < 4 { &mut head } else { &mut remainder };
            *sum = (*sum * if value > 9 { 100 } else { 10 } + value) % if read < 4 { u32::MAX } else { 97 };
            digits += u32::from(value < 10);
            (read, end) = (read + 1, end + 1);
        }
        // Two letters of two digits each and two digits: the head shifts the rest by six places.
        let valid = (remainder * 1_000_000 + head) % 97 == 1;
        if valid && digits >= 10 && !is_word(text.at(end)) {
            self.push(at, end, Kind::Iban);
        }
    }
}

fn length_of(text: &Folded<'_>, at: usize) -> Option<usize> {
    let country = [text.at(at).to_ascii_uppercase(), text.at(at + 1).to_ascii_uppercase()];
    let entry = LENGTHS.as_bytes().chunks_exact(4).find(|entry| entry.starts_with(&country))?;
    let digit = |at: usize| entry.get(at).map(|byte| usize::from(byte - b'0'));
    Some(digit(2)? * 10 + digit(3)?)
}
