//! How wrong the default model's sums are for a row of which only some labels are known.

use crate::labels::SENTIMENT;
use crate::recipe::Recipe;
use crate::row::{Row, Truth};
use crate::sources::OWN;
use crate::weights::softmax;

/// The loss over some rows.
pub(crate) struct Loss<'r> {
    rows: Vec<&'r Row>,
    own_weight: f32,
    /// How much a teacher's belief counts beside a truth.
    belief: f32,
}

impl<'r> Loss<'r> {
    pub(crate) fn new(rows: Vec<&'r Row>, recipe: &Recipe) -> Self {
        Self { rows, own_weight: recipe.own_weight, belief: recipe.belief }
    }

    fn weight(&self, row: &Row) -> f32 {
        row.weight * if row.source == OWN { self.own_weight } else { 1.0 }
    }

    /// The slope of the loss of one row by each column's sum; nothing where nothing is known.
    pub(crate) fn slopes(&self, at: usize, sums: &[f32], slopes: &mut [f32]) {
        let row = self.rows[at];
        let weight = self.weight(row);
        if row.sentiment != 0 {
            // Of several possible classes each gets what the model itself gives it: only the total counts.
            let mut classes: [f32; SENTIMENT.len()] = std::array::from_fn(|at| sums[at]);
            softmax(&mut classes);
            let is_possible = |class: usize| row.sentiment & (1 << class) != 0;
            let possible: f32 =
                (0..SENTIMENT.len()).filter(|at| is_possible(*at)).map(|at| classes[at]).sum();
            for (class, slope) in slopes[..SENTIMENT.len()].iter_mut().enumerate() {
                let wanted = if is_possible(class) { classes[class] / possible.max(1e-6) } else { 0.0 };
                *slope = weight * (classes[class] - wanted);
            }
        } else if let Some(believed) = &row.believed {
            let mut classes: [f32; SENTIMENT.len()] = std::array::from_fn(|at| sums[at]);
            softmax(&mut classes);
            for ((slope, class), believed) in slopes.iter_mut().zip(classes).zip(believed) {
                *slope = weight * self.belief * (class - believed);
            }
        }
        for (flag, truth) in row.flags.iter().enumerate() {
            let at = SENTIMENT.len() + flag;
            let guess = 1.0 / (1.0 + (-sums[at]).exp());
            slopes[at] = match truth {
                Truth::Yes => weight * (guess - 1.0),
                Truth::No => weight * guess,
                Truth::Unknown => {
                    row.believed.as_ref().map_or(0.0, |it| weight * self.belief * (guess - it[at]))
                }
            };
        }
    }
}
