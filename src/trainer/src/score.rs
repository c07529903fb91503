//! How right a model is, counted.

use std::collections::BTreeMap;

use reader::{Names, Reader, Show};
use record::{Annotation, SentimentLabel};
use serde::Serialize;

use crate::labels::{INTENTS, SENTIMENT, flag, flags};
use crate::measure::{calibration_error, f1, ratio};
use crate::row::{Row, Truth};

/// Scores of one set of rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Scores {
    /// Rows.
    pub(crate) rows: usize,
    /// Sentiment as negative, neutral, positive, where it is known.
    pub(crate) sentiment: Option<Classes>,
    /// Of the rows whose intents are all known: how often the strongest intent is a right one.
    pub(crate) strongest_intent: Option<f64>,
    /// Each label that is known in at least one row, at its threshold.
    pub(crate) labels: BTreeMap<String, LabelScore>,
}

/// Three classes.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Classes {
    /// Rows whose side is known.
    pub(crate) rows: usize,
    /// Right of all; unknown is wrong.
    pub(crate) accuracy: f64,
    /// Mean F1 of the sides that occur.
    pub(crate) macro_f1: f64,
    /// Mean recall of the sides that occur.
    pub(crate) macro_recall: f64,
    /// Expected calibration error of the side's confidence, ten bins.
    pub(crate) ece: f64,
    /// Rows that were read as unknown.
    pub(crate) unknown: usize,
    /// Of the rows with an exact class: how many have it.
    pub(crate) five_class_accuracy: Option<f64>,
}

/// One label at its threshold.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct LabelScore {
    /// Rows where it holds.
    pub(crate) rows: usize,
    /// Rows where it does not.
    pub(crate) others: usize,
    /// Rows where it was shown.
    pub(crate) shown: usize,
    /// Rows where it was shown and holds.
    pub(crate) right: usize,
    /// Right of the shown.
    pub(crate) precision: f64,
    /// Right of those where it holds.
    pub(crate) recall: f64,
    /// Of both.
    pub(crate) f1: f64,
    /// How well the confidence orders the rows: area under the ROC curve.
    pub(crate) auc: f64,
}

/// Reads every row and counts.
pub(crate) fn score(reader: &Reader, rows: &[&Row]) -> Scores {
    let mut labels: BTreeMap<String, LabelScore> = BTreeMap::new();
    let mut ranks: BTreeMap<&str, Vec<(f32, bool)>> = BTreeMap::new();
    let mut sides = Vec::new();
    let (mut exact, mut exact_right) = (0_usize, 0_usize);
    let (mut intent_rows, mut intent_right) = (0_usize, 0_usize);
    for row in rows {
        let all = reader.read_showing(&row.text, Show::All, &Names::default()).analysis;
        let shown = reader.read(&row.text).analysis;
        if let Some(side) = row.side() {
            sides.push((side, side_of(shown.sentiment.label), shown.sentiment.confidence));
        }
        if let Some(class) = row.class() {
            exact += 1;
            exact_right += usize::from(SENTIMENT[class] == shown.sentiment.label.as_str());
        }
        let confidence = |label: &str| {
            let lists = all.emotions.iter().chain(&all.intents).chain(&all.signals).chain(&all.urgency);
            lists.clone().find(|it| is_called(it, label)).map_or(0.0, |it| it.confidence)
        };
        let is_shown = |label: &str| {
            let lists =
                shown.emotions.iter().chain(&shown.intents).chain(&shown.signals).chain(&shown.urgency);
            lists.clone().any(|it| is_called(it, label))
        };
        for ((_, label), truth) in flags().zip(row.flags) {
            if truth == Truth::Unknown {
                continue;
            }
            let holds = truth == Truth::Yes;
            let score = labels.entry(label.to_owned()).or_default();
            score.rows += usize::from(holds);
            score.others += usize::from(!holds);
            score.shown += usize::from(is_shown(label));
            score.right += usize::from(is_shown(label) && holds);
            ranks.entry(label).or_default().push((confidence(label), holds));
        }
        let truths: Vec<Truth> =
            INTENTS.iter().filter_map(|label| flag(label)).map(|at| row.flags[at]).collect();
        if !truths.contains(&Truth::Unknown)
            && let Some(strongest) = all.intents.first()
        {
            intent_rows += 1;
            let is_right = flag(strongest.label.as_str()).is_some_and(|at| row.flags[at] == Truth::Yes);
            intent_right += usize::from(is_right);
        }
    }
    for (label, score) in &mut labels {
        score.precision = ratio(score.right, score.shown);
        score.recall = ratio(score.right, score.rows);
        score.f1 = f1(score.precision, score.recall);
        score.auc = ranks.get(label.as_str()).map_or(0.0, |ranks| auc(ranks));
    }
    let mut sentiment = (!sides.is_empty()).then(|| three_classes(&sides));
    if let Some(sentiment) = &mut sentiment {
        sentiment.five_class_accuracy = (exact > 0).then(|| ratio(exact_right, exact));
    }
    let strongest_intent = (intent_rows > 0).then(|| ratio(intent_right, intent_rows));
    Scores { rows: rows.len(), sentiment, strongest_intent, labels }
}

/// Whether it has this label; one that is only implied has two.
fn is_called(it: &Annotation, label: &str) -> bool {
    it.label.as_str() == label || it.kind() == label
}

/// Negative 0, neutral 1, positive 2, unknown 3.
pub(crate) fn side_of(label: SentimentLabel) -> usize {
    match label {
        SentimentLabel::VeryNegative | SentimentLabel::Negative => 0,
        SentimentLabel::Neutral => 1,
        SentimentLabel::Positive | SentimentLabel::VeryPositive => 2,
        SentimentLabel::Unknown => 3,
    }
}

/// Scores of (is, said, confidence) by side.
pub(crate) fn three_classes(sides: &[(usize, usize, f32)]) -> Classes {
    let count =
        |test: &dyn Fn(usize, usize) -> bool| sides.iter().filter(|(is, said, _)| test(*is, *said)).count();
    let present: Vec<usize> = (0..3).filter(|side| count(&|is, _| is == *side) > 0).collect();
    let of = |side: usize| {
        let both = count(&|is, said| is == side && said == side);
        let recall = ratio(both, count(&|is, _| is == side));
        (recall, f1(ratio(both, count(&|_, said| said == side)), recall))
    };
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let ranked: Vec<(f64, bool)> =
        sides.iter().map(|(is, said, confidence)| (f64::from(*confidence), is == said)).collect();
    Classes {
        rows: sides.len(),
        accuracy: ratio(count(&|is, said| is == said), sides.len()),
        macro_f1: mean(present.iter().map(|side| of(*side).1).collect()),
        macro_recall: mean(present.iter().map(|side| of(*side).0).collect()),
        ece: calibration_error(&ranked),
        unknown: count(&|_, said| said == 3),
        five_class_accuracy: None,
    }
}

/// The chance that a row where the label holds stands above one where it does not.
pub(crate) fn auc(ranks: &[(f32, bool)]) -> f64 {
    let (yes, no): (Vec<_>, Vec<_>) = ranks.iter().partition(|(_, holds)| *holds);
    if yes.is_empty() || no.is_empty() {
        return 0.0;
    }
    let mut no: Vec<f32> = no.into_iter().map(|(rank, _)| rank).collect();
    no.sort_by(f32::total_cmp);
    let above: f64 = yes
        .iter()
        .map(|(rank, _)| {
            let below = no.partition_point(|other| other < rank);
            let equal = no.partition_point(|other| other <= rank) - below;
            below as f64 + equal as f64 / 2.0
        })
        .sum();
    above / (yes.len() as f64 * no.len() as f64)
}
