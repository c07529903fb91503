//! The golden file: texts with what the shipped model says of them, so that a change of features, format or
//! arithmetic cannot go unseen.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use classifier::{Features, Model};

/// Reads the texts of a golden file (all before the first tab of each line) and writes it anew with the
/// language and the confidence of every label, to three decimals.
pub(crate) fn write(path: &Path, model: &Model) -> Result<usize> {
    let old = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut new = String::new();
    let mut count = 0;
    for line in old.lines().filter(|line| !line.is_empty()) {
        let text = line.split('\t').next().unwrap_or_default();
        let features = Features::of(text);
        let confidences = model.read(&features);
        write!(new, "{text}\t{}", model.language(&features, text).code())?;
        for (column, label) in model.heads().iter().flat_map(classifier::Head::columns) {
            write!(new, "\t{}:{:.3}", label.name, confidences.get(column))?;
        }
        new.push('\n');
        count += 1;
    }
    fs::write(path, new).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(count)
}
