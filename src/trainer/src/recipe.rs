//! The numbers of a training.

use clap::Args;

/// How a model is trained and made small.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    /// The hashed table has 2 to this power rows.
    pub(crate) table_bits: u8,
    /// How often every row is seen.
    pub(crate) epochs: u32,
    /// First step size of `AdaGrad`.
    pub(crate) rate: f32,
    /// What `AdaGrad` believes to have seen before the first row: with little of it, the first row that has a
    /// feature moves its weights by a full step, however small the mistake.
    pub(crate) caution: f32,
    /// Pull of weights towards zero that makes most of them exactly zero (L1).
    pub(crate) l1: f32,
    /// Pull of weights towards zero in proportion to their size (L2).
    pub(crate) l2: f32,
    /// How much an own row counts beside a public one of weight 1.
    pub(crate) own_weight: f32,
    /// Weights are kept as integers from minus this to this.
    pub(crate) levels: i8,
    /// Weights below this part of one level become zero.
    pub(crate) dead_zone: f32,
    /// Features in fewer training rows are left out.
    pub(crate) least_rows: u32,
    /// Order of the rows.
    pub(crate) seed: u64,
}

impl Recipe {
    /// Of the default model, chosen on folds of our own rows: little data for many heads, and noise from other sets.
    pub(crate) const SHIPPED: Self = Self {
        table_bits: 16,
        epochs: 4,
        rate: 1.0,
        caution: 10.0,
        l1: 0.001,
        l2: 0.000_01,
        own_weight: 10.0,
        levels: 15,
        dead_zone: 0.8,
        least_rows: 8,
        seed: 1,
    };

    /// Of a labelled file, chosen on parts cut from the training rows of Banking77, HWU64 and CLINC150: rows that say what
    /// they are, so more of them may be learnt by heart.
    pub(crate) const LABELLED: Self = Self {
        table_bits: 16,
        epochs: 20,
        rate: 0.5,
        caution: 0.1,
        l1: 0.000_03,
        l2: 0.000_01,
        own_weight: 1.0,
        levels: 15,
        dead_zone: 0.8,
        least_rows: 2,
        seed: 1,
    };
}

/// A recipe, as far as somebody wants another than the chosen one.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Recipe (what is left out was chosen by measuring)")]
pub(crate) struct RecipeArgs {
    /// The hashed table has 2 to this power rows
    #[arg(long, value_parser = clap::value_parser!(u8).range(10..=18))]
    table_bits: Option<u8>,
    /// How often every row is seen
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    epochs: Option<u32>,
    /// First step size of `AdaGrad`
    #[arg(long)]
    rate: Option<f32>,
    /// What `AdaGrad` believes to have seen before the first row: with little of it, the first row that has a
    /// feature moves its weights by a full step, however small the mistake
    #[arg(long)]
    caution: Option<f32>,
    /// Pull of weights towards zero that makes most of them exactly zero (L1)
    #[arg(long)]
    l1: Option<f32>,
    /// Pull of weights towards zero in proportion to their size (L2)
    #[arg(long)]
    l2: Option<f32>,
    /// How much an own row counts beside a public one of weight 1
    #[arg(long)]
    own_weight: Option<f32>,
    /// Weights are kept as integers from minus this to this
    #[arg(long, value_parser = clap::value_parser!(i8).range(1..=127))]
    levels: Option<i8>,
    /// Weights below this part of one level become zero
    #[arg(long)]
    dead_zone: Option<f32>,
    /// Features in fewer training rows are left out
    #[arg(long)]
    least_rows: Option<u32>,
    /// Order of the rows
    #[arg(long)]
    seed: Option<u64>,
}

impl RecipeArgs {
    /// The recipe with these changes.
    pub(crate) fn over(&self, chosen: &Recipe) -> Recipe {
        Recipe {
            table_bits: self.table_bits.unwrap_or(chosen.table_bits),
            epochs: self.epochs.unwrap_or(chosen.epochs),
            rate: self.rate.unwrap_or(chosen.rate),
            caution: self.caution.unwrap_or(chosen.caution),
            l1: self.l1.unwrap_or(chosen.l1),
            l2: self.l2.unwrap_or(chosen.l2),
            own_weight: self.own_weight.unwrap_or(chosen.own_weight),
            levels: self.levels.unwrap_or(chosen.levels),
            dead_zone: self.dead_zone.unwrap_or(chosen.dead_zone),
            least_rows: self.least_rows.unwrap_or(chosen.least_rows),
            seed: self.seed.unwrap_or(chosen.seed),
        }
    }
}
