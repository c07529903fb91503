//! A model on the rows it has not seen: held-out rows of every source, and sets that never train.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use reader::Reader;
use serde::Serialize;
use serde_json::Value;

use crate::behaviour::{Behaviour, behaviours};
use crate::row::{Part, Row};
use crate::score::{Scores, score};
use crate::sources::{OWN, SOURCES, json_lines};

/// Scores by set of rows.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The model that was scored.
    pub(crate) model: String,
    /// Microseconds to read a message of 200 characters, scrubbed and with evidence, on this machine.
    pub(crate) us_per_message: f32,
    /// Held-out rows by source.
    pub(crate) held_out: BTreeMap<String, Scores>,
    /// Sets that are for evaluation only; those that are absent are left out.
    pub(crate) evaluation_only: BTreeMap<String, Scores>,
    /// Checks that need no labels, by kind.
    pub(crate) behaviours: BTreeMap<&'static str, Behaviour>,
}

/// A set that never trains.
struct Outside {
    name: &'static str,
    file: &'static str,
    row: fn(&Value) -> Option<Row>,
}

const OUTSIDE: [Outside; 3] = [
    Outside { name: "tweeteval_sentiment", file: "tweeteval/sentiment_val.jsonl", row: tweeteval },
    Outside { name: "churn_intent", file: "churn_intent/en_chatbot.jsonl", row: churn_intent },
    Outside { name: "suggestion_uservoice", file: "suggestion_uservoice/trial.jsonl", row: suggestion },
];

fn outside_row(source: &'static str, value: &Value) -> Option<Row> {
    Some(Row::new(source, value.get("text")?.as_str()?, 0.0))
}

fn tweeteval(value: &Value) -> Option<Row> {
    let row = outside_row("tweeteval_sentiment", value)?;
    Some(match value.get("label")?.as_str()? {
        "negative" => row.feels(&["negative", "very_negative"]),
        "neutral" => row.feels(&["neutral"]),
        "positive" => row.feels(&["positive", "very_positive"]),
        _ => return None,
    })
}

fn churn_intent(value: &Value) -> Option<Row> {
    let row = outside_row("churn_intent", value)?;
    Some(if value.get("churn")?.as_u64()? == 1 { row.yes(&["churn"]) } else { row.no(&["churn"]) })
}

fn suggestion(value: &Value) -> Option<Row> {
    let row = outside_row("suggestion_uservoice", value)?;
    let is_wish = value.get("suggestion")?.as_u64()? == 1;
    Some(if is_wish { row.yes(&["feature_request"]) } else { row.no(&["feature_request"]) })
}

/// Scores a model.
pub(crate) fn evaluate(reader: &Reader, rows: &[Row], data_dir: &Path) -> Result<Report> {
    let mut held_out = BTreeMap::new();
    for source in SOURCES.iter().map(|source| source.name).chain([OWN]) {
        let held: Vec<&Row> =
            rows.iter().filter(|row| row.source == source && row.part == Part::Held).collect();
        held_out.insert(source.to_owned(), score(reader, &held));
    }
    let mut evaluation_only = BTreeMap::new();
    for outside in &OUTSIDE {
        let path = data_dir.join(outside.file);
        if !path.exists() {
            continue;
        }
        let rows: Vec<Row> =
            json_lines(&path)?.iter().filter_map(|(_, value)| (outside.row)(value)).collect();
        evaluation_only.insert(outside.name.to_owned(), score(reader, &rows.iter().collect::<Vec<_>>()));
    }
    let us_per_message = us_per_message(reader, rows);
    let behaviours = behaviours(reader, rows);
    Ok(Report { model: reader.model().to_string(), us_per_message, held_out, evaluation_only, behaviours })
}

/// Own held-out texts, joined and cut to 200 characters, in batches of 1,000; the median batch.
#[expect(clippy::disallowed_methods, reason = "measuring is the one thing here that needs a clock")]
fn us_per_message(reader: &Reader, rows: &[Row]) -> f32 {
    const MESSAGE: usize = 200;
    const BATCH: usize = 1000;
    let own = rows.iter().filter(|row| row.source == OWN && row.part == Part::Held);
    let letters: Vec<char> = own.flat_map(|row| row.text.chars().chain([' '])).collect();
    let messages: Vec<String> = letters.chunks_exact(MESSAGE).map(|chunk| chunk.iter().collect()).collect();
    let mut batches: Vec<f32> = (0..9)
        .map(|_| {
            let start = Instant::now();
            for message in messages.iter().cycle().take(BATCH) {
                black_box(reader.read(black_box(message)));
            }
            start.elapsed().as_secs_f32() * 1e6 / BATCH as f32
        })
        .collect();
    batches.sort_by(f32::total_cmp);
    if messages.is_empty() { 0.0 } else { batches[batches.len() / 2] }
}

impl Report {
    /// The scores that decide, as a few lines.
    pub(crate) fn summary(&self) -> String {
        let mut lines = vec![format!("model {}, {:.1} us a message", self.model, self.us_per_message)];
        for (name, scores) in self.held_out.iter().chain(&self.evaluation_only) {
            let mut line = format!("{name}: {} rows", scores.rows);
            if let Some(it) = &scores.sentiment {
                line += &format!(
                    ", sentiment accuracy {:.3} macro F1 {:.3} recall {:.3} ece {:.3} unknown {}",
                    it.accuracy, it.macro_f1, it.macro_recall, it.ece, it.unknown
                );
            }
            if let Some(right) = scores.strongest_intent {
                line += &format!(", strongest intent right {right:.3}");
            }
            lines.push(line);
            let is_told = name == OWN || scores.labels.len() < 3;
            for (label, it) in scores.labels.iter().filter(|_| is_told) {
                lines.push(format!(
                    "  {label}: n {} shown {} precision {:.2} recall {:.2} auc {:.3}",
                    it.rows, it.shown, it.precision, it.recall, it.auc
                ));
            }
        }
        for (kind, it) in &self.behaviours {
            lines.push(format!("behaviour, {kind}: {} of {} checks fail", it.failures, it.checks));
        }
        lines.join("\n")
    }
}
