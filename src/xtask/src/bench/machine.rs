//! What the figures were measured on.

use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::tools::Tools;
use crate::{paths, step};

/// The machine, in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Machine {
    /// The processor's own name.
    pub(super) processor: String,
    /// How many of them.
    pub(super) cores: usize,
    /// Gigabytes, rounded.
    pub(super) memory_gb: u64,
    /// The kernel.
    pub(super) system: String,
    /// The browser.
    pub(super) chromium: String,
    /// The compiler.
    pub(super) rust: String,
    /// How many processes wanted a core over the minute before: over 0.5 or so, others were at work here.
    pub(super) load_before: f64,
}

/// Looks around.
pub(super) fn describe(tools: &Tools) -> Machine {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).map(str::to_owned);
        line.and_then(|line| line.split_once(':').map(|(_, value)| value.trim().to_owned()))
            .unwrap_or_default()
    };
    let memory = value(&read("/proc/meminfo"), "MemTotal");
    let memory_kb: u64 = memory.split(' ').next().and_then(|kb| kb.parse().ok()).unwrap_or_default();
    let load = read("/proc/loadavg").split(' ').next().and_then(|load| load.parse().ok());
    let chromium = tools.chromium.as_ref().and_then(|it| step::answer(Command::new(it).arg("--version")));
    Machine {
        processor: value(&read("/proc/cpuinfo"), "model name"),
        cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        memory_gb: memory_kb.div_ceil(1_048_576),
        system: step::answer(Command::new("uname").args(["-s", "-r", "-m"])).unwrap_or_default(),
        chromium: chromium.unwrap_or_default(),
        rust: step::answer(Command::new("rustc").arg("--version")).unwrap_or_default(),
        load_before: load.unwrap_or_default(),
    }
}

/// The commit that was measured, with a mark when the files differ from it.
pub(super) fn commit() -> String {
    let git =
        |arguments: &[&str]| step::answer(Command::new("git").args(arguments).current_dir(paths::root()));
    let commit = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "no commit".to_owned());
    let is_dirty =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|line| !line.is_empty());
    if is_dirty { format!("{commit} and changes") } else { commit }
}
