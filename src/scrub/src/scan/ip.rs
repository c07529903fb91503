//! IP addresses.

use super::Scanner;
use super::words::Role;
use crate::fold::{Folded, is_word};
use crate::{Kind, limits};

impl Scanner<'_> {
    /// Four octets, unless the words before them speak of versions or sections.
    pub(super) fn ipv4(&mut self, at: usize) {
        if let Some(end) = self.ipv4_end(at) {
            if self.context.topic(at) == Some(Role::Version) {
                // "updated from 3.2.1.0 to 3.2.2.0": the second one is a version too.
                self.context.set(Role::Version, end + limits::REACH_NEAR);
                self.phone_floor = end;
            } else if self.text.at(at) != b'0' {
                self.push(at, end, Kind::Ip);
            }
        }
    }

    pub(super) fn ipv4_end(&self, at: usize) -> Option<usize> {
        let end = octets(self.text, at)?;
        let (next, further) = (self.text.at(end), self.text.at(end + 1));
        let goes_on = is_word(next)
            || next == b'_'
            || (next == b'.' && is_word(further))
            || (next == b'-' && further.is_ascii_alphabetic());
        (!goes_on).then_some(end)
    }

    /// Eight groups of hexadecimal digits, or fewer with one `::`; the last two may be an IPv4 address.
    pub(super) fn ipv6(&mut self, at: usize) {
        let text = self.text;
        let (mut end, mut groups, mut digits, mut gap) = (at, 0, false, false);
        loop {
            if (groups > 0 || gap)
                && let Some(stop) = octets(text, end)
            {
                (end, groups, digits) = (stop, groups + 2, true);
                break;
            }
            let start = end;
            while text.at(end).is_ascii_hexdigit() && end - start < 5 {
                digits |= text.at(end).is_ascii_digit();
                end += 1;
            }
            if end - start == 5 || end - at > limits::IPV6 {
                return;
            }
            groups += usize::from(end > start);
            if text.at(end) != b':' {
                break;
            }
            if text.at(end + 1) == b':' {
                if gap {
                    return;
                }
                gap = true;
                end += 2;
                if !text.at(end).is_ascii_hexdigit() {
                    break;
                }
            } else if text.at(end + 1).is_ascii_hexdigit() && end > start {
                end += 1;
            } else {
                break;
            }
        }
        // `a::b` is a path in a program; an address has a digit. `::` alone says nothing.
        let whole = (groups == 8 && !gap) || (gap && (1..8).contains(&groups) && digits);
        if whole && !is_word(text.at(end)) && text.at(end) != b'_' {
            self.push(at, end, Kind::Ip);
        }
    }
}

/// The end of `d.d.d.d`, each part at most 255 and without leading zeros.
fn octets(text: &Folded<'_>, mut at: usize) -> Option<usize> {
    for part in 0..4 {
        if part > 0 {
            if text.at(at) != b'.' {
                return None;
            }
            at += 1;
        }
        let (start, mut value) = (at, 0);
        while text.at(at).is_ascii_digit() && at - start < 4 {
            value = value * 10 + u32::from(text.at(at) - b'0');
            at += 1;
        }
        let length = at - start;
        if length == 0 || value > 255 || (length > 1 && text.at(start) == b'0') {
            return None;
        }
    }
    Some(at)
}
