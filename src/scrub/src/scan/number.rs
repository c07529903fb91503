//! Payment cards and social security numbers.

use super::Scanner;
use super::words::Role;
use crate::Kind;
use crate::fold::{is_space, is_word};

/// Digits of a card, and the shape in which they stood.
#[derive(Default)]
struct Digits {
    values: [u8; 20],
    count: usize,
    /// Every group so far had four digits.
    fours: bool,
    /// The shortest group but the last.
    shortest: usize,
    groups: usize,
}

/// What stands before the digits.
#[derive(Clone, Copy)]
struct Sense {
    /// A word that speaks of cards.
    named: bool,
    /// A word or sign that speaks of ids.
    id: bool,
    /// The rest of the same id.
    inner: bool,
}

impl Scanner<'_> {
    /// 13 to 19 digits (12, when the words before speak of cards) with single or double separators, an
    /// issuer's prefix and a valid check digit. Letters may touch it on both sides.
    pub(super) fn card(&mut self, at: usize) {
        let text = self.text;
        // The decimals of a fraction.
        if matches!(text.before(at), b'.' | b',') && text.before(at.wrapping_sub(1)).is_ascii_digit() {
            return;
        }
        let topic = self.context.topic(at);
        let sense = Sense {
            named: topic == Some(Role::Card),
            id: topic == Some(Role::Id),
            inner: matches!(text.before(at), b'-' | b'/' | b'_') && is_word(text.before(at.wrapping_sub(1))),
        };
        let mut digits = Digits { fours: true, shortest: usize::MAX, ..Digits::default() };
        let (mut pos, mut best) = (at, None);
        loop {
            let start = pos;
            while text.at(pos).is_ascii_digit() {
                let Some(slot) = digits.values.get_mut(digits.count) else { break };
                *slot = text.at(pos) - b'0';
                (digits.count, pos) = (digits.count + 1, pos + 1);
            }
            let group = pos - start;
            digits.groups += 1;
            if digits.count > 19 {
                break;
            }
            if digits.is_card(group, sense) {
                best = Some(pos);
            }
            digits.fours &= group == 4;
            digits.shortest = digits.shortest.min(group);
            let gap = (1..=3).find(|gap| text.at(pos + gap).is_ascii_digit());
            match gap {
                Some(gap) if (0..gap).all(|n| is_gap(text.at(pos + n))) => pos += gap,
                _ => break,
            }
        }
        if let Some(end) = best {
            self.push(at, end, Kind::Card);
        }
    }

    /// `ddd-dd-dddd`, also with spaces; nine bare digits only after a word that names them.
    pub(super) fn ssn(&mut self, at: usize) {
        let text = self.text;
        let named = self.context.topic(at) == Some(Role::Ssn);
        if self.is_covered(at) || text.before(at) == b'$' {
            return;
        }
        let (mut values, mut pos) = ([0_u32; 3], at);
        let separator = text.at(at + 3);
        for (part, length) in values.iter_mut().zip([3, 2, 4]) {
            if pos > at && !separator.is_ascii_digit() {
                if text.at(pos) != separator {
                    return;
                }
                pos += 1;
            }
            for _ in 0..length {
                if !text.at(pos).is_ascii_digit() {
                    return;
                }
                *part = *part * 10 + u32::from(text.at(pos) - b'0');
                pos += 1;
            }
        }
        let [area, group, serial] = values;
        let shaped =
            matches!(separator, b'-' | b' ') || (named && (separator.is_ascii_digit() || separator == b'.'));
        // Numbers from 900 on are those of taxpayers without one, whose groups lie in four ranges.
        let issued = if area >= 900 {
            matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
        } else {
            area != 0 && area != 666 && group != 0
        };
        let (next, further) = (text.at(pos), text.at(pos + 1));
        let goes_on =
            is_word(next) || next == b'_' || (matches!(next, b'-' | b'.' | b'/') && further.is_ascii_digit());
        if shaped && issued && serial != 0 && !goes_on {
            self.push(at, pos, Kind::Ssn);
        }
    }
}

const fn is_gap(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'-' | b'.' | b'_' | b'/')
}

impl Digits {
    /// `last` is the length of the newest group.
    fn is_card(&self, last: usize, Sense { named, id, inner }: Sense) -> bool {
        let (n, groups) = (self.count, self.groups);
        let least = match (named, id) {
            (true, _) => 12,
            // One order number of thirteen digits in a hundred would pass for an old card.
            (_, true) => 15,
            _ => 13,
        };
        if !(least..=19).contains(&n) {
            return false;
        }
        let v = |from: usize, to: usize| {
            self.values.iter().take(to).skip(from).fold(0, |sum, digit| sum * 10 + u32::from(*digit))
        };
        let (two, three, four) = (v(0, 2), v(0, 3), v(0, 4));
        // Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay: with the lengths they issue.
        let brand = match two {
            40..=49 => matches!(n, 13 | 16 | 18 | 19),
            51..=55 => n == 16,
            22..=27 => n == 16 && (2200..=2720).contains(&four),
            34 | 37 => n == 15,
            30 | 36 | 38 | 39 => (14..=19).contains(&n),
            35 => n >= 16,
            60 | 62 | 64 | 65 => n >= 16,
            18 | 21 => n == 15 && matches!(four, 1800 | 2131),
            _ => false,
        };
        let maestro =
            matches!(two, 50 | 56..=58 | 63 | 67..=69 | 81 | 82) || matches!(three, 979) || two == 60;
        let standard = groups == 1
            || (self.fours && last <= 4)
            || (self.shortest == 1 && groups == n)
            || (groups == 3 && v(0, 1) == 3 && last <= 5);
        let shape = standard || (brand && !inner && self.shortest >= 3 && n <= 16);
        let issued = brand || (maestro && standard) || (named && standard && n >= 12);
        issued && shape && self.luhn()
    }

    fn luhn(&self) -> bool {
        let sum = self.values.iter().take(self.count).rev().enumerate().fold(0, |sum, (place, digit)| {
            let value = u32::from(*digit) << (place % 2);
            sum + if value > 9 { value - 9 } else { value }
        });
        sum % 10 == 0 && self.values.iter().any(|digit| *digit != 0)
    }
}
