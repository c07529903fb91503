//! A model: a table with a row of integers for every feature that it knows, and a few linear heads that are sums of rows.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::confidence::{sigmoid, softmax};
use crate::features::{Features, GROUPS, is_negated, key};
use crate::keys::Keys;
use crate::language::CommonWords;
use crate::table::{Sums, Table};

/// What a head's labels mean to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// Exactly one label holds; confidences sum to 1.
    Classes,
    /// Any number of labels hold; each has its own confidence.
    Labels,
}

/// One label of a head.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelSpec {
    /// The label's name.
    pub name: String,
    /// Added to the weights' sum.
    pub bias: f32,
    /// In a file: what one step of the label's integer readout counts. In a model that was read: what one step of its column
    /// of the table counts.
    pub scale: f32,
    /// The same for features under a negation, which have a readout of their own.
    pub negated_scale: f32,
    /// Calibration: the sum is multiplied by this ...
    pub slope: f32,
    /// ... and this is added, before it becomes a confidence.
    pub offset: f32,
    /// The confidence from which the label is shown, 0..=1. Over 1 means never.
    pub threshold: f32,
}

impl LabelSpec {
    /// What one step of the label's column counts for features of a group.
    pub(crate) const fn step(&self, group: usize) -> f32 {
        if is_negated(group) { self.negated_scale } else { self.scale }
    }
}

/// A group of labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// The head's name, such as `sentiment`.
    pub name: String,
    /// What its labels mean to each other.
    pub kind: HeadKind,
    /// Its labels, in the order of their columns.
    pub labels: Vec<LabelSpec>,
    /// The table's column of its first label.
    pub(crate) first: usize,
}

impl Head {
    /// The index of each label in [`Confidences`], beside the label.
    pub fn columns(&self) -> impl Iterator<Item = (usize, &LabelSpec)> {
        self.labels.iter().enumerate().map(|(at, label)| (self.first + at, label))
    }
}

/// A model, checked and ready. Made by [`Model::parse`](crate::Model::parse).
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) name: String,
    pub(crate) checksum: u64,
    pub(crate) heads: Vec<Head>,
    /// Known words of the training language, as a bit set over word hashes.
    pub(crate) vocabulary: Vec<u8>,
    /// Words of other languages.
    pub(crate) common: CommonWords,
    pub(crate) columns: usize,
    pub(crate) keys: Keys,
    pub(crate) table: Table,
    /// The same for features under a negation.
    pub(crate) negated: Table,
}

/// How much of a label that stands alone is read in one sentence, when that sentence says more of it than the whole text.
///
/// A feature counts less the more there are, so one plain sentence among others fades: "I want a refund" between two sentences
/// about something else. Measured on held-out rows, half finds up to five in a hundred more of a signal at the same
/// precision; the sentence alone is worse, because others say what it is about.
pub(crate) const OF_SENTENCE: f32 = 0.5;

/// Words from which a sentence is read alone. A single one, as between the full stops of an address, says too little.
const SENTENCE_WORDS: usize = 2;

/// A sentence that was read alone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sentence {
    pub(crate) words: Range<u32>,
    /// What a feature of each group counts in it.
    pub(crate) scales: [f32; GROUPS],
}

/// What a model says of one text: the confidence of every label of every head, by column.
#[derive(Debug, Clone, PartialEq)]
pub struct Confidences {
    values: Vec<f32>,
    /// Which features the model knows: the index of each among the features, and its row.
    pub(crate) known: Vec<(u32, u32)>,
    /// What a feature of each group counts in this text.
    pub(crate) scales: [f32; GROUPS],
    /// What was read alone; nothing of a text of one sentence.
    sentences: Vec<Sentence>,
    /// By column, which of them said more than the whole text.
    stronger: Vec<Option<usize>>,
}

impl Confidences {
    /// The confidence of one column, 0..=1; 0 for a column that does not exist.
    #[must_use]
    pub fn get(&self, column: usize) -> f32 {
        self.values.get(column).copied().unwrap_or(0.0)
    }

    /// The sentence that counts [`OF_SENTENCE`] of a label, because it says more of it than the whole text.
    pub(crate) fn sentence(&self, column: usize) -> Option<&Sentence> {
        self.sentences.get(self.stronger.get(column).copied().flatten()?)
    }
}

impl Model {
    /// The name given at training.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The checksum of its file: the model's version.
    #[must_use]
    pub const fn checksum(&self) -> u64 {
        self.checksum
    }

    /// Its heads, in the order of the file.
    #[must_use]
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The head of that name.
    #[must_use]
    pub fn head(&self, name: &str) -> Option<&Head> {
        self.heads.iter().find(|head| head.name == name)
    }

    /// Reads a text: the confidence of every label.
    ///
    /// A label that stands alone is read half in the sentence that says most of it, where that says more than the whole text.
    #[must_use]
    pub fn read(&self, features: &Features) -> Confidences {
        let known = self.known(features);
        let mut whole = Sums::new(&self.table);
        let mut sentences = Vec::new();
        let mut strongest = Vec::new();
        if self.label_heads().next().is_some() && features.sentences().nth(1).is_some() {
            let entry = |(at, _): &(u32, u32)| features.entries().get(*at as usize);
            let is_of_words = |it: &_| entry(it).is_some_and(|entry| entry.width > 0);
            let (mut rest, cues) = known.split_at(known.partition_point(is_of_words));
            strongest.resize(self.columns, (f32::NEG_INFINITY, 0));
            let mut alone = Sums::new(&self.table);
            for words in features.sentences() {
                let is_before = |it: &_| entry(it).is_some_and(|entry| entry.word < words.end);
                let (of_sentence, after) = rest.split_at(rest.partition_point(is_before));
                rest = after;
                self.add_rows(&mut alone, features, of_sentence);
                whole.add_all(&alone);
                if words.len() >= SENTENCE_WORDS {
                    // The cues of the whole text are those of each of its sentences.
                    self.add_rows(&mut alone, features, cues);
                    let scales = alone.scales();
                    for (strongest, said) in strongest.iter_mut().zip(self.said(&alone, &scales)) {
                        if said > strongest.0 {
                            *strongest = (said, sentences.len());
                        }
                    }
                    sentences.push(Sentence { words, scales });
                }
                alone.clear();
            }
            self.add_rows(&mut whole, features, cues);
        } else {
            self.add_rows(&mut whole, features, &known);
        }
        let scales = whole.scales();
        let mut values = self.said(&whole, &scales);
        let mut stronger = vec![None; if strongest.is_empty() { 0 } else { self.columns }];
        for head in self.label_heads() {
            for (column, _) in head.columns() {
                let (Some((said, at)), Some(value), Some(stronger)) =
                    (strongest.get(column), values.get_mut(column), stronger.get_mut(column))
                else {
                    continue;
                };
                if said > value {
                    *value += OF_SENTENCE * (said - *value);
                    *stronger = Some(*at);
                }
            }
        }
        for head in &self.heads {
            for (column, label) in head.columns() {
                if let Some(value) = values.get_mut(column) {
                    *value = (label.bias + *value) * label.slope + label.offset;
                }
            }
            let range = head.first..head.first + head.labels.len();
            if let Some(values) = values.get_mut(range) {
                match head.kind {
                    HeadKind::Labels => values.iter_mut().for_each(|value| *value = sigmoid(*value)),
                    HeadKind::Classes => softmax(values),
                }
            }
        }
        Confidences { values, known, scales, sentences, stronger }
    }

    /// The heads whose labels stand alone, which are read by sentence too.
    fn label_heads(&self) -> impl Iterator<Item = &Head> {
        self.heads.iter().filter(|head| head.kind == HeadKind::Labels)
    }

    /// Adds up the rows of features that the model knows.
    fn add_rows(&self, sums: &mut Sums, features: &Features, known: &[(u32, u32)]) {
        for (entry, row) in known {
            let Some(group) = features.entries().get(*entry as usize).map(|it| usize::from(it.group)) else {
                continue;
            };
            if let Some(row) = self.row(*row, is_negated(group)) {
                sums.add(group, row);
            }
        }
        sums.settle();
    }

    /// What sums of rows say of every label, by column, without its bias.
    fn said(&self, sums: &Sums, scales: &[f32; GROUPS]) -> Vec<f32> {
        let (plain, negated) = (sums.scaled(scales, false), sums.scaled(scales, true));
        let mut said = vec![0.0; self.columns];
        for (column, label) in self.heads.iter().flat_map(Head::columns) {
            let of = |sums: &Option<Vec<f32>>| sums.as_ref().map_or(0.0, |sums| sums[column]);
            if let Some(said) = said.get_mut(column) {
                *said = of(&plain) * label.scale + of(&negated) * label.negated_scale;
            }
        }
        said
    }

    /// The features of a text that the model has a row for.
    fn known(&self, features: &Features) -> Vec<(u32, u32)> {
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        // Half of the features of a text are known, or fewer.
        let mut known = Vec::with_capacity(features.entries().len() / 2 + 8);
        for (at, entry) in features.entries().iter().enumerate() {
            if let Some(row) = self.keys.row(key(entry.hash)) {
                known.push((number(at), number(row)));
            }
        }
        known
    }

    /// One row of the table, or of that for features under a negation.
    pub(crate) fn row(&self, row: u32, is_negated: bool) -> Option<&[u64]> {
        if is_negated { self.negated.row(row) } else { self.table.row(row) }
    }

    /// Whether a text has words and all of them are plain words of the training language, as far as the vocabulary can say:
    /// one in some dozens of unknown words is taken for a known one.
    #[must_use]
    pub fn knows_words(&self, text: &str) -> bool {
        let features = Features::of(text);
        let mut words = features.words().iter().filter(|word| word.is_letters).peekable();
        words.peek().is_some() && words.all(|word| self.knows(word.hash))
    }

    /// Whether a word's hash is in the vocabulary of the training language. One in some dozens of unknown
    /// words is taken for a known one.
    pub(crate) fn knows(&self, hash: u32) -> bool {
        let bits = self.vocabulary.len() * 8;
        if bits == 0 {
            return true;
        }
        let at = hash as usize % bits;
        self.vocabulary.get(at / 8).is_some_and(|byte| byte & (1 << (at % 8)) != 0)
    }
}
