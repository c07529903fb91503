//! One reading as one line of JSON: the shape of `undertone read`.

use record::{Annotation, Entity, Label, Sentiment};
use scrub::{Redactions, Scrubbed};
use serde::Serialize;

use crate::Read;

/// What `undertone read` prints of one text, to be serialised as it is. Its keys are the names of the fields;
/// spans are `[start, end]` in UTF-8 bytes of `text`; `redactions` counts by kind; `urgency` is null when none
/// is stated.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Line<'r> {
    /// The text, scrubbed.
    pub text: &'r Scrubbed,
    /// ISO 639-1 code, or `unknown`.
    pub language: &'r Label,
    /// What was replaced: `{"email": 1}`.
    pub redactions: &'r Redactions,
    /// `{"score", "label", "confidence"}`
    pub sentiment: &'r Sentiment,
    /// Emotions, strongest first.
    pub emotions: &'r [Annotation],
    /// How urgent the writer says it is.
    pub urgency: Option<&'r Annotation>,
    /// What the writer wants, strongest first.
    pub intents: &'r [Annotation],
    /// What the organisation should hear of, strongest first.
    pub signals: &'r [Annotation],
    /// Things named.
    pub entities: &'r [Entity],
    /// What was tried.
    pub tried: &'r [Annotation],
    /// The model's name and version.
    pub model: &'r Label,
}

impl Read {
    /// This reading as a line of `undertone read`.
    #[must_use]
    pub fn line(&self) -> Line<'_> {
        Line {
            text: &self.text,
            language: &self.analysis.language,
            redactions: &self.redactions,
            sentiment: &self.analysis.sentiment,
            emotions: &self.analysis.emotions,
            urgency: self.analysis.urgency.as_ref(),
            intents: &self.analysis.intents,
            signals: &self.analysis.signals,
            entities: &self.analysis.entities,
            tried: &self.analysis.tried,
            model: &self.analysis.model,
        }
    }
}
