//! From the confidences of five classes to a score, its label and how sure it is.

use classifier::{Confidences, Features, Model};
use record::{Sentiment, SentimentLabel};

use crate::reader::rounded;

/// Where each class stands on the scale. The ends are not -1 and 1, since a reader is never wholly sure.
const PLACES: [(&str, f32); 5] = [
    ("very_negative", -0.95),
    ("negative", -0.45),
    ("neutral", 0.0),
    ("positive", 0.45),
    ("very_positive", 0.95),
];

/// Below this the reader does not know. Three sides share 1, so a guess has 0.33.
const LEAST_CONFIDENCE: f32 = 0.38;

/// A text of one or two words must be clear: "great" is, "help!!" is not.
const LEAST_CONFIDENCE_SHORT: f32 = 0.75;

/// Texts of at most this many words are short.
const SHORT_WORDS: usize = 2;

/// The side (negative, neutral, positive) is the likeliest, and the confidence is how likely it is. The score
/// is the mean of the classes' places, kept within the side's range; the label is the score's range.
pub(crate) fn sentiment(model: &Model, features: &Features, confidences: &Confidences) -> Sentiment {
    let Some(head) = model.head("sentiment") else { return Sentiment::UNKNOWN };
    let mut mean = 0.0;
    let (mut negative, mut neutral, mut positive) = (0.0, 0.0, 0.0);
    for (column, label) in head.columns() {
        let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == label.name) else { continue };
        let confidence = confidences.get(column);
        mean += place * confidence;
        let side = if *place < 0.0 {
            &mut negative
        } else if *place > 0.0 {
            &mut positive
        } else {
            &mut neutral
        };
        *side += confidence;
    }
    let (confidence, score) = if negative > neutral && negative >= positive {
        (negative, mean.clamp(-1.0, -0.201))
    } else if positive > neutral {
        (positive, mean.clamp(0.201, 1.0))
    } else {
        (neutral, mean.clamp(-0.2, 0.2))
    };
    let (score, confidence) = (rounded(score), rounded(confidence.clamp(0.0, 1.0)));
    let is_short = features.word_hashes().take(SHORT_WORDS + 1).count() <= SHORT_WORDS;
    if confidence < if is_short { LEAST_CONFIDENCE_SHORT } else { LEAST_CONFIDENCE } {
        return Sentiment::UNKNOWN;
    }
    Sentiment { score, label: label(score), confidence }
}

/// The class of a score, by the ranges that [`SentimentLabel`] documents.
fn label(score: f32) -> SentimentLabel {
    if score < -0.6 {
        SentimentLabel::VeryNegative
    } else if score < -0.2 {
        SentimentLabel::Negative
    } else if score <= 0.2 {
        SentimentLabel::Neutral
    } else if score <= 0.6 {
        SentimentLabel::Positive
    } else {
        SentimentLabel::VeryPositive
    }
}
