//! The tools from npm, in a folder that no part of the product knows.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::super::Stage;
use super::Line;
use super::tasks::{FILE, Task};
use crate::{paths, step};

/// What the script prints.
#[derive(Deserialize)]
struct Told {
    rows: Vec<Line>,
}

/// Installs the tools at their pinned versions, where they are not yet, and measures each on the tasks.
pub(super) fn measured(stage: &Stage, folder: &Path, tasks: &[Task]) -> Result<Vec<Line>> {
    let scripts = paths::root().join("src/xtask/src/bench/understanding");
    let tools = folder.join("tools");
    fs::create_dir_all(&tools).with_context(|| format!("cannot make {}", tools.display()))?;
    let entries = fs::read_dir(&scripts).with_context(|| format!("cannot list {}", scripts.display()))?;
    let mut is_new = false;
    for entry in entries {
        let path = entry?.path();
        let is_script = path.extension().is_some_and(|it| it == "mjs" || it == "json");
        let (true, Some(name)) = (is_script, path.file_name()) else { continue };
        let (from, to) = (fs::read(&path)?, tools.join(name));
        if fs::read(&to).ok().as_ref() != Some(&from) {
            is_new |= name == "package.json";
            fs::write(&to, from).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    if is_new || !tools.join("node_modules").is_dir() {
        let mut npm = stage.tools.command("npm");
        npm.args(["install", "--no-fund", "--no-audit", "--no-package-lock"]).current_dir(&tools);
        step::run("installing what npm offers", &mut npm, "The npm registry must be reachable once.")?;
    }
    let mut node = stage.tools.command("node");
    node.arg("rivals.mjs").arg("--tasks").arg(folder.join(FILE)).current_dir(&tools);
    step::say("  ... training and measuring what npm offers, some minutes");
    let output = node.stderr(Stdio::inherit()).output().context("node did not start")?;
    ensure!(output.status.success(), "the tools from npm could not be measured: the reason stands above");
    let told: Told = serde_json::from_slice(&output.stdout).context("the tools' results are no JSON")?;
    ensure!(
        told.rows.iter().any(|line| tasks.iter().any(|task| task.name == line.task)),
        "no tool was measured"
    );
    Ok(told.rows)
}
