//! Which words moved a label, and by how much.

use alloc::vec;
use alloc::vec::Vec;

use crate::features::{Entry, Features, GROUPS, is_negated};
use crate::limits;
use crate::model::{Confidences, Head, HeadKind, LabelSpec, Model, OF_SENTENCE, Sentence};
use crate::table::{as_float, cell};

/// Words are named until they carry this share of everything that spoke for the label.
const SHARE: f32 = 0.6;

/// A word that carries less than this part of the strongest word's weight is not named.
const FLOOR: f32 = 0.3;

/// What moved one label in one text, and by how much: in what is added to the sum that becomes the confidence (log-odds,
/// for a label that stands alone).
///
/// In a head of labels this is exact: the confidence is 1 / (1 + e^-x) of `rest` and all `words` together. In a head of
/// classes it is exact too for the softmax over the head as long as its labels share one slope, as the trainer's do, and each
/// is told against the mean of the head. Two things are
/// approximate: a pair of words is shared half and half between them, and features that share a key (one in some thousand)
/// are told as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What every text has, and what belongs to no word: how common the label is, length, shouting.
    pub rest: f32,
    /// Every word and mark, as half-open ranges of UTF-8 bytes in the order of the text, with what it adds.
    pub words: Vec<((u32, u32), f32)>,
}

impl Model {
    /// The words that moved each of the labels most, as half-open ranges of UTF-8 bytes, in the order of the text,
    /// neighbours merged, at most [`limits::EVIDENCE_SPANS`]; none for a column that does not exist.
    ///
    /// `said` is what [`Model::read`] gave for these features. How much each word adds, and how exact that is, is
    /// [`Explanation`]'s.
    #[must_use]
    pub fn evidence(
        &self,
        features: &Features,
        said: &Confidences,
        columns: &[usize],
    ) -> Vec<Vec<(u32, u32)>> {
        let known = self.known_rows(features, said);
        columns
            .iter()
            .map(|column| spans(features, self.parts(features, said, &known, *column).words))
            .collect()
    }

    /// What every word adds to one label; nothing of a column that does not exist.
    #[must_use]
    pub fn explain(&self, features: &Features, said: &Confidences, column: usize) -> Option<Explanation> {
        let known = self.known_rows(features, said);
        let Parts { rest, words: parts } = self.parts(features, said, &known, column);
        let head = self.head_of(column)?;
        let label = head.labels.get(column - head.first)?;
        let base = |label: &LabelSpec| label.bias * label.slope + label.offset;
        let mean = match head.kind {
            HeadKind::Labels => 0.0,
            HeadKind::Classes => {
                head.labels.iter().map(base).sum::<f32>()
                    / as_float(i32::try_from(head.labels.len()).unwrap_or(1))
            }
        };
        let words = features.words().iter().zip(&parts);
        Some(Explanation {
            rest: rest * label.slope + base(label) - mean,
            words: words.map(|(word, part)| ((word.start, word.end), part * label.slope)).collect(),
        })
    }

    fn head_of(&self, column: usize) -> Option<&Head> {
        self.heads().iter().find(|head| (head.first..head.first + head.labels.len()).contains(&column))
    }

    /// The features that the model knows, each with its row: looked up once for all labels that are asked for.
    fn known_rows(&self, features: &Features, said: &Confidences) -> Vec<Known<'_>> {
        let known = said.known.iter().filter_map(|(entry, row)| {
            let entry = features.entries().get(*entry as usize)?;
            let row = self.row(*row, is_negated(usize::from(entry.group)))?;
            Some(Known { row, entry: *entry })
        });
        known.collect()
    }

    /// What the text as a whole and what each word adds to a label's sum; nothing of a column that does not exist.
    fn parts(&self, features: &Features, said: &Confidences, known: &[Known<'_>], column: usize) -> Parts {
        let mut rest = 0.0;
        let mut words = vec![0.0; features.words().len()];
        let Some(plan) = self.plan(said, column) else { return Parts { rest, words } };
        // Features come in the order of the words, so what one word adds is mostly in a row, and written once.
        let (mut word, mut sum) = (0, 0.0);
        for Known { row, entry } in known {
            let whole = plan.weight(row, entry);
            if entry.word != word {
                add(&mut words, word, sum);
                (word, sum) = (entry.word, 0.0);
            }
            match entry.width {
                // A cue of the whole text spans no word.
                0 => rest += whole,
                1 => sum += whole,
                _ => {
                    add(&mut words, word.wrapping_sub(1), whole * 0.5);
                    sum += whole * 0.5;
                }
            }
        }
        add(&mut words, word, sum);
        Parts { rest, words }
    }

    fn plan<'m>(&'m self, said: &'m Confidences, column: usize) -> Option<Plan<'m>> {
        let head = self.head_of(column)?;
        let label = head.labels.get(column - head.first)?;
        let steps = core::array::from_fn(|group| label.step(group) * said.scales[group]);
        let against = (head.kind == HeadKind::Classes).then_some((head, said.scales));
        let sentence = said
            .sentence(column)
            .map(|it| (it, core::array::from_fn(|group| label.step(group) * it.scales[group] * OF_SENTENCE)));
        Some(Plan { column, steps, against, sentence })
    }
}

fn add(words: &mut [f32], at: u32, part: f32) {
    if let Some(sum) = words.get_mut(at as usize) {
        *sum += part;
    }
}

/// A feature that the model has a row for.
struct Known<'m> {
    row: &'m [u64],
    entry: Entry,
}

/// What was added to a label.
struct Parts {
    /// By the text as a whole.
    rest: f32,
    /// By each word, by their place in the text.
    words: Vec<f32>,
}

/// How a row adds to a label.
struct Plan<'m> {
    column: usize,
    /// What one step of the label's column counts in this text, by group.
    steps: [f32; GROUPS],
    /// The head whose mean it is told against, and what a feature of each group counts.
    against: Option<(&'m Head, [f32; GROUPS])>,
    /// The sentence that counts besides the whole text, and what one step counts there.
    sentence: Option<(&'m Sentence, [f32; GROUPS])>,
}

impl Plan<'_> {
    fn weight(&self, row: &[u64], entry: &Entry) -> f32 {
        let group = usize::from(entry.group);
        let mut step = self.steps[group];
        // A cue is of the whole text and of each of its sentences alike.
        if let Some((sentence, steps)) = &self.sentence
            && entry.width > 0
        {
            step *= 1.0 - OF_SENTENCE;
            step += if sentence.words.contains(&entry.word) { steps[group] } else { 0.0 };
        }
        let own = as_float(cell(row, self.column)) * step;
        let Some((head, scales)) = &self.against else { return own };
        let all = head.columns().map(|(at, label)| as_float(cell(row, at)) * label.step(group));
        own - all.sum::<f32>() * scales[group] / as_float(i32::try_from(head.labels.len()).unwrap_or(1))
    }
}

/// The strongest words as merged ranges.
fn spans(features: &Features, mut parts: Vec<f32>) -> Vec<(u32, u32)> {
    let total: f32 = parts.iter().filter(|part| **part > 0.0).sum();
    let mut carried = 0.0;
    let mut chosen: Vec<usize> = Vec::with_capacity(limits::EVIDENCE_SPANS);
    let mut strongest = 0.0;
    while chosen.len() < limits::EVIDENCE_SPANS && carried < SHARE * total {
        // A few of some dozens: to look for each is less work than to sort them all.
        let mut best = (0.0, usize::MAX);
        for (at, part) in parts.iter().enumerate() {
            if *part > best.0 {
                best = (*part, at);
            }
        }
        let Some(part) = parts.get_mut(best.1).filter(|_| best.0 >= FLOOR * strongest) else { break };
        *part = 0.0;
        strongest = best.0.max(strongest);
        carried += best.0;
        chosen.push(best.1);
    }
    chosen.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    let mut last = usize::MAX;
    for at in chosen {
        let Some(word) = features.words().get(at) else { continue };
        match merged.last_mut() {
            Some(span) if last.wrapping_add(1) == at => span.1 = word.end,
            _ => merged.push((word.start, word.end)),
        }
        last = at;
    }
    merged
}
