//! Texts of bounded length and without control characters, and numbers without the weight of formatting.

use alloc::string::String;

use scrub::{Scrubbed, scrub};

/// What stands at the end of a text that was cut.
const CUT: char = '…';

/// The text on one line, cut to `max` bytes. Control and direction characters are left out: they would break
/// the snapshot's lines, or turn an agent's screen around.
pub(crate) fn bounded(text: &Scrubbed, max: usize) -> Scrubbed {
    let raw = text.as_str();
    if raw.len() <= max && is_one_line(raw) {
        return text.clone();
    }
    let mut line = scrub(&one_line(raw)).0;
    let mut room = max;
    // A cut may leave something that reads as a secret, whose placeholder is longer than it: then less is kept.
    while line.as_str().len() > max {
        line = scrub(&cut(line.as_str(), room)).0;
        room = room.saturating_sub(CUT.len_utf8());
    }
    line
}

/// The beginning of a line and the mark of a cut, together at most `max` bytes where that has room for the mark.
fn cut(line: &str, max: usize) -> String {
    let end = floor_boundary(line, max.saturating_sub(CUT.len_utf8()));
    let kept = line.get(..end).unwrap_or_default().trim_end();
    let mut cut = String::with_capacity(kept.len() + CUT.len_utf8());
    cut.push_str(kept);
    cut.push(CUT);
    cut
}

fn is_one_line(text: &str) -> bool {
    let mut after_space = true;
    for it in text.chars() {
        if is_invisible(it)
            || it.is_control()
            || (it != ' ' && it.is_whitespace())
            || (it == ' ' && after_space)
        {
            return false;
        }
        after_space = it == ' ';
    }
    text.is_empty() || !after_space
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_whitespace() || it.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(it) {
            line.push(it);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Zero-width and direction characters.
const fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// The last character boundary at or before `index`.
fn floor_boundary(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Appends a number in decimal. `core::fmt` would weigh more than the rest of this crate in the browser.
pub(crate) fn push_number(out: &mut String, number: u64) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    let digit = u8::try_from(number % 10).unwrap_or(0);
    out.push(char::from(b'0' + digit));
}

/// Bytes of a text inside a JSON string.
pub(crate) fn json_cost(text: &Scrubbed) -> usize {
    let text = text.as_str();
    text.len() + text.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count()
}
