//! Our own rows: support messages written for this, labelled completely by the guidelines beside them.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use record::SiteNames;
use serde_json::Value;

use super::{json_lines, string, strings};
use crate::labels::{flag, sentiment};
use crate::row::{Part, Row};

/// The name of this source.
pub(crate) const OWN: &str = "own";

/// What an own row counts beside others: they are the only ones from where the model will live.
const WEIGHT: f32 = 1.0;

/// A writing run has its own cast of people and products; every fifth is held out whole, and so is run 0,
/// which was written for that.
const fn is_held_run(run: u32) -> bool {
    run.is_multiple_of(5)
}

/// The rows of every `run-NN*.jsonl` in a folder, in the order of the files.
pub(crate) fn own_rows(folder: &Path) -> Result<Vec<Row>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let mut rows = Vec::new();
    let mut replaced = Vec::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(run) = name.strip_prefix("run-").filter(|_| name.ends_with(".jsonl")) else { continue };
        let digits: String = run.chars().take_while(char::is_ascii_digit).collect();
        let run: u32 = digits.parse().with_context(|| format!("{name} has no run number"))?;
        for (line, value) in json_lines(&path)? {
            let told = row(&value, run).with_context(|| format!("{name} line {line}"))?;
            let named = as_its_site_reads(&value, &told).with_context(|| format!("{name} line {line}"))?;
            rows.push(told);
            replaced.extend(named);
        }
    }
    // With the names gone, two rows may be one.
    let mut seen: HashSet<String> = rows.iter().map(|row| row.text.clone()).collect();
    rows.extend(replaced.into_iter().filter(|row| seen.insert(row.text.clone())));
    Ok(rows)
}

/// A row that trains and says which names in it are whose, once more as a site reads it that gave these names.
fn as_its_site_reads(value: &Value, told: &Row) -> Result<Option<Row>> {
    let (Some(names), Part::Train) = (value.get("names"), told.part) else { return Ok(None) };
    let names: SiteNames = serde_json::from_value(names.clone()).context("names are lists by role")?;
    let text = reader::told_names(&names).replaced(&told.text);
    Ok((text != told.text).then(|| Row { text, ..told.clone() }))
}

fn row(value: &Value, run: u32) -> Result<Row> {
    let text = string(value, "text").context("there is no text")?;
    let class = string(value, "sentiment").context("there is no sentiment")?;
    if sentiment(class).is_none() {
        bail!("no sentiment is called {class}");
    }
    let mut row = Row::new(OWN, text, WEIGHT).feels(&[class]);
    row.run = run;
    row.part = if is_held_run(run) { Part::Held } else { Part::Train };
    for head in ["emotions", "urgency", "intents", "signals"] {
        row = row.none_of(head);
        let mut labels = strings(value, head);
        labels.extend(string(value, head));
        if let Some(label) = labels.iter().find(|label| flag(label).is_none()) {
            bail!("no label is called {label}");
        }
        row = row.yes(&labels);
    }
    row = row.none_of("implied");
    for label in strings(value, "signals") {
        let Some(signal) = label.strip_suffix("_implied") else { continue };
        if strings(value, "signals").contains(&signal) {
            bail!("it says {signal} and only implies it");
        }
        row = row.yes(&[label, signal]);
    }
    Ok(row)
}
