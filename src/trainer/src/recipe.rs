//! The numbers of a training.

use clap::Args;

/// How a model is trained and made small.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    /// Numbers of a feature; even.
    pub(crate) width: usize,
    /// Trainings that share the width, and whose mean the model is.
    pub(crate) members: usize,
    /// Features that are kept.
    pub(crate) features: usize,
    /// How often every row is seen.
    pub(crate) epochs: u32,
    /// Rows after which the weights move.
    pub(crate) batch: usize,
    /// Step size of `Adam` for the readout.
    pub(crate) rate: f32,
    /// Step size of `Adam` for the features' rows.
    pub(crate) row_rate: f32,
    /// How far apart the features' numbers are at first.
    pub(crate) spread: f32,
    /// The part of a text's words that is left out each time.
    pub(crate) drop_words: f32,
    /// The part of a text's features that is left out each time.
    pub(crate) drop_features: f32,
    /// The part of a text's numbers that is left out each time.
    pub(crate) drop_numbers: f32,
    /// Part of the certainty that is spread over all labels of a labelled file's row, so that none is learnt as certain.
    pub(crate) smoothing: f32,
    /// How much an own row counts beside a public one of weight 1.
    pub(crate) own_weight: f32,
    /// How much a teacher's belief counts beside a truth.
    pub(crate) belief: f32,
    /// Words in fewer training rows are left out.
    pub(crate) least_words: u32,
    /// Pairs and runs of characters in fewer training rows are left out.
    pub(crate) least_others: u32,
    /// Order of the rows, and what is left out when.
    pub(crate) seed: u64,
}

impl Recipe {
    /// Of the default model, chosen on folds of our own rows: little data for many heads, and noise from other sets.
    pub(crate) const SHIPPED: Self = Self {
        width: 32,
        members: 1,
        features: 20_000,
        epochs: 16,
        batch: 32,
        rate: 0.004,
        row_rate: 0.002,
        spread: 0.03,
        drop_words: 0.1,
        drop_features: 0.2,
        drop_numbers: 0.15,
        smoothing: 0.0,
        own_weight: 4.0,
        belief: 2.0,
        least_words: 3,
        least_others: 5,
        seed: 3,
    };

    /// Of a labelled file, chosen on parts cut from the training rows of Banking77, HWU64 and CLINC150: rows that say what
    /// they are, so more of them may be learnt by heart.
    pub(crate) const LABELLED: Self = Self {
        width: 192,
        features: 14_000,
        members: 3,
        epochs: 15,
        drop_numbers: 0.4,
        smoothing: 0.05,
        own_weight: 1.0,
        belief: 0.0,
        least_words: 1,
        least_others: 3,
        seed: 1,
        ..Self::SHIPPED
    };

    /// Of the heads on the teacher's embeddings: 384 numbers of every own row, which say much the same things over and over.
    pub(crate) const TEACHER: Self = Self {
        width: 64,
        members: 1,
        features: usize::MAX,
        epochs: 40,
        drop_words: 0.0,
        drop_features: 0.1,
        drop_numbers: 0.1,
        own_weight: 1.0,
        seed: 1,
        belief: 0.0,
        ..Self::SHIPPED
    };

    /// Of the heads on words that stand beside the teacher's: as many words as there are, since this model is not kept.
    pub(crate) const BELIEVER: Self = Self {
        width: 64,
        features: usize::MAX,
        epochs: 10,
        own_weight: 1.0,
        seed: 1,
        belief: 0.0,
        least_words: 1,
        least_others: 2,
        ..Self::SHIPPED
    };

    /// How often each of so many rows is seen: few rows are seen oftener, since `Adam` needs its steps.
    pub(crate) fn epochs_of(&self, rows: usize) -> u32 {
        let batches = rows.div_ceil(self.batch.max(1)).max(1);
        let wanted = u32::try_from(LEAST_STEPS / batches).unwrap_or(0);
        self.epochs.max(wanted.min(MOST_EPOCHS))
    }
}

/// Steps under which little is learnt, and how often a row may be seen for their sake.
const LEAST_STEPS: usize = 1000;
const MOST_EPOCHS: u32 = 100;

/// A recipe, as far as somebody wants another than the chosen one.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Recipe (what is left out was chosen by measuring)")]
pub(crate) struct RecipeArgs {
    /// Numbers of a feature; even
    #[arg(long, value_parser = even_width)]
    width: Option<usize>,
    /// Trainings that share the width, and whose mean the model is
    #[arg(long)]
    members: Option<usize>,
    /// Features that are kept
    #[arg(long, value_parser = features)]
    features: Option<usize>,
    /// How often every row is seen
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    epochs: Option<u32>,
    /// Rows after which the weights move
    #[arg(long)]
    batch: Option<usize>,
    /// Step size of `Adam` for the readout
    #[arg(long)]
    rate: Option<f32>,
    /// Step size of `Adam` for the features' rows
    #[arg(long)]
    row_rate: Option<f32>,
    /// How far apart the features' numbers are at first
    #[arg(long)]
    spread: Option<f32>,
    /// The part of a text's words that is left out each time
    #[arg(long, value_parser = part)]
    drop_words: Option<f32>,
    /// The part of a text's features that is left out each time
    #[arg(long, value_parser = part)]
    drop_features: Option<f32>,
    /// The part of a text's numbers that is left out each time
    #[arg(long, value_parser = part)]
    drop_numbers: Option<f32>,
    /// Part of the certainty that is spread over all labels of a row
    #[arg(long, value_parser = part)]
    smoothing: Option<f32>,
    /// How much an own row counts beside a public one of weight 1
    #[arg(long)]
    own_weight: Option<f32>,
    /// How much a teacher's belief counts beside a truth
    #[arg(long)]
    belief: Option<f32>,
    /// Words in fewer training rows are left out
    #[arg(long)]
    least_words: Option<u32>,
    /// Pairs and runs of characters in fewer training rows are left out
    #[arg(long)]
    least_others: Option<u32>,
    /// Order of the rows, and what is left out when
    #[arg(long)]
    seed: Option<u64>,
}

/// A width that the file format can hold.
fn even_width(text: &str) -> Result<usize, String> {
    let most = classifier::limits::WIDTH;
    let fits =
        text.parse().ok().filter(|width: &usize| width.is_multiple_of(2) && (2..=most).contains(width));
    fits.ok_or_else(|| format!("an even number from 2 to {most}"))
}

/// As many features as a model may have.
fn features(text: &str) -> Result<usize, String> {
    let most = classifier::limits::ROWS;
    let fits = text.parse().ok().filter(|features: &usize| (1..=most).contains(features));
    fits.ok_or_else(|| format!("a number from 1 to {most}"))
}

/// A part of a whole that leaves something.
fn part(text: &str) -> Result<f32, String> {
    let fits = text.parse().ok().filter(|part: &f32| (0.0..=0.95).contains(part));
    fits.ok_or_else(|| "a number from 0 to 0.95".to_owned())
}

impl RecipeArgs {
    /// The recipe with these changes.
    ///
    /// # Errors
    /// When the width cannot be shared among the members.
    pub(crate) fn over(&self, chosen: &Recipe) -> anyhow::Result<Recipe> {
        let recipe = Recipe {
            width: self.width.unwrap_or(chosen.width),
            members: self.members.unwrap_or(chosen.members),
            features: self.features.unwrap_or(chosen.features),
            epochs: self.epochs.unwrap_or(chosen.epochs),
            batch: self.batch.unwrap_or(chosen.batch),
            rate: self.rate.unwrap_or(chosen.rate),
            row_rate: self.row_rate.unwrap_or(chosen.row_rate),
            spread: self.spread.unwrap_or(chosen.spread),
            drop_words: self.drop_words.unwrap_or(chosen.drop_words),
            drop_features: self.drop_features.unwrap_or(chosen.drop_features),
            drop_numbers: self.drop_numbers.unwrap_or(chosen.drop_numbers),
            smoothing: self.smoothing.unwrap_or(chosen.smoothing),
            own_weight: self.own_weight.unwrap_or(chosen.own_weight),
            belief: self.belief.unwrap_or(chosen.belief),
            least_words: self.least_words.unwrap_or(chosen.least_words),
            least_others: self.least_others.unwrap_or(chosen.least_others),
            seed: self.seed.unwrap_or(chosen.seed),
        };
        let (width, members) = (recipe.width, recipe.members);
        anyhow::ensure!(
            members > 0 && width.is_multiple_of(2 * members),
            "--width {width} cannot be shared by --members {members}: each needs the same even part of it"
        );
        Ok(recipe)
    }
}
