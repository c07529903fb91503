//! From the confidences of five classes to a score, its label and how sure it is.

use classifier::{Confidences, Model};
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

/// Below this the reader does not know. With five classes of which neighbours are added up, a guess is 0.33.
const LEAST_CONFIDENCE: f32 = 0.4;

/// The score is the mean of the classes' places; the label is the score's range; the confidence is how likely
/// the label's side is: negative, neutral or positive.
pub(crate) fn sentiment(model: &Model, confidences: &Confidences) -> Sentiment {
    let Some(head) = model.head("sentiment") else { return Sentiment::UNKNOWN };
    let mut score = 0.0;
    let (mut negative, mut neutral, mut positive) = (0.0, 0.0, 0.0);
    for (column, label) in head.columns() {
        let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == label.name) else { continue };
        let confidence = confidences.get(column);
        score += place * confidence;
        let side = if *place < 0.0 {
            &mut negative
        } else if *place > 0.0 {
            &mut positive
        } else {
            &mut neutral
        };
        *side += confidence;
    }
    let score = rounded(score.clamp(-1.0, 1.0));
    let (label, confidence) = match score {
        ..-0.6 => (SentimentLabel::VeryNegative, negative),
        ..-0.2 => (SentimentLabel::Negative, negative),
        ..=0.2 => (SentimentLabel::Neutral, neutral),
        ..=0.6 => (SentimentLabel::Positive, positive),
        _ => (SentimentLabel::VeryPositive, positive),
    };
    let confidence = rounded(confidence.clamp(0.0, 1.0));
    if confidence < LEAST_CONFIDENCE {
        return Sentiment::UNKNOWN;
    }
    Sentiment { score, label, confidence }
}
