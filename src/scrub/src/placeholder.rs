//! `[email#1]`: what stands in the place of a value.

use alloc::string::String;

use crate::{Kind, limits};

/// Reads the placeholder that `text` begins with: its kind, its number and its length in bytes.
pub(crate) fn read(text: &str) -> Option<(Kind, u32, usize)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'[') {
        return None;
    }
    let kind = Kind::ALL.into_iter().find(|kind| {
        let name = kind.name();
        text.get(1..=name.len()) == Some(name) && bytes.get(name.len() + 1) == Some(&b'#')
    })?;
    let mut at = kind.name().len() + 2;
    let mut number = 0;
    while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
        number = number * 10 + u32::from(digit - b'0');
        at += 1;
        // A leading zero is not ours, and neither is a number that we would never write.
        if number == 0 || number > limits::HIGHEST_NUMBER {
            return None;
        }
    }
    (number > 0 && bytes.get(at) == Some(&b']')).then_some((kind, number, at + 1))
}

/// Appends a placeholder.
pub(crate) fn write(out: &mut String, kind: Kind, number: u32) {
    out.push('[');
    out.push_str(kind.name());
    out.push('#');
    // Written by hand: the formatting machinery would cost more than the whole scanner of e-mails.
    let mut begun = false;
    for unit in [10_000, 1_000, 100, 10, 1] {
        begun |= number >= unit;
        if begun && let Some(digit) = char::from_digit(number / unit % 10, 10) {
            out.push(digit);
        }
    }
    out.push(']');
}

/// The longest prefix of at most `max` bytes that ends at a character and not inside a placeholder.
pub(crate) fn prefix(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let longest = "[url_secret#99999]".len();
    for start in end.saturating_sub(longest)..end {
        if let Some((_, _, length)) = text.get(start..).and_then(read)
            && start + length > end
        {
            end = start;
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}
