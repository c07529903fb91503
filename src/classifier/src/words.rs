//! Words of a text with their places, for the small scanners.

use alloc::string::String;
use alloc::vec::Vec;

use crate::token::{TokenKind, for_each_token, is_apostrophe, readable};

/// One word, placeholder or mark with its lower-cased text.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) lower: String,
    pub(crate) is_word: bool,
}

/// Every word and mark of a text, apostrophes straightened. Line ends are marks too: they end a clause.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let text = readable(text);
    let mut pieces: Vec<Piece> = Vec::new();
    for_each_token(text, |token| {
        let between = pieces.last().map_or(0, |last| last.end)..token.start;
        if !pieces.is_empty() && text.get(between.clone()).is_some_and(|gap| gap.contains('\n')) {
            pieces.push(Piece {
                start: between.start,
                end: between.start,
                lower: String::from("\n"),
                is_word: false,
            });
        }
        let Some(part) = text.get(token.start..token.end) else { return };
        let lower = part
            .chars()
            .flat_map(char::to_lowercase)
            .map(|letter| if is_apostrophe(letter) { '\'' } else { letter })
            .collect();
        pieces.push(Piece {
            start: token.start,
            end: token.end,
            lower,
            is_word: matches!(token.kind, TokenKind::Word | TokenKind::Placeholder),
        });
    });
    pieces
}

/// A range of bytes as the numbers of the record; texts are far shorter than 4 GiB.
pub(crate) fn span(start: usize, end: usize) -> (u32, u32) {
    (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX))
}
