//! Which words moved a label.

use alloc::vec;
use alloc::vec::Vec;

use crate::features::{Features, bucket};
use crate::limits;
use crate::model::{HeadKind, Model};

/// Words are named until they carry this share of everything that spoke for the label.
const SHARE: f32 = 0.6;

/// A word that carries less than this part of the strongest word's weight is not named.
const FLOOR: f32 = 0.3;

impl Model {
    /// The words that moved a label most, as half-open ranges of UTF-8 bytes, in the order of the text,
    /// neighbours merged, at most [`limits::EVIDENCE_SPANS`].
    ///
    /// A linear head's sum is the sum of its features' weights, so a word's part is exact but for two things:
    /// a pair of words is shared half and half, and features that fall into one row of the hashed table
    /// cannot be told apart. Cues of the whole text (length, shouting) belong to no word. In a head of
    /// classes a weight counts against the mean of its head.
    #[must_use]
    pub fn evidence(&self, features: &Features, column: usize) -> Vec<(u32, u32)> {
        let Some(head) =
            self.heads().iter().find(|head| (head.first..head.first + head.labels.len()).contains(&column))
        else {
            return Vec::new();
        };
        let scales = features.scales();
        let mut parts = vec![0.0_f32; features.words().len()];
        for entry in features.entries().iter().filter(|entry| entry.width > 0) {
            let start = bucket(entry.hash, self.table_bits) as usize * self.stride;
            let Some(row) = self.table.get(start..start + self.stride) else { continue };
            let own = f32::from(row.get(column).copied().unwrap_or(0));
            let weight = match head.kind {
                HeadKind::Labels => own,
                HeadKind::Classes => {
                    let scaled = |(at, label): (usize, &crate::LabelSpec)| {
                        f32::from(row.get(at).copied().unwrap_or(0)) * label.scale
                    };
                    let mean = head.columns().map(scaled).sum::<f32>() / head.labels.len().max(1) as f32;
                    let scale = head.labels.get(column - head.first).map_or(1.0, |label| label.scale);
                    own - mean / scale
                }
            };
            let part = weight * scales[usize::from(entry.group)];
            let word = entry.word as usize;
            let share = if entry.width == 2 { 0.5 } else { 1.0 };
            if let Some(sum) = parts.get_mut(word) {
                *sum += part * share;
            }
            if entry.width == 2
                && let Some(sum) = word.checked_sub(1).and_then(|word| parts.get_mut(word))
            {
                *sum += part * share;
            }
        }
        spans(features, &parts)
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
