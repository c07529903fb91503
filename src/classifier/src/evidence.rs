//! Which words moved a label.

use alloc::vec;
use alloc::vec::Vec;

use crate::features::{Features, is_negated};
use crate::limits;
use crate::model::{Confidences, HeadKind, LabelSpec, Model};

/// Words are named until they carry this share of everything that spoke for the label.
const SHARE: f32 = 0.6;

/// A word that carries less than this part of the strongest word's weight is not named.
const FLOOR: f32 = 0.3;

impl Model {
    /// The words that moved a label most, as half-open ranges of UTF-8 bytes, in the order of the text,
    /// neighbours merged, at most [`limits::EVIDENCE_SPANS`].
    ///
    /// `said` is what [`Model::read`] gave for these features. A linear head's sum is the sum of its features' weights, so a
    /// word's part is exact but for this: a pair of words is shared half and half, and features that share a key cannot be
    /// told apart. Cues of the whole text (length, shouting)
    /// belong to no word. In a head of classes a weight counts against the mean of its head.
    #[must_use]
    pub fn evidence(&self, features: &Features, said: &Confidences, column: usize) -> Vec<(u32, u32)> {
        spans(features, &self.parts(features, said, column))
    }

    /// What each word adds to a label's sum, by the word's place in the text.
    fn parts(&self, features: &Features, said: &Confidences, column: usize) -> Vec<f32> {
        let mut parts = vec![0.0_f32; features.words().len()];
        let is_its = |head: &&crate::Head| (head.first..head.first + head.labels.len()).contains(&column);
        let Some(head) = self.heads().iter().find(is_its) else { return parts };
        let Some(label) = head.labels.get(column - head.first) else { return parts };
        for (entry, row) in &said.known {
            let (Some(entry), Some(row)) = (features.entries().get(*entry as usize), self.row(*row)) else {
                continue;
            };
            let is_negated = is_negated(usize::from(entry.group));
            let cell = |at: usize, label: &LabelSpec| {
                let times = if is_negated { label.negation } else { 1.0 };
                f32::from(row.get(at).copied().unwrap_or(0)) * label.scale * times
            };
            let own = cell(column, label);
            let weight = match head.kind {
                HeadKind::Labels => own,
                HeadKind::Classes => {
                    let scaled = head.columns().map(|(at, label)| cell(at, label));
                    own - scaled.sum::<f32>() / head.labels.len().max(1) as f32
                }
            };
            let part = weight * said.scales[usize::from(entry.group)] / f32::from(entry.width.max(1));
            let last = entry.word as usize + 1;
            // A cue of the whole text spans no word.
            for word in last - usize::from(entry.width)..last {
                if let Some(sum) = parts.get_mut(word) {
                    *sum += part;
                }
            }
        }
        parts
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
