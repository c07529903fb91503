//! From a sum to a confidence that means what it says, and the confidence from which a label is shown.
//!
//! Everything here is fitted on our own rows that the scoring model did not train on (folds by writing run).

use classifier::LabelSpec;

use crate::labels::SENTIMENT;
use crate::weights::softmax;

/// Fewer shown rows than this say nothing of a precision.
const LEAST_SHOWN: usize = 5;

/// A threshold that no confidence reaches: the label is never shown.
pub(crate) const NEVER: f32 = 2.0;

/// Slope and offset of one flag (Platt), from sums and whether the label held. Newton steps with a weak
/// pull towards slope 1, which decides where there are few rows.
fn platt(rows: &[(f32, bool)]) -> (f32, f32) {
    let yes = rows.iter().filter(|(_, holds)| *holds).count() as f64;
    let no = rows.len() as f64 - yes;
    // Platt's targets: never quite 0 or 1, the less so the fewer the rows.
    let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    const PULL: f64 = 1.0;
    for _ in 0..50 {
        let (mut ga, mut gb) = (PULL * (slope - 1.0), 0.01 * offset);
        let (mut haa, mut hab, mut hbb) = (PULL, 0.0, 0.01);
        for (sum, holds) in rows {
            let sum = f64::from(*sum);
            let guess = 1.0 / (1.0 + (-(slope * sum + offset)).exp());
            let miss = guess - if *holds { high } else { low };
            let curve = (guess * (1.0 - guess)).max(1e-9);
            ga += miss * sum;
            gb += miss;
            haa += curve * sum * sum;
            hab += curve * sum;
            hbb += curve;
        }
        let determinant = haa * hbb - hab * hab;
        if determinant.abs() < 1e-12 {
            break;
        }
        slope = (slope - (ga * hbb - gb * hab) / determinant).clamp(0.05, 5.0);
        offset = (offset - (gb * haa - ga * hab) / determinant).clamp(-10.0, 10.0);
    }
    (as_f32(slope), as_f32(offset))
}

/// Sets slope and offset of one flag, and gives the confidences that they make of the sums.
pub(crate) fn calibrated(label: &mut LabelSpec, known: &[(f32, bool)]) -> Vec<(f32, bool)> {
    (label.slope, label.offset) = platt(known);
    let confidence = |sum: f32| 1.0 / (1.0 + (-(sum * label.slope + label.offset)).exp());
    known.iter().map(|(sum, holds)| (confidence(*sum), *holds)).collect()
}

/// One slope for all classes and an offset for each, from sums and the class that held.
pub(crate) fn classes(rows: &[([f32; SENTIMENT.len()], usize)]) -> (f32, [f32; SENTIMENT.len()]) {
    let mut slope = 1.0_f32;
    let mut offsets = [0.0_f32; SENTIMENT.len()];
    let count = rows.len().max(1) as f32;
    for _ in 0..2000 {
        let mut by_slope = 0.0;
        let mut by_offset = [0.0; SENTIMENT.len()];
        for (sums, class) in rows {
            let mut guess: [f32; SENTIMENT.len()] = std::array::from_fn(|at| sums[at] * slope + offsets[at]);
            softmax(&mut guess);
            for at in 0..SENTIMENT.len() {
                let miss = guess[at] - f32::from(u8::from(at == *class));
                by_slope += miss * sums[at];
                by_offset[at] += miss;
            }
        }
        slope = (slope - 0.05 * by_slope / count).clamp(0.05, 5.0);
        for (offset, slope) in offsets.iter_mut().zip(by_offset) {
            *offset -= 0.5 * slope / count;
        }
    }
    (slope, offsets)
}

/// One slope for all classes, from sums and the class that held: the one under which these are likeliest. Many classes with
/// few rows each leave nothing to fit an offset to.
pub(crate) fn temperature(rows: &[(&[f32], usize)]) -> f32 {
    let loss = |slope: f32| -> f64 {
        let of = |(sums, class): &(&[f32], usize)| {
            let mut guess: Vec<f32> = sums.iter().map(|sum| sum * slope).collect();
            softmax(&mut guess);
            -f64::from(guess[*class].max(1e-9)).ln()
        };
        rows.iter().map(of).sum()
    };
    // The loss has one valley over the logarithm of the slope: a golden-section search closes in on it. Rows that are all
    // told apart would have it without bound, and then nothing would be doubted any more.
    const PART: f32 = 0.618_034;
    let (mut low, mut high) = (0.1_f32.ln(), 3.0_f32.ln());
    for _ in 0..24 {
        let (left, right) = (high - PART * (high - low), low + PART * (high - low));
        if loss(left.exp()) < loss(right.exp()) { high = right } else { low = left }
    }
    f32::midpoint(low, high).exp()
}

/// The lowest confidence from which at least `precision` of the shown rows are right, with one imagined
/// mistake among them so that few rows must be better than many; [`NEVER`] when none is.
pub(crate) fn threshold(rows: &[(f32, bool)], precision: f32) -> f32 {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut right = 0;
    let mut best = NEVER;
    for (at, (confidence, holds)) in sorted.iter().enumerate() {
        right += usize::from(*holds);
        let shown = at + 1;
        let is_last_of_equals = sorted.get(shown).is_none_or(|next| next.0 < *confidence);
        if is_last_of_equals && shown >= LEAST_SHOWN && right as f32 / (shown as f32 + 0.5) >= precision {
            best = *confidence;
        }
    }
    // Rounded down to two decimals, so that the model file does not carry the noise of one row.
    if best > 1.0 { NEVER } else { (best * 100.0).floor() / 100.0 }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped above; the model keeps f32")]
const fn as_f32(value: f64) -> f32 {
    value as f32
}
