//! One byte per character: what the scanners read.

use alloc::vec::Vec;
#[cfg(test)]
use core::cell::Cell;

use crate::{Kind, placeholder};

/// A letter beyond ASCII.
pub(crate) const LETTER: u8 = 0x80;
/// A sign, picture or punctuation beyond ASCII.
pub(crate) const SYMBOL: u8 = 0x81;
/// A whole placeholder: no value reaches across it.
pub(crate) const PLACEHOLDER: u8 = 0x82;
/// A letter of a script that puts no spaces between words, so that a number or address may follow directly.
pub(crate) const IDEOGRAPH: u8 = 0x83;
/// Before the first and after the last character.
pub(crate) const END: u8 = 0;

/// A text folded to one byte per character, so that other digits, spaces, dashes and widths read as ASCII,
/// percent-encoded punctuation as itself, and invisible characters not at all.
pub(crate) struct Folded<'a> {
    raw: &'a str,
    bytes: Vec<u8>,
    spans: Vec<(usize, usize)>,
    /// The highest number of each kind among the placeholders in the text.
    pub(crate) present: [u32; Kind::ALL.len()],
    /// How often a scanner looked at a byte: the proof that the work is linear.
    #[cfg(test)]
    pub(crate) work: Cell<usize>,
}

impl<'a> Folded<'a> {
    pub(crate) fn new(raw: &'a str) -> Self {
        let mut folded = Self {
            raw,
            bytes: Vec::with_capacity(raw.len()),
            spans: Vec::with_capacity(raw.len()),
            present: [0; Kind::ALL.len()],
            #[cfg(test)]
            work: Cell::new(0),
        };
        let mut at = 0;
        while let Some(rest) = raw.get(at..) {
            let Some(first) = rest.chars().next() else { break };
            let (byte, length) = if let Some((kind, number, length)) = placeholder::read(rest) {
                if let Some(highest) = folded.present.get_mut(kind.index()) {
                    *highest = number.max(*highest);
                }
                (PLACEHOLDER, length)
            } else if let Some(byte) = percent(rest.as_bytes()) {
                (byte, 3)
            } else {
                (fold(first), first.len_utf8())
            };
            if byte != END {
                folded.bytes.push(byte);
                folded.spans.push((at, at + length));
            }
            at += length;
        }
        folded
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The byte at a place, [`END`] outside of the text, so that no scanner needs to check.
    #[inline(never)]
    pub(crate) fn at(&self, at: usize) -> u8 {
        #[cfg(test)]
        self.work.set(self.work.get() + 1);
        self.bytes.get(at).copied().unwrap_or(END)
    }

    /// The byte before a place.
    #[inline(never)]
    pub(crate) fn before(&self, at: usize) -> u8 {
        self.at(at.wrapping_sub(1))
    }

    /// The bytes from `at` on are those of `word`, in any case. `word` is in lower case.
    #[inline(never)]
    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        word.bytes().enumerate().all(|(n, byte)| self.at(at + n).to_ascii_lowercase() == byte)
    }

    /// Where the run of bytes that satisfy `test` ends, from `at` on.
    #[inline(never)]
    pub(crate) fn end_of(&self, mut at: usize, test: fn(u8) -> bool) -> usize {
        while test(self.at(at)) {
            at += 1;
        }
        at
    }

    /// The bytes of the raw text from the first to before the last place.
    pub(crate) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.spans.get(start).map_or(self.raw.len(), |span| span.0);
        let to = self.spans.get(end.wrapping_sub(1)).map_or(from, |span| span.1);
        (from, to.max(from))
    }

    pub(crate) fn raw(&self, start: usize, end: usize) -> &'a str {
        let (from, to) = self.span(start, end);
        self.raw.get(from..to).unwrap_or_default()
    }
}

/// A letter or digit.
#[inline(never)]
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == LETTER
}

/// White space; other spaces were folded to it.
#[inline(never)]
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// `%40` is `@`. Letters and digits are not encoded by anyone, and `100%20` of prose must stay a number.
fn percent(bytes: &[u8]) -> Option<u8> {
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    if bytes.first() != Some(&b'%') {
        return None;
    }
    let byte = u8::try_from(hex(1)? * 16 + hex(2)?).ok()?;
    (byte == b' ' || byte.is_ascii_punctuation()).then_some(byte)
}

/// The zeros of the digits of living scripts, and of the mathematical ones.
const ZEROS: [u32; 27] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0x2070, 0x2080, 0x245f, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
];

/// The byte that a character reads as, [`END`] if it is not seen at all.
pub(crate) fn fold(character: char) -> u8 {
    let code = u32::from(character);
    if let 1..=0x7f = code {
        return u8::try_from(code).unwrap_or(SYMBOL);
    }
    if let Some(offset) = ZEROS.into_iter().map(|zero| code.wrapping_sub(zero)).find(|offset| *offset < 10) {
        return b'0' + u8::try_from(offset).unwrap_or(0);
    }
    match code {
        0 => SYMBOL,
        // Soft hyphen, combining marks, zero-width and direction marks, variation selectors, keycap, tags.
        0xad
        | 0x300..=0x36f
        | 0x61c
        | 0x180b..=0x180e
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f
        | 0xfeff
        | 0xe0000..=0xe0fff => END,
        0xa0 | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 | 0x2800 => b' ',
        0x85 | 0x2028 | 0x2029 => b'\n',
        0x2010..=0x2015 | 0x2043 | 0x2212 | 0xfe58 | 0xfe63 | 0x30fc | 0xff70 => b'-',
        0xa2..=0xa5 | 0x20a0..=0x20cf => b'$',
        0xb7 | 0x2024 | 0x3002 | 0xff61 | 0xfe52 => b'.',
        0xb2 => b'2',
        0xb3 => b'3',
        0xb9 => b'1',
        0xfe6b => b'@',
        0x2044 | 0x2215 => b'/',
        0x2236 | 0xa789 | 0xfe55 => b':',
        0x2018..=0x201b => b'\'',
        0x201c..=0x201f | 0xab | 0xbb => b'"',
        0xff01..=0xff5e => u8::try_from(code - 0xfee0).unwrap_or(SYMBOL),
        0xaa | 0xb5 | 0xba => LETTER,
        0x80..=0xbf | 0xd7 | 0xf7 | 0x2000..=0x2bff | 0x3001..=0x303f | 0xfe10..=0xfe6f | 0xe000..=0xf8ff => {
            SYMBOL
        }
        0x1f000..=0x1faff => SYMBOL,
        0xe00..=0xeff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xff66..=0xff9d | 0x20000..=0x3ffff => IDEOGRAPH,
        _ => LETTER,
    }
}
