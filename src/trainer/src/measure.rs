//! How right a classifier is on labelled rows, counted the same way for any labels.

use std::collections::BTreeMap;

use serde::Serialize;

/// Bins of the calibration error: the usual ten of equal width.
const BINS: usize = 10;

/// The precision that coverage is told for.
const COVERAGE_PRECISION: f64 = 0.9;

/// What a classifier said of one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    /// The label it holds likeliest.
    pub(crate) best: usize,
    /// Its confidence, 0..=1.
    pub(crate) confidence: f64,
    /// The labels it shows, ascending: the best one alone, or all over their thresholds; none when it does not know.
    pub(crate) shown: Vec<usize>,
}

/// One label's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct PerLabel {
    /// Of the rows that it was said of, the part that it holds in.
    pub(crate) precision: f64,
    /// Of the rows that it holds in, the part that it was said of.
    pub(crate) recall: f64,
    /// Their harmonic mean; 0 when nothing is right.
    pub(crate) f1: f64,
    /// Rows that it holds in.
    pub(crate) rows: usize,
}

/// The figures of a set of rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Measured {
    /// Rows.
    pub(crate) rows: usize,
    /// Rows whose labels are said exactly: with one label a row, the likeliest one is right.
    pub(crate) accuracy: f64,
    /// Mean F1 over the labels that occur in the rows.
    pub(crate) macro_f1: f64,
    /// By label.
    pub(crate) per_label: BTreeMap<String, PerLabel>,
    /// Expected calibration error of the likeliest label: mean distance between confidence and accuracy over ten bins.
    pub(crate) ece: f64,
    /// The largest part of the rows, most confident first, of which nine in ten are right.
    pub(crate) coverage_at_p90: f64,
}

/// Counts. `truths` and `said` are of the same rows, as indexes into `names`.
pub(crate) fn measure(names: &[String], truths: &[&[usize]], said: &[Said], has_lists: bool) -> Measured {
    let answers: Vec<Vec<usize>> =
        said.iter().map(|it| if has_lists { it.shown.clone() } else { vec![it.best] }).collect();
    let exact = truths.iter().zip(&answers).filter(|(truth, answer)| **truth == answer.as_slice()).count();
    let mut per_label = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        let holds = truths.iter().filter(|truth| truth.contains(&at)).count();
        if holds == 0 {
            continue;
        }
        let told = answers.iter().filter(|answer| answer.contains(&at)).count();
        let right =
            truths.iter().zip(&answers).filter(|(truth, answer)| truth.contains(&at) && answer.contains(&at));
        let right = right.count();
        let (precision, recall) = (ratio(right, told), ratio(right, holds));
        per_label
            .insert(name.clone(), PerLabel { precision, recall, f1: f1(precision, recall), rows: holds });
    }
    let macro_f1 = per_label.values().map(|it| it.f1).sum::<f64>() / per_label.len().max(1) as f64;
    let mut ranked: Vec<(f64, bool)> =
        truths.iter().zip(said).map(|(truth, it)| (it.confidence, truth.contains(&it.best))).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    Measured {
        rows: truths.len(),
        accuracy: ratio(exact, truths.len()),
        macro_f1,
        per_label,
        ece: calibration_error(&ranked),
        coverage_at_p90: coverage(&ranked),
    }
}

/// Mean distance between confidence and accuracy over the bins, of (confidence, is right).
pub(crate) fn calibration_error(ranked: &[(f64, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0); BINS];
    for (confidence, is_right) in ranked {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a confidence is in 0..=1"
        )]
        let at = (confidence.clamp(0.0, 1.0) * BINS as f64) as usize;
        let bin = &mut bins[at.min(BINS - 1)];
        bin.0 += confidence;
        bin.1 += f64::from(u8::from(*is_right));
    }
    bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f64>()
        / ranked.len().max(1) as f64
}

/// Of (confidence, is right), most confident first. Rows of one confidence are told together.
fn coverage(ranked: &[(f64, bool)]) -> f64 {
    let mut right = 0;
    let mut covered = 0;
    for (at, (confidence, is_right)) in ranked.iter().enumerate() {
        right += usize::from(*is_right);
        let is_last_of_equals = ranked.get(at + 1).is_none_or(|next| next.0 < *confidence);
        if is_last_of_equals && ratio(right, at + 1) >= COVERAGE_PRECISION {
            covered = at + 1;
        }
    }
    ratio(covered, ranked.len())
}

/// The harmonic mean of precision and recall; 0 when nothing is right.
pub(crate) fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

/// A part of a whole; 0 of nothing.
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(best: usize, confidence: f64) -> Said {
        Said { best, confidence, shown: vec![best] }
    }

    fn names() -> Vec<String> {
        ["a", "b", "c"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_label_that_is_never_said_counts_as_nothing_right() {
        let truths: [&[usize]; 4] = [&[0], &[0], &[1], &[1]];
        let said = [says(0, 0.9), says(0, 0.8), says(0, 0.7), says(2, 0.6)];
        let it = measure(&names(), &truths, &said, false);
        assert_eq!((it.rows, it.accuracy), (4, 0.5));
        assert_eq!(it.per_label.keys().collect::<Vec<_>>(), ["a", "b"]);
        let a = it.per_label["a"];
        assert!((a.precision - 2.0 / 3.0).abs() < 1e-12 && a.recall == 1.0 && (a.f1 - 0.8).abs() < 1e-12);
        assert_eq!(it.per_label["b"], PerLabel { precision: 0.0, recall: 0.0, f1: 0.0, rows: 2 });
        assert!((it.macro_f1 - 0.4).abs() < 1e-12);
        assert_eq!(it.coverage_at_p90, 0.5);
    }

    #[test]
    fn confidence_that_is_kept_has_no_calibration_error() {
        let truths: [&[usize]; 4] = [&[0]; 4];
        let kept = [says(0, 0.75), says(0, 0.75), says(0, 0.75), says(1, 0.75)];
        assert!(measure(&names(), &truths, &kept, false).ece < 1e-12);
        let sure = [says(0, 1.0), says(0, 1.0), says(0, 1.0), says(1, 1.0)];
        assert!((measure(&names(), &truths, &sure, false).ece - 0.25).abs() < 1e-12);
    }

    #[test]
    fn rows_with_lists_are_right_when_all_labels_are() {
        let truths: [&[usize]; 3] = [&[0, 1], &[], &[2]];
        let shown = [vec![0, 1], vec![], vec![1, 2]];
        let said = shown.map(|shown| Said { best: 0, confidence: 0.5, shown });
        let it = measure(&names(), &truths, &said, true);
        assert!((it.accuracy - 2.0 / 3.0).abs() < 1e-12, "{it:?}");
        assert_eq!(it.per_label["b"].precision, 0.5);
    }
}
