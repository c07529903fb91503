//! Telephone numbers. Precision counts as much as recall: without a plus sign or a word that speaks of
//! telephones, only groupings that no id, date or amount has are taken.

use super::Scanner;
use super::words::{self, Role};
use crate::fold::is_word;
use crate::{Kind, limits};

/// One run of digits.
#[derive(Clone, Copy, Default)]
struct Group {
    start: usize,
    end: usize,
    /// The separator before it; of several, the most telling one.
    separator: u8,
    /// There is a space before it, so that the number may have ended.
    loose: bool,
    /// It stands in parentheses.
    enclosed: bool,
}

impl Group {
    const fn len(self) -> usize {
        self.end - self.start
    }
}

/// Lengths of the groups of national numbers that are told by their shape alone.
const SHAPES: [&str; 8] = ["334", "1334", "333", "3322", "2322", "344", "244", "2344"];

impl Scanner<'_> {
    /// A plus sign, an opening parenthesis or a first digit.
    pub(super) fn phone(&mut self, at: usize) {
        let byte = self.text.at(at);
        if at < self.phone_floor || self.is_covered(at) || (byte.is_ascii_digit() && self.is_amount(at)) {
            return;
        }
        if !byte.is_ascii_digit()
            && is_word(self.text.before(at))
            && self.context.topic(at) != Some(Role::Phone)
        {
            return;
        }
        let (groups, count) = self.groups(at);
        let Some(first) = groups.first().filter(|_| count > 0) else { return };
        for taken in (1..=count).rev() {
            let ends_here = taken == count || groups.get(taken).is_some_and(|next| next.loose);
            let Some(all) = groups.get(..taken).filter(|_| ends_here) else { continue };
            let Some(end) = all.last().and_then(|last| self.phone_end(last.end, byte == b'+')) else {
                continue;
            };
            if self.is_phone(at, all) {
                self.push(at, end, Kind::Phone);
                return;
            }
        }
        // What follows without a space is part of the same id, date or version.
        self.phone_floor = groups
            .iter()
            .take(count)
            .skip(1)
            .take_while(|group| !group.loose)
            .last()
            .map_or(first.end, |group| group.end);
    }

    fn groups(&self, at: usize) -> ([Group; limits::GROUPS], usize) {
        let text = self.text;
        let mut groups = [Group::default(); limits::GROUPS];
        let mut pos = at + usize::from(text.at(at) == b'+');
        let (mut separator, mut loose, mut enclosed, mut count) = (0, false, false, 0);
        for slot in &mut groups {
            for _ in 0..3 {
                match text.at(pos) {
                    b' ' | b'\t' => loose = true,
                    b'(' => enclosed = true,
                    byte @ (b')' | b'-' | b'.' | b'/') => separator = byte,
                    _ => break,
                }
                pos += 1;
            }
            let start = pos;
            while text.at(pos).is_ascii_digit() && pos - start < 18 {
                pos += 1;
            }
            if pos == start {
                break;
            }
            enclosed &= text.at(pos) == b')';
            *slot = Group { start, end: pos, separator, loose, enclosed };
            (separator, loose, enclosed, count) = (0, false, false, count + 1);
        }
        (groups, count)
    }

    /// The end with its extension, unless the number goes on as something else.
    fn phone_end(&self, end: usize, plus: bool) -> Option<usize> {
        let text = self.text;
        let (next, further) = (text.at(end), text.at(end + 1));
        let gap = usize::from(next == b' ');
        for mark in ["x", "ext", "ext.", "ext ", "ext. "] {
            let digits = end + gap + mark.len();
            if text.is(end + gap, mark) && text.at(digits).is_ascii_digit() {
                return Some(text.end_of(digits, |byte| byte.is_ascii_digit()));
            }
        }
        let unit = end + gap;
        let goes_on = is_word(next)
            || matches!(next, b'_' | b'%' | b'@' | b'$')
            || (matches!(next, b'-' | b'.' | b'/' | b':' | b',') && further.is_ascii_digit());
        let amount = !plus
            && ((next == b' ' && matches!(further, b'$' | b'%'))
                || words::role(text, unit, text.end_of(unit, is_word).min(unit + 17)) == Some(Role::Unit));
        (!goes_on && !amount).then_some(end)
    }

    /// `$ 555 123 4567` is money.
    fn is_amount(&self, at: usize) -> bool {
        let before = self.text.before(at);
        before == b'$' || (before == b' ' && self.text.before(at.wrapping_sub(1)) == b'$')
    }

    fn is_phone(&self, at: usize, groups: &[Group]) -> bool {
        let text = self.text;
        let total: usize = groups.iter().map(|group| group.len()).sum();
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
        let (zero, one) = (text.at(first.start), text.at(first.start + 1));
        let plus = text.at(at) == b'+';
        let decimal = last.separator == b'.'
            && last.len() <= 2
            && groups.iter().skip(1).any(|group| group.separator == 0);
        if !(7..=17).contains(&total)
            || self.has_date(groups)
            || (decimal && groups.len() > 2)
            || (!plus && groups.iter().skip(1).any(|group| group.len() == 1 && !group.enclosed))
        {
            return false;
        }
        if plus {
            return zero != b'0' && total <= 15 && (groups.len() > 1 || total > 7);
        }
        let topic = self.context.topic(at);
        if topic == Some(Role::Phone) || self.is_called_phone(last.end) {
            let years = groups.len() == 2 && groups.iter().all(|group| self.is_year(*group));
            let version =
                groups.len() > 1 && groups.iter().all(|group| group.len() < 2 || group.separator == b'.');
            // "call volume of 1 200 000", "1200000 messages".
            let rest = groups.get(1..).unwrap_or_default();
            let round = first.len() == 1 && rest.iter().all(|group| group.len() == 3 && group.separator == 0);
            let zeros = groups.len() == 1 && total < 9 && text.is(last.end - 3, "000");
            let amount = (round && groups.len() > 1) || zeros;
            return !(years || amount || (version && first.len() < 2));
        }
        if total > 15 && !(zero == b'0' && one == b'0') {
            return false;
        }
        if matches!(topic, Some(Role::Id | Role::Version | Role::Card)) {
            return false;
        }
        if zero == b'0' && one == b'0' {
            // The calling country follows, at once or as the next group.
            let third = text
                .at(groups.get(1).filter(|_| first.len() == 2).map_or(first.start + 2, |next| next.start));
            let country = third != b'0' && (first.len() != 3 || matches!(third, b'1' | b'7'));
            return country && total >= if groups.len() > 1 { 10 } else { 12 };
        }
        if let Some(area) = groups.iter().take(2).find(|group| group.enclosed) {
            return (2..=5).contains(&area.len()) && !self.is_year(*area) && groups.len() > 1;
        }
        if zero == b'0' {
            let grouped = groups.len() > 1 && groups.iter().all(|group| group.len() > 1);
            return (grouped && (9..=11).contains(&total)) || (10..=11).contains(&total) && groups.len() == 1;
        }
        self.has_shape(groups, zero)
    }

    /// "416 60 039 office", "3660170548-Fax".
    fn is_called_phone(&self, end: usize) -> bool {
        let start = end + usize::from(matches!(self.text.at(end), b' ' | b'-'));
        let stop = self.text.end_of(start, is_word).min(start + 17);
        words::role(self.text, start, stop) == Some(Role::Phone) || self.text.is(start, "office")
    }

    /// One of [`SHAPES`] with one kind of separator, which is no grouping of thousands.
    fn has_shape(&self, groups: &[Group], first: u8) -> bool {
        let mut shape = [0; limits::GROUPS];
        for (slot, group) in shape.iter_mut().zip(groups) {
            *slot = b'0' + u8::try_from(group.len()).unwrap_or(9).min(9);
        }
        let Some(shape) = shape.get(..groups.len()) else { return false };
        let Some(second) = groups.get(1) else { return false };
        let uniform = groups.iter().skip(2).all(|group| group.separator == second.separator);
        if second.separator == b'/' || !uniform || !SHAPES.iter().any(|known| known.as_bytes() == shape) {
            return shape == b"55" && first >= b'6' && second.separator == 0;
        }
        match shape {
            b"333" => second.separator == b'-' || (second.separator == 0 && first >= b'5'),
            b"1334" => first == b'1',
            _ => true,
        }
    }

    fn is_year(&self, group: Group) -> bool {
        group.len() == 4 && (self.text.is(group.start, "19") || self.text.is(group.start, "20"))
    }

    /// `2024-11-21`, `21.11.2024`, `1/2/2024`.
    fn has_date(&self, groups: &[Group]) -> bool {
        groups.windows(3).any(|window| {
            let [a, b, c] = window else { return false };
            b.separator != 0
                && b.separator == c.separator
                && b.len() <= 2
                && ((self.is_year(*a) && c.len() <= 2) || (self.is_year(*c) && a.len() <= 2))
        })
    }
}
