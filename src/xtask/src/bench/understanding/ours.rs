//! Our own part: the default model natively and in Chromium, and models that the trainer makes of the tasks' rows.

use std::hint::black_box;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use record::SentimentLabel;
use serde::Deserialize;
use tokio::time::Instant;

use super::super::reading::on_a_frame_with_its_reader;
use super::super::{Name, Stage};
use super::Line;
use super::tasks::{Kind, Labelled, Task};
use crate::browser::{Browser, Driver, Habits};
use crate::figures::median;
use crate::{build, device, paths, size, step};

/// The tool that the others are held against.
pub(super) const NATIVE: &str = "Undertone, native";
const IN_CHROMIUM: &str = "Undertone, in Chromium";

/// Passes over the rows of which the median counts.
const PASSES: usize = 9;

/// What the frame gives back.
#[derive(Deserialize)]
struct Told {
    answers: Vec<Option<String>>,
    passes_us: Vec<f64>,
}

/// What the trainer's `eval` prints, as far as it is told here.
#[derive(Deserialize)]
struct Evaluated {
    rows: usize,
    accuracy: f64,
    macro_f1: f64,
    us_per_message: f64,
}

pub(super) async fn measured(stage: &Stage, folder: &Path, tasks: &[Task]) -> Result<Vec<Line>> {
    let reading_bytes = size::measure()?
        .iter()
        .find(|it| it.what.starts_with("reading module"))
        .map(|it| it.brotli_bytes)
        .context("the reading module is not built")?;
    let mut lines = Vec::new();
    for task in tasks.iter().filter(|task| task.kind == Kind::Sentiment) {
        lines.extend(sentiment(stage, task, reading_bytes).await?);
    }
    if tasks.iter().any(|task| task.kind == Kind::Intent) {
        let mut cargo = stage.tools.command("cargo");
        cargo.args(["build", "--quiet", "--release", "--package", "trainer"]).current_dir(paths::root());
        step::run("building the trainer", &mut cargo, "Its reason stands above.")?;
    }
    for task in tasks.iter().filter(|task| task.kind == Kind::Intent) {
        lines.push(intents(stage, folder, task, reading_bytes)?);
    }
    Ok(lines)
}

async fn sentiment(stage: &Stage, task: &Task, reading_bytes: u64) -> Result<Vec<Line>> {
    let reader = device::reader()?;
    let texts: Vec<String> =
        task.rows.iter().map(|row| scrub::scrub(&row.text).0.as_str().to_owned()).collect();
    let said: Vec<String> =
        texts.iter().map(|text| side(reader.read(text).analysis.sentiment.label).to_owned()).collect();
    let mut passes_us = Vec::new();
    for _ in 0..stage.of(PASSES, 1) {
        let began = Instant::now();
        for text in &texts {
            black_box(reader.read(black_box(text)));
        }
        #[expect(clippy::cast_precision_loss, reason = "some thousand texts")]
        passes_us.push(began.elapsed().as_secs_f64() * 1e6 / texts.len() as f64);
    }
    let model_bytes = paths::root().join("src/classifier/models/undertone-en-1.model");
    let model =
        std::fs::read(&model_bytes).with_context(|| format!("cannot read {}", model_bytes.display()))?;
    let bytes = reading_bytes + build::brotli(&model)?.len() as u64;
    let version = reader.model().to_string();
    let line = |tool: &str, said: &[String], us_per_message| {
        let (accuracy, macro_f1) = scores(&task.rows, said);
        Line {
            tool: tool.to_owned(),
            version: version.clone(),
            task: task.name.clone(),
            rows: task.rows.len(),
            accuracy: Some(accuracy),
            macro_f1: Some(macro_f1),
            us_per_message,
            brotli_bytes: Some(bytes),
        }
    };
    let native = line(NATIVE, &said, median(&passes_us));
    let told = in_chromium(stage, &texts).await?;
    let said_there: Vec<String> =
        told.answers.iter().map(|answer| side_in(answer.as_deref())).collect::<Result<_>>()?;
    ensure!(said_there == said, "Chromium and native code do not read the same in {}", task.name);
    let there = line(IN_CHROMIUM, &said_there, median(&told.passes_us));
    Ok(vec![native, there])
}

async fn in_chromium(stage: &Stage, texts: &[String]) -> Result<Told> {
    let house = stage.server(Name::Understanding, "http://127.0.0.1:9")?;
    let driver = Driver::of_chromium(stage.tools.chromedriver.as_deref()).await?;
    let browser = Browser::opens(&driver, (800, 600), &Habits::of(&stage.tools)).await?;
    on_a_frame_with_its_reader(&browser, house.origin()?).await?;
    let arguments = vec![serde_json::to_value(texts)?, stage.of(PASSES, 1).into()];
    let told = browser.awaits(include_str!("read.js"), arguments).await.context("the frame did not read")?;
    browser.closes().await?;
    house.close()?;
    Ok(told)
}

/// The side in an answer of the frame; a text that it does not read as it stands is unknown.
fn side_in(answer: Option<&str>) -> Result<String> {
    #[derive(Deserialize)]
    struct Sentiment {
        label: SentimentLabel,
    }
    #[derive(Deserialize)]
    struct Answer {
        sentiment: Sentiment,
    }
    let label = match answer {
        Some(json) => {
            serde_json::from_str::<Answer>(json).context("the frame's answer is no analysis")?.sentiment.label
        }
        None => SentimentLabel::Unknown,
    };
    Ok(side(label).to_owned())
}

const fn side(label: SentimentLabel) -> &'static str {
    match label {
        SentimentLabel::VeryNegative | SentimentLabel::Negative => "negative",
        SentimentLabel::Neutral => "neutral",
        SentimentLabel::Positive | SentimentLabel::VeryPositive => "positive",
        SentimentLabel::Unknown => "unknown",
    }
}

fn intents(stage: &Stage, folder: &Path, task: &Task, reading_bytes: u64) -> Result<Line> {
    let trainer = paths::target().join("release/trainer");
    let train = task.train.as_ref().context("intents are trained")?;
    let model = folder.join("ours.model");
    let mut training = std::process::Command::new(&trainer);
    training.arg("train").arg("--data").arg(train).arg("--out").arg(&model);
    step::run(&format!("training ours: {}", task.name), &mut training, "Its reason stands above.")?;
    let mut evaluating = std::process::Command::new(&trainer);
    evaluating.args(["eval", "--json", "--data"]).arg(&task.test).arg("--model").arg(&model);
    let output = evaluating.output().context("the trainer did not start")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Evaluated = serde_json::from_slice(&output.stdout).context("the trainer printed no JSON")?;
    let bytes = std::fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
    let brotli_bytes = Some(reading_bytes + build::brotli(&bytes)?.len() as u64);
    let version = stage.version().to_owned();
    Ok(Line {
        tool: NATIVE.to_owned(),
        version,
        task: task.name.clone(),
        rows: told.rows,
        accuracy: Some(told.accuracy),
        macro_f1: Some(told.macro_f1),
        us_per_message: told.us_per_message,
        brotli_bytes,
    })
}

/// Accuracy, and the mean F1 of the labels that occur.
#[expect(clippy::cast_precision_loss, reason = "some thousand rows")]
fn scores(rows: &[Labelled], said: &[String]) -> (f64, f64) {
    let count = |test: &dyn Fn(&str, &str) -> bool| {
        rows.iter().zip(said).filter(|(row, said)| test(&row.label, said)).count() as f64
    };
    let mut labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let f1 = |label: &&str| {
        let hits = count(&|is, said| is == *label && said == *label);
        2.0 * hits / (count(&|is, _| is == *label) + count(&|_, said| said == *label))
    };
    let macro_f1 = labels.iter().map(f1).sum::<f64>() / labels.len().max(1) as f64;
    (count(&|is, said| is == said) / rows.len().max(1) as f64, macro_f1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_nobody_has_costs_recall_only() {
        let rows = ["a", "a", "b"].map(|label| Labelled { text: String::new(), label: label.to_owned() });
        let (accuracy, macro_f1) = scores(&rows, &["a", "unknown", "b"].map(str::to_owned));
        assert!((accuracy - 2.0 / 3.0).abs() < 1e-9 && (macro_f1 - (2.0 / 3.0 + 1.0) / 2.0).abs() < 1e-9);
    }
}
