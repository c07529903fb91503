//! What `www/README.md` promises of each way to be stuck.

use anyhow::{Context as _, Result, ensure};
use xtask::paths;

/// One row of the table.
pub(crate) struct Way {
    /// Its short name.
    pub(crate) id: String,
    /// What it is, as the guide says it too.
    pub(crate) title: String,
    /// What the agent reads, word for word.
    pub(crate) reads: String,
}

/// Every row, in the order of the table.
pub(crate) fn ways() -> Result<Vec<Way>> {
    let readme = std::fs::read_to_string(paths::root().join("www/README.md"))?;
    let (_, table) =
        readme.split_once("## Ways to be stuck").context("the README has no ways to be stuck")?;
    let (table, _) = table.split_once("\n## ").context("the table has no end")?;
    let mut ways = Vec::new();
    for row in table.lines().filter_map(|line| line.strip_prefix("| `")) {
        let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
        ensure!(cells.len() == 6, "this row has {} cells: {row}", cells.len());
        let (id, title) = cells[0].split_once("` ").context("a way without a name")?;
        let reads = cells[4].trim_matches('`');
        ways.push(Way { id: id.to_owned(), title: title.to_owned(), reads: reads.to_owned() });
    }
    ensure!(ways.len() >= 8, "the table has {} ways", ways.len());
    Ok(ways)
}
