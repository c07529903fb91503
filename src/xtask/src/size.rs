//! `cargo xtask size`: what a browser downloads, beside its budget.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::build::{self, brotli, gzip};
use crate::paths;
use crate::tools::Tools;

/// A row of the table.
struct Row {
    what: &'static str,
    /// Which of the built files belong to it.
    belongs: fn(&str) -> bool,
    /// Brotli bytes, and what the number is measured against.
    budget_bytes: Option<u64>,
}

const ROWS: &[Row] = &[
    Row { what: "embed.js", belongs: |name| name == "embed.js", budget_bytes: None },
    Row { what: "capture", belongs: is_capture, budget_bytes: None },
    Row {
        what: "every page view (embed + capture)",
        belongs: |name| name == "embed.js" || is_capture(name),
        budget_bytes: Some(20_000),
    },
    Row {
        what: "opening the chat (frame, widget)",
        belongs: |name| name == "frame.html" || is_of(name, "widget"),
        budget_bytes: Some(110_000),
    },
    Row { what: "reading module, after that", belongs: |name| is_of(name, "reading"), budget_bytes: None },
    Row {
        what: "default model, with it",
        belongs: |name| name.ends_with(".model"),
        budget_bytes: Some(400_000),
    },
    Row {
        what: "console",
        belongs: |name| name == "console.html" || is_of(name, "console"),
        budget_bytes: None,
    },
];

fn is_capture(name: &str) -> bool {
    is_of(name, "capture")
}

fn is_of(name: &str, part: &str) -> bool {
    name.strip_prefix("assets/").is_some_and(|name| name.starts_with(part))
}

/// Builds the browser parts and prints their sizes.
///
/// # Errors
/// When a build fails or a built file cannot be read.
pub fn print() -> Result<()> {
    build::browser_parts(&Tools::for_build()?)?;
    let files = files()?;
    let mut table = format!(
        "\n{:36} {:>10} {:>10} {:>10} {:>10} {:>6}\n",
        "bytes", "raw", "gzip", "brotli", "budget", "used"
    );
    for row in ROWS {
        let (mut raw, mut gz, mut br) = (0, 0, 0);
        for (_, bytes) in files.iter().filter(|(name, _)| (row.belongs)(name)) {
            raw += bytes.len();
            gz += gzip(bytes)?.len();
            br += brotli(bytes)?.len();
        }
        let (budget, used) = row.budget_bytes.map_or((String::new(), String::new()), |budget| {
            (budget.to_string(), format!("{} %", (br as u64 * 100).div_ceil(budget)))
        });
        table += &format!("{:36} {raw:>10} {gz:>10} {br:>10} {budget:>10} {used:>6}\n", row.what);
    }
    eprintln!("{table}");
    Ok(())
}

/// The default model, which the server packs itself.
const MODEL: &str = "src/classifier/models/undertone-en-1.model";

/// Every built file that is not a compressed twin, by its path below target/browser.
fn files() -> Result<Vec<(String, Vec<u8>)>> {
    let model = paths::root().join(MODEL);
    let bytes = fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
    let mut files = vec![(MODEL.to_owned(), bytes)];
    for folder in ["", "assets"] {
        let path = paths::web().join(folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))? {
            let path: PathBuf = entry.with_context(|| format!("cannot list {}", path.display()))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_file() && !name.ends_with(".br") && !name.ends_with(".gz") {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                files.push((if folder.is_empty() { name } else { format!("{folder}/{name}") }, bytes));
            }
        }
    }
    Ok(files)
}
