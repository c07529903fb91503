//! Words of a text with their places, for the small scanners.

use alloc::string::String;
use alloc::vec::Vec;

use crate::token::{TokenKind, for_each_token, is_apostrophe, readable};

/// One word, placeholder or mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) is_word: bool,
    /// Where its lower-cased text is.
    lower: (usize, usize),
}

/// Every word and mark of a text, apostrophes straightened. Line ends are marks too: they end a clause.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    pieces: Vec<Piece>,
    /// The lower-cased texts, one behind the other.
    lower: String,
}

impl Pieces {
    pub(crate) fn of(text: &str) -> Self {
        let text = readable(text);
        let mut pieces =
            Self { pieces: Vec::with_capacity(text.len() / 4 + 1), lower: String::with_capacity(text.len()) };
        let mut end = 0;
        for_each_token(text, |token| {
            let is_first = end == 0;
            if !is_first && text.get(end..token.start).is_some_and(|gap| gap.contains('\n')) {
                pieces.push((end, end), "\n", false);
            }
            end = token.end;
            if let Some(part) = text.get(token.start..token.end) {
                let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Placeholder);
                pieces.push((token.start, token.end), part, is_word);
            }
        });
        pieces
    }

    fn push(&mut self, (start, end): (usize, usize), part: &str, is_word: bool) {
        let from = self.lower.len();
        if part.is_ascii() {
            self.lower.push_str(part);
            if let Some(lower) = self.lower.get_mut(from..) {
                lower.make_ascii_lowercase();
            }
        } else {
            let letters = part.chars().flat_map(char::to_lowercase);
            self.lower.extend(letters.map(|letter| if is_apostrophe(letter) { '\'' } else { letter }));
        }
        self.pieces.push(Piece { start, end, is_word, lower: (from, self.lower.len()) });
    }

    pub(crate) const fn len(&self) -> usize {
        self.pieces.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Piece> {
        self.pieces.get(at)
    }

    /// The lower-cased text of a piece; nothing past the end.
    pub(crate) fn lower(&self, at: usize) -> &str {
        self.get(at).and_then(|piece| self.lower.get(piece.lower.0..piece.lower.1)).unwrap_or_default()
    }

    /// Like [`Pieces::lower`]; nothing of a mark.
    pub(crate) fn word(&self, at: usize) -> &str {
        if self.get(at).is_some_and(|piece| piece.is_word) { self.lower(at) } else { "" }
    }
}

/// A range of bytes as the numbers of the record; texts are far shorter than 4 GiB.
pub(crate) fn span(start: usize, end: usize) -> (u32, u32) {
    (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}
