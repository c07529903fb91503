//! The reader: a checked model, and what it says of a text.

use alloc::format;
use alloc::vec::Vec;

use classifier::{Confidences, Features, Head, HeadKind, Language, Model, ModelError, Names};
use record::{Analysis, Annotation, Entity, Label, LabelError, Sentiment, Span};
use scrub::{Redactions, Scrubbed, scrub};

use crate::sentiment::sentiment;

/// How sure the rule is that finds attempts. A rule has no calibrated confidence; this says "likely".
const ATTEMPT_CONFIDENCE: f32 = 0.9;

/// Why a model file cannot be used for reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// The bytes are no usable model file.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A label, or the model's name with its checksum, is no [`Label`].
    #[error("the model names something that is no label: {0}")]
    Label(#[from] LabelError),
}

/// Which labels an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Those over their thresholds.
    #[default]
    Confident,
    /// Every label that the model has, for a person who wants to see how close it was.
    All,
}

/// What was read in one raw text.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The text without personal or secret values.
    pub text: Scrubbed,
    /// What was replaced in it.
    pub redactions: Redactions,
    /// What the model said; spans are bytes of `text`.
    pub analysis: Analysis,
}

/// One column of the model with its label, ready for the record.
#[derive(Debug)]
struct Column {
    column: usize,
    label: Label,
    threshold: f32,
    /// The column that says how sure it is that the label holds without being said, where the model has one.
    implied: Option<usize>,
}

/// A model, ready to read texts. Cheap to share by reference between threads; reading changes nothing in it.
#[derive(Debug)]
pub struct Reader {
    model: Model,
    name: Label,
    english: Label,
    emotions: Vec<Column>,
    urgency: Vec<Column>,
    intents: Vec<Column>,
    signals: Vec<Column>,
}

impl Reader {
    /// Reads and checks a model file. A head that the file does not have gives no labels.
    ///
    /// # Errors
    /// [`ReaderError`] when the bytes are no model, are damaged, or belong to other features.
    pub fn new(model_bytes: &[u8]) -> Result<Self, ReaderError> {
        let model = Model::parse(model_bytes)?;
        let name = Label::new(&format!("{}@{:08x}", model.name(), model.checksum() >> 32))?;
        let columns = |head: &str| -> Result<Vec<Column>, ReaderError> {
            let head = model.head(head).filter(|head| head.kind == HeadKind::Labels);
            let columns = head.into_iter().flat_map(Head::columns).map(|(column, label)| {
                let implied = implied_column(&model, &label.name);
                Ok(Column { column, label: Label::new(&label.name)?, threshold: label.threshold, implied })
            });
            columns.take(record::limits::ANNOTATIONS).collect()
        };
        Ok(Self {
            emotions: columns("emotions")?,
            urgency: columns("urgency")?,
            intents: columns("intents")?,
            signals: columns("signals")?,
            english: Label::new(Language::ENGLISH.code())?,
            name,
            model,
        })
    }

    /// The model's name and the start of its checksum, as [`Analysis::model`] has it.
    #[must_use]
    pub const fn model(&self) -> &Label {
        &self.name
    }

    pub(crate) const fn model_file(&self) -> &Model {
        &self.model
    }

    /// Scrubs a raw text and reads it.
    #[must_use]
    pub fn read(&self, raw: &str) -> Read {
        self.read_showing(raw, Show::Confident, &Names::default())
    }

    /// Scrubs a raw text and reads it with the site's names, and with the labels asked for.
    #[must_use]
    pub fn read_showing(&self, raw: &str, show: Show, names: &Names) -> Read {
        let (text, redactions) = scrub(raw);
        let analysis = self.analyse(text.as_str(), show, names);
        Read { text, redactions, analysis }
    }

    /// Reads a text that is scrubbed already, with the site's names.
    #[must_use]
    pub fn read_scrubbed(&self, text: &Scrubbed, names: &Names) -> Analysis {
        self.analyse(text.as_str(), Show::Confident, names)
    }

    fn analyse(&self, text: &str, show: Show, names: &Names) -> Analysis {
        let mut features = Features::default();
        features.read_with(text, names);
        let language = self.model.language(&features, text);
        let mut analysis = Analysis {
            language: Label::new(language.code()).unwrap_or_else(|_never| self.english.clone()),
            sentiment: Sentiment::UNKNOWN,
            emotions: Vec::new(),
            urgency: None,
            intents: Vec::new(),
            signals: Vec::new(),
            entities: entities(text, names),
            tried: Vec::new(),
            model: self.name.clone(),
        };
        if language != Language::ENGLISH {
            return analysis;
        }
        let confidences = self.model.read(&features);
        analysis.sentiment = sentiment(&self.model, &features, &confidences);
        let lists = [&*self.emotions, &self.urgency, &self.intents, &self.signals];
        let [emotions, urgency, intents, signals] = self.annotate(&features, &confidences, lists, show);
        analysis.emotions = emotions;
        analysis.urgency = urgency.into_iter().next();
        analysis.intents = intents;
        analysis.signals = signals;
        analysis.tried = attempts(text);
        analysis
    }

    /// The labels to show of each list, strongest first, each with the words that moved it.
    fn annotate<const N: usize>(
        &self,
        features: &Features,
        confidences: &Confidences,
        lists: [&[Column]; N],
        show: Show,
    ) -> [Vec<Annotation>; N] {
        let is_shown =
            |column: &&Column| show == Show::All || confidences.get(column.column) >= column.threshold;
        let shown = lists.map(|list| list.iter().filter(is_shown).collect::<Vec<_>>());
        let columns: Vec<usize> = shown.iter().flatten().map(|column| column.column).collect();
        // Together, since what the model knows of the text is then looked up once.
        let mut evidence = self.model.evidence(features, confidences, &columns).into_iter();
        shown.map(|columns| {
            let annotation = |column: &Column| Annotation {
                label: column.label.clone(),
                confidence: rounded(confidences.get(column.column)),
                spans: evidence.next().unwrap_or_default().into_iter().map(into_span).collect(),
                implied: column
                    .implied
                    .is_some_and(|implied| confidences.get(implied) * 2.0 > confidences.get(column.column)),
            };
            let mut list: Vec<Annotation> = columns.into_iter().map(annotation).collect();
            list.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
            list
        })
    }
}

/// The column of head `implied` that goes with a label of another head: `churn` has `churn_implied`.
fn implied_column(model: &Model, label: &str) -> Option<usize> {
    let mut columns = model.head("implied").filter(|head| head.kind == HeadKind::Labels)?.columns();
    columns.find(|(_, it)| it.name.strip_suffix("_implied") == Some(label)).map(|(column, _)| column)
}

pub(crate) fn into_span((start, end): (u32, u32)) -> Span {
    Span(start, end)
}

/// Three decimals: native code and a browser agree to that many.
pub(crate) fn rounded(value: f32) -> f32 {
    libm::roundf(value * 1000.0) / 1000.0
}

fn entities(text: &str, names: &Names) -> Vec<Entity> {
    let found = classifier::entities(text, names).into_iter().take(record::limits::ENTITIES);
    found
        .filter_map(|entity| {
            Some(Entity { kind: Label::new(entity.kind.as_str()).ok()?, span: into_span(entity.span) })
        })
        .collect()
}

fn attempts(text: &str) -> Vec<Annotation> {
    let found = classifier::attempts(text).into_iter().take(record::limits::ANNOTATIONS);
    found
        .filter_map(|attempt| {
            Some(Annotation {
                label: Label::new(&attempt.verb).ok()?,
                confidence: ATTEMPT_CONFIDENCE,
                spans: Vec::from([into_span(attempt.span)]),
                implied: false,
            })
        })
        .collect()
}
