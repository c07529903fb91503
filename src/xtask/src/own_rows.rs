//! The messages that were written for the default model, as they lie beside its trainer.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::paths;

/// Every row with the number of its writing run, in the order of the runs.
///
/// # Errors
/// When there are none, or one cannot be read.
pub fn own_rows() -> Result<Vec<(u32, Value)>> {
    let folder = paths::root().join("src/trainer/rows");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(run) = run_of(name) else { continue };
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        for line in text.lines() {
            let row =
                serde_json::from_str(line).with_context(|| format!("{name} has a row that is no JSON"))?;
            rows.push((run, row));
        }
    }
    ensure!(!rows.is_empty(), "there are no rows in {}", folder.display());
    Ok(rows)
}

/// The number of a writing run, by the name of its file.
fn run_of(name: &str) -> Option<u32> {
    let digits: String = name.strip_prefix("run-")?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
