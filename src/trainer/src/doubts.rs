//! Labels that a model which has not seen them holds for wrong: where a person should look again.
//!
//! A model that learns from noisy rows still gets most of them right, so what it contradicts with confidence is wrong
//! far oftener than the rest (confident learning, Northcutt et al. 2021).

use serde::Serialize;

use crate::labels::SENTIMENT;

/// A label that does not hold is doubted from this confidence on ...
const HOLDS_FROM: f32 = 0.6;

/// ... and one that holds up to this one.
const HOLDS_NOT_UP_TO: f32 = 0.12;

/// One label of one row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Doubt {
    /// The writing run of the row.
    pub(crate) run: u32,
    /// The text, scrubbed.
    pub(crate) text: String,
    /// The label, or the sentiment's class.
    pub(crate) label: &'static str,
    /// Whether the row has it.
    pub(crate) holds: bool,
    /// How likely it is by who did not see it.
    pub(crate) confidence: f32,
}

/// Whether a label is to be looked at again.
pub(crate) fn is_doubted(confidence: f32, holds: bool) -> bool {
    if holds { confidence <= HOLDS_NOT_UP_TO } else { confidence >= HOLDS_FROM }
}

/// The class of sentiment that a row has, when its side is unlikely: the confidences are those of the classes.
pub(crate) fn doubted_class(confidences: &[f32; SENTIMENT.len()], class: usize) -> Option<f32> {
    let side = match class {
        0 | 1 => confidences[0] + confidences[1],
        2 => confidences[2],
        _ => confidences[3] + confidences[4],
    };
    (side <= HOLDS_NOT_UP_TO).then_some(side)
}
