//! Which words moved a label, and by how much.

use alloc::vec;
use alloc::vec::Vec;

use crate::features::{Features, is_negated};
use crate::limits;
use crate::model::{Confidences, Head, HeadKind, LabelSpec, Model, as_float, cell};

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
    /// The words that moved a label most, as half-open ranges of UTF-8 bytes, in the order of the text,
    /// neighbours merged, at most [`limits::EVIDENCE_SPANS`].
    ///
    /// `said` is what [`Model::read`] gave for these features. How much each word adds, and how exact that is, is
    /// [`Explanation`]'s.
    #[must_use]
    pub fn evidence(&self, features: &Features, said: &Confidences, column: usize) -> Vec<(u32, u32)> {
        spans(features, &self.parts(features, said, column).1)
    }

    /// What every word adds to one label; nothing of a column that does not exist.
    #[must_use]
    pub fn explain(&self, features: &Features, said: &Confidences, column: usize) -> Option<Explanation> {
        let (rest, parts) = self.parts(features, said, column);
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

    /// What the text as a whole and what each word adds to a label's sum, the words by their place in the text.
    fn parts(&self, features: &Features, said: &Confidences, column: usize) -> (f32, Vec<f32>) {
        let mut parts = vec![0.0_f32; features.words().len()];
        let mut rest = 0.0;
        let Some(head) = self.head_of(column) else { return (rest, parts) };
        let Some(label) = head.labels.get(column - head.first) else { return (rest, parts) };
        for (entry, row) in &said.known {
            let Some(entry) = features.entries().get(*entry as usize) else { continue };
            let group = usize::from(entry.group);
            let Some(row) = self.row(*row, is_negated(group)) else { continue };
            let cell = |at: usize, label: &LabelSpec| as_float(cell(row, at)) * label.step(group);
            let own = cell(column, label);
            let weight = match head.kind {
                HeadKind::Labels => own,
                HeadKind::Classes => {
                    let scaled = head.columns().map(|(at, label)| cell(at, label));
                    own - scaled.sum::<f32>() / head.labels.len().max(1) as f32
                }
            };
            let whole = weight * said.scales[group];
            // A cue of the whole text spans no word.
            if entry.width == 0 {
                rest += whole;
            }
            let part = whole / f32::from(entry.width.max(1));
            let last = entry.word as usize + 1;
            for word in last - usize::from(entry.width)..last {
                if let Some(sum) = parts.get_mut(word) {
                    *sum += part;
                }
            }
        }
        (rest, parts)
    }
}

/// The strongest words as merged ranges.
fn spans(features: &Features, parts: &[f32]) -> Vec<(u32, u32)> {
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| parts[*at] > 0.0).collect();
    order.sort_by(|a, b| parts[*b].total_cmp(&parts[*a]).then(a.cmp(b)));
    let strongest = order.first().map_or(0.0, |at| parts[*at]);
    let total: f32 = order.iter().map(|at| parts[*at]).sum();
    let mut carried = 0.0;
    let mut chosen: Vec<usize> = Vec::new();
    for at in order {
        if carried >= SHARE * total || parts[at] < FLOOR * strongest || chosen.len() >= limits::EVIDENCE_SPANS
        {
            break;
        }
        carried += parts[at];
        chosen.push(at);
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
