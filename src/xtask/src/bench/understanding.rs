//! What is understood of messages, beside what a JavaScript developer would pick from npm.

mod ours;
mod rivals;
mod tasks;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::row::{Budget, Row};
use super::{Name, Report, Stage};
use crate::figures::number;
use crate::paths;
use tasks::Kind;

/// So many times faster than what reads intents on npm.
const TIMES_FASTER: f64 = 20.0;

/// So much better than the lexicons at the sentiment of what people write to support.
const ABOVE_LEXICONS: f64 = 0.12;

const METHOD: &str = "The same rows for all, in the same run. Sentiment: negative, neutral, positive; the lexicons by the \
    thresholds that their makers give, ours as it ships; a text that ours does not know counts as wrong. Intents: each tool \
    is trained on the same rows, ours by `trainer train` with its standard recipe, and names one intent for each test row. \
    Macro F1 is the mean over the labels that occur. Microseconds are those of one thread: of a median pass over the \
    test rows, theirs in Node, ours natively and in Chromium by the chat's own frame, where sentiment is read with scrubbing and \
    everything else that the model knows; ours at intents by `trainer eval`, from a text to its label. Bytes are those that a page downloads (brotli): code and model.";

/// One tool on one task.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    tool: String,
    version: String,
    task: String,
    rows: usize,
    /// None of a tool that gives no label.
    accuracy: Option<f64>,
    macro_f1: Option<f64>,
    us_per_message: f64,
    /// None when it cannot be bundled for a browser.
    brotli_bytes: Option<u64>,
}

pub(super) async fn run(stage: &Stage) -> Result<Report> {
    let folder = paths::target().join("bench/understanding");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let (tasks, left_out) = tasks::written_to(&folder, stage.is_quick)?;
    let mut lines = ours::measured(stage, &folder, &tasks).await?;
    lines.extend(rivals::measured(stage, &folder, &tasks)?);
    let rows = tasks.iter().flat_map(|task| budgets(&lines, task)).collect();
    let table = table(&lines);
    if !stage.is_quick {
        into_card(&table)?;
    }
    let mut figures: Vec<(String, String)> = lines
        .iter()
        .map(|line| {
            let score = |score: Option<f64>| score.map_or("-".to_owned(), |score| format!("{score:.3}"));
            let bytes = line.brotli_bytes.map_or("-".to_owned(), |bytes| format!("{} KB", bytes / 1000));
            let said = format!(
                "accuracy {}, macro F1 {}, {} us, {bytes}",
                score(line.accuracy),
                score(line.macro_f1),
                number(line.us_per_message)
            );
            (format!("{}: {}", line.task, line.tool), said)
        })
        .collect();
    figures.extend(left_out.into_iter().map(|what| (what, "left out: its data is not here".to_owned())));
    Ok(Report {
        bench: Name::Understanding.to_string(),
        title: "Understanding, beside npm".to_owned(),
        method: METHOD.to_owned(),
        rows,
        figures,
    })
}

/// What must hold between ours and the others on a task.
fn budgets(lines: &[Line], task: &tasks::Task) -> Vec<Row> {
    let of_task = || lines.iter().filter(|line| line.task == task.name);
    let Some(ours) = of_task().find(|line| line.tool == ours::NATIVE) else { return Vec::new() };
    let others: Vec<&Line> =
        of_task().filter(|line| !line.tool.starts_with("Undertone") && line.macro_f1.is_some()).collect();
    let row = |what: String, least: f64, unit: &str, figure: f64, beside: String| Row {
        what,
        budget: Budget::AtLeast(least),
        unit: unit.to_owned(),
        repeats: vec![figure],
        beside,
    };
    let Some(best) =
        others.iter().max_by(|a, b| a.macro_f1.unwrap_or(0.0).total_cmp(&b.macro_f1.unwrap_or(0.0)))
    else {
        return Vec::new();
    };
    let above = ours.macro_f1.unwrap_or(0.0) - best.macro_f1.unwrap_or(0.0);
    // The tweets of strangers about anything are told, and judge nothing: the model is for support.
    let least = match task.kind {
        Kind::Sentiment if task.is_support => ABOVE_LEXICONS,
        Kind::Sentiment => -1.0,
        Kind::Intent => 0.0,
    };
    let mut rows = vec![row(
        format!("{}: macro F1 above the best other", task.name),
        least,
        "",
        above,
        format!("the best other is {}", best.tool),
    )];
    if task.kind == Kind::Intent
        && let Some(fastest) = others.iter().min_by(|a, b| a.us_per_message.total_cmp(&b.us_per_message))
    {
        let times = fastest.us_per_message / ours.us_per_message;
        rows.push(row(
            format!("{}: times faster than the fastest other", task.name),
            TIMES_FASTER,
            "x",
            times,
            format!("the fastest other is {}", fastest.tool),
        ));
    }
    rows
}

/// The results as they stand in the model's card.
fn table(lines: &[Line]) -> String {
    let mut table = String::from(
        "| task | tool | version | rows | accuracy | macro F1 | us a message | brotli bytes |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for line in lines {
        let score = |score: Option<f64>| score.map_or("-".to_owned(), |score| format!("{score:.3}"));
        table += &format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
            line.task,
            line.tool,
            line.version,
            line.rows,
            score(line.accuracy),
            score(line.macro_f1),
            number(line.us_per_message),
            line.brotli_bytes.map_or("-".to_owned(), |bytes| bytes.to_string())
        );
    }
    table
}

/// Where the table stands in the card; `trainer train` keeps what is between the two lines.
const FROM: &str = "<!-- side by side, by cargo xtask bench understanding -->";
const TO: &str = "<!-- end of side by side -->";

/// Puts the table into the default model's card.
fn into_card(table: &str) -> Result<()> {
    let path: PathBuf = paths::root().join("src/classifier/models/undertone-en-1.md");
    let card = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let (before, rest) =
        card.split_once(FROM).with_context(|| format!("{} has no line {FROM}", path.display()))?;
    let (_, after) = rest.split_once(TO).with_context(|| format!("{} has no line {TO}", path.display()))?;
    fs::write(&path, format!("{before}{FROM}\n\n{METHOD}\n\n{table}\n{TO}{after}"))
        .with_context(|| format!("cannot write {}", path.display()))
}
