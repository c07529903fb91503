//! Why a label was read: every word with what it adds.

use alloc::string::String;
use alloc::vec::Vec;

use classifier::{Features, Head, Names};
use record::Span;
use scrub::Scrubbed;
use serde::Serialize;

use crate::Reader;
use crate::reader::{into_span, rounded};

/// A word that adds less than this, up or down, is not told: it moves a confidence by a fraction of a percent.
const LEAST: f32 = 0.02;

/// One label of one text, explained. What is exact in it and what is not, [`classifier::Explanation`] says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The head that the label belongs to.
    pub head: String,
    /// The label.
    pub label: String,
    /// 0..=1, as everywhere.
    pub confidence: f32,
    /// What every text has, and what belongs to no word (log-odds; for sentiment against the mean of its classes).
    pub rest: f32,
    /// The words that matter, in the order of the text, each with what it adds.
    pub words: Vec<(Span, f32)>,
}

impl Reader {
    /// Explains the labels that are shown of a text, and the classes of its sentiment. Nothing of a text that is not read.
    #[must_use]
    pub fn explain(&self, text: &Scrubbed, names: &Names) -> Vec<Explained> {
        let model = self.model_file();
        let mut features = Features::default();
        features.read_with(text.as_str(), names);
        if model.language(&features, text.as_str()) != classifier::Language::ENGLISH {
            return Vec::new();
        }
        let said = model.read(&features);
        let is_told = |head: &Head, column: usize, threshold: f32| {
            head.kind == classifier::HeadKind::Classes || said.get(column) >= threshold
        };
        let columns = model.heads().iter().flat_map(|head| head.columns().map(move |it| (head, it)));
        columns
            .filter(|(head, (column, label))| is_told(head, *column, label.threshold))
            .filter_map(|(head, (column, label))| {
                let explanation = model.explain(&features, &said, column)?;
                let words = explanation.words.into_iter().filter(|(_, adds)| libm::fabsf(*adds) >= LEAST);
                Some(Explained {
                    head: head.name.clone(),
                    label: label.name.clone(),
                    confidence: rounded(said.get(column)),
                    rest: rounded(explanation.rest),
                    words: words.map(|(span, adds)| (into_span(span), rounded(adds))).collect(),
                })
            })
            .collect()
    }
}
