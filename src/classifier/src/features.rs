//! Text in, hashed features out. Training and reading both call this and nothing else, so they cannot differ.
//!
//! Features of a text: words, pairs of neighbouring words, words under a negation, characters in runs of 3 to
//! 5 within a word (with its borders), and a few cues of the text as a whole. Words are lower-cased, digits
//! are all the same digit, and marks such as `!!` or `:(` count as words.

use alloc::vec::Vec;
use core::ops::Range;

use crate::limits;
use crate::names::{Names, OURS, RIVAL, Role};
use crate::token::{Token, TokenKind, for_each_token, is_apostrophe, readable};

/// Which features a model was trained on. Another version is refused: its weights would mean nothing here.
/// Any change to this module or to `token` that changes a feature of any text, or where a sentence ends, must raise it.
pub const FEATURE_VERSION: u16 = 4;

/// Features are summed apart by group, because each is scaled by its own count: words, pairs of words, runs of characters,
/// cues of the text as a whole; and apart from them words and runs of characters under a negation, which a label may turn
/// around.
pub const GROUPS: usize = 6;

/// Whether the features of a group stand under a negation.
#[must_use]
pub const fn is_negated(group: usize) -> bool {
    group > CUES as usize
}

/// The group whose features those of this one are but for a negation.
#[must_use]
pub(crate) const fn plain(group: usize) -> usize {
    match group {
        4 => WORDS as usize,
        5 => CHARACTERS as usize,
        plain => plain,
    }
}

/// What each feature of a text counts, by group, when the model knows so many of each: together those of a group count as
/// much as one over the root of how many they are, those under a negation among them. Cues are few and count little.
#[must_use]
pub fn scales(known: [u32; GROUPS]) -> [f32; GROUPS] {
    let mut counts = [0_u32; GROUPS];
    for (group, known) in known.into_iter().enumerate() {
        counts[plain(group)] += known;
    }
    core::array::from_fn(|group| {
        let count = u16::try_from(counts[plain(group)]).unwrap_or(u16::MAX);
        if group == usize::from(CUES) { 0.25 } else { 1.0 / libm::sqrtf(f32::from(count.max(1))) }
    })
}

/// The part of a feature's hash that a model keeps: 24 bits. Of texts' features that a model of 20,000 rows does not know, one
/// in eight hundred is taken for a known one.
#[must_use]
pub const fn key(hash: u32) -> u32 {
    hash >> 8
}

/// The words a text is cut into and the hashed features they carry.
#[derive(Debug, Clone, Default)]
pub struct Features {
    words: Vec<Word>,
    entries: Vec<Entry>,
    /// The first word of every sentence, by its place among the words.
    sentences: Vec<u32>,
}

/// One word or mark, as bytes of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The hash of the lower-cased word, for vocabularies.
    pub(crate) hash: u32,
    /// Made of letters, so that it says something of the language.
    pub(crate) is_letters: bool,
}

/// One hashed feature and where it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) hash: u32,
    /// Index of the (last) word it came from.
    pub(crate) word: u32,
    /// Which of the [`GROUPS`] it belongs to.
    pub(crate) group: u8,
    /// How many words it spans: 2 for pairs, 0 for cues of the whole text.
    pub(crate) width: u8,
}

const WORDS: u8 = 0;
const PAIRS: u8 = 1;
const CHARACTERS: u8 = 2;
const CUES: u8 = 3;
const NEGATED_WORDS: u8 = 4;
const NEGATED_CHARACTERS: u8 = 5;

/// One feature as a trainer needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// [`key`] of its hash.
    pub key: u32,
    /// Which of the [`GROUPS`] it belongs to.
    pub group: usize,
    /// The words that it spans, by their place in the text, first and last; none for a cue of the whole text.
    pub words: Option<(u32, u32)>,
}

/// Seeds keep the kinds of feature apart. The numbers are arbitrary, odd and fixed.
mod seed {
    pub(super) const WORD: u32 = 0x51ed_270b;
    pub(super) const PAIR: u32 = 0x2c1b_3c6d;
    pub(super) const NEGATED: u32 = 0x297a_2d39;
    pub(super) const CHARACTERS: u32 = 0x1b56_c4e9;
    pub(super) const CUE: u32 = 0x6c8e_9cf5;
    pub(super) const EDGE: u32 = 0x3c6e_f35f;
}

const fn mix(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x9e37_79b1).rotate_left(13)
}

/// Spreads a running hash over all bits: the table uses the upper ones.
const fn finish(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// What is remembered from word to word.
struct Walk {
    previous: u32,
    negated: u8,
    /// Words since the negation.
    negated_words: u8,
    shouted: u32,
    letters: u32,
    stretched: bool,
    asks: bool,
    exclaims: u32,
    /// The words of a product's name are being read.
    is_in_product: bool,
    /// The next word begins a sentence.
    begins_sentence: bool,
}

impl Features {
    /// The features of a text, of which at most [`limits::READ_BYTES`] bytes are read.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut features = Self::default();
        features.read(text);
        features
    }

    /// Like [`Features::of`], in the buffers of an earlier text.
    pub fn read(&mut self, text: &str) {
        self.read_with(text, &Names::default());
    }

    /// Like [`Features::read`], with the site's names for what they are to it.
    pub fn read_with(&mut self, text: &str, names: &Names) {
        let text = readable(text);
        self.words.clear();
        self.entries.clear();
        self.sentences.clear();
        // English has about six bytes a word and three and a half features a byte.
        self.words.reserve(text.len() / 4 + 1);
        self.entries.reserve(text.len() * 3 + 16);
        let mut walk = Walk {
            previous: seed::EDGE,
            negated: 0,
            negated_words: 0,
            shouted: 0,
            letters: 0,
            stretched: false,
            asks: false,
            exclaims: 0,
            is_in_product: false,
            begins_sentence: true,
        };
        let mut free_from = 0;
        let mut end = 0;
        for_each_token(text, |token| {
            // A line ends what was said, as a full stop does.
            if text.get(end..token.start).is_some_and(|gap| gap.contains('\n')) {
                walk.negated = 0;
                walk.previous = seed::EDGE;
                walk.begins_sentence = true;
            }
            end = token.end;
            if token.start < free_from {
                if walk.is_in_product {
                    self.add_token(text, token, &mut walk);
                }
                return;
            }
            walk.is_in_product = false;
            let name = if names.is_empty() {
                None
            } else {
                text.get(token.start..).and_then(|it| names.read_at(it))
            };
            match name {
                Some((length, Role::Product)) => {
                    free_from = token.start + length;
                    walk.is_in_product = true;
                    self.add_token(text, token, &mut walk);
                }
                Some((length, role)) => {
                    free_from = token.start + length;
                    self.add_name(Token { end: free_from, ..token }, role, &mut walk);
                }
                None => self.add_token(text, token, &mut walk),
            }
        });
        self.add_cues(&walk);
    }

    /// A name of the site's, which is read as another word than it is.
    fn add_name(&mut self, token: Token, role: Role, walk: &mut Walk) {
        let is_ours = role == Role::Brand;
        let kind = if is_ours { TokenKind::Word } else { TokenKind::Placeholder };
        let mut folded = [0_u32; limits::WORD_CHARS];
        let length = fill(if is_ours { OURS } else { RIVAL }.chars(), &mut folded);
        if is_ours {
            walk.letters = walk.letters.saturating_add(u32::try_from(length).unwrap_or(0));
        }
        self.add_word(Token { kind, ..token }, folded.get(..length).unwrap_or_default(), false, walk);
    }

    fn add_token(&mut self, text: &str, token: Token, walk: &mut Walk) {
        let Some(part) = text.get(token.start..token.end) else { return };
        let mut folded = [0_u32; limits::WORD_CHARS];
        let length = match token.kind {
            TokenKind::Word => fold(part, &mut folded, walk),
            TokenKind::Placeholder => fold_name(part, &mut folded),
            TokenKind::Mark | TokenKind::Picture => {
                walk.asks |= part.contains('?');
                walk.exclaims += u32::try_from(part.matches('!').count()).unwrap_or(0);
                fold_mark(part, &mut folded)
            }
        };
        let Some(folded) = folded.get(..length).filter(|folded| !folded.is_empty()) else { return };
        if token.kind == TokenKind::Mark {
            walk.negated = 0;
            walk.begins_sentence |= part.contains(['.', '!', '?']);
        }
        if matches!(part, "," | "." | "-" | "\"" | "'" | "(" | ")" | ":" | ";" | "/" | "*") {
            // Plain punctuation is no feature of its own; it only keeps words of two sentences from pairing.
            if part != "\"" && part != "'" && part != "*" {
                walk.previous = seed::EDGE;
            }
            return;
        }
        let is_letters = token.kind == TokenKind::Word && !part.bytes().any(|byte| byte.is_ascii_digit());
        self.add_word(token, folded, is_letters, walk);
    }

    fn add_word(&mut self, token: Token, folded: &[u32], is_letters: bool, walk: &mut Walk) {
        let hash = folded.iter().fold(seed::WORD, |hash, character| mix(hash, *character));
        let word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        // A mark belongs to the sentence that it ends, and so does the smile behind it.
        let is_mark = matches!(token.kind, TokenKind::Mark | TokenKind::Picture);
        if walk.begins_sentence && (!is_mark || self.sentences.is_empty()) {
            self.sentences.push(word);
            walk.begins_sentence = false;
        }
        self.words.push(Word {
            start: u32::try_from(token.start).unwrap_or(u32::MAX),
            end: u32::try_from(token.end).unwrap_or(u32::MAX),
            hash: finish(hash),
            is_letters,
        });
        let is_negated = walk.negated > 0;
        let group = if is_negated { NEGATED_WORDS } else { WORDS };
        self.entries.push(Entry { hash: finish(hash), word, group, width: 1 });
        let starts = walk.previous == seed::EDGE;
        let pair = mix(mix(seed::PAIR, walk.previous), hash);
        self.entries.push(Entry {
            hash: finish(pair),
            word,
            group: PAIRS,
            width: if starts { 1 } else { 2 },
        });
        if is_negated {
            // Short words (articles, forms of to be) carry the negation on to the word that it is about.
            walk.negated -= u8::from(folded.len() >= limits::NEGATED_WORD_CHARS);
            walk.negated_words += 1;
            if walk.negated_words >= limits::NEGATED_WORDS {
                walk.negated = 0;
            }
            let negated = finish(mix(seed::NEGATED, hash));
            self.entries.push(Entry { hash: negated, word, group: PAIRS, width: 1 });
        }
        if is_negation(folded) {
            walk.negated = limits::NEGATION_WORDS;
            walk.negated_words = 0;
        } else if is_turn(folded) {
            walk.negated = 0;
        }
        walk.previous = if token.kind == TokenKind::Mark { seed::EDGE } else { hash };
        if token.kind == TokenKind::Word {
            self.add_characters(folded, word, if is_negated { NEGATED_CHARACTERS } else { CHARACTERS });
        }
    }

    /// Runs of 3 to 5 characters of `<word>`.
    fn add_characters(&mut self, folded: &[u32], word: u32, group: u8) {
        const BORDER: u32 = 1;
        let length = folded.len() + 2;
        let character = |at: usize| {
            if at == 0 { BORDER } else { folded.get(at - 1).copied().unwrap_or(BORDER) }
        };
        for start in 0..length.saturating_sub(2) {
            let mut hash = mix(mix(seed::CHARACTERS, character(start)), character(start + 1));
            for end in start + 2..length.min(start + 5) {
                hash = mix(hash, character(end));
                self.entries.push(Entry { hash: finish(hash), word, group, width: 1 });
            }
        }
    }

    /// Cues of the text as a whole: is it shouted, stretched, a question, how loud, how long.
    fn add_cues(&mut self, walk: &Walk) {
        let shouts = walk.shouted >= 6 && walk.shouted * 2 > walk.letters;
        let length = match self.words.len() {
            0..=3 => 10,
            4..=8 => 11,
            9..=20 => 12,
            21..=50 => 13,
            _ => 14,
        };
        let loud = match walk.exclaims {
            0 => 0,
            1 => 20,
            2..=3 => 21,
            _ => 22,
        };
        let cues = [
            length,
            loud,
            if shouts { 1 } else { 0 },
            if walk.stretched { 2 } else { 0 },
            if walk.asks { 3 } else { 0 },
        ];
        for cue in cues.into_iter().filter(|cue| *cue > 0) {
            let hash = finish(mix(seed::CUE, cue));
            self.entries.push(Entry { hash, word: 0, group: CUES, width: 0 });
        }
    }

    /// Every feature, in the order of the text. One that occurs twice is given twice.
    pub fn occurrences(&self) -> impl Iterator<Item = Occurrence> {
        self.entries.iter().map(|entry| Occurrence {
            key: key(entry.hash),
            group: usize::from(entry.group),
            words: (entry.width > 0).then(|| (entry.word + 1 - u32::from(entry.width), entry.word)),
        })
    }

    /// The hash of every word made of letters, for a vocabulary.
    pub fn word_hashes(&self) -> impl Iterator<Item = u32> {
        self.words.iter().filter(|word| word.is_letters).map(|word| word.hash)
    }

    /// How many words and marks were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the text had no words and no marks.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The sentences, in the order of the text: each the half-open range of its words.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = Range<u32>> {
        let end = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let ends = self.sentences.iter().skip(1).copied().chain([end]);
        self.sentences.iter().zip(ends).map(|(first, end)| *first..end)
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Lower-cases a word into the buffer; digits become one digit, apostrophes straight, and a letter that is
/// repeated more than twice is cut to two.
fn fold(part: &str, folded: &mut [u32; limits::WORD_CHARS], walk: &mut Walk) -> usize {
    let mut length = 0;
    let mut upper = 0;
    let mut letters = 0;
    let mut push = |lower: char| {
        let code = u32::from(lower);
        let repeats = length >= 2 && folded[length - 1] == code && folded[length - 2] == code;
        if repeats && lower.is_alphabetic() {
            walk.stretched = true;
        } else if length < limits::WORD_CHARS {
            folded[length] = code;
            length += 1;
        }
    };
    for character in part.chars().filter(|character| !matches!(character, '\u{300}'..='\u{36f}')) {
        // The same as below, without its tables.
        if character.is_ascii() {
            letters += u32::from(character.is_ascii_alphabetic());
            upper += u32::from(character.is_ascii_uppercase());
            push(if character.is_ascii_digit() { '0' } else { character.to_ascii_lowercase() });
            continue;
        }
        letters += u32::from(character.is_alphabetic());
        upper += u32::from(character.is_uppercase());
        for lower in character.to_lowercase() {
            push(if is_apostrophe(lower) {
                '\''
            } else if lower.is_numeric() {
                '0'
            } else {
                lower
            });
        }
    }
    walk.letters = walk.letters.saturating_add(letters);
    if upper == letters && upper > 1 {
        walk.shouted = walk.shouted.saturating_add(upper);
    }
    length
}

/// A placeholder without its number: every e-mail address is the same word.
fn fold_name(part: &str, folded: &mut [u32; limits::WORD_CHARS]) -> usize {
    let name = part.split('#').next().unwrap_or(part);
    fill(name.chars(), folded)
}

/// A mark, with what is repeated more than twice cut to two.
fn fold_mark(part: &str, folded: &mut [u32; limits::WORD_CHARS]) -> usize {
    let mut last = ['\0'; 2];
    let shortened = part.chars().filter(|character| {
        let repeats = last == [*character; 2];
        last = [last[1], *character];
        !repeats
    });
    fill(shortened.take(4), folded)
}

fn fill(characters: impl Iterator<Item = char>, folded: &mut [u32; limits::WORD_CHARS]) -> usize {
    let mut length = 0;
    for (slot, character) in folded.iter_mut().zip(characters) {
        *slot = u32::from(character);
        length += 1;
    }
    length
}

/// Words that end what a negation is about.
fn is_turn(folded: &[u32]) -> bool {
    const TURNS: [&str; 6] = ["but", "because", "although", "though", "however", "so"];
    TURNS.into_iter().any(|word| is(folded, word))
}

/// Words that turn what follows around.
fn is_negation(folded: &[u32]) -> bool {
    const NEGATIONS: [&str; 24] = [
        "not", "no", "never", "cannot", "without", "nor", "neither", "hardly", "cant", "dont", "isnt",
        "arent", "wasnt", "werent", "doesnt", "didnt", "wont", "wouldnt", "couldnt", "shouldnt", "hasnt",
        "havent", "hadnt", "aint",
    ];
    // It is asked of every word, and most begin with another letter than all of these.
    const FIRSTS: u32 = {
        let (mut firsts, mut at) = (0, 0);
        while at < NEGATIONS.len() {
            firsts |= 1 << (NEGATIONS[at].as_bytes()[0] - b'a');
            at += 1;
        }
        firsts
    };
    let first = folded.first().map_or(u32::MAX, |first| first.wrapping_sub(u32::from(b'a')));
    let may_be = first < u32::BITS && FIRSTS >> first & 1 == 1;
    let ends =
        folded.len() > 3 && folded[folded.len() - 3..].iter().copied().eq("n't".chars().map(u32::from));
    ends || may_be && NEGATIONS.into_iter().any(|word| is(folded, word))
}

/// Whether a folded word is this one, which is ASCII. How long it is comes first: it is asked of every word of a text.
fn is(folded: &[u32], word: &str) -> bool {
    folded.len() == word.len() && word.bytes().map(u32::from).eq(folded.iter().copied())
}
