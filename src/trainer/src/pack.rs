//! Weights as small integers, and the parts of a model file.

use classifier::{HeadKind, LabelSpec, Model, ModelParts};

use crate::known::Known;
use crate::weights::Weights;

/// The largest number of a feature in the file.
const LEVELS: f32 = 7.0;

/// The largest weight of the readout in the file.
const READOUT_LEVELS: f32 = 127.0;

/// Powers of two by which a feature's numbers may be smaller than the largest of all.
const SHIFTS: u8 = 15;

/// The parts of a model without calibration: slope 1, offset 0, and every label shown.
pub(crate) fn pack(
    weights: &Weights,
    known: &Known,
    name: &str,
    heads: Vec<(String, HeadKind, Vec<String>)>,
    vocabulary: Vec<u8>,
) -> ModelParts {
    let unit = largest(&weights.rows) / LEVELS;
    let mut shifts = Vec::new();
    let mut numbers = Vec::with_capacity(weights.rows.len());
    for row in weights.rows.chunks_exact(weights.width) {
        let (shift, levels) = finest(row, unit);
        shifts.push(shift);
        numbers.extend(levels);
    }
    let (scales, readout) = levels(&weights.readout, weights.width);
    let (negated_scales, negated_readout) = levels(&weights.negated_readout, weights.width);
    let mut spread = weights.bias.iter().zip(scales).zip(negated_scales);
    let mut spec = |name: String| {
        let ((bias, scale), negated_scale) = spread.next().unwrap_or(((&0.0, 1.0), 1.0));
        LabelSpec { name, bias: *bias, scale, negated_scale, slope: 1.0, offset: 0.0, threshold: 0.0 }
    };
    let heads = heads
        .into_iter()
        .map(|(name, kind, labels)| (name, kind, labels.into_iter().map(&mut spec).collect()))
        .collect();
    let keys = known.keys().to_vec();
    let name = name.to_owned();
    ModelParts { name, heads, vocabulary, keys, shifts, unit, numbers, readout, negated_readout }
}

/// A readout as small integers, with what one step of each column counts.
fn levels(readout: &[f32], width: usize) -> (Vec<f32>, Vec<Vec<i8>>) {
    let column = |column: &[f32]| {
        let scale = largest(column) / READOUT_LEVELS;
        (scale, column.iter().map(|weight| level(weight / scale, READOUT_LEVELS)).collect())
    };
    readout.chunks_exact(width).map(column).unzip()
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(1e-6_f32, |largest, value| largest.max(value.abs()))
}

/// The shift under which a row loses least, and its levels. The largest of its numbers may be cut for the others' sake.
fn finest(row: &[f32], unit: f32) -> (u8, Vec<i8>) {
    let fits = |shift: &u8| largest(row) <= LEVELS * step(unit, *shift);
    let widest = (0..=SHIFTS).rev().find(fits).unwrap_or(0);
    let levels_of = |shift: u8| {
        let step = step(unit, shift);
        let levels: Vec<i8> = row.iter().map(|value| level(value / step, LEVELS)).collect();
        let lost: f32 =
            row.iter().zip(&levels).map(|(value, level)| (value - f32::from(*level) * step).powi(2)).sum();
        (lost, shift, levels)
    };
    let (wide, narrow) = (levels_of(widest), levels_of((widest + 1).min(SHIFTS)));
    let (_, shift, levels) = if narrow.0 < wide.0 { narrow } else { wide };
    (shift, levels)
}

fn step(unit: f32, shift: u8) -> f32 {
    unit / f32::from(1_u16 << shift)
}

fn level(steps: f32, levels: f32) -> i8 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the levels, which fit")]
    let level = steps.round().clamp(-levels, levels) as i8;
    level
}

/// The labels of parts by column.
pub(crate) fn labels_mut(parts: &mut ModelParts) -> impl Iterator<Item = &mut LabelSpec> {
    parts.heads.iter_mut().flat_map(|(_, _, labels)| labels.iter_mut())
}

/// The sums behind a model's confidences, for a model without calibration. Those of classes are right up to a number that
/// their head shares.
pub(crate) fn unscaled(model: &Model, text: &str, features: &mut classifier::Features) -> Vec<f32> {
    features.read(text);
    let confidences = model.read(features);
    let sum = |kind: HeadKind, column: usize| {
        let confidence = confidences.get(column).clamp(1e-7, 1.0 - 1e-7);
        match kind {
            HeadKind::Classes => confidence.ln(),
            HeadKind::Labels => (confidence / (1.0 - confidence)).ln(),
        }
    };
    let heads = model.heads().iter();
    heads
        .flat_map(|head| head.columns().map(move |(column, _)| (head.kind, column)))
        .map(|(kind, column)| sum(kind, column))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_kept_as_near_as_four_bits_allow() {
        for scale in [1.0_f32, 0.3, 0.01, 0.000_1] {
            let row: Vec<f32> = [0.9, -0.5, 0.31, 0.0].map(|value| value * scale).to_vec();
            let (shift, levels) = finest(&row, 1.0 / LEVELS);
            for (value, level) in row.iter().zip(levels) {
                let kept = f32::from(level) * step(1.0 / LEVELS, shift);
                assert!((value - kept).abs() <= 0.13 * scale, "{value} became {kept}");
            }
        }
        assert_eq!(finest(&[0.0, 0.0], 1.0).1, [0, 0]);
    }
}
