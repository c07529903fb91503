//! Logistic regression over hashed features, all heads at once, by `AdaGrad` with an L1 step.
//!
//! One thread and a fixed order, so the same rows and the same seed give the same weights.

use classifier::Features;

use crate::labels::{COLUMNS, FLAGS, SENTIMENT};
use crate::recipe::Recipe;
use crate::row::{Row, Truth};
use crate::sources::OWN;

/// Columns padded to whole vectors.
const STRIDE: usize = COLUMNS.next_multiple_of(8);

/// The most that a rare label's positives count beside its negatives.
const MOST_BALANCE: f32 = 3.0;

/// How often each feature occurs, over all training rows.
#[derive(Default)]
pub(crate) struct Common {
    counts: std::collections::HashMap<u32, u32>,
    least: u32,
}

impl Common {
    /// Counts the features of rows; those in at least `least` rows are common.
    pub(crate) fn of(rows: &[&Row], least: u32) -> Self {
        let mut common = Self { counts: std::collections::HashMap::new(), least };
        let mut features = Features::default();
        let mut hashes = Vec::new();
        for row in rows {
            features.read(&row.text);
            hashes.clear();
            hashes.extend(features.hashed().map(|(hash, _)| hash));
            hashes.sort_unstable();
            hashes.dedup();
            // Own rows are few; a feature in two of them is as good as one in four public rows.
            let weight = if row.source == OWN { 2 } else { 1 };
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

/// A row with its hashed features.
pub(crate) struct Example<'r> {
    /// The row.
    pub(crate) row: &'r Row,
    features: Vec<(u32, f32)>,
}

impl<'r> Example<'r> {
    /// Hashes a row's text; a bucket that occurs twice becomes one feature.
    ///
    /// Features seen in too few rows are left out: they would only learn those rows by heart.
    pub(crate) fn new(row: &'r Row, table_bits: u8, common: &Common, features: &mut Features) -> Self {
        features.read(&row.text);
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
        Self { row, features: pairs }
    }
}

/// Weights of every column, before they become integers.
pub(crate) struct Weights {
    table: Vec<f32>,
    /// One bias for every column.
    pub(crate) bias: [f32; STRIDE],
}

impl Weights {
    /// One column's weight in every row of the table.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = f32> {
        self.table.iter().skip(column).step_by(STRIDE).copied()
    }
}

/// What one training needs to remember between rows.
struct Descent<'o> {
    recipe: &'o Recipe,
    weights: Weights,
    squares: Vec<f32>,
    bias_squares: [f32; STRIDE],
    balance: [f32; FLAGS],
}

/// Trains; calls `tick` after every epoch.
pub(crate) fn fit(examples: &[&Example<'_>], recipe: &Recipe, mut tick: impl FnMut()) -> Weights {
    let cells = STRIDE << recipe.table_bits;
    let mut descent = Descent {
        recipe,
        weights: Weights { table: vec![0.0; cells], bias: [0.0; STRIDE] },
        squares: vec![recipe.caution; cells],
        bias_squares: [1e-2; STRIDE],
        balance: balance(examples, recipe),
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random(recipe.seed);
    for epoch in 0..recipe.epochs {
        random.shuffle(&mut order);
        // The last epochs take small steps, so that the order of the rows leaves no trace.
        let part = epoch as f32 / recipe.epochs as f32;
        let rate = recipe.rate * (1.0 - 0.9 * part);
        for at in &order {
            descent.step(examples[*at], rate);
        }
        tick();
    }
    descent.weights
}

fn weight(row: &Row, recipe: &Recipe) -> f32 {
    row.weight * if row.source == OWN { recipe.own_weight } else { 1.0 }
}

/// How much a positive of each flag counts: the root of negatives by positives.
fn balance(examples: &[&Example<'_>], recipe: &Recipe) -> [f32; FLAGS] {
    let mut yes = [1.0_f32; FLAGS];
    let mut no = [1.0_f32; FLAGS];
    for example in examples {
        let weight = weight(example.row, recipe);
        for (flag, truth) in example.row.flags.iter().enumerate() {
            match truth {
                Truth::Yes => yes[flag] += weight,
                Truth::No => no[flag] += weight,
                Truth::Unknown => {}
            }
        }
    }
    std::array::from_fn(|flag| (no[flag] / yes[flag]).sqrt().clamp(1.0, MOST_BALANCE))
}

impl Descent<'_> {
    fn step(&mut self, example: &Example<'_>, rate: f32) {
        let mut sums = self.weights.bias;
        for (bucket, value) in &example.features {
            let start = *bucket as usize * STRIDE;
            for (sum, weight) in sums.iter_mut().zip(&self.weights.table[start..start + STRIDE]) {
                *sum += weight * value;
            }
        }
        let slopes = self.slopes(example.row, &sums);
        if slopes.iter().all(|slope| *slope == 0.0) {
            return;
        }
        let (l1, l2) = (self.recipe.l1, self.recipe.l2);
        for (bucket, value) in &example.features {
            let start = *bucket as usize * STRIDE;
            let weights = &mut self.weights.table[start..start + STRIDE];
            let squares = &mut self.squares[start..start + STRIDE];
            for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(&slopes) {
                let is_known = if *slope == 0.0 { 0.0 } else { 1.0 };
                let gradient = slope * value + is_known * l2 * *weight;
                *square += gradient * gradient;
                let step = rate / square.sqrt();
                let moved = *weight - step * gradient;
                let pull = step * l1 * is_known;
                *weight = (moved.abs() - pull).max(0.0).copysign(moved);
            }
        }
        for ((bias, square), slope) in self.weights.bias.iter_mut().zip(&mut self.bias_squares).zip(&slopes) {
            *square += slope * slope;
            *bias -= rate / square.sqrt() * slope;
        }
    }

    /// The slope of the loss by each column's sum; 0 where nothing is known.
    fn slopes(&self, row: &Row, sums: &[f32; STRIDE]) -> [f32; STRIDE] {
        let mut slopes = [0.0; STRIDE];
        let weight = weight(row, self.recipe);
        if row.sentiment != 0 {
            // Of several possible classes each gets what the model itself gives it: only the total counts.
            let classes = softmax(&sums[..SENTIMENT.len()]);
            let is_possible = |class: usize| row.sentiment & (1 << class) != 0;
            let possible: f32 =
                (0..SENTIMENT.len()).filter(|at| is_possible(*at)).map(|at| classes[at]).sum();
            for (class, slope) in slopes[..SENTIMENT.len()].iter_mut().enumerate() {
                let wanted = if is_possible(class) { classes[class] / possible.max(1e-6) } else { 0.0 };
                *slope = weight * (classes[class] - wanted);
            }
        }
        for (flag, truth) in row.flags.iter().enumerate() {
            let at = SENTIMENT.len() + flag;
            let guess = 1.0 / (1.0 + (-sums[at]).exp());
            slopes[at] = match truth {
                Truth::Yes => weight * self.balance[flag] * (guess - 1.0),
                Truth::No => weight * guess,
                Truth::Unknown => 0.0,
            };
        }
        slopes
    }
}

/// Confidences of classes from their sums.
pub(crate) fn softmax(sums: &[f32]) -> [f32; SENTIMENT.len()] {
    let largest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut classes = [0.0; SENTIMENT.len()];
    for (class, sum) in classes.iter_mut().zip(sums) {
        *class = (sum - largest).exp();
    }
    let total: f32 = classes.iter().sum();
    classes.map(|class| class / total)
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
