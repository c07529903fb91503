//! What a model said of one turn. What a person says of it is another noun (Feedback).

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::limits;

/// One reading of a text, with who read it and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// Where the reading was made.
    pub by: ReadBy,
    /// The reader's clock, milliseconds since 1970, UTC.
    pub analysed_at_ms: i64,
    /// What was read.
    pub analysis: Analysis,
}

/// Where a reading was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReadBy {
    /// In the visitor's browser: first to arrive, serves the visitor's own screen, never trusted further.
    Device,
    /// On the server: routes, alerts and trains.
    Server,
}

/// Everything a model read in one scrubbed text. Spans are in UTF-8 bytes of that text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Analysis {
    /// ISO 639-1 code, or `unknown`. A language the model was not trained on has no confident labels.
    pub language: Label,
    /// How the writer feels about what they write of.
    pub sentiment: Sentiment,
    /// Emotions over their thresholds, strongest first. None means neutral.
    pub emotions: Vec<Annotation>,
    /// How urgent the writer says it is, when they do.
    pub urgency: Option<Annotation>,
    /// What the writer wants, strongest first.
    pub intents: Vec<Annotation>,
    /// What the organisation should hear of, strongest first.
    pub signals: Vec<Annotation>,
    /// Things named in the text.
    pub entities: Vec<Entity>,
    /// What the writer says they already tried.
    pub tried: Vec<Annotation>,
    /// The model file's name and version.
    ///
    /// As its header gives it: name, version and the start of its checksum.
    pub model: Label,
}

/// One label with its confidence and its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Annotation {
    /// What was read.
    pub label: Label,
    /// 0..=1, calibrated where the model's card says so; three decimals are meaningful.
    pub confidence: f32,
    /// The words that caused it, in order, not overlapping.
    pub spans: Vec<Span>,
    /// The text does not say it, it says what people say of whom it is true: of `churn` and `escalation`. Absent when false.
    #[serde(default, skip_serializing_if = "is_false")]
    pub implied: bool,
}

impl Annotation {
    /// The label, with `_implied` after it when it is only implied.
    #[must_use]
    pub fn kind(&self) -> Cow<'_, str> {
        let label = self.label.as_str();
        if self.implied { Cow::Owned(format!("{label}_implied")) } else { Cow::Borrowed(label) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_false(yes: &bool) -> bool {
    !*yes
}

/// Half-open range of UTF-8 bytes in the turn's text; on the wire `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span(pub u32, pub u32);

impl Span {
    /// The words themselves, or nothing when the span does not fit the text.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let range = usize::try_from(self.0).ok()?..usize::try_from(self.1).ok()?;
        text.get(range).filter(|words| !words.is_empty())
    }
}

/// A thing named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entity {
    /// `order_id`, `amount`, `date`, `error_code`, ...
    pub kind: Label,
    /// Where it stands.
    pub span: Span,
}

/// Sentiment of one turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sentiment {
    /// -1 (very negative) to 1 (very positive); 0 when unknown.
    pub score: f32,
    /// The class.
    pub label: SentimentLabel,
    /// 0..=1 for the class; 0 when unknown.
    pub confidence: f32,
}

impl Sentiment {
    /// The reader does not know, which is not the same as neutral.
    pub const UNKNOWN: Self = Self { score: 0.0, label: SentimentLabel::Unknown, confidence: 0.0 };
}

/// Five classes, and not knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SentimentLabel {
    /// Score below -0.6.
    VeryNegative,
    /// Score from -0.6 to -0.2.
    Negative,
    /// Score from -0.2 to 0.2.
    Neutral,
    /// Score from 0.2 to 0.6.
    Positive,
    /// Score over 0.6.
    VeryPositive,
    /// Too little text, an unknown language, or too low a confidence.
    Unknown,
}

impl SentimentLabel {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VeryNegative => "very_negative",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::VeryPositive => "very_positive",
            Self::Unknown => "unknown",
        }
    }
}

/// A short name from a closed alphabet: lower-case letters, digits, `_`, `-`, `.`, `@`; 1 to
/// [`limits::LABEL_BYTES`] bytes. The alphabet is the reason that a label off the wire needs no scrubbing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Label(Box<str>);

/// A text that is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a label is 1 to 40 of a-z, 0-9, '_', '-', '.', '@'")]
pub struct LabelError;

impl Label {
    /// Checks and keeps a label.
    ///
    /// # Errors
    /// [`LabelError`] when the text is empty, too long or outside the alphabet.
    pub fn new(text: &str) -> Result<Self, LabelError> {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'@');
        if text.is_empty() || text.len() > limits::LABEL_BYTES || !text.bytes().all(allowed) {
            return Err(LabelError);
        }
        Ok(Self(text.to_owned().into_boxed_str()))
    }

    /// The label itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl Analysis {
    /// Whether every span lies inside `text` on character boundaries and every list and number is within its
    /// limit. The server asks this of a device's analysis before it keeps it.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let annotation = |it: &Annotation| {
            (0.0..=1.0).contains(&it.confidence)
                && it.spans.len() <= limits::SPANS
                && it.spans.iter().all(|span| span.of(text).is_some())
        };
        let lists = [&self.emotions, &self.intents, &self.signals, &self.tried];
        (-1.0..=1.0).contains(&self.sentiment.score)
            && (0.0..=1.0).contains(&self.sentiment.confidence)
            && lists.iter().all(|list| list.len() <= limits::ANNOTATIONS && list.iter().all(annotation))
            && self.urgency.iter().all(annotation)
            && self.entities.len() <= limits::ENTITIES
            && self.entities.iter().all(|entity| entity.span.of(text).is_some())
    }
}
