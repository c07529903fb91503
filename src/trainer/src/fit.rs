//! A linear reading of pooled feature embeddings, learnt by `Adam` in small batches.
//!
//! Every feature that the model knows has a row of numbers, its embedding. A text is the sum of its features' rows, each
//! scaled by its group's count, and a label's sum is a readout of that. Nothing bends between the two, so every feature's
//! part of a label stays exact; what is gained over one weight for each feature and label is that labels share what they
//! have in common, and that rows can be dropped at random while learning: words, features and numbers, so that no row is
//! leant on alone.
//!
//! One thread and a fixed order, so the same rows and the same seed give the same weights. What the columns mean, and how
//! wrong a row's sums are, is its caller's.

use crate::known::{Example, FeatureUse, Known};
use crate::random::Random;
use crate::recipe::Recipe;
use crate::weights::{Weights, add, as_f32, dot};

/// Of the squares and of the means that `Adam` remembers, so much is kept at every step (its authors' numbers).
const MEAN_KEPT: f32 = 0.9;
const SQUARE_KEPT: f32 = 0.999;

/// The part of all steps in which the steps grow to their full size.
const WARM_UP: f32 = 0.03;

/// Numbers that are learnt, with what `Adam` remembers of each.
struct Learnt {
    values: Vec<f32>,
    slopes: Vec<f32>,
    means: Vec<f32>,
    squares: Vec<f32>,
}

/// What all numbers share in one step.
#[derive(Clone, Copy)]
struct Step {
    /// The step's size, over what the young means still lack.
    rate: f32,
    /// One over what the young squares still lack.
    ripe: f32,
}

impl Learnt {
    fn new(values: Vec<f32>) -> Self {
        let zeros = || vec![0.0; values.len()];
        Self { slopes: zeros(), means: zeros(), squares: zeros(), values }
    }

    /// Moves the numbers of a range against their slopes, which are 0 afterwards.
    fn moves(&mut self, range: std::ops::Range<usize>, step: Step) {
        let values = self.values[range.clone()].iter_mut().zip(&mut self.slopes[range.clone()]);
        let memory = self.means[range.clone()].iter_mut().zip(&mut self.squares[range]);
        for ((value, slope), (mean, square)) in values.zip(memory) {
            *mean = MEAN_KEPT * *mean + (1.0 - MEAN_KEPT) * *slope;
            *square = SQUARE_KEPT * *square + (1.0 - SQUARE_KEPT) * *slope * *slope;
            *value -= step.rate * *mean / ((*square * step.ripe).sqrt() + 1e-8);
            *slope = 0.0;
        }
    }
}

/// Trains so many columns; calls `tick` after every epoch.
///
/// `slopes` is given an example's index, the columns' sums for it, and where the slope of the loss by each sum goes, which
/// is 0 before: what stays 0 teaches nothing.
pub(crate) fn fit(
    examples: &[&Example],
    known: &Known,
    columns: usize,
    recipe: &Recipe,
    slopes: impl Fn(usize, &[f32], &mut [f32]),
    mut tick: impl FnMut(),
) -> Weights {
    let member = |at: usize| {
        let seed = recipe.seed.wrapping_add(at as u64 * 1_000_003);
        let recipe = Recipe { width: recipe.width / recipe.members, seed, ..recipe.clone() };
        fit_one(examples, known, columns, &recipe, &slopes, &mut tick)
    };
    Weights::joined(&(0..recipe.members).map(member).collect::<Vec<_>>())
}

fn fit_one(
    examples: &[&Example],
    known: &Known,
    columns: usize,
    recipe: &Recipe,
    slopes: impl Fn(usize, &[f32], &mut [f32]),
    tick: &mut impl FnMut(),
) -> Weights {
    let mut random = Random::new(recipe.seed);
    let mut descent = Descent::new(known.keys().len(), columns, recipe, &mut random);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let batches = order.len().div_ceil(recipe.batch.max(1));
    let epochs = recipe.epochs_of(order.len());
    let steps = (batches * epochs as usize).max(1);
    let mut step = 0_usize;
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for batch in order.chunks(recipe.batch.max(1)) {
            for at in batch {
                descent.learns(examples[*at], &mut random, |sums, out| slopes(*at, sums, out));
            }
            step += 1;
            descent.moves(step, step_size(step, steps), batch.len());
        }
        tick();
    }
    descent.weights()
}

/// The size of a step: grows at first, then shrinks to nothing, so that the order of the rows leaves no trace.
#[expect(clippy::cast_precision_loss, reason = "steps are far below 2^24")]
fn step_size(step: usize, steps: usize) -> f32 {
    let gone = step as f32 / steps as f32;
    if gone < WARM_UP { gone / WARM_UP } else { 1.0 - gone }
}

/// A training under way.
struct Descent<'o> {
    recipe: &'o Recipe,
    width: usize,
    rows: Learnt,
    /// The embedding of a text without features.
    base: Learnt,
    readout: Learnt,
    bias: Learnt,
    /// The readout of features under a negation.
    negated_readout: Learnt,
    /// Rows that this batch has slopes for.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    // Of the example at hand.
    chosen: Vec<Chosen>,
    is_dropped: Vec<bool>,
    embedding: Vec<f32>,
    /// The same of its features under a negation.
    negated: Vec<f32>,
    mask: Vec<f32>,
    sums: Vec<f32>,
    slopes: Vec<f32>,
    back: Vec<f32>,
    negated_back: Vec<f32>,
}

/// A feature that is not dropped.
#[derive(Clone, Copy)]
struct Chosen {
    row: u32,
    value: f32,
    is_negated: bool,
}

impl<'o> Descent<'o> {
    fn new(rows: usize, columns: usize, recipe: &'o Recipe, random: &mut Random) -> Self {
        let width = recipe.width;
        let mut normal = |count: usize, spread: f32| (0..count).map(|_| random.normal() * spread).collect();
        let even = as_f32(u32::try_from(width).unwrap_or(1)).sqrt().recip();
        let rows_at_first: Vec<f32> = normal(rows * width, recipe.spread);
        // A negation means nothing at first.
        let readout: Vec<f32> = normal(columns * width, even);
        Self {
            recipe,
            width,
            rows: Learnt::new(rows_at_first),
            base: Learnt::new(vec![0.0; width]),
            negated_readout: Learnt::new(readout.clone()),
            readout: Learnt::new(readout),
            bias: Learnt::new(vec![0.0; columns]),
            touched: Vec::new(),
            is_touched: vec![false; rows],
            chosen: Vec::new(),
            is_dropped: Vec::new(),
            embedding: vec![0.0; width],
            negated: vec![0.0; width],
            mask: vec![0.0; width],
            sums: vec![0.0; columns],
            slopes: vec![0.0; columns],
            back: vec![0.0; width],
            negated_back: vec![0.0; width],
        }
    }

    /// Adds one example's slopes to the batch's.
    fn learns(&mut self, example: &Example, random: &mut Random, slopes_of: impl Fn(&[f32], &mut [f32])) {
        let width = self.width;
        self.choose(example, random);
        self.embedding.copy_from_slice(&self.base.values);
        self.negated.fill(0.0);
        for it in &self.chosen {
            let start = it.row as usize * width;
            let to = if it.is_negated { &mut self.negated } else { &mut self.embedding };
            add(to, &self.rows.values[start..start + width], it.value);
        }
        let kept = 1.0 - self.recipe.drop_numbers;
        for ((mask, it), negated) in self.mask.iter_mut().zip(&mut self.embedding).zip(&mut self.negated) {
            *mask = if random.chance(kept) { kept.recip() } else { 0.0 };
            *it *= *mask;
            *negated *= *mask;
        }
        let has_negated = self.chosen.iter().any(|it| it.is_negated);
        for (column, (sum, weights)) in
            self.sums.iter_mut().zip(self.readout.values.chunks_exact(width)).enumerate()
        {
            *sum = self.bias.values[column] + dot(weights, &self.embedding);
            if has_negated {
                let range = column * width..(column + 1) * width;
                *sum += dot(&self.negated_readout.values[range], &self.negated);
            }
        }
        self.slopes.fill(0.0);
        slopes_of(&self.sums, &mut self.slopes);
        self.back.fill(0.0);
        self.negated_back.fill(0.0);
        for (column, slope) in self.slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
            let range = column * width..(column + 1) * width;
            add(&mut self.back, &self.readout.values[range.clone()], *slope);
            add(&mut self.readout.slopes[range.clone()], &self.embedding, *slope);
            self.bias.slopes[column] += slope;
            if has_negated {
                add(&mut self.negated_back, &self.negated_readout.values[range.clone()], *slope);
                add(&mut self.negated_readout.slopes[range], &self.negated, *slope);
            }
        }
        for ((back, negated), mask) in self.back.iter_mut().zip(&mut self.negated_back).zip(&self.mask) {
            *back *= mask;
            *negated *= mask;
        }
        add(&mut self.base.slopes, &self.back, 1.0);
        for it in &self.chosen {
            let start = it.row as usize * width;
            let back = if it.is_negated { &self.negated_back } else { &self.back };
            add(&mut self.rows.slopes[start..start + width], back, it.value);
            if !std::mem::replace(&mut self.is_touched[it.row as usize], true) {
                self.touched.push(it.row);
            }
        }
    }

    /// The features of this example that are not dropped this time.
    fn choose(&mut self, example: &Example, random: &mut Random) {
        let words = example.0.iter().map(|part| part.words.1 as usize + 1).max().unwrap_or(0);
        self.is_dropped.clear();
        self.is_dropped.extend((0..words).map(|_| random.chance(self.recipe.drop_words)));
        self.chosen.clear();
        for FeatureUse { row, value, words: (first, last), is_negated } in &example.0 {
            let is_gone = self.is_dropped[*first as usize] || self.is_dropped[*last as usize];
            if !is_gone && !random.chance(self.recipe.drop_features) {
                self.chosen.push(Chosen { row: *row, value: *value, is_negated: *is_negated });
            }
        }
    }

    /// Moves everything that the batch has slopes for.
    fn moves(&mut self, step: usize, part: f32, batch: usize) {
        let power = |kept: f32| 1.0 - kept.powi(i32::try_from(step).unwrap_or(i32::MAX));
        let of = |rate: f32| Step { rate: rate * part / power(MEAN_KEPT), ripe: power(SQUARE_KEPT).recip() };
        let mean = as_f32(u32::try_from(batch).unwrap_or(1)).recip();
        for learnt in [&mut self.readout, &mut self.bias, &mut self.base, &mut self.negated_readout] {
            learnt.slopes.iter_mut().for_each(|slope| *slope *= mean);
            learnt.moves(0..learnt.values.len(), of(self.recipe.rate));
        }
        for row in self.touched.drain(..) {
            let range = row as usize * self.width..(row as usize + 1) * self.width;
            self.rows.slopes[range.clone()].iter_mut().for_each(|slope| *slope *= mean);
            self.rows.moves(range, of(self.recipe.row_rate));
            self.is_touched[row as usize] = false;
        }
    }

    /// What was learnt; what every text has is part of the bias.
    fn weights(self) -> Weights {
        let Self { width, rows, base, readout, negated_readout, bias, .. } = self;
        let fixed = readout.values.chunks_exact(width).map(|weights| dot(weights, &base.values));
        let bias: Vec<f32> = bias.values.iter().zip(fixed).map(|(bias, fixed)| bias + fixed).collect();
        let (rows, readout, negated_readout) = (rows.values, readout.values, negated_readout.values);
        Weights { width, rows, readout, negated_readout, bias }
    }
}

#[cfg(test)]
mod tests {
    use classifier::Features;

    use super::*;
    use crate::weights::softmax;

    fn recipe() -> Recipe {
        Recipe { width: 16, epochs: 60, least_words: 1, least_others: 2, ..Recipe::LABELLED }
    }

    const TEXTS: [&str; 6] = [
        "refund my order",
        "a refund please",
        "money back refund",
        "login fails",
        "cannot login",
        "the login loops",
    ];

    fn learnt(recipe: &Recipe, known: &Known) -> (Vec<Example>, Weights) {
        let mut features = Features::default();
        let examples: Vec<Example> =
            TEXTS.iter().map(|text| Example::new(text, known, &mut features)).collect();
        let every: Vec<&Example> = examples.iter().collect();
        let slopes = |at: usize, sums: &[f32], out: &mut [f32]| {
            out.copy_from_slice(sums);
            softmax(out);
            out[usize::from(at >= 3)] -= 1.0;
        };
        let weights = fit(&every, known, 2, recipe, slopes, || {});
        (examples, weights)
    }

    #[test]
    fn what_is_learnt_tells_the_rows_apart_and_is_the_same_twice() {
        let known = Known::of(TEXTS.iter().map(|text| (*text, 1)), &recipe());
        let (examples, weights) = learnt(&recipe(), &known);
        for (at, example) in examples.iter().enumerate() {
            let sums = weights.sums(example);
            assert_eq!(sums[1] > sums[0], at >= 3, "{}: {sums:?}", TEXTS[at]);
        }
        assert_eq!(weights.rows, learnt(&recipe(), &known).1.rows);
        assert_ne!(weights.rows, learnt(&Recipe { seed: 2, ..recipe() }, &known).1.rows, "the seed matters");
    }

    #[test]
    fn the_strongest_features_are_those_that_decide() {
        let known = Known::of(TEXTS.iter().map(|text| (*text, 1)), &recipe());
        let (examples, weights) = learnt(&recipe(), &known);
        let strongest = known.strongest(&weights, &examples, 6);
        assert_eq!(strongest.keys().len(), 6);
        assert!(strongest.keys().is_sorted());
        let key = |word: &str| Features::of(word).occurrences().next().unwrap().key;
        assert!(strongest.keys().contains(&key("refund")) && strongest.keys().contains(&key("login")));
    }

    #[test]
    fn several_trainings_are_read_as_their_mean() {
        let known = Known::of(TEXTS.iter().map(|text| (*text, 1)), &recipe());
        let pair = Recipe { members: 2, ..recipe() };
        let (examples, joined) = learnt(&pair, &known);
        let alone = |at: u64| {
            let seed = pair.seed + at * 1_000_003;
            learnt(&Recipe { members: 1, width: pair.width / 2, seed, ..pair.clone() }, &known).1
        };
        let (first, second) = (alone(0), alone(1));
        assert_eq!(joined.width, pair.width);
        for example in &examples {
            let means =
                first.sums(example).into_iter().zip(second.sums(example)).map(|(a, b)| f32::midpoint(a, b));
            for (mean, sum) in means.zip(joined.sums(example)) {
                assert!((mean - sum).abs() < 1e-4, "{mean} {sum}");
            }
        }
    }

    #[test]
    fn rare_features_are_left_out() {
        let recipe = Recipe { least_words: 2, least_others: 1000, ..recipe() };
        let known = Known::of(TEXTS.iter().map(|text| (*text, 1)), &recipe);
        assert_eq!(known.keys().len(), 2, "only refund and login are in two texts");
    }
}
