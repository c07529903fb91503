//! Why a label was read: every word with what it adds.

use alloc::string::String;
use alloc::vec::Vec;

use classifier::{Features, Head, HeadKind, Language, Names};
use record::{SentimentLabel, Span};
use serde::Serialize;

use crate::reader::{into_span, rounded};
use crate::{Read, Reader};

/// A word that adds less than this, up or down, is told with the rest: it moves a confidence by half a percent at most.
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
    /// Explains every label that a reading holds, and the classes of its sentiment; of a label that is only implied also why
    /// that. Nothing of a text that is not read.
    #[must_use]
    pub fn explain(&self, read: &Read, names: &Names) -> Vec<Explained> {
        let analysis = &read.analysis;
        if analysis.sentiment.label == SentimentLabel::Unknown
            && analysis.language.as_str() != Language::ENGLISH.code()
        {
            return Vec::new();
        }
        let model = self.model_file();
        let mut features = Features::default();
        features.read_with(read.text.as_str(), names);
        let said = model.read(&features);
        let lists = analysis
            .emotions
            .iter()
            .chain(&analysis.urgency)
            .chain(&analysis.intents)
            .chain(&analysis.signals);
        let is_held = |head: &Head, label: &str| match head.kind {
            HeadKind::Classes => true,
            HeadKind::Labels => lists.clone().any(|it| it.label.as_str() == label || it.kind() == label),
        };
        let columns = model.heads().iter().flat_map(|head| head.columns().map(move |it| (head, it)));
        columns
            .filter(|(head, (_, label))| is_held(head, &label.name))
            .filter_map(|(head, (column, label))| {
                let mut explanation = model.explain(&features, &said, column)?;
                // What is not told by itself is part of the rest, so that all of it still adds up.
                explanation.words.retain(|(_, adds)| {
                    let is_told = libm::fabsf(*adds) >= LEAST;
                    explanation.rest += if is_told { 0.0 } else { *adds };
                    is_told
                });
                Some(Explained {
                    head: head.name.clone(),
                    label: label.name.clone(),
                    confidence: rounded(said.get(column)),
                    rest: rounded(explanation.rest),
                    words: explanation
                        .words
                        .into_iter()
                        .map(|(span, adds)| (into_span(span), rounded(adds)))
                        .collect(),
                })
            })
            .collect()
    }
}
