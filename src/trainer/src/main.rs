//! Labelled rows in, a model file and its card out.
//!
//! **What it does.** `trainer train` reads the public sets that may train shipped weights and our own rows,
//! fits every head at once, calibrates on rows that the scoring model had not seen, and writes the model with
//! its card. `trainer eval` scores a model on held-out rows and on sets that never train.
//!
//! **What it must never know.** Features and the file format are the classifier's, reading is the reader's:
//! the trainer calls the same code as the product, so that what it measures is what ships.

mod behaviour;
mod beliefs;
mod calibrate;
mod card;
mod check;
mod doubts;
mod embeddings;
mod evaluate;
mod file_card;
mod fit;
mod golden;
mod known;
mod labelled;
mod labels;
mod learn;
mod loss;
mod measure;
mod pack;
mod random;
mod recipe;
mod row;
mod score;
mod sources;
#[cfg(feature = "teacher")]
mod teacher;
#[cfg(test)]
mod tests;
mod train;
mod weights;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use indicatif::ProgressBar;
use reader::Reader;

use crate::embeddings::Embeddings;
use crate::labelled::Fields;
use crate::recipe::{Recipe, RecipeArgs};
use crate::row::Row;
use crate::sources::{SOURCES, own_rows, rows};

/// Trains and scores the models that read support messages.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train a model on a labelled file; without one, the default model with its card
    Train(TrainArgs),
    /// Score a model on a labelled file, or the default model on its held-out rows, and print JSON
    Eval(EvalArgs),
    /// Have the teacher embed every row of the default model, for `train --embeddings`
    #[cfg(feature = "teacher")]
    Embed(EmbedArgs),
    /// Write a model's card: of one made of a labelled file, scored on such a file; else the default model's
    Card(CardArgs),
    /// Write anew what a model says of the texts of a golden file
    Golden(GoldenArgs),
}

#[cfg(feature = "teacher")]
#[derive(Debug, Args)]
struct EmbedArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The teacher's folder, as `cargo xtask fetch-teacher` makes it
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/teacher/all-minilm-l6-v2"))]
    teacher: PathBuf,
    /// Where the embeddings go
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/teacher/embeddings"))]
    out: PathBuf,
}

/// Where the rows are.
#[derive(Debug, Clone, Args)]
struct DataArgs {
    /// The folder of the public sets (optional data; README says where each comes from)
    #[arg(long, env = "UNDERTONE_DATASETS", default_value = "../shared/data")]
    data_dir: PathBuf,
    /// The folder of our own rows
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/rows"))]
    rows_dir: PathBuf,
}

/// A labelled file of any kind.
#[derive(Debug, Clone, Args)]
struct FileArgs {
    /// A labelled file: .csv with a head line, or a JSON object in each line
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The field of the text
    #[arg(long, default_value = "text", requires = "data")]
    text: String,
    /// The field of the label, or of the list of labels
    #[arg(long, default_value = "label", requires = "data")]
    label: String,
}

#[derive(Debug, Args)]
struct TrainArgs {
    #[command(flatten)]
    file: FileArgs,
    #[command(flatten)]
    data: DataArgs,
    /// Where the model goes; its card goes beside it as .md
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../classifier/models/undertone-en-1.model"))]
    out: PathBuf,
    /// What the teacher made of the texts, from `trainer embed`: the default model learns from it too
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    embeddings: Option<PathBuf>,
    /// Where to write which labels of our own rows the folds contradict, a JSON object in each line: look at them again
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    doubts: Option<PathBuf>,
    #[command(flatten)]
    recipe: RecipeArgs,
}

#[derive(Debug, Args)]
struct GoldenArgs {
    /// The model file
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../classifier/models/undertone-en-1.model"))]
    model: PathBuf,
    /// The golden file; its texts stay
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../classifier/fixtures/golden.tsv"))]
    file: PathBuf,
}

/// A model, and what it is scored on.
#[derive(Debug, Args)]
struct ScoredArgs {
    #[command(flatten)]
    file: FileArgs,
    /// A file of texts that belong to no label, of which the model should say that it does not know
    #[arg(long, value_name = "FILE", requires = "data")]
    oos: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    /// The model file
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../classifier/models/undertone-en-1.model"))]
    model: PathBuf,
}

#[derive(Debug, Args)]
struct EvalArgs {
    #[command(flatten)]
    scored: ScoredArgs,
    /// Print JSON, which is what is printed anyway
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct CardArgs {
    #[command(flatten)]
    scored: ScoredArgs,
    /// What the default model's training learnt from besides, for its card
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    embeddings: Option<PathBuf>,
    /// Where the card goes; beside the model, as .md, when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the training rows came from; may be given several times
    #[arg(long = "trained-on", value_name = "WHAT", requires = "data")]
    trained_on: Vec<String>,
    /// What the training rows are licensed under
    #[arg(long, requires = "data")]
    licence: Option<String>,
    /// A failure that was seen, as a sentence; may be given several times
    #[arg(long = "failure", value_name = "SENTENCE", requires = "data")]
    failures: Vec<String>,
    #[command(flatten)]
    recipe: RecipeArgs,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train(args) => train_command(&args),
        Command::Eval(args) => eval_command(&args),
        Command::Card(args) => card_command(&args),
        #[cfg(feature = "teacher")]
        Command::Embed(args) => embed_command(&args),
        Command::Golden(args) => {
            let count = golden::write(&args.file, &classifier::Model::parse(&read(&args.model)?)?)?;
            say(&format!("wrote {count} texts to {}\n", args.file.display()))
        }
    }
}

fn all_rows(data: &DataArgs) -> Result<Vec<Row>> {
    let mut all = own_rows(&data.rows_dir)?;
    for source in &SOURCES {
        all.extend(rows(source, &data.data_dir).with_context(|| format!("the set {}", source.name))?);
    }
    Ok(all)
}

/// Trains on a labelled file.
fn learn_command(args: &TrainArgs, file: &Path) -> Result<()> {
    let fields = Fields { text: &args.file.text, label: Some(&args.file.label) };
    let set = labelled::read(file, fields)?;
    let name = args.out.file_stem().and_then(|name| name.to_str()).context("the model needs a file name")?;
    let progress = ProgressBar::no_length().with_style(train::bar_style()?).with_message("training");
    let bytes = learn::learn(&set, &args.recipe.over(&Recipe::LABELLED)?, name, &args.file.label, &progress)?;
    fs::write(&args.out, &bytes).with_context(|| format!("cannot write {}", args.out.display()))?;
    say(&format!(
        "wrote {} ({} bytes, {} brotli) from {} rows with {} labels\n",
        args.out.display(),
        bytes.len(),
        card::compressed(&bytes)?,
        set.rows.len(),
        set.names.len()
    ))
}

/// Has the rows of other sets believed what the teacher makes of them, if there is one.
fn believe(rows: &mut [Row], embeddings: Option<&Path>) -> Result<()> {
    let Some(path) = embeddings else { return Ok(()) };
    let progress = ProgressBar::no_length().with_style(train::bar_style()?).with_message("what is believed");
    let missing = beliefs::believe(rows, &Embeddings::read(path)?, &progress)?;
    if missing > 0 {
        say(&format!("{missing} rows are not among the embeddings; `trainer embed` adds them\n"))?;
    }
    Ok(())
}

fn train_command(args: &TrainArgs) -> Result<()> {
    if let Some(file) = &args.file.data {
        return learn_command(args, file);
    }
    let mut rows = all_rows(&args.data)?;
    believe(&mut rows, args.embeddings.as_deref())?;
    let name = args.out.file_stem().and_then(|name| name.to_str()).context("the model needs a file name")?;
    let recipe = args.recipe.over(&Recipe::SHIPPED)?;
    let trained = train::train(&rows, &recipe, name)?;
    if let Some(path) = &args.doubts {
        let lines = trained.doubts.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        fs::write(path, lines.join("\n") + "\n")
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(folder) = args.out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&args.out, &trained.bytes).with_context(|| format!("cannot write {}", args.out.display()))?;
    let reader = Reader::new(&trained.bytes)?;
    let report = evaluate::evaluate(&reader, &rows, &args.data.data_dir)?;
    let card_path = args.out.with_extension("md");
    write_card(&card_path, &trained.bytes, &report, &recipe, &rows)?;
    say(&format!(
        "{}\n{}\nwrote {} ({} bytes, {} brotli) and {}\n",
        report.summary(),
        trained.folds.summary(),
        args.out.display(),
        trained.bytes.len(),
        card::compressed(&trained.bytes)?,
        card_path.display()
    ))
}

/// Texts that are embedded before they are kept: half a minute's work.
#[cfg(feature = "teacher")]
const EMBEDDED_AT_ONCE: usize = 8192;

#[cfg(feature = "teacher")]
fn embed_command(args: &EmbedArgs) -> Result<()> {
    let rows: Vec<Row> =
        all_rows(&args.data)?.into_iter().filter(|row| row.part == row::Part::Train).collect();
    let mut known = if args.out.is_file() { Embeddings::read(&args.out)? } else { Embeddings::default() };
    let new: Vec<&str> =
        rows.iter().map(|row| row.text.as_str()).filter(|text| known.of(text).is_none()).collect();
    let teacher = teacher::Teacher::read(&args.teacher)?;
    let progress =
        ProgressBar::new(new.len() as u64).with_style(train::bar_style()?).with_message("embedding");
    // Kept after every part, so that whoever stops it loses little.
    for part in new.chunks(EMBEDDED_AT_ONCE) {
        let embedded = teacher.embed(part, |count| progress.inc(count))?;
        for (text, numbers) in part.iter().zip(&embedded) {
            known.add(text, numbers)?;
        }
        let beside = args.out.with_extension("part");
        fs::write(&beside, known.to_bytes()).with_context(|| format!("cannot write {}", beside.display()))?;
        fs::rename(&beside, &args.out).with_context(|| format!("cannot write {}", args.out.display()))?;
    }
    progress.finish();
    say(&format!("embedded {} new texts of {} into {}\n", new.len(), rows.len(), args.out.display()))
}

/// Writes the default model's card; what was measured beside others stays in it.
fn write_card(
    path: &Path,
    bytes: &[u8],
    report: &evaluate::Report,
    recipe: &Recipe,
    rows: &[Row],
) -> Result<()> {
    let earlier = fs::read_to_string(path).unwrap_or_default();
    let card = card::card(bytes, report, recipe, rows, card::side_by_side(&earlier))?;
    fs::write(path, card).with_context(|| format!("cannot write {}", path.display()))
}

/// Scores a model on the labelled file that is named.
fn checked(args: &ScoredArgs, bytes: &[u8], file: &Path) -> Result<check::Checked> {
    let fields = Fields { text: &args.file.text, label: Some(&args.file.label) };
    let set = labelled::read(file, fields)?;
    let beyond =
        args.oos.as_ref().map(|oos| labelled::read(oos, Fields { label: None, ..fields })).transpose()?;
    check::check(bytes, &set, beyond.as_ref())
}

fn card_command(args: &CardArgs) -> Result<()> {
    let model = &args.scored.model;
    let bytes = read(model)?;
    let out = args.out.clone().unwrap_or_else(|| model.with_extension("md"));
    if let Some(file) = &args.scored.file.data {
        let told = file_card::Told {
            scored_on: file,
            data: &args.trained_on,
            licence: args.licence.as_deref(),
            failures: &args.failures,
        };
        let card = file_card::card(&bytes, &checked(&args.scored, &bytes, file)?, told)?;
        fs::write(&out, card).with_context(|| format!("cannot write {}", out.display()))?;
    } else {
        let mut rows = all_rows(&args.scored.data)?;
        believe(&mut rows, args.embeddings.as_deref())?;
        let report = evaluate::evaluate(&Reader::new(&bytes)?, &rows, &args.scored.data.data_dir)?;
        write_card(&out, &bytes, &report, &args.recipe.over(&Recipe::SHIPPED)?, &rows)?;
    }
    say(&format!("wrote {}\n", out.display()))
}

fn eval_command(args: &EvalArgs) -> Result<()> {
    let args = &args.scored;
    if let Some(file) = &args.file.data {
        let checked = checked(args, &read(&args.model)?, file)?;
        return say(&format!("{}\n", serde_json::to_string_pretty(&checked)?));
    }
    let reader = Reader::new(&read(&args.model)?)?;
    let report = evaluate::evaluate(&reader, &all_rows(&args.data)?, &args.data.data_dir)?;
    say(&format!("{}\n", serde_json::to_string_pretty(&report)?))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn say(text: &str) -> Result<()> {
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}
