//! The sets a shipped model may be trained on, each translated into our labels.
//!
//! A set says something of a few labels and nothing of the others, so each adapter states what its rows show:
//! *yes*, *no*, or unknown. A label's absence counts as *no* only where the set was labelled for it, or where
//! the kind of text rules it out (a command to a kitchen timer asks for no downgrade).

mod feelings;
mod intents;
mod own;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::labels::flags;
use crate::row::{Row, Truth, fingerprint};

pub(crate) use own::{OWN, own_rows};

/// A set, its licence, and how its file becomes rows.
pub(crate) struct Source {
    /// The set's name, as its folder is called.
    pub(crate) name: &'static str,
    /// The licence it is under.
    pub(crate) licence: &'static str,
    /// Its files inside the data folder.
    pub(crate) files: &'static [&'static str],
    /// What it teaches, for the card.
    pub(crate) teaches: &'static str,
    /// One line of a file as a row, when it shows anything.
    pub(crate) row: fn(&Value) -> Option<Row>,
}

/// Every public set that is used.
pub(crate) const SOURCES: [Source; 9] = [
    Source {
        name: "banking77",
        licence: "CC BY 4.0",
        files: &["banking77/train.jsonl"],
        teaches: "intents; a few signals by their absence",
        row: intents::banking77,
    },
    Source {
        name: "clinc150",
        licence: "CC BY 3.0",
        files: &[
            "clinc150/train.jsonl",
            "clinc150/val.jsonl",
            "clinc150/oos_train.jsonl",
            "clinc150/oos_val.jsonl",
        ],
        teaches: "intent other, some intents; signals by their absence",
        row: intents::clinc150,
    },
    Source {
        name: "hwu64",
        licence: "CC BY 4.0",
        files: &["hwu64/train.jsonl", "hwu64/valid.jsonl"],
        teaches: "intent other; signals by their absence",
        row: intents::hwu64,
    },
    Source {
        name: "nlupp",
        licence: "CC BY 4.0",
        files: &["nlupp/all.jsonl"],
        teaches: "human agent, escalation, cancel, refund, problem, change, several at once",
        row: intents::nlupp,
    },
    Source {
        name: "multidogo",
        licence: "CDLA-Permissive 1.0",
        files: &[
            "multidogo/finance_train.jsonl",
            "multidogo/finance_dev.jsonl",
            "multidogo/insurance_train.jsonl",
            "multidogo/insurance_dev.jsonl",
            "multidogo/software_train.jsonl",
            "multidogo/software_dev.jsonl",
        ],
        teaches: "intents of short chat turns",
        row: intents::multidogo,
    },
    Source {
        name: "bitext_support",
        licence: "CDLA-Sharing 1.0",
        files: &["bitext_support/bitext_20k.jsonl"],
        teaches: "phrases of intents; templated, counts little",
        row: intents::bitext,
    },
    Source {
        name: "goemotions",
        licence: "Apache-2.0",
        files: &["goemotions/original_train.jsonl", "goemotions/original_dev.jsonl"],
        teaches: "sentiment, emotions; signals by their absence",
        row: feelings::goemotions,
    },
    Source {
        name: "app_reviews_maalej",
        licence: "CC0 1.0",
        files: &["app_reviews_maalej/reviews.jsonl"],
        teaches: "sentiment by stars, bug reports, feature requests, praise",
        row: feelings::app_reviews,
    },
    Source {
        name: "senti4sd",
        licence: "MIT",
        files: &["senti4sd/train.jsonl"],
        teaches: "sentiment of developers' language",
        row: feelings::senti4sd,
    },
];

/// The largest data file that is read whole: more than ten times the largest there is.
const FILE_BYTES: u64 = 128 * 1024 * 1024;

/// The rows of one set, each text once.
pub(crate) fn rows(source: &Source, data_dir: &Path) -> Result<Vec<Row>> {
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for file in source.files {
        for (_, value) in json_lines(&data_dir.join(file))? {
            let Some(row) = (source.row)(&value).map(thinned) else { continue };
            if !row.text.is_empty() && seen.insert(fingerprint(&row.text)) {
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

/// Signals and urgency are absent from tens of thousands of public rows. A quarter of them teaches what
/// absence looks like as well as all do; the others would fill the table with small weights that say only that.
fn thinned(mut row: Row) -> Row {
    if !(fingerprint(&row.text) / 64).is_multiple_of(4) {
        for ((head, _), truth) in flags().zip(&mut row.flags) {
            let is_thinned =
                matches!(head, "signals" | "urgency") || row.source == "goemotions" && head == "intents";
            if is_thinned && *truth == Truth::No {
                *truth = Truth::Unknown;
            }
        }
    }
    row
}

/// A whole file, without the mark that some programs begin UTF-8 with.
pub(crate) fn text_of(path: &Path) -> Result<String> {
    let size = fs::metadata(path).with_context(|| format!("cannot find {}", path.display()))?.len();
    if size > FILE_BYTES {
        bail!("{} has {size} bytes, at most {FILE_BYTES} are read", path.display());
    }
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Every line of a JSON lines file with its number from 1.
pub(crate) fn json_lines(path: &Path) -> Result<Vec<(usize, Value)>> {
    let text = text_of(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let value = serde_json::from_str(line)
                .with_context(|| format!("{} line {} is no JSON", path.display(), at + 1))?;
            Ok((at + 1, value))
        })
        .collect()
}

/// The text of a field.
fn string<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field)?.as_str()
}

/// The texts of a field that is a list.
fn strings<'v>(value: &'v Value, field: &str) -> Vec<&'v str> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
