//! The rows that all tools get.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::own_rows::own_rows;
use crate::paths;

/// What is asked of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Sentiment,
    Intent,
}

/// One text with the label that is right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Labelled {
    pub(super) text: String,
    pub(super) label: String,
}

/// One question to every tool.
#[derive(Debug, Serialize)]
pub(super) struct Task {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The file of rows to train on, for intents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) train: Option<PathBuf>,
    pub(super) test: PathBuf,
    /// Whether people write to support there.
    #[serde(skip)]
    pub(super) is_support: bool,
    #[serde(skip)]
    pub(super) rows: Vec<Labelled>,
}

/// What all tools are told.
#[derive(Serialize)]
struct Tasks<'t> {
    tasks: &'t [Task],
    seconds_per_timing: f64,
}

/// The file in which the tools find their tasks.
pub(super) const FILE: &str = "tasks.json";

/// Of a set without a test part of its own, every so many rows are one.
const TEST_EVERY: usize = 5;

/// Writes the rows into a folder; gives the tasks, and the names of those whose data is not here.
pub(super) fn written_to(folder: &Path, is_quick: bool) -> Result<(Vec<Task>, Vec<String>)> {
    let mut tasks = Vec::new();
    let mut left_out = Vec::new();
    let own = own()?;
    let held = |wanted: bool| own.iter().filter(move |row| row.is_held == wanted);
    let sides: Vec<Labelled> = held(true).map(|row| labelled(&row.text, &row.side)).collect();
    tasks.push(Task::sentiment(folder, "own held-out rows, sentiment", true, sides)?);
    let intents = |wanted| held(wanted).map(|row| labelled(&row.text, &row.intent)).collect::<Vec<_>>();
    tasks.push(Task::intents(folder, "own rows, main intent", intents(false), intents(true))?);
    let data = std::env::var_os("UNDERTONE_DATASETS")
        .map_or_else(|| paths::root().join("../shared/data"), PathBuf::from);
    let tweets = "TweetEval validation part, sentiment";
    match rows_of(&data.join("tweeteval/sentiment_val.jsonl"), "label")? {
        Some(rows) => tasks.push(Task::sentiment(folder, tweets, false, rows)?),
        None => left_out.push(tweets.to_owned()),
    }
    for (name, file) in [("Banking77", "banking77/train.jsonl"), ("HWU64", "hwu64/train.jsonl")] {
        let name = format!("{name}, a fifth of the training part");
        match rows_of(&data.join(file), "intent")? {
            Some(rows) => {
                let (test, train): (Vec<_>, Vec<_>) =
                    rows.into_iter().enumerate().partition(|(at, _)| at % TEST_EVERY == 0);
                let plain = |rows: Vec<(usize, Labelled)>| rows.into_iter().map(|(_, row)| row).collect();
                tasks.push(Task::intents(folder, &name, plain(train), plain(test))?);
            }
            None => left_out.push(name),
        }
    }
    if is_quick {
        tasks.truncate(1);
    }
    let told = Tasks { tasks: &tasks, seconds_per_timing: if is_quick { 0.1 } else { 2.0 } };
    let file = folder.join(FILE);
    fs::write(&file, serde_json::to_vec(&told)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok((tasks, left_out))
}

impl Task {
    fn sentiment(folder: &Path, name: &str, is_support: bool, rows: Vec<Labelled>) -> Result<Self> {
        let test = write(folder, &format!("{name} test"), &rows)?;
        Ok(Self { name: name.to_owned(), kind: Kind::Sentiment, train: None, test, is_support, rows })
    }

    fn intents(folder: &Path, name: &str, train: Vec<Labelled>, rows: Vec<Labelled>) -> Result<Self> {
        let test = write(folder, &format!("{name} test"), &rows)?;
        let train = Some(write(folder, &format!("{name} train"), &train)?);
        Ok(Self { name: name.to_owned(), kind: Kind::Intent, train, test, is_support: true, rows })
    }
}

fn labelled(text: &str, label: &str) -> Labelled {
    Labelled { text: text.to_owned(), label: label.to_owned() }
}

fn write(folder: &Path, name: &str, rows: &[Labelled]) -> Result<PathBuf> {
    ensure!(!rows.is_empty(), "{name} has no rows");
    let file = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-").to_lowercase() + ".jsonl";
    let lines: Vec<String> = rows.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let path = folder.join(file);
    fs::write(&path, lines.join("\n")).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// One of our own rows.
struct Own {
    text: String,
    side: String,
    intent: String,
    is_held: bool,
}

/// Our own rows; every fifth run was never trained on, and run 0.
fn own() -> Result<Vec<Own>> {
    let own = |(run, row): &(u32, Value)| {
        let field = |name: &str| row.get(name).and_then(Value::as_str);
        Some(Own {
            text: field("text")?.to_owned(),
            side: field("sentiment")?.trim_start_matches("very_").to_owned(),
            intent: row.get("intents")?.get(0)?.as_str()?.to_owned(),
            is_held: run.is_multiple_of(5),
        })
    };
    own_rows()?.iter().map(|it| own(it).context("a row without text, sentiment or intent")).collect()
}

/// The rows of a public set, if it is there.
fn rows_of(path: &Path, label: &str) -> Result<Option<Vec<Labelled>>> {
    if !path.is_file() {
        return Ok(None);
    }
    let rows = json_lines(path)?.into_iter().filter_map(|value| {
        let field = |name: &str| value.get(name).and_then(Value::as_str);
        Some(labelled(field("text")?, field(label)?))
    });
    Ok(Some(rows.collect()))
}

fn json_lines(path: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("{} is no JSON lines", path.display()))
        })
        .collect()
}
