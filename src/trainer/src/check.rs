//! A model on a labelled file: what `trainer eval --data` prints.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use classifier::{Features, HeadKind, Model};
use serde::Serialize;

use crate::labelled::Labelled;
use crate::learn::say;
use crate::measure::{Measured, Said, measure};

/// Texts of one timed pass at most: a pass over a large file is long enough.
const TIMED: usize = 10_000;

/// Passes over the texts, of which the middle one counts: what else the machine does meanwhile slows some of them.
const PASSES: usize = 9;

/// Everything that is told of a model on a file.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    #[serde(flatten)]
    pub(crate) measured: Measured,
    /// Microseconds to say what one of these texts is, on this machine, in the middle one of several passes: features, sums
    /// and confidences.
    pub(crate) us_per_message: f64,
    /// The size of the model file.
    pub(crate) model_bytes: usize,
    /// Of the texts that belong to no label, the part of which the model says that it does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oos_recall: Option<f64>,
    /// Rows that the model says it knows, and is right; one that it gives up counts as wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) in_scope_accuracy: Option<f64>,
    /// What is taken for what, and how often, most often first. Not of files whose rows have several labels.
    #[serde(skip)]
    pub(crate) confused: Vec<(String, String, usize)>,
}

/// Scores a model on the rows of a file, and on texts that belong to none of its labels.
///
/// # Errors
/// When the bytes are no model, or the file has labels that the model has not.
pub(crate) fn check(bytes: &[u8], set: &Labelled, beyond: Option<&Labelled>) -> Result<Checked> {
    let model = Model::parse(bytes)?;
    let head = model.heads().first().context("the model has no head")?;
    let names: Vec<String> = head.labels.iter().map(|label| label.name.clone()).collect();
    let unknown: Vec<&str> =
        set.names.iter().filter(|name| !names.contains(name)).map(String::as_str).take(5).collect();
    ensure!(unknown.is_empty(), "the model does not know the labels {}", unknown.join(", "));
    let place = |label: &usize| names.iter().position(|name| *name == set.names[*label]);
    let placed = |labels: &[usize]| {
        let mut places: Vec<usize> = labels.iter().filter_map(place).collect();
        places.sort_unstable();
        places
    };
    let truths: Vec<Vec<usize>> = set.rows.iter().map(|row| placed(&row.labels)).collect();
    let mut features = Features::default();
    let mut all = |set: &Labelled| -> Vec<_> {
        set.rows.iter().filter_map(|row| say(&model, &row.text, &mut features)).collect()
    };
    let said = all(set);
    let truths: Vec<&[usize]> = truths.iter().map(Vec::as_slice).collect();
    let part = |count: usize, rows: usize| if rows == 0 { 0.0 } else { count as f64 / rows as f64 };
    let (mut oos_recall, mut in_scope_accuracy) = (None, None);
    if let Some(beyond) = beyond {
        let given_up = all(beyond).iter().filter(|it| it.shown.is_empty()).count();
        oos_recall = Some(part(given_up, beyond.rows.len()));
        let right = truths.iter().zip(&said).filter(|(truth, it)| it.shown.as_slice() == **truth).count();
        in_scope_accuracy = Some(part(right, truths.len()));
    }
    let confused = if set.has_lists { Vec::new() } else { confusions(&names, &truths, &said) };
    Ok(Checked {
        confused,
        measured: measure(&names, &truths, &said, head.kind == HeadKind::Labels),
        us_per_message: us_per_message(&model, set),
        model_bytes: bytes.len(),
        oos_recall,
        in_scope_accuracy,
    })
}

fn confusions(names: &[String], truths: &[&[usize]], said: &[Said]) -> Vec<(String, String, usize)> {
    let mut counts = BTreeMap::<(usize, usize), usize>::new();
    for (truth, it) in truths.iter().zip(said) {
        if let [is] = truth[..]
            && is != it.best
        {
            *counts.entry((is, it.best)).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|((is, best), count)| (names[is].clone(), names[best].clone(), count))
        .collect();
    counts.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    counts
}

#[expect(clippy::disallowed_methods, reason = "measuring is the one thing here that needs a clock")]
fn us_per_message(model: &Model, set: &Labelled) -> f64 {
    let mut features = Features::default();
    let rows = set.rows.get(..TIMED).unwrap_or(&set.rows);
    let mut passes_us: Vec<f64> = (0..PASSES)
        .map(|_| {
            let start = Instant::now();
            for row in rows {
                black_box(say(model, black_box(&row.text), &mut features));
            }
            start.elapsed().as_secs_f64() * 1e6 / rows.len().max(1) as f64
        })
        .collect();
    passes_us.sort_by(f64::total_cmp);
    passes_us[PASSES / 2]
}
