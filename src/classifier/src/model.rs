//! A model: a table with a row of integers for every feature that it knows, and a few linear heads that are sums of rows.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::features::{Features, GROUPS, is_negated, key, scales};
use crate::language::CommonWords;

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

/// The features that a model knows, each with the number of its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Keys {
    /// In rising order, each once, and behind them what is no key.
    keys: Vec<u32>,
    /// Where the keys begin that share their upper bits, by those bits.
    starts: Vec<u32>,
    shift: u32,
}

/// Keys that are compared at once.
const WINDOW: usize = 4;

impl Keys {
    /// Bits of a key.
    pub(crate) const BITS: u32 = 24;

    /// Keys in rising order, each below 2 to the power of [`Keys::BITS`].
    pub(crate) fn new(mut keys: Vec<u32>) -> Self {
        // About one key for each start.
        let bits = keys.len().next_power_of_two().trailing_zeros().min(Self::BITS);
        let shift = Self::BITS - bits;
        let starts = (0..1_u32 << bits).map(|upper| {
            let at = keys.partition_point(|key| key >> shift < upper);
            u32::try_from(at).unwrap_or(u32::MAX)
        });
        let starts = starts.collect();
        // No key is that large, so a window at the end finds nothing there.
        keys.extend([u32::MAX; WINDOW]);
        Self { starts, keys, shift }
    }

    /// The row of a feature.
    ///
    /// Whether a feature is known cannot be foreseen, so a branch at every key would be taken wrongly half of the time: the
    /// next few are compared at once, and nearly always these are all that may be it.
    fn row(&self, key: u32) -> Option<usize> {
        let mut start = *self.starts.get((key >> self.shift) as usize)? as usize;
        loop {
            let window: &[u32; WINDOW] = self.keys.get(start..)?.first_chunk()?;
            let hits = window.iter().enumerate().fold(0, |hits, (at, it)| hits | u32::from(*it == key) << at);
            if hits != 0 {
                return Some(start + hits.trailing_zeros() as usize);
            }
            if window[WINDOW - 1] > key {
                return None;
            }
            start += WINDOW;
        }
    }
}

/// Cells of a word of the table: four numbers of sixteen bits, so that one addition adds four of them.
const LANES: usize = 4;
const LANE_BITS: usize = 16;

/// What is added to every cell, so that none is below zero and no lane borrows from the next.
const BIAS: i32 = 1 << 10;

/// Rows that may be added up before a lane could run over: each cell is below twice the bias.
const ROWS_AT_ONCE: u32 = 32;

/// A number for every feature and column, from minus to plus [`limits::CELL`](crate::limits::CELL): rows in the order of the
/// keys, several cells in a word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    words: Vec<u64>,
    /// Words of a row.
    stride: usize,
}

impl Table {
    /// A table of zeros.
    pub(crate) fn new(rows: usize, columns: usize) -> Self {
        let stride = columns.div_ceil(LANES);
        let zeros =
            (0..LANES).fold(0, |word, lane| word | u64::from(BIAS.cast_unsigned()) << (lane * LANE_BITS));
        Self { words: vec![zeros; rows * stride], stride }
    }

    /// Cells that a table takes, those that only fill its words among them.
    pub(crate) const fn cells(rows: usize, columns: usize) -> usize {
        rows * columns.div_ceil(LANES) * LANES
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, steps: i16) {
        let shift = column % LANES * LANE_BITS;
        let cell = u64::from((i32::from(steps) + BIAS).clamp(0, 2 * BIAS - 1).cast_unsigned());
        if let Some(word) = self.words.get_mut(row * self.stride + column / LANES) {
            *word = *word & !(0xffff << shift) | cell << shift;
        }
    }

    fn row(&self, row: u32) -> Option<&[u64]> {
        let start = row as usize * self.stride;
        self.words.get(start..start + self.stride)
    }
}

/// One cell of a row; 0 past its end.
pub(crate) fn cell(row: &[u64], column: usize) -> i32 {
    row.get(column / LANES).map_or(0, |word| lane(*word, column % LANES) - BIAS)
}

#[expect(clippy::cast_possible_truncation, reason = "sixteen bits")]
const fn lane(word: u64, lane: usize) -> i32 {
    (word >> (lane * LANE_BITS)) as i32 & 0xffff
}

/// Rows that are being added up, those of each group apart.
struct Sums {
    /// Since the lanes were last emptied, by group.
    words: Vec<u64>,
    /// By group and column.
    totals: Vec<i32>,
    /// How many rows each group's sums are of.
    rows: [u32; GROUPS],
    stride: usize,
}

impl Sums {
    fn new(stride: usize) -> Self {
        Self {
            words: vec![0; GROUPS * stride],
            totals: vec![0; GROUPS * stride * LANES],
            rows: [0; GROUPS],
            stride,
        }
    }

    fn add(&mut self, group: usize, row: &[u64]) {
        let start = group * self.stride;
        let Some(sums) = self.words.get_mut(start..start + self.stride) else { return };
        for (sum, cells) in sums.iter_mut().zip(row) {
            *sum += cells;
        }
        self.rows[group] += 1;
        if self.rows[group].is_multiple_of(ROWS_AT_ONCE) {
            self.empty(group);
        }
    }

    fn empty(&mut self, group: usize) {
        let start = group * self.stride;
        let words = self.words.iter_mut().skip(start).take(self.stride);
        for (word, totals) in words.zip(self.totals.chunks_exact_mut(LANES).skip(start)) {
            for (at, total) in totals.iter_mut().enumerate() {
                *total += lane(*word, at);
            }
            *word = 0;
        }
    }

    /// Adds the sums of others. Both have their lanes emptied.
    fn add_all(&mut self, others: &Self) {
        for (total, other) in self.totals.iter_mut().zip(&others.totals) {
            *total += other;
        }
        for (rows, other) in self.rows.iter_mut().zip(others.rows) {
            *rows += other;
        }
    }

    /// Leaves nothing. The lanes are emptied.
    fn clear(&mut self) {
        self.totals.fill(0);
        self.rows = [0; GROUPS];
    }

    /// The sums of every column over the groups under a negation, or over the others, each group scaled.
    ///
    /// None when there are no such rows, as under a negation in most texts.
    fn scaled(&self, scales: &[f32; GROUPS], of_negated: bool) -> Option<Vec<f32>> {
        let is_asked = |group: &usize| is_negated(*group) == of_negated && self.rows[*group] > 0;
        (0..GROUPS).find(is_asked)?;
        let mut sums = vec![0.0; self.stride * LANES];
        for group in (0..GROUPS).filter(is_asked) {
            let start = group * self.stride * LANES;
            let bias = BIAS.wrapping_mul(self.rows[group].cast_signed());
            for (sum, total) in sums.iter_mut().zip(self.totals.iter().skip(start)) {
                *sum += as_float(total - bias) * scales[group];
            }
        }
        Some(sums)
    }
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
        let mut whole = Sums::new(self.table.stride);
        let mut sentences = Vec::new();
        let mut strongest = Vec::new();
        if self.label_heads().next().is_some() && features.sentences().nth(1).is_some() {
            let entry = |(at, _): &(u32, u32)| features.entries().get(*at as usize);
            let is_of_words = |it: &_| entry(it).is_some_and(|entry| entry.width > 0);
            let (mut rest, cues) = known.split_at(known.partition_point(is_of_words));
            strongest.resize(self.columns, (f32::NEG_INFINITY, 0));
            let mut alone = Sums::new(self.table.stride);
            for words in features.sentences() {
                let is_before = |it: &_| entry(it).is_some_and(|entry| entry.word < words.end);
                let (of_sentence, after) = rest.split_at(rest.partition_point(is_before));
                rest = after;
                self.add_rows(&mut alone, features, of_sentence);
                whole.add_all(&alone);
                if words.len() >= SENTENCE_WORDS {
                    // The cues of the whole text are those of each of its sentences.
                    self.add_rows(&mut alone, features, cues);
                    let scales = scales(alone.rows);
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
        let scales = scales(whole.rows);
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
        (0..GROUPS).for_each(|group| sums.empty(group));
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

/// A message of usual length has sums below 2^24: some thousand features of at most [`limits::CELL`](crate::limits::CELL).
#[expect(clippy::cast_precision_loss, reason = "exact below 2^24, and the same in every build above it")]
pub(crate) const fn as_float(sum: i32) -> f32 {
    sum as f32
}

pub(crate) fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + exp(-value))
}

/// e to the power of a number, to four parts in a million: the power of two next to it, times the beginning of the series of
/// e to the x for what is left. It ends at the largest and smallest power of two. Without branches, so that a head's labels
/// are reckoned side by side; and only products, sums and bits, so that every build gives the same.
fn exp(value: f32) -> f32 {
    // A number of this size has no room for what is behind the point: adding it rounds, and leaves the whole in the lowest bits.
    const ROUNDER: f32 = 12_582_912.0;
    let twos = (value * core::f32::consts::LOG2_E).clamp(-126.0, 127.0);
    let rounded = twos + ROUNDER;
    let x = (twos - (rounded - ROUNDER)) * core::f32::consts::LN_2;
    let series =
        1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x / 720.0)))));
    let whole = rounded.to_bits().wrapping_sub(ROUNDER.to_bits());
    series * f32::from_bits(whole.wrapping_add(127) << 23)
}

fn softmax(values: &mut [f32]) {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    // One step of each kind at a time, so that the labels of a large head are reckoned side by side.
    values.iter_mut().for_each(|value| *value = exp(*value - largest));
    let total: f32 = values.iter().sum();
    if total > 0.0 {
        let part = 1.0 / total;
        values.iter_mut().for_each(|value| *value *= part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e_are_right_to_four_parts_in_a_million() {
        for step in -8_700..=8_800_i16 {
            let value = f32::from(step) / 100.0;
            let (is, should) = (f64::from(exp(value)), libm::exp(f64::from(value)));
            assert!((is / should - 1.0).abs() < 4e-6, "{value}: {is} for {should}");
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37 && exp(f32::NAN).is_nan());
        assert!(exp(0.0) == 1.0);
    }

    #[test]
    fn every_key_is_found_and_no_other() {
        // Twenty that share their upper bits, beside others far apart.
        let keys: Vec<u32> = (0..20).map(|it| 5_000 + it).chain((1..500).map(|it| it * 33_000)).collect();
        let found = Keys::new(keys.clone());
        for (row, key) in keys.iter().enumerate() {
            assert_eq!(found.row(*key), Some(row));
            for near in [key - 1, key + 1, key + 40] {
                assert_eq!(found.row(near), keys.binary_search(&near).ok());
            }
        }
        assert_eq!(Keys::new(Vec::new()).row(7), None);
        assert_eq!(found.row((1 << Keys::BITS) - 1), None);
    }
}
