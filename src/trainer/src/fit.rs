//! Logistic regression over hashed features, all columns at once, by `AdaGrad` with an L1 step.
//!
//! One thread and a fixed order, so the same rows and the same seed give the same weights. What the columns mean, and how
//! wrong a row's sums are, is its caller's.

use std::collections::HashMap;

use classifier::Features;

use crate::recipe::Recipe;

/// Columns are padded to whole vectors.
const LANES: usize = 8;

/// How often each feature occurs, over all training rows.
#[derive(Default)]
pub(crate) struct Common {
    counts: HashMap<u32, u32>,
    least: u32,
}

impl Common {
    /// Counts the features of texts, each text so many times; those counted at least `least` times are common.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = (&'t str, u32)>, least: u32) -> Self {
        let mut common = Self { counts: HashMap::new(), least };
        let mut features = Features::default();
        let mut hashes = Vec::new();
        for (text, weight) in texts {
            features.read(text);
            hashes.clear();
            hashes.extend(features.hashed().map(|(hash, _)| hash));
            hashes.sort_unstable();
            hashes.dedup();
            for hash in &hashes {
                *common.counts.entry(*hash).or_default() += weight;
            }
        }
        common
    }

    fn contains(&self, hash: u32) -> bool {
        self.counts.get(&hash).is_some_and(|count| *count >= self.least)
    }
}

/// A text's hashed features.
pub(crate) struct Example(Vec<(u32, f32)>);

impl Example {
    /// Hashes a text; a bucket that occurs twice becomes one feature.
    ///
    /// Features seen in too few rows are left out: they would only learn those rows by heart.
    pub(crate) fn new(text: &str, table_bits: u8, common: &Common, features: &mut Features) -> Self {
        features.read(text);
        let mut pairs: Vec<(u32, f32)> = features
            .hashed()
            .filter(|(hash, _)| common.contains(*hash))
            .map(|(hash, value)| (classifier::bucket(hash, table_bits), value))
            .collect();
        pairs.sort_unstable_by_key(|(bucket, _)| *bucket);
        pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        Self(pairs)
    }
}

/// Weights of every column, before they become integers.
pub(crate) struct Weights {
    table: Vec<f32>,
    stride: usize,
    /// One bias for every column, and some for none.
    pub(crate) bias: Vec<f32>,
}

impl Weights {
    /// One column's weight in every row of the table.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = f32> {
        self.table.iter().skip(column).step_by(self.stride).copied()
    }
}

/// What one training needs to remember between rows.
struct Descent<'o> {
    recipe: &'o Recipe,
    weights: Weights,
    squares: Vec<f32>,
    bias_squares: Vec<f32>,
    /// Of the row at hand.
    sums: Vec<f32>,
    slopes: Vec<f32>,
}

/// Trains so many columns; calls `tick` after every epoch.
///
/// `slopes` is given an example's index, the columns' sums for it, and where the slope of the loss by each sum goes, which
/// is 0 before: what stays 0 teaches nothing.
pub(crate) fn fit(
    examples: &[&Example],
    columns: usize,
    recipe: &Recipe,
    slopes: impl Fn(usize, &[f32], &mut [f32]),
    mut tick: impl FnMut(),
) -> Weights {
    let stride = columns.next_multiple_of(LANES);
    let cells = stride << recipe.table_bits;
    let mut descent = Descent {
        recipe,
        weights: Weights { table: vec![0.0; cells], stride, bias: vec![0.0; stride] },
        squares: vec![recipe.caution; cells],
        bias_squares: vec![1e-2; stride],
        sums: vec![0.0; stride],
        slopes: vec![0.0; stride],
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random(recipe.seed);
    for epoch in 0..recipe.epochs {
        random.shuffle(&mut order);
        // The last epochs take small steps, so that the order of the rows leaves no trace.
        let part = epoch as f32 / recipe.epochs as f32;
        let rate = recipe.rate * (1.0 - 0.9 * part);
        for at in &order {
            descent.step(examples[*at], rate, |sums, out| slopes(*at, sums, out));
        }
        tick();
    }
    descent.weights
}

impl Descent<'_> {
    fn step(&mut self, Example(features): &Example, rate: f32, slopes_of: impl Fn(&[f32], &mut [f32])) {
        let Self { recipe, weights, squares, bias_squares, sums, slopes } = self;
        let stride = weights.stride;
        let row_of = |bucket: u32| bucket as usize * stride..(bucket as usize + 1) * stride;
        sums.copy_from_slice(&weights.bias);
        for (bucket, value) in features {
            for (sum, weight) in sums.iter_mut().zip(&weights.table[row_of(*bucket)]) {
                *sum += weight * value;
            }
        }
        slopes.fill(0.0);
        slopes_of(sums, slopes);
        if slopes.iter().all(|slope| *slope == 0.0) {
            return;
        }
        let (l1, l2) = (recipe.l1, recipe.l2);
        for (bucket, value) in features {
            let weights = &mut weights.table[row_of(*bucket)];
            let squares = &mut squares[row_of(*bucket)];
            for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slopes.iter()) {
                let is_known = if *slope == 0.0 { 0.0 } else { 1.0 };
                let gradient = slope * value + is_known * l2 * *weight;
                *square += gradient * gradient;
                let step = rate / square.sqrt();
                let moved = *weight - step * gradient;
                let pull = step * l1 * is_known;
                *weight = (moved.abs() - pull).max(0.0).copysign(moved);
            }
        }
        for ((bias, square), slope) in weights.bias.iter_mut().zip(bias_squares).zip(slopes) {
            *square += *slope * *slope;
            *bias -= rate / square.sqrt() * *slope;
        }
    }
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

/// A small generator (splitmix64): training needs an order, not secrecy.
struct Random(u64);

impl Random {
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            let other = usize::try_from(self.next() % (at as u64 + 1)).unwrap_or(0);
            order.swap(at, other);
        }
    }
}
