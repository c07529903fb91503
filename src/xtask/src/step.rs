//! One step of a command: what is being done, how far it is, and what to do when it fails.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

/// Lines of a failed command that are shown: a compiler's last error fits.
const LINES_SHOWN: usize = 60;

/// Where nobody watches a terminal, a long step says this often that it lives.
const STILL_AT_IT: Duration = Duration::from_secs(30);

/// Says a fact that needs no step of its own.
pub fn say(text: &str) {
    eprintln!("  {text}");
}

/// Says what begins.
pub fn heading(text: &str) {
    eprintln!("\n{text}");
}

/// Runs a command quietly, with its newest line of output as progress, and shows its end when it fails.
///
/// # Errors
/// When the program is missing or fails: its last lines, and `hint`, which says what to do.
pub fn run(what: &str, command: &mut Command, hint: &str) -> Result<()> {
    let bar = spinner(what);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{what}: cannot start {}. {hint}", command.get_program().display()))?;
    let (sender, lines) = mpsc::channel();
    let readers = [
        child.stdout.take().map(|pipe| forward(pipe, sender.clone())),
        child.stderr.take().map(|pipe| forward(pipe, sender)),
    ];
    let mut newest: Vec<String> = Vec::new();
    loop {
        match lines.recv_timeout(STILL_AT_IT) {
            Ok(line) => {
                bar.set_message(shortened(&line));
                newest.push(line);
                if newest.len() > LINES_SHOWN * 2 {
                    newest.drain(..LINES_SHOWN);
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if bar.is_hidden() {
                    let newest = newest.last().map_or("", String::as_str);
                    eprintln!("  ... {what}: {}", shortened(newest));
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    for reader in readers.into_iter().flatten() {
        if reader.join().is_err() {
            bail!("{what}: its output could not be read");
        }
    }
    let status = child.wait().with_context(|| format!("{what}: cannot wait for it"))?;
    bar.finish_and_clear();
    if status.success() {
        eprintln!("  ok  {what} ({} s)", bar.elapsed().as_secs());
        return Ok(());
    }
    let from = newest.len().saturating_sub(LINES_SHOWN);
    eprintln!("\n{}\n", newest[from..].join("\n"));
    bail!("{what} failed ({status}). {hint}");
}

/// Runs a command whose own output is what the reader wants to see.
///
/// # Errors
/// When the program is missing or fails, with `hint`.
pub fn show(what: &str, command: &mut Command, hint: &str) -> Result<()> {
    heading(what);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{what}: cannot start {}. {hint}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { bail!("{what} failed ({status}). {hint}") }
}

/// The first line that a program prints, or nothing when it is not there.
#[must_use]
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Whether a program that may be missing, or wait for an answer that never comes, ends well in time.
#[must_use]
pub fn ends_well_within(command: Command, limit: Duration) -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return false;
    };
    runtime.block_on(async {
        let mut command = tokio::process::Command::from(command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let ended = tokio::time::timeout(limit, command.status()).await;
        matches!(ended, Ok(Ok(status)) if status.success())
    })
}

fn spinner(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    // The template is a constant; where it cannot be drawn the default is as good.
    if let Ok(style) = ProgressStyle::with_template("  {spinner} {prefix} [{elapsed}] {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    if !std::io::stderr().is_terminal() {
        eprintln!("  ... {what}");
    }
    bar
}

fn shortened(line: &str) -> String {
    line.trim().chars().take(100).collect()
}

fn forward(pipe: impl Read + Send + 'static, to: mpsc::Sender<String>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        // Lossy: a tool's output may hold anything, and is only shown.
        for bytes in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if to.send(String::from_utf8_lossy(&bytes).trim_end().to_owned()).is_err() {
                return;
            }
        }
    })
}
