//! From rows to a calibrated model file.

use std::thread;

use anyhow::{Context, Result};
use classifier::{Features, Model, ModelParts, vocabulary};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::calibrate::{NEVER, calibrated, classes, threshold};
use crate::doubts::{Doubt, doubted_class, is_doubted};
use crate::fit::fit;
use crate::known::{Example, Known};
use crate::labels::{COLUMNS, SENTIMENT, flags, heads};
use crate::loss::Loss;
use crate::measure::ratio;
use crate::pack::{labels_mut, pack, unscaled};
use crate::recipe::Recipe;
use crate::row::{Part, Row, Truth};
use crate::score::{auc, three_classes};
use crate::sources::OWN;
use crate::weights::{Weights, softmax};

/// Our own rows are cut into this many parts by writing run; each is scored by a model that did not
/// train on it. Two things of it come through all the same: which features there are, and what the teacher's heads made of
/// public texts.
const FOLDS: u32 = 4;

/// A word belongs to the vocabulary from this many rows on; typos and names are rarer.
const VOCABULARY_ROWS: u32 = 8;

/// The precision that a label must reach before it is shown. A wrong signal or a false alarm costs an agent's
/// trust; a wrong intent or emotion only a glance, and people themselves agree on those less often.
///
/// The folds flatter where writers draw a label's border differently, and not where its words are plain: what is asked of a
/// signal here was moved until runs by other writers gave a little over .8.
fn wanted_precision(head: &str, label: &str) -> f32 {
    match (head, label) {
        ("intents", _) => 0.6,
        ("emotions", _) => 0.7,
        ("signals", "competitor") => 0.88,
        ("signals", "churn") => 0.81,
        ("signals", "repeat_contact") => 0.86,
        ("signals", "escalation" | "bug_report") => 0.82,
        ("signals", "feature_request" | "effort") => 0.79,
        ("signals", "already_tried") => 0.78,
        ("signals", "praise") => 0.76,
        ("signals", "distrust" | "expansion") => 0.75,
        ("signals", "downgrade" | "workaround" | "compliance") => 0.7,
        _ => 0.8,
    }
}

/// A trained model and how its own rows were scored by the folds.
pub(crate) struct Trained {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// How the folds scored our own training rows, unseen: what a recipe is chosen by.
    pub(crate) folds: FoldScores,
    /// Labels that the folds contradict.
    pub(crate) doubts: Vec<Doubt>,
}

/// Scores that need no threshold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoldScores {
    /// Own rows.
    pub(crate) rows: usize,
    /// Mean F1 of negative, neutral, positive.
    pub(crate) sentiment_f1: f64,
    /// How often the strongest intent is a right one.
    pub(crate) intent: f64,
    /// Mean area under the ROC curve over the signals.
    pub(crate) signals_auc: f64,
    /// The same over emotions and urgency.
    pub(crate) emotions_auc: f64,
}

impl FoldScores {
    /// One line for a person who compares recipes.
    pub(crate) fn summary(&self) -> String {
        format!(
            "folds of {} own rows: sentiment F1 {:.3}, intent {:.3}, AUC of signals {:.3}, of emotions and urgency {:.3}",
            self.rows, self.sentiment_f1, self.intent, self.signals_auc, self.emotions_auc
        )
    }
}

fn fold_scores(unseen: &[Unseen<'_>]) -> FoldScores {
    let sides: Vec<(usize, usize, f32)> = unseen
        .iter()
        .filter_map(|it| {
            let mut classes: [f32; SENTIMENT.len()] = std::array::from_fn(|at| it.sums[at]);
            softmax(&mut classes);
            let sides = [classes[0] + classes[1], classes[2], classes[3] + classes[4]];
            let said = (0..3).max_by(|a, b| sides[*a].total_cmp(&sides[*b]))?;
            Some((it.row.side()?, said, sides[said]))
        })
        .collect();
    let first = |head: &str| flags().position(|(name, _)| name == head).unwrap_or(0);
    let count = |head: &str| flags().filter(|(name, _)| *name == head).count();
    let intents = first("intents")..first("intents") + count("intents");
    let right = unseen.iter().filter(|it| {
        let sum = |flag: &usize| it.sums[SENTIMENT.len() + flag];
        let best = intents.clone().max_by(|a, b| sum(a).total_cmp(&sum(b)));
        best.is_some_and(|flag| it.row.flags[flag] == Truth::Yes)
    });
    let mean_auc = |heads: &[&str]| {
        let aucs: Vec<f64> = flags()
            .enumerate()
            .filter(|(_, (head, _))| heads.contains(head))
            .map(|(flag, _)| {
                let ranks: Vec<(f32, bool)> = unseen
                    .iter()
                    .map(|it| (it.sums[SENTIMENT.len() + flag], it.row.flags[flag] == Truth::Yes))
                    .collect();
                auc(&ranks)
            })
            .collect();
        aucs.iter().sum::<f64>() / aucs.len() as f64
    };
    FoldScores {
        rows: unseen.len(),
        sentiment_f1: three_classes(&sides).macro_f1,
        intent: ratio(right.count(), unseen.len()),
        signals_auc: mean_auc(&["signals"]),
        emotions_auc: mean_auc(&["emotions", "urgency"]),
    }
}

/// A row with its hashed features.
struct Labelled<'r> {
    row: &'r Row,
    example: Example,
}

/// Weights of these rows.
fn fitted(rows: &[&Labelled<'_>], known: &Known, recipe: &Recipe, progress: &ProgressBar) -> Weights {
    let loss = Loss::new(rows.iter().map(|it| it.row).collect(), recipe);
    let examples: Vec<&Example> = rows.iter().map(|it| &it.example).collect();
    let slopes = |at: usize, sums: &[f32], slopes: &mut [f32]| loss.slopes(at, sums, slopes);
    fit(&examples, known, COLUMNS, recipe, slopes, || progress.inc(1))
}

/// Sums of one row that the scoring model had not seen.
struct Unseen<'r> {
    row: &'r Row,
    sums: Vec<f32>,
}

/// Trains the model: folds for calibration, then all training rows.
pub(crate) fn train(rows: &[Row], recipe: &Recipe, name: &str) -> Result<Trained> {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.part == Part::Train).collect();
    let bars = MultiProgress::new();
    let hashing = bars.add(bar("hashing features", rows.len() as u64 * 2)?);
    // Own rows are few; a feature in two of them is as good as one in four public rows.
    let weigh = |row: &&Row| if row.source == OWN { 2 } else { 1 };
    let all = Known::of(rows.iter().map(|row| (row.text.as_str(), weigh(row))), recipe);
    let mut features = Features::default();
    let mut examples_of = |known: &Known| -> Vec<Labelled<'_>> {
        let rows = rows.iter().inspect(|_| hashing.inc(1));
        rows.map(|row| Labelled { row, example: Example::new(&row.text, known, &mut features) }).collect()
    };
    let examples = examples_of(&all);
    let known = if all.keys().len() > recipe.features {
        let searching = bars.add(bar("features", u64::from(recipe.epochs_of(rows.len())))?);
        let weights = fitted(&examples.iter().collect::<Vec<_>>(), &all, recipe, &searching);
        searching.finish();
        let examples: Vec<Example> = examples.into_iter().map(|it| it.example).collect();
        all.strongest(&weights, &examples, recipe.features)
    } else {
        all
    };
    let examples = examples_of(&known);
    hashing.finish();
    let words = known_words(&rows);
    let folding = bars.add(bar("folds", u64::from(recipe.epochs * FOLDS))?);
    let mut unseen: Vec<Unseen<'_>> = Vec::new();
    // Two at a time: each is one thread in a fixed order, so the result does not depend on the machine.
    for pair in (0..FOLDS).collect::<Vec<_>>().chunks(2) {
        let parts: Vec<Result<Vec<Unseen<'_>>>> = thread::scope(|scope| {
            let (examples, known, folding) = (&examples, &known, &folding);
            let workers: Vec<_> = pair
                .iter()
                .map(|fold| scope.spawn(move || score_fold(examples, known, recipe, *fold, folding)))
                .collect();
            let ended =
                workers.into_iter().map(|worker| worker.join().ok().context("a fold's training has died"));
            ended.map(|ended| ended.and_then(|scored| scored)).collect()
        });
        for part in parts {
            unseen.extend(part?);
        }
    }
    folding.finish();
    let fitting = bars.add(bar("the model", u64::from(recipe.epochs))?);
    let weights = fitted(&examples.iter().collect::<Vec<_>>(), &known, recipe, &fitting);
    let mut parts = pack(&weights, &known, name, heads(), words);
    fitting.finish();
    let doubts = calibrate(&mut parts, &unseen);
    Ok(Trained { bytes: parts.to_bytes()?, folds: fold_scores(&unseen), doubts })
}

/// How every bar looks.
pub(crate) fn bar_style() -> Result<ProgressStyle> {
    Ok(ProgressStyle::with_template("{msg:20} {bar:32} {pos}/{len} {elapsed}")?)
}

fn bar(what: &'static str, length: u64) -> Result<ProgressBar> {
    Ok(ProgressBar::new(length).with_style(bar_style()?).with_message(what))
}

const fn fold_of(row: &Row) -> u32 {
    row.run % FOLDS
}

/// Trains without one part of the own rows and scores that part.
fn score_fold<'r>(
    examples: &[Labelled<'r>],
    known: &Known,
    recipe: &Recipe,
    fold: u32,
    progress: &ProgressBar,
) -> Result<Vec<Unseen<'r>>> {
    let is_unseen = |example: &&Labelled<'_>| example.row.source == OWN && fold_of(example.row) == fold;
    let seen: Vec<&Labelled<'_>> = examples.iter().filter(|example| !is_unseen(example)).collect();
    let weights = fitted(&seen, known, recipe, progress);
    let model = Model::parse(&pack(&weights, known, "fold", heads(), Vec::new()).to_bytes()?)
        .context("a fold's model cannot be read back")?;
    let mut features = Features::default();
    let unseen = examples.iter().filter(is_unseen);
    Ok(unseen
        .map(|example| Unseen { row: example.row, sums: unscaled(&model, &example.row.text, &mut features) })
        .collect())
}

/// Sets slope, offset and threshold of every label from the sums of unseen rows; gives the labels that these contradict.
fn calibrate(parts: &mut ModelParts, unseen: &[Unseen<'_>]) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let doubt = |row: &Row, label, holds, confidence| Doubt {
        run: row.run,
        text: row.text.clone(),
        label,
        holds,
        confidence,
    };
    let felt: Vec<([f32; SENTIMENT.len()], usize)> = unseen
        .iter()
        .filter_map(|it| Some((std::array::from_fn(|at| it.sums[at]), it.row.class()?)))
        .collect();
    let (slope, offsets) = classes(&felt);
    for (label, offset) in labels_mut(parts).zip(offsets) {
        (label.slope, label.offset) = (slope, offset);
    }
    for it in unseen {
        let Some(class) = it.row.class() else { continue };
        let mut sure: [f32; SENTIMENT.len()] = std::array::from_fn(|at| it.sums[at] * slope + offsets[at]);
        softmax(&mut sure);
        doubts.extend(doubted_class(&sure, class).map(|sure| doubt(it.row, SENTIMENT[class], true, sure)));
    }
    let labels = labels_mut(parts).skip(SENTIMENT.len());
    for ((flag, (head, name)), label) in flags().enumerate().zip(labels) {
        let column = SENTIMENT.len() + flag;
        let known: Vec<(f32, bool)> = unseen
            .iter()
            .filter(|it| it.row.flags[flag] != Truth::Unknown)
            .map(|it| (it.sums[column], it.row.flags[flag] == Truth::Yes))
            .collect();
        let confident = calibrated(label, &known);
        label.threshold = threshold(&confident, wanted_precision(head, name));
        if label.threshold >= NEVER {
            label.threshold = threshold(&confident, wanted_precision(head, name) - 0.1);
        }
        let rows = unseen.iter().filter(|it| it.row.flags[flag] != Truth::Unknown);
        let doubted = rows.zip(&confident).filter(|(_, (sure, holds))| is_doubted(*sure, *holds));
        doubts.extend(doubted.map(|(it, (sure, holds))| doubt(it.row, name, *holds, *sure)));
    }
    doubts
}

/// The words of the training rows that occur often enough.
fn known_words(rows: &[&Row]) -> Vec<u8> {
    let mut counts = std::collections::BTreeMap::<u32, u32>::new();
    let mut features = Features::default();
    for row in rows {
        features.read(&row.text);
        let mut hashes: Vec<u32> = features.word_hashes().collect();
        hashes.sort_unstable();
        hashes.dedup();
        // An own row's words count more: they are the words of support.
        let weight = if row.source == OWN { VOCABULARY_ROWS / 3 } else { 1 };
        for hash in hashes {
            *counts.entry(hash).or_default() += weight;
        }
    }
    let known: Vec<u32> =
        counts.into_iter().filter(|(_, count)| *count >= VOCABULARY_ROWS).map(|(hash, _)| hash).collect();
    vocabulary(&known)
}
