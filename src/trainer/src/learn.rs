//! A model from any labelled file: one head, with the labels that occur in it.

use std::thread;

use anyhow::{Context as _, Result};
use classifier::{Features, HeadKind, Model, ModelParts};
use indicatif::ProgressBar;

use crate::calibrate::{calibrated, temperature, threshold};
use crate::fit::fit;
use crate::known::{Example, Known};
use crate::labelled::Labelled;
use crate::measure::Said;
use crate::pack::{pack, unscaled};
use crate::recipe::Recipe;
use crate::row::fingerprint;
use crate::weights::softmax;

/// The rows are cut into this many parts by their text; each is scored by a model that has not seen it ...
const FOLDS: u64 = 5;

/// ... until so many rows are scored, where one threshold is for all labels: more of them do not move it.
const SCORED: usize = 1000;

/// The width at which it is found out which features matter: a quarter of the time shows the same ones.
const SEARCH_WIDTH: usize = 64;

/// The precision from which a label of several is shown.
const WANTED_PRECISION: f32 = 0.8;

/// Of the rows that a model of one label a row gets right unseen, this part stays above its threshold. Under it the model
/// says that it does not know.
const KEPT: f32 = 0.982;

/// Trains on the rows of a file and calibrates on folds of them. The head is called `head`.
pub(crate) fn learn(
    set: &Labelled,
    recipe: &Recipe,
    name: &str,
    head: &str,
    progress: &ProgressBar,
) -> Result<Vec<u8>> {
    let folds: Vec<u64> = set.rows.iter().map(|row| fingerprint(&row.text) % FOLDS).collect();
    let mut scored = 0;
    let scoring: Vec<u64> = (0..FOLDS)
        .take_while(|fold| {
            // A threshold for every label needs the rows of every label.
            let is_wanted = scored < SCORED || set.has_lists;
            scored += folds.iter().filter(|it| *it == fold).count();
            is_wanted
        })
        .collect();
    progress.set_length(
        u64::from(recipe.epochs_of(set.rows.len()))
            * ((scoring.len() as u64 + 1) * recipe.members as u64 + 1),
    );
    let kind = if set.has_lists { HeadKind::Labels } else { HeadKind::Classes };
    let heads = || vec![(head.to_owned(), kind, set.names.clone())];
    let columns = set.names.len();
    let mut features = Features::default();
    let all = Known::of(set.rows.iter().map(|row| (row.text.as_str(), 1)), recipe);
    let mut examples_of = |known: &Known| -> Vec<Example> {
        set.rows.iter().map(|row| Example::new(&row.text, known, &mut features)).collect()
    };
    let mut examples = examples_of(&all);
    let slopes = |at: usize, sums: &[f32], slopes: &mut [f32]| set.slopes(at, sums, slopes, recipe.smoothing);
    let mut known = all;
    // Which features there are is decided by all rows, those of the folds too: their labels are seen that far.
    if known.keys().len() > recipe.features {
        let search = Recipe { width: SEARCH_WIDTH.min(recipe.width), members: 1, ..recipe.clone() };
        let every: Vec<&Example> = examples.iter().collect();
        let weights = fit(&every, &known, columns, &search, slopes, || progress.inc(1));
        known = known.strongest(&weights, &examples, recipe.features);
        examples = examples_of(&known);
    }
    let train = |rows: Vec<usize>, name: &str| -> ModelParts {
        let seen: Vec<&Example> = rows.iter().map(|at| &examples[*at]).collect();
        let slopes = |at: usize, sums: &[f32], out: &mut [f32]| slopes(rows[at], sums, out);
        let weights = fit(&seen, &known, columns, recipe, slopes, || progress.inc(1));
        pack(&weights, &known, name, heads(), Vec::new())
    };
    let score = |fold: u64| -> Result<Vec<(usize, Vec<f32>)>> {
        let is_unseen = |at: &usize| folds[*at] == fold;
        let seen = (0..folds.len()).filter(|at| !is_unseen(at)).collect();
        let model = Model::parse(&train(seen, "fold").to_bytes()?)?;
        let mut features = Features::default();
        let unseen = (0..folds.len()).filter(is_unseen);
        Ok(unseen.map(|at| (at, unscaled(&model, &set.rows[at].text, &mut features))).collect())
    };
    // The model itself and its folds, side by side: each is one thread in a fixed order, so the result does not depend on
    // the machine.
    let (mut parts, unseen) = thread::scope(|scope| -> Result<_> {
        let whole = scope.spawn(|| train((0..set.rows.len()).collect(), name));
        let unseen = scoring.iter().map(|fold| score(*fold)).collect::<Result<Vec<_>>>()?.concat();
        Ok((whole.join().ok().context("the training has died")?, unseen))
    })?;
    set.calibrate(&mut parts, &unseen);
    progress.finish();
    Ok(parts.to_bytes()?)
}

impl Labelled {
    /// The slope of the loss of one row by each label's sum. Of what is certain, the part `smoothing` is spread over all
    /// labels.
    fn slopes(&self, at: usize, sums: &[f32], slopes: &mut [f32], smoothing: f32) {
        slopes.copy_from_slice(sums);
        if self.has_lists {
            for slope in slopes.iter_mut() {
                *slope = 1.0 / (1.0 + (-*slope).exp()) - smoothing / 2.0;
            }
        } else {
            softmax(slopes);
            let each = smoothing / self.names.len() as f32;
            slopes.iter_mut().for_each(|slope| *slope -= each);
        }
        for label in &self.rows[at].labels {
            slopes[*label] -= 1.0 - smoothing;
        }
    }

    /// Sets slopes, offsets and thresholds from the sums of rows that the summing model had not seen.
    fn calibrate(&self, parts: &mut ModelParts, unseen: &[(usize, Vec<f32>)]) {
        let labels = parts.heads.iter_mut().flat_map(|(_, _, labels)| labels);
        if self.has_lists {
            for (at, label) in labels.enumerate() {
                let known: Vec<(f32, bool)> = unseen
                    .iter()
                    .map(|(row, sums)| (sums[at], self.rows[*row].labels.contains(&at)))
                    .collect();
                let confident = calibrated(label, &known);
                label.threshold = threshold(&confident, WANTED_PRECISION);
            }
            return;
        }
        let known: Vec<(&[f32], usize)> = unseen
            .iter()
            .filter_map(|(row, sums)| Some((sums.as_slice(), *self.rows[*row].labels.first()?)))
            .collect();
        let slope = temperature(&known);
        let mut right: Vec<f32> = known
            .iter()
            .filter_map(|(sums, label)| {
                let mut confidences: Vec<f32> = sums.iter().map(|sum| sum * slope).collect();
                softmax(&mut confidences);
                let best =
                    (0..confidences.len()).max_by(|a, b| confidences[*a].total_cmp(&confidences[*b]))?;
                (best == *label).then_some(confidences[best])
            })
            .collect();
        right.sort_by(f32::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
        let given_up = (right.len() as f32 * (1.0 - KEPT)) as usize;
        let least = right.get(given_up).copied().unwrap_or(0.0);
        for label in labels {
            (label.slope, label.offset, label.threshold) = (slope, 0.0, least);
        }
    }
}

/// What the first head of a model says of a text.
pub(crate) fn say(model: &Model, text: &str, features: &mut Features) -> Option<Said> {
    let head = model.heads().first()?;
    features.read(text);
    let confidences = model.read(features);
    let of = |column: usize| f64::from(confidences.get(column));
    let (best, (column, label)) =
        head.columns().enumerate().max_by(|(_, (a, _)), (_, (b, _))| of(*a).total_cmp(&of(*b)))?;
    let shown = match head.kind {
        // One label, or that it does not know.
        HeadKind::Classes if confidences.get(column) < label.threshold => Vec::new(),
        HeadKind::Classes => vec![best],
        HeadKind::Labels => {
            let is_shown = |(_, (column, label)): &(usize, (usize, &classifier::LabelSpec))| {
                confidences.get(*column) >= label.threshold
            };
            head.columns().enumerate().filter(is_shown).map(|(at, _)| at).collect()
        }
    };
    Some(Said { best, confidence: of(column), shown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::labelled::LabelledRow;

    /// Forty rows of two topics, and in some of them both.
    fn tickets(has_lists: bool) -> Labelled {
        let mut rows = Vec::new();
        for number in 0..20 {
            let thing = ["invoice", "receipt", "payment", "refund", "charge"][number % 5];
            let place = ["sign in", "log in", "password", "two factor", "account"][number % 5];
            let tail = ["please", "thanks", "again", "since monday"][number % 4];
            rows.push(LabelledRow { text: format!("my {thing} is wrong {tail}"), labels: vec![0] });
            rows.push(LabelledRow {
                text: format!("the {place} does not let me through {tail}"),
                labels: vec![1],
            });
            if has_lists {
                let text = format!("my {thing} is wrong and the {place} does not let me through {tail}");
                rows.push(LabelledRow { text, labels: vec![0, 1] });
            }
        }
        Labelled {
            names: vec!["Billing / money".to_owned(), "Zugang (Anmeldung)".to_owned()],
            rows,
            has_lists,
        }
    }

    fn trained(set: &Labelled) -> Vec<u8> {
        learn(set, &Recipe { width: 32, ..Recipe::LABELLED }, "tickets", "topic", &ProgressBar::hidden())
            .unwrap()
    }

    #[test]
    fn the_same_rows_give_the_same_file_and_it_knows_them() {
        for has_lists in [false, true] {
            let set = tickets(has_lists);
            let model = trained(&set);
            assert_eq!(model, trained(&set));
            let told = serde_json::to_value(check(&model, &set, None).unwrap()).unwrap();
            assert!(told["accuracy"].as_f64().unwrap() > 0.9, "{told:#}");
            assert_eq!(told["per_label"]["Zugang (Anmeldung)"]["rows"], if has_lists { 40 } else { 20 });
            assert!(told.get("oos_recall").is_none());
        }
    }

    #[test]
    fn what_is_of_no_label_is_not_known() {
        let set = tickets(false);
        let texts = ["boil the potatoes for ten minutes", "zwei Hunde", "42", ""];
        let rows = texts.map(|text| LabelledRow { text: text.to_owned(), labels: Vec::new() }).to_vec();
        let beyond = Labelled { names: Vec::new(), rows, has_lists: false };
        let told = serde_json::to_value(check(&trained(&set), &set, Some(&beyond)).unwrap()).unwrap();
        assert_eq!(told["oos_recall"], 1.0, "{told:#}");
        assert!(told["in_scope_accuracy"].as_f64().unwrap() > 0.9, "{told:#}");
    }

    #[test]
    fn labels_that_the_model_has_not_are_named() {
        let mut other = tickets(false);
        let model = trained(&other);
        other.names[0] = "Shipping".to_owned();
        let refusal = check(&model, &other, None).unwrap_err().to_string();
        assert!(refusal.contains("does not know the labels Shipping"), "{refusal}");
    }
}
