//! `cargo xtask size`: what a browser downloads, beside its budget; fails when a budget is broken.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::build::{self, brotli, gzip};
use crate::paths;
use crate::tools::Tools;

/// A row of the table.
struct Row {
    what: &'static str,
    /// Which of the built files belong to it.
    belongs: fn(&Built, &str) -> bool,
    /// Bytes as a browser gets them, compressed with brotli.
    budget_bytes: Option<u64>,
}

const ROWS: &[Row] = &[
    Row { what: "embed.js", belongs: |_, name| name == "embed.js", budget_bytes: None },
    Row { what: "capture", belongs: |_, name| is_script_of(name, "capture"), budget_bytes: None },
    Row {
        what: "every page view (embed + capture)",
        belongs: |_, name| name == "embed.js" || is_script_of(name, "capture"),
        budget_bytes: Some(20_000),
    },
    Row {
        what: "opening the chat (frame, widget)",
        belongs: |built, name| {
            !is_of(name, "reading") && !is_of(name, "told") && built.is_named_in("frame.html", name)
        },
        budget_bytes: Some(110_000),
    },
    Row {
        what: "what is captured, shown by undertone('debug')",
        belongs: |_, name| is_of(name, "overlay"),
        budget_bytes: None,
    },
    Row {
        what: "offers of help, where a site wants them",
        belongs: |_, name| is_of(name, "offer"),
        budget_bytes: None,
    },
    Row {
        what: "how the page feels, when the chat is opened",
        belongs: |_, name| is_of(name, "vitals"),
        budget_bytes: None,
    },
    Row {
        what: "story module, when it is wanted",
        belongs: |_, name| is_of(name, "told") || is_of(name, "capture") && name.ends_with(".wasm"),
        budget_bytes: None,
    },
    Row { what: "reading module, after that", belongs: |_, name| is_of(name, "reading"), budget_bytes: None },
    Row { what: "default model, with it", belongs: |_, name| name == MODEL, budget_bytes: Some(400_000) },
    Row {
        what: "console",
        belongs: |built, name| built.is_named_in("console.html", name),
        budget_bytes: None,
    },
];

/// Built files that no browser fetches.
const NOT_FETCHED: &[&str] = &["complete"];

/// Whether a hashed file is one that `part` is made of.
fn is_of(name: &str, part: &str) -> bool {
    let file = name.strip_prefix("assets/");
    file.and_then(|file| file.strip_prefix(part)).is_some_and(|rest| rest.starts_with(['-', '_', '.']))
}

/// Whether a hashed file is a script that `part` is made of.
fn is_script_of(name: &str, part: &str) -> bool {
    is_of(name, part) && name.ends_with(".js")
}

/// Every built file that is not a compressed twin, by its path below target/browser.
struct Built(Vec<(String, Vec<u8>)>);

impl Built {
    /// Whether a file is this page or named in it, as everything that a page of ours starts with is.
    fn is_named_in(&self, page: &str, name: &str) -> bool {
        let html = self.0.iter().find(|(other, _)| other == page).map(|(_, bytes)| bytes.as_slice());
        name == page
            || name.starts_with("assets/")
                && html.is_some_and(|html| html.windows(name.len()).any(|part| part == name.as_bytes()))
    }
}

/// A row as it was measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// What is downloaded.
    pub what: String,
    /// As it was built.
    pub raw_bytes: u64,
    /// Compressed with gzip.
    pub gzip_bytes: u64,
    /// Compressed with brotli, which every browser of today asks for.
    pub brotli_bytes: u64,
    /// The most that `brotli_bytes` may be, where there is a budget.
    pub budget_bytes: Option<u64>,
    /// Its files with their bytes after brotli, the biggest first.
    pub parts: Vec<(String, u64)>,
}

impl Measured {
    /// A sentence that names the row, the bytes over and the biggest parts; nothing when the row is within its budget.
    #[must_use]
    pub fn broken(&self) -> Option<String> {
        let over = self.brotli_bytes.checked_sub(self.budget_bytes?).filter(|over| *over > 0)?;
        let biggest: Vec<String> =
            self.parts.iter().take(3).map(|(name, bytes)| format!("{name} {bytes}")).collect();
        Some(format!(
            "«{}» is {over} bytes over its budget; its biggest parts are {}",
            self.what,
            biggest.join(", ")
        ))
    }
}

/// Builds the browser parts, prints their sizes, and checks their budgets.
///
/// # Errors
/// When a build fails, a built file cannot be read or belongs to no row, or a row is over its budget.
pub fn print() -> Result<()> {
    build::browser_parts(&Tools::for_build()?)?;
    let rows = measure()?;
    eprintln!("\n{}", table(&rows));
    let broken: Vec<String> = rows.iter().filter_map(Measured::broken).collect();
    if broken.is_empty() {
        return Ok(());
    }
    bail!("{}. Make them smaller, or have what is rarely used fetched only then", broken.join(". "))
}

/// Measures what was built last.
///
/// # Errors
/// When nothing was built, or a built file cannot be read or belongs to no row.
pub fn measure() -> Result<Vec<Measured>> {
    rows_of(&built()?)
}

fn rows_of(built: &Built) -> Result<Vec<Measured>> {
    // A new chunk that no row counts would be bytes that nobody looks at.
    let is_counted = |name: &str| ROWS.iter().any(|row| (row.belongs)(built, name));
    if let Some((name, _)) = built.0.iter().find(|(name, _)| !is_counted(name)) {
        bail!("{name} belongs to no row of the size table: say in src/xtask/src/size.rs when it is fetched");
    }
    let bytes = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let mut rows = Vec::with_capacity(ROWS.len());
    for row in ROWS {
        let mut measured = Measured {
            what: row.what.to_owned(),
            raw_bytes: 0,
            gzip_bytes: 0,
            brotli_bytes: 0,
            budget_bytes: row.budget_bytes,
            parts: Vec::new(),
        };
        for (name, content) in built.0.iter().filter(|(name, _)| (row.belongs)(built, name)) {
            let brotli = bytes(brotli(content)?.len());
            measured.raw_bytes += bytes(content.len());
            measured.gzip_bytes += bytes(gzip(content)?.len());
            measured.brotli_bytes += brotli;
            measured.parts.push((name.clone(), brotli));
        }
        if measured.parts.is_empty() {
            bail!("nothing that was built belongs to «{}»: its files may have new names", row.what);
        }
        measured.parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        rows.push(measured);
    }
    Ok(rows)
}

fn table(rows: &[Measured]) -> String {
    let mut table = format!(
        "{:36} {:>10} {:>10} {:>10} {:>10} {:>6}\n",
        "bytes", "raw", "gzip", "brotli", "budget", "used"
    );
    for row in rows {
        let (budget, used) = row.budget_bytes.map_or((String::new(), String::new()), |budget| {
            (budget.to_string(), format!("{} %", (row.brotli_bytes * 100).div_ceil(budget)))
        });
        let Measured { what, raw_bytes, gzip_bytes, brotli_bytes, .. } = row;
        table += &format!(
            "{what:36} {raw_bytes:>10} {gzip_bytes:>10} {brotli_bytes:>10} {budget:>10} {used:>6}\n"
        );
    }
    table
}

/// The default model, which the server packs itself.
const MODEL: &str = "src/classifier/models/undertone-en-1.model";

fn built() -> Result<Built> {
    let model = paths::root().join(MODEL);
    let bytes = fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
    let mut files = vec![(MODEL.to_owned(), bytes)];
    for folder in ["", "assets"] {
        let path = paths::web().join(folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))? {
            let path: PathBuf = entry.with_context(|| format!("cannot list {}", path.display()))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_twin = name.ends_with(".br") || name.ends_with(".gz");
            if path.is_file() && !is_twin && !NOT_FETCHED.contains(&name.as_str()) {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                files.push((if folder.is_empty() { name } else { format!("{folder}/{name}") }, bytes));
            }
        }
    }
    Ok(Built(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One small file for each row, and the widget's code so long.
    fn small(widget: Vec<u8>) -> Built {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        Built(vec![
            file("embed.js", ""),
            file("assets/capture-1.js", ""),
            file("assets/overlay-1.js", ""),
            file("assets/offer-1.js", ""),
            file("assets/vitals-1.js", ""),
            file("assets/told-1.js", ""),
            file("assets/capture_bg-1.wasm", ""),
            file("frame.html", "<script src=/assets/widget-2_bg.wasm></script> /assets/reading-1.js"),
            ("assets/widget-2_bg.wasm".to_owned(), widget),
            file("assets/reading-1.js", ""),
            file(MODEL, ""),
            file("console.html", "<link href=/assets/base-3.css>"),
            file("assets/base-3.css", ""),
        ])
    }

    fn broken(built: &Built) -> Vec<String> {
        rows_of(built).unwrap().iter().filter_map(Measured::broken).collect()
    }

    /// Bytes that do not compress, of a small generator.
    fn noise(count: usize) -> Vec<u8> {
        let mut state: u32 = 1;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn a_row_over_its_budget_is_named_with_the_bytes_over_and_its_biggest_part() {
        assert_eq!(broken(&small(Vec::new())), [""; 0]);
        let broken = broken(&small(noise(120_000)));
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert!(broken[0].contains("opening the chat"), "{broken:?}");
        assert!(broken[0].contains(" bytes over"), "{broken:?}");
        assert!(broken[0].contains("assets/widget-2_bg.wasm 120"), "{broken:?}");
    }

    #[test]
    fn a_file_that_no_row_counts_is_refused_and_so_is_a_row_without_files() {
        let mut built = small(Vec::new());
        built.0.push(("assets/captured-1.js".to_owned(), Vec::new()));
        let error = rows_of(&built).unwrap_err();
        assert!(error.to_string().contains("assets/captured-1.js"), "{error}");
        let mut built = small(Vec::new());
        built.0.retain(|(name, _)| name != "embed.js");
        let error = rows_of(&built).unwrap_err();
        assert!(error.to_string().contains("«embed.js»"), "{error}");
    }
}
