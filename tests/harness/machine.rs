//! The real server without a browser, for journeys in which the machine is what fails.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use xtask::paths;
use xtask::replay::{Desk, Journal};
use xtask::server::{Running, Settings};

use super::free_port;

/// The server, on a port and in folders of its own.
pub(crate) struct Machine {
    pub(crate) settings: Settings,
    pub(crate) desk: Desk,
    /// For what the journey itself writes: never on the server's disk.
    pub(crate) notes: TempDir,
    _data: TempDir,
}

impl Machine {
    /// Starts it. `prepare` may change the command, so that the server starts under another program.
    pub(crate) fn starts(prepare: impl FnOnce(Command, &Path) -> Command) -> Result<(Self, Running)> {
        let binary = paths::server_binary();
        ensure!(binary.is_file(), "there is no built server: run cargo xtask build first");
        let data = tempfile::tempdir().context("no folder for the data")?;
        let settings = Settings {
            binary,
            listen: format!("127.0.0.1:{}", free_port()?),
            data: data.path().to_owned(),
            // Nobody shows its page here.
            demo_origin: Some("http://127.0.0.1:9".to_owned()),
            log_to_terminal: false,
        };
        let server = settings.start_as(prepare(settings.command(), data.path()))?;
        let desk = Desk::of(&server)?;
        let notes = tempfile::tempdir().context("no folder for notes")?;
        Ok((Self { settings, desk, notes, _data: data }, server))
    }

    /// What the server has logged so far.
    pub(crate) fn log(&self) -> Result<String> {
        std::fs::read_to_string(self.settings.data.join("undertone.log")).context("no log")
    }

    /// The repository's recorded conversations, so many times over, each time with words of its own.
    pub(crate) fn recording(&self, times: usize) -> Result<Recording> {
        let lines = std::fs::read_to_string(paths::root().join("src/xtask/fixtures/conversations.jsonl"))?;
        let mut recording = Recording {
            file: self.notes.path().join("conversations.jsonl"),
            journal_file: self.notes.path().join("journal.jsonl"),
            turns: 0,
        };
        let mut all = String::new();
        for time in 0..times {
            for line in lines.lines() {
                let mut one: serde_json::Value = serde_json::from_str(line)?;
                one["id"] = format!("{} {time}", one["id"].as_str().context("no id")?).into();
                for turn in one["turns"].as_array_mut().context("no turns")? {
                    turn["text"] = format!("{} ({time})", turn["text"].as_str().context("no text")?).into();
                    recording.turns += 1;
                }
                all.push_str(&format!("{one}\n"));
            }
        }
        std::fs::write(&recording.file, all)?;
        Ok(recording)
    }

    /// Has another process hold the running server to the recording and to what it has acknowledged. Gives its words.
    pub(crate) fn is_compared(&self, recording: &Recording) -> Result<String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "xtask",
                "compare",
                "--email",
                &self.desk.email,
                "--server",
                &self.desk.origin,
                "--journal",
            ])
            .args([&recording.journal_file, &recording.file])
            .env("UNDERTONE_PASSWORD", &self.desk.password)
            .current_dir(paths::root())
            .output()
            .context("cannot run cargo")?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the comparison failed: {said}{complaint}");
        Ok(said)
    }
}

/// Conversations to be played, and the journal of playing them.
pub(crate) struct Recording {
    pub(crate) file: PathBuf,
    pub(crate) turns: usize,
    journal_file: PathBuf,
}

impl Recording {
    pub(crate) fn journal(&self) -> Result<Arc<Journal>> {
        Ok(Arc::new(Journal::in_file(&self.journal_file)?))
    }

    /// The ids of the records that were acknowledged.
    pub(crate) fn acknowledged(&self) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for line in std::fs::read_to_string(&self.journal_file)?.lines() {
            let entry: serde_json::Value = serde_json::from_str(line)?;
            ids.extend(entry["record_id"].as_str().map(str::to_owned));
        }
        Ok(ids)
    }
}

/// Says something that is seen even when the journey passes.
pub(crate) fn say_aloud(words: &str) {
    use std::io::Write as _;
    // The test runner keeps what `eprintln!` prints of a test that passes.
    drop(writeln!(std::io::stderr(), "  {words}"));
}
