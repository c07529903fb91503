//! Labelled files of any kind: one text and its label, or labels, in each row. JSON lines or CSV.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::sources::text_of;

/// Labels of one file. A model's sums live in memory for each of them, and a person could not tell more apart.
const LABELS_AT_MOST: usize = classifier::limits::COLUMNS;

/// Rows of one file: what fits into its bytes at the shortest.
const ROWS_AT_MOST: usize = 10_000_000;

/// The texts of a file and what each is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Labelled {
    /// Every label that occurs, sorted.
    pub(crate) names: Vec<String>,
    /// The rows in the order of the file.
    pub(crate) rows: Vec<LabelledRow>,
    /// A row may have several labels or none: somewhere the field is a list.
    pub(crate) has_lists: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelledRow {
    /// The text, scrubbed as every text is that a model sees.
    pub(crate) text: String,
    /// Which of the names hold, ascending.
    pub(crate) labels: Vec<usize>,
}

/// Where a row's text and label stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'f> {
    pub(crate) text: &'f str,
    /// Nothing for a file whose rows have no label, such as texts that are out of scope.
    pub(crate) label: Option<&'f str>,
}

/// Reads a file by its ending: `.csv` with a head line, anything else as one JSON object in each line.
///
/// # Errors
/// Each names the file and, where there is one, the line: a field that is missing or no text, a file without rows, more
/// labels or rows than a model takes.
pub(crate) fn read(path: &Path, fields: Fields<'_>) -> Result<Labelled> {
    let text = text_of(path)?;
    let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let raw = if is_csv { csv_rows(&text, fields) } else { json_rows(&text, fields) };
    let raw = raw.with_context(|| path.display().to_string())?;
    labelled(raw).with_context(|| path.display().to_string())
}

/// A row before its labels have numbers.
struct Raw {
    text: String,
    labels: Vec<String>,
    is_list: bool,
}

fn json_rows(text: &str, fields: Fields<'_>) -> Result<Vec<Raw>> {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row = || -> Result<Raw> {
            let value: Value = serde_json::from_str(line).context("no JSON object")?;
            let text = value.get(fields.text).with_context(|| format!("no field `{}`", fields.text))?;
            let text = text.as_str().with_context(|| format!("`{}` is no text", fields.text))?;
            let (labels, is_list) = match fields.label {
                None => (Vec::new(), false),
                Some(field) => json_labels(value.get(field), field)?,
            };
            Ok(Raw { text: text.to_owned(), labels, is_list })
        };
        rows.push(row().with_context(|| format!("line {}", at + 1))?);
    }
    Ok(rows)
}

fn json_labels(value: Option<&Value>, field: &str) -> Result<(Vec<String>, bool)> {
    let name = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => bail!("`{field}` is neither a label nor a list of labels"),
    };
    match value {
        None => bail!("no field `{field}`"),
        Some(Value::Array(list)) => Ok((list.iter().map(name).collect::<Result<_>>()?, true)),
        Some(one) => Ok((vec![name(one)?], false)),
    }
}

fn csv_rows(text: &str, fields: Fields<'_>) -> Result<Vec<Raw>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().context("no head line")?.clone();
    let column = |field: &str| {
        let named = head.iter().position(|name| name.trim() == field);
        named.with_context(|| {
            format!("no column `{field}`; the head line has {}", head.iter().collect::<Vec<_>>().join(", "))
        })
    };
    let text_at = column(fields.text)?;
    let label_at = fields.label.map(column).transpose()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        // The error of the library names the line itself.
        let record = record?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let labels = label_at.map(|at| cell(at).trim().to_owned()).into_iter().collect();
        rows.push(Raw { text: cell(text_at).to_owned(), labels, is_list: false });
    }
    Ok(rows)
}

fn labelled(raw: Vec<Raw>) -> Result<Labelled> {
    ensure!(!raw.is_empty(), "there are no rows in it");
    ensure!(raw.len() <= ROWS_AT_MOST, "{} rows are more than the {ROWS_AT_MOST} that are read", raw.len());
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, row) in raw.iter().enumerate() {
        for label in &row.labels {
            ensure!(!label.trim().is_empty(), "row {} has an empty label", at + 1);
            numbers.insert(label, 0);
        }
    }
    ensure!(
        numbers.len() <= LABELS_AT_MOST,
        "{} labels are more than the {LABELS_AT_MOST} that a model takes: is it the right field?",
        numbers.len()
    );
    for (at, number) in numbers.values_mut().enumerate() {
        *number = at;
    }
    let rows = raw.iter().map(|row| {
        let mut labels: Vec<usize> =
            row.labels.iter().filter_map(|label| numbers.get(label.as_str()).copied()).collect();
        labels.sort_unstable();
        labels.dedup();
        let (text, _) = scrub::scrub(row.text.trim());
        LabelledRow { text: text.as_str().to_owned(), labels }
    });
    Ok(Labelled {
        rows: rows.collect(),
        has_lists: raw.iter().any(|row| row.is_list),
        names: numbers.into_keys().map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests;
