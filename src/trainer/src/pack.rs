//! Weights as small integers, and the parts of a model file.

use classifier::{HeadKind, LabelSpec, Model, ModelParts};

use crate::fit::Weights;
use crate::recipe::Recipe;

/// The part of the largest weight that the largest level stands for. Few weights are beyond it, and the others
/// get finer steps.
const CLIP: f32 = 0.7;

/// The parts of a model without calibration: slope 1, offset 0, and every label shown.
pub(crate) fn pack(
    weights: &Weights,
    recipe: &Recipe,
    name: &str,
    heads: Vec<(String, HeadKind, Vec<String>)>,
    vocabulary: Vec<u8>,
) -> ModelParts {
    let mut columns = Vec::new();
    let mut scales = Vec::new();
    for column in 0..heads.iter().map(|(_, _, labels)| labels.len()).sum() {
        let largest = weights.column(column).fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        let scale = (largest * CLIP / f32::from(recipe.levels)).max(1e-6);
        columns.push(weights.column(column).map(|weight| level(weight / scale, recipe)).collect());
        scales.push(scale);
    }
    let mut spread = weights.bias.iter().zip(scales);
    let mut spec = |name: String| {
        let (bias, scale) = spread.next().map_or((0.0, 1.0), |(bias, scale)| (*bias, scale));
        LabelSpec { name, bias, scale, slope: 1.0, offset: 0.0, threshold: 0.0 }
    };
    let heads = heads
        .into_iter()
        .map(|(name, kind, labels)| (name, kind, labels.into_iter().map(&mut spec).collect()));
    let heads = heads.collect();
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
