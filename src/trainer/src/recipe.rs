//! The numbers of a training, each chosen by measuring on folds of our own rows.

use clap::Args;

/// How a model is trained and made small.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Recipe (the defaults made the shipped model)")]
pub(crate) struct Recipe {
    /// The hashed table has 2 to this power rows
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u8).range(10..=18))]
    pub(crate) table_bits: u8,
    /// How often every row is seen
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) epochs: u32,
    /// First step size of `AdaGrad`
    #[arg(long, default_value_t = 1.0)]
    pub(crate) rate: f32,
    /// What `AdaGrad` believes to have seen before the first row: with little of it, the first row that has a
    /// feature moves its weights by a full step, however small the mistake
    #[arg(long, default_value_t = 10.0)]
    pub(crate) caution: f32,
    /// Pull of weights towards zero that makes most of them exactly zero (L1)
    #[arg(long, default_value_t = 0.001)]
    pub(crate) l1: f32,
    /// Pull of weights towards zero in proportion to their size (L2)
    #[arg(long, default_value_t = 0.000_01)]
    pub(crate) l2: f32,
    /// How much an own row counts beside a public one of weight 1
    #[arg(long, default_value_t = 10.0)]
    pub(crate) own_weight: f32,
    /// Weights are kept as integers from minus this to this
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(i8).range(1..=127))]
    pub(crate) levels: i8,
    /// Weights below this part of one level become zero
    #[arg(long, default_value_t = 0.8)]
    pub(crate) dead_zone: f32,
    /// Features in fewer training rows are left out
    #[arg(long, default_value_t = 8)]
    pub(crate) least_rows: u32,
    /// Order of the rows
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}
