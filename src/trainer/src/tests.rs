//! Training on a handful of rows, the translation of real sets, and what must not be among our rows.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use reader::{Names, Reader, Show};

use crate::labels::flags;
use crate::recipe::Recipe;
use crate::row::{Part, Row, Truth};
use crate::score::side_of;
use crate::sources::{OWN, SOURCES, own_rows, rows};
use crate::train::train;

fn rows_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rows")
}

fn data_dir() -> PathBuf {
    std::env::var_os("UNDERTONE_DATASETS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

/// Twelve plain rows of each of two kinds, over four writing runs.
fn toy_rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 0..12 {
        let things = ["invoice", "payment", "receipt", "charge"][number % 4];
        let bad = format!("this {things} is awful and wrong, I want my money back number {}", number / 4);
        let good = format!("lovely, the {things} page works and I am happy, attempt {}", number / 4);
        for (text, class, label) in [(bad, "negative", "refund"), (good, "positive", "feedback")] {
            let mut row = Row::new(OWN, &text, 1.0).feels(&[class]);
            for (head, _) in crate::labels::FLAG_HEADS {
                row = row.none_of(head);
            }
            row = row.yes(&[label]);
            row.run = u32::try_from(number % 4).unwrap() + 1;
            row.part = Part::Train;
            rows.push(row);
        }
    }
    rows
}

fn toy_recipe() -> Recipe {
    Recipe { width: 16, epochs: 40, least_words: 1, least_others: 1, ..Recipe::SHIPPED }
}

#[test]
fn a_toy_model_learns_and_is_the_same_twice() {
    let rows = toy_rows();
    let first = train(&rows, &toy_recipe(), "toy-1").unwrap();
    let second = train(&rows, &toy_recipe(), "toy-1").unwrap();
    assert_eq!(first.bytes, second.bytes, "the same seed gives the same file");
    let mut other = toy_recipe();
    other.seed = 2;
    assert_ne!(first.bytes, train(&rows, &other, "toy-1").unwrap().bytes, "the seed matters");

    let reader = Reader::new(&first.bytes).unwrap();
    let bad = reader
        .read_showing("this payment is wrong, I want my money back", Show::All, &Names::default())
        .analysis;
    assert!(bad.sentiment.score < 0.0, "{:?}", bad.sentiment);
    assert_eq!(bad.intents[0].label.as_str(), "refund");
    let good =
        reader.read_showing("lovely, the page works and I am happy", Show::All, &Names::default()).analysis;
    assert!(good.sentiment.score > 0.0, "{:?}", good.sentiment);
    assert_eq!(good.intents[0].label.as_str(), "feedback");
}

#[test]
fn own_rows_are_labelled_as_the_guidelines_say() {
    let rows = own_rows(&rows_dir()).unwrap();
    assert!(rows.len() > 500, "only {} own rows", rows.len());
    for row in &rows {
        assert!(row.class().is_some(), "{}", row.text);
        assert!(!row.flags.contains(&Truth::Unknown), "{}", row.text);
        assert!(row.text.split_whitespace().count() <= 100, "{}", row.text);
    }
    let texts: HashSet<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts.len(), rows.len(), "a text occurs twice");
}

#[test]
fn every_signal_is_held_out_often_enough_to_be_scored() {
    let mut rows = own_rows(&rows_dir()).unwrap();
    // A row that is read once more with its names is no second one.
    rows.retain(|row| !row.text.contains("[rival#") || row.run >= 59);
    let held: Vec<&Row> = rows.iter().filter(|row| row.part == Part::Held).collect();
    assert!(held.len() * 5 >= rows.len(), "{} of {} rows are held out", held.len(), rows.len());
    for (at, (head, label)) in flags().enumerate().filter(|(_, (head, _))| *head == "signals") {
        let count = held.iter().filter(|row| row.flags[at] == Truth::Yes).count();
        assert!(count >= 30, "{head} {label}: {count} rows");
    }
}

#[test]
fn every_public_set_becomes_rows() {
    let data = data_dir();
    if !data.is_dir() {
        eprintln!("SKIPPED: the optional data folder is absent (set UNDERTONE_DATASETS)");
        return;
    }
    for source in &SOURCES {
        let rows = rows(source, &data).unwrap();
        assert!(rows.len() > 1000, "{}: {} rows", source.name, rows.len());
        let knows = |row: &Row| row.sentiment != 0 || row.flags.iter().any(|truth| *truth != Truth::Unknown);
        assert!(rows.iter().all(knows), "{} has rows that say nothing", source.name);
    }
}

/// The words of a text, lower-cased, without punctuation.
fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Example sentences between quotation marks: what the model is judged by. Of a few words only those that stand with a
/// signal, since others are names of things.
fn quoted(text: &str) -> Vec<Vec<String>> {
    let plain = text.replace(['“', '”'], "\"");
    let of_line = |line: &str| {
        let is_signal = line.starts_with("| DEV-") || line.starts_with("| SIG-");
        let least = if is_signal { 2 } else { 4 };
        let sentences = line.split('"').skip(1).step_by(2).map(words);
        sentences.filter(|words| (least..=40).contains(&words.len())).collect::<Vec<_>>()
    };
    plain.lines().flat_map(of_line).collect()
}

/// The part of the sentence's pairs of words that the row has too.
fn overlap(sentence: &[String], row: &[String]) -> f32 {
    let pairs: HashSet<(&str, &str)> =
        row.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
    let shared =
        sentence.windows(2).filter(|pair| pairs.contains(&(pair[0].as_str(), pair[1].as_str()))).count();
    shared as f32 / (sentence.len() - 1) as f32
}

#[test]
fn no_test_sentence_trains() {
    let shared = data_dir().join("..");
    let Ok(features) = std::fs::read_to_string(shared.join("features.md")) else {
        eprintln!("SKIPPED: the example sentences are absent (set UNDERTONE_DATASETS)");
        return;
    };
    let mut sentences = quoted(&features);
    if let Ok(guides) = std::fs::read_dir(shared.join("guides")) {
        for guide in guides {
            sentences.extend(quoted(&std::fs::read_to_string(guide.unwrap().path()).unwrap()));
        }
    }
    assert!(sentences.len() > 30, "only {} sentences were found", sentences.len());
    let mut copies = Vec::new();
    for row in own_rows(&rows_dir()).unwrap().iter().filter(|row| row.part == Part::Train) {
        let row_words = words(&row.text);
        for sentence in &sentences {
            if overlap(sentence, &row_words) >= 0.75 {
                copies.push(format!("run {}: {} ~ {}", row.run, row.text, sentence.join(" ")));
            }
        }
    }
    assert!(copies.is_empty(), "near copies of test sentences:\n{}", copies.join("\n"));
}

/// Whether an analysis holds what a paraphrase's `expects` asks for.
fn holds(analysis: &record::Analysis, expects: &serde_json::Value) -> bool {
    let side = ["negative", "neutral", "positive", "unknown"][side_of(analysis.sentiment.label)];
    let has = |list: &[record::Annotation], label: &serde_json::Value| {
        list.iter().any(|it| Some(it.label.as_str()) == label.as_str())
    };
    let all = |list: &[record::Annotation], labels: &serde_json::Value| {
        labels.as_array().unwrap().iter().all(|label| has(list, label))
    };
    expects.as_object().unwrap().iter().all(|(what, wanted)| match what.as_str() {
        "signals" => all(&analysis.signals, wanted),
        "intents" => all(&analysis.intents, wanted),
        "emotions" => all(&analysis.emotions, wanted),
        "urgency" => has(analysis.urgency.as_slice(), wanted),
        "sentiment" => wanted == side,
        "not_sentiment" => wanted.as_array().unwrap().iter().all(|it| it != side),
        other => panic!("nobody knows how {other} is checked"),
    })
}

#[test]
fn the_shipped_model_understands_other_words_for_what_it_is_judged_by() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../classifier/models/undertone-en-1.model");
    let reader = Reader::new(&std::fs::read(model).unwrap()).unwrap();
    let (mut tried, mut missed) = (0, Vec::new());
    for line in std::fs::read_to_string(rows_dir().join("paraphrases.jsonl")).unwrap().lines() {
        let group: serde_json::Value = serde_json::from_str(line).unwrap();
        for text in group["paraphrases"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()) {
            tried += 1;
            if !holds(&reader.read(text).analysis, &group["expects"]) {
                missed.push(format!("{}: {text}", group["id"]));
            }
        }
    }
    assert!(missed.len() * 5 <= tried, "{} of {tried} are missed:\n{}", missed.len(), missed.join("\n"));
}
