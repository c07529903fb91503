//! Cuts a text into words and marks, without allocating.

use crate::limits;

/// A part of the text that carries features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// First byte in the text.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// What it is.
    pub(crate) kind: TokenKind,
}

/// The kinds of token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters and digits, with apostrophes inside.
    Word,
    /// What the scrubber left in place of a value: `[email#1]`.
    Placeholder,
    /// Punctuation, emoticons, symbols; several in a row are one mark.
    Mark,
    /// One pictograph.
    Picture,
}

/// The start of `text` that is read, cut on a character boundary.
pub(crate) fn readable(text: &str) -> &str {
    let mut end = text.len().min(limits::READ_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Calls `each` for every token of `text`, in order.
pub(crate) fn for_each_token(text: &str, mut each: impl FnMut(Token)) {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        let (length, kind) = if first == '[' && placeholder_length(rest) > 0 {
            (placeholder_length(rest), Some(TokenKind::Placeholder))
        } else if is_word(first) {
            (word_length(rest), Some(TokenKind::Word))
        } else if first.is_whitespace() || first.is_control() || is_invisible(first) {
            (first.len_utf8(), None)
        } else if first.is_ascii_punctuation() || !is_picture(first) {
            (mark_length(rest), Some(TokenKind::Mark))
        } else {
            (first.len_utf8(), Some(TokenKind::Picture))
        };
        if let Some(kind) = kind {
            each(Token { start: at, end: at + length, kind });
        }
        at += length;
    }
}

/// Whether a character belongs to a word. Combining marks count, so that accents written apart do not cut it.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '\u{300}'..='\u{36f}')
}

/// Zero-width and direction characters: they are not seen, so they do not count.
const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}')
}

/// Emoji and dingbats.
const fn is_picture(character: char) -> bool {
    matches!(character, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{2b00}'..='\u{2bff}')
}

/// Whether a character is an apostrophe, straight or curly.
pub(crate) const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}')
}

/// Bytes of the word at the start of `rest`. An apostrophe between letters belongs to it.
fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let inside = is_apostrophe(character) && characters.peek().is_some_and(|(_, next)| is_word(*next));
        if !is_word(character) && !inside {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// Bytes of the marks at the start of `rest`: punctuation in a row.
fn mark_length(rest: &str) -> usize {
    let mut end = 0;
    for (at, character) in rest.char_indices() {
        let part_of_mark = !is_word(character)
            && !character.is_whitespace()
            && !character.is_control()
            && !is_invisible(character)
            && (character.is_ascii_punctuation() || !is_picture(character));
        if !part_of_mark || (at > 0 && character == '[' && placeholder_length(&rest[at..]) > 0) {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// Bytes of a placeholder at the start of `rest`, or 0.
fn placeholder_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let name_end = 1 + bytes.iter().skip(1).take_while(|byte| matches!(byte, b'a'..=b'z' | b'_')).count();
    let number_end =
        name_end + 1 + bytes.iter().skip(name_end + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let shaped = name_end > 1
        && name_end < limits::NAME_BYTES
        && bytes.get(name_end) == Some(&b'#')
        && number_end > name_end + 1
        && bytes.get(number_end) == Some(&b']');
    if shaped { number_end + 1 } else { 0 }
}
