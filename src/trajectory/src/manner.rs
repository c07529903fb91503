//! How a turn in English is written, counted by lists of words: how long it is, whether its writer is in it, whether it is
//! warm, and what it asks. A text gives no more than [`Manner`].

use alloc::string::String;
use alloc::vec::Vec;

/// Words of a text that are counted. A pasted log is no measure of anybody's mood, and its end is never needed.
const WORDS_AT_MOST: usize = 400;

/// Words by which a question is known again: the first ones say what it is about.
pub(crate) const QUESTION_WORDS: usize = 16;

/// The share of two questions' words that makes them one question. Of five words that matter, one may be another or
/// missing; "upload invoices" and "delete invoices" are two questions.
const SAME_QUESTION: f32 = 0.65;

/// Words that two questions must share: "is that correct" may be asked of anything.
const SHARED_WORDS: usize = 2;

/// From so many words on, a question that is the same word for word is the same: "where is my refund".
const WHOLE_WORDS: u16 = 4;

/// The writer speaks of themselves.
const FIRST_PERSON: &[&str] = &[
    "i", "i'm", "i've", "i'll", "i'd", "im", "ive", "me", "my", "mine", "myself", "we", "we're", "we've",
    "we'll", "we'd", "us", "our", "ours",
];

/// The writer is warm: courtesy, thanks, gladness, hope.
const WARM: &[&str] = &[
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "thx",
    "ty",
    "cheers",
    "great",
    "awesome",
    "amazing",
    "love",
    "lovely",
    "happy",
    "glad",
    "perfect",
    "nice",
    "cool",
    "excited",
    "appreciate",
    "wonderful",
    "brilliant",
    "fantastic",
    "super",
    "excellent",
    "good",
    "hope",
    "welcome",
    "hi",
    "hello",
    "hey",
    "yay",
    "haha",
    "lol",
];

/// A sentence that begins so asks, also without a question mark.
const ASKING: &[&str] = &[
    "how", "what", "where", "when", "why", "who", "which", "can", "could", "is", "are", "do", "does", "did",
    "will", "would", "should", "has", "have", "any", "anyone",
];

/// Words that stand in every question, and say nothing of what it is about.
const EMPTY: &[&str] = &[
    "a", "an", "the", "i", "i'm", "i've", "me", "my", "we", "us", "our", "you", "your", "it", "its", "it's",
    "this", "that", "these", "there", "is", "are", "am", "was", "be", "been", "do", "does", "did", "can",
    "could", "will", "would", "should", "please", "pls", "just", "again", "still", "so", "and", "or", "but",
    "to", "of", "in", "on", "at", "for", "with", "about", "how", "what", "where", "when", "why", "who",
    "which", "any", "has", "have", "had", "tell", "know", "ask", "asked", "asking", "question", "need",
    "want", "hi", "hello", "hey", "ok", "okay", "thanks", "anyone", "somebody", "someone", "if", "then",
    "now", "well", "get", "from", "by", "as", "not",
];

/// What one turn is like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Words, of at most [`WORDS_AT_MOST`] that are counted.
    pub(crate) words: u16,
    /// The writer is in it: "I", "our".
    pub(crate) is_first_person: bool,
    /// It thanks, greets, asks nicely or is glad.
    pub(crate) is_warm: bool,
    /// Its last question. Nothing when it asks nothing, or nothing but "and?".
    pub(crate) question: Option<Question>,
}

/// What is remembered of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// Hashes of the words that it is about, in order and each once.
    about: Vec<u32>,
    /// Of all its words in a row, and how many these are.
    whole: u32,
    words: u16,
}

impl Manner {
    /// Of one scrubbed text.
    pub(crate) fn of(text: &str) -> Self {
        let mut manner = Self::default();
        let mut sentence: Vec<String> = Vec::new();
        for word in text.split_inclusive(|it: char| it.is_whitespace()).take(WORDS_AT_MOST) {
            // Only behind the word: an address has question marks inside.
            let bare = word.trim_end_matches(|it: char| !it.is_alphanumeric());
            let tail = word.get(bare.len()..).unwrap_or_default();
            let ends = tail.contains(['?', '!', '.', ';', '\n']);
            let folded = folded(word);
            if !folded.is_empty() {
                manner.words = manner.words.saturating_add(1);
                manner.is_first_person |= FIRST_PERSON.contains(&folded.as_str());
                manner.is_warm |= WARM.contains(&folded.as_str());
                sentence.push(folded);
            }
            manner.is_warm |= word.chars().any(is_glad);
            if ends {
                manner.close(&mut sentence, tail.contains('?'));
            }
        }
        manner.close(&mut sentence, false);
        manner
    }

    /// A sentence has ended.
    fn close(&mut self, sentence: &mut Vec<String>, is_marked: bool) {
        let asks = is_marked || sentence.first().is_some_and(|first| ASKING.contains(&first.as_str()));
        if asks {
            let mut about = Vec::new();
            for word in sentence.iter().filter(|word| !EMPTY.contains(&word.as_str())) {
                let hash = hash(FNV_START, stem(word));
                if about.len() < QUESTION_WORDS && !about.contains(&hash) {
                    about.push(hash);
                }
            }
            if !about.is_empty() {
                let whole = sentence.iter().fold(FNV_START, |whole, word| hash(whole, word));
                let words = u16::try_from(sentence.len()).unwrap_or(u16::MAX);
                self.question = Some(Question { about, whole, words });
            }
        }
        sentence.clear();
    }
}

impl Question {
    /// Whether two questions are one: the same words, or nearly the same words that matter (Jaccard's measure).
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.whole == other.whole && self.words == other.words && self.words >= WHOLE_WORDS {
            return true;
        }
        let shared = self.about.iter().filter(|word| other.about.contains(word)).count();
        let all = self.about.len() + other.about.len() - shared;
        // At most twice the words of a question, which f32 holds exactly.
        let count = |it: usize| u16::try_from(it).map_or(0.0, f32::from);
        shared >= SHARED_WORDS && count(shared) >= SAME_QUESTION * count(all)
    }
}

/// A word in lower case without the punctuation around it; nothing when no letter or digit is in it.
fn folded(word: &str) -> String {
    let bare = word.trim_matches(|it: char| !it.is_alphanumeric());
    bare.chars()
        .take(32)
        .flat_map(char::to_lowercase)
        .map(|it| if it == '\u{2019}' { '\'' } else { it })
        .collect()
}

/// A word without the commonest English endings: "exports", "exporting" and "exported" are one.
fn stem(word: &str) -> &str {
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.len() >= 4
        {
            return stem;
        }
    }
    word
}

/// Where FNV-1a with 32 bits begins.
const FNV_START: u32 = 0x811c_9dc5;

/// Goes on with FNV-1a, the same on every machine, which the standard library does not promise of its own hash.
fn hash(start: u32, word: &str) -> u32 {
    word.bytes().fold(start, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Faces and hands that only somebody in a good mood sends.
const fn is_glad(it: char) -> bool {
    matches!(
        it,
        '\u{1f600}'
            ..='\u{1f60d}' | '\u{1f64c}' | '\u{1f64f}' | '\u{1f44d}' | '\u{1f389}' | '\u{2764}' | '\u{1f970}'
    )
}
