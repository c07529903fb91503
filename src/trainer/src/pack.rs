//! Weights as small integers, and the parts of a model file.

use classifier::{HeadKind, LabelSpec, Model, ModelParts};

use crate::fit::Weights;
use crate::labels::{COLUMNS, FLAG_HEADS, SENTIMENT};
use crate::recipe::Recipe;

/// The part of the largest weight that the largest level stands for. Few weights are beyond it, and the others
/// get finer steps.
const CLIP: f32 = 0.7;

/// The parts of a model without calibration: slope 1, offset 0, and every label shown.
pub(crate) fn pack(weights: &Weights, recipe: &Recipe, name: &str, vocabulary: Vec<u8>) -> ModelParts {
    let mut columns = Vec::with_capacity(COLUMNS);
    let mut scales = Vec::with_capacity(COLUMNS);
    for column in 0..COLUMNS {
        let largest = weights.column(column).fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        let scale = (largest * CLIP / f32::from(recipe.levels)).max(1e-6);
        columns.push(weights.column(column).map(|weight| level(weight / scale, recipe)).collect());
        scales.push(scale);
    }
    let mut next = 0;
    let mut head = |name: &str, kind: HeadKind, labels: &[&str]| {
        let labels = labels
            .iter()
            .map(|label| {
                let (bias, scale) = (weights.bias[next], scales[next]);
                next += 1;
                LabelSpec { name: (*label).to_owned(), bias, scale, slope: 1.0, offset: 0.0, threshold: 0.0 }
            })
            .collect();
        (name.to_owned(), kind, labels)
    };
    let mut heads = vec![head("sentiment", HeadKind::Classes, &SENTIMENT)];
    for (name, labels) in FLAG_HEADS {
        heads.push(head(name, HeadKind::Labels, labels));
    }
    ModelParts { name: name.to_owned(), table_bits: recipe.table_bits, heads, vocabulary, columns }
}

fn level(steps: f32, recipe: &Recipe) -> i8 {
    if steps.abs() < recipe.dead_zone {
        return 0;
    }
    let levels = f32::from(recipe.levels);
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the levels, which fit")]
    let level = steps.round().clamp(-levels, levels) as i8;
    level
}

/// The labels of parts by column.
pub(crate) fn labels_mut(parts: &mut ModelParts) -> impl Iterator<Item = &mut LabelSpec> {
    parts.heads.iter_mut().flat_map(|(_, _, labels)| labels.iter_mut())
}

/// The sums behind a model's confidences, for a model without calibration. Those of sentiment are right up to
/// a number that they share.
pub(crate) fn sums(model: &Model, text: &str, features: &mut classifier::Features) -> [f32; COLUMNS] {
    features.read(text);
    let confidences = model.read(features);
    std::array::from_fn(|column| {
        let confidence = confidences.get(column).clamp(1e-7, 1.0 - 1e-7);
        if column < SENTIMENT.len() { confidence.ln() } else { (confidence / (1.0 - confidence)).ln() }
    })
}
