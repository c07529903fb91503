//! What was learnt, and the little arithmetic that learning and reading it share.

use crate::known::Example;

/// What was learnt, before it becomes small integers.
pub(crate) struct Weights {
    /// Numbers of a feature.
    pub(crate) width: usize,
    /// Feature by feature.
    pub(crate) rows: Vec<f32>,
    /// Column by column, each as wide as a feature's row.
    pub(crate) readout: Vec<f32>,
    /// One for every column.
    pub(crate) bias: Vec<f32>,
    /// The readout of features under a negation.
    pub(crate) negated_readout: Vec<f32>,
}

impl Weights {
    /// Every column's sum for a text.
    pub(crate) fn sums(&self, example: &Example) -> Vec<f32> {
        let (mut plain, mut negated) = (vec![0.0; self.width], vec![0.0; self.width]);
        for part in &example.0 {
            let start = part.row as usize * self.width;
            let to = if part.is_negated { &mut negated } else { &mut plain };
            add(to, &self.rows[start..start + self.width], part.value);
        }
        let readout =
            self.readout.chunks_exact(self.width).zip(self.negated_readout.chunks_exact(self.width));
        let sum = |((readout, turned), bias): ((&[f32], &[f32]), &f32)| {
            bias + dot(readout, &plain) + dot(turned, &negated)
        };
        readout.zip(&self.bias).map(sum).collect()
    }

    /// Several trainings of the same features as one, whose sums are the means of theirs: their numbers side by side.
    pub(crate) fn joined(members: &[Self]) -> Self {
        let share = as_f32(u32::try_from(members.len()).unwrap_or(1)).recip();
        let side_by_side = |of: fn(&Self) -> &[f32], share: f32| -> Vec<f32> {
            let mut each: Vec<_> = members.iter().map(|it| of(it).chunks_exact(it.width)).collect();
            let mut joined = Vec::new();
            while let Some(first) = each.first_mut().and_then(Iterator::next) {
                joined.extend(first.iter().map(|it| it * share));
                for other in each.iter_mut().skip(1).filter_map(Iterator::next) {
                    joined.extend(other.iter().map(|it| it * share));
                }
            }
            joined
        };
        let columns = members.first().map_or(0, |it| it.bias.len());
        let bias = (0..columns).map(|at| members.iter().map(|it| it.bias[at]).sum::<f32>() * share).collect();
        Self {
            width: members.iter().map(|it| it.width).sum(),
            rows: side_by_side(|it| &it.rows, 1.0),
            readout: side_by_side(|it| &it.readout, share),
            negated_readout: side_by_side(|it| &it.negated_readout, share),
            bias,
        }
    }
}

/// A count as a number to reckon with.
#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^24")]
pub(crate) const fn as_f32(count: u32) -> f32 {
    count as f32
}

/// Adds so many times the one to the other.
pub(crate) fn add(to: &mut [f32], from: &[f32], times: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from * times;
    }
}

/// The sum of products, summed in eight lanes, whose order is fixed.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a_lanes, b_lanes) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_lanes.remainder().iter().zip(b_lanes.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_lanes.zip(b_lanes) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Confidences of classes from their sums, in their place.
pub(crate) fn softmax(sums: &mut [f32]) {
    let largest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for sum in sums.iter_mut() {
        *sum = (*sum - largest).exp();
        total += *sum;
    }
    for sum in sums {
        *sum /= total;
    }
}
