//! `cargo xtask bench`: every budget that is a time, a rate or a size in memory, measured on the real parts.
//!
//! Each time is held against something that does comparable work in the same run on the same machine, so that a slow
//! or a busy machine is not taken for a slow program. Everything stays on the loopback addresses.

mod capture;
mod clients;
mod ingest;
mod live;
mod machine;
mod page;
mod reading;
mod row;
mod sockets;
mod understanding;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::server::{Running, Settings};
use crate::tools::Tools;
use crate::{build, device, paths, size, step};
use machine::Machine;
use row::Row;

/// What `cargo xtask bench` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which benches; all of them when none is named.
    names: Vec<Name>,
    /// Print the results as JSON.
    #[arg(long)]
    json: bool,
    /// A few seconds each, to see that the benches themselves work. The figures then mean nothing and fail nothing.
    #[arg(long)]
    quick: bool,
}

/// One bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Reading a message in Chromium.
    Reading,
    /// A click on a large page, beside Sentry's.
    Capture,
    /// Durable records over sockets, beside a bare loop.
    Ingest,
    /// Open sockets on one node.
    Sockets,
    /// From a visitor's send to the agent's screen.
    Live,
    /// What is understood of messages, beside what npm offers.
    Understanding,
}

/// What every bench gets.
struct Stage {
    tools: Tools,
    binary: PathBuf,
    is_quick: bool,
}

/// What one bench found.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Report {
    /// Its name on the command line.
    bench: String,
    /// What it is about.
    title: String,
    /// How it was measured, in a few sentences.
    method: String,
    /// What has a budget.
    rows: Vec<Row>,
    /// What is told beside: a name and a value with its unit.
    figures: Vec<(String, String)>,
}

/// A report with where and when it was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Made {
    report: Report,
    commit: String,
    /// Milliseconds since 1970, UTC.
    at_ms: u64,
    took_s: u64,
    is_quick: bool,
}

/// Everything on the page of results.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Results {
    machine: Machine,
    sizes: Vec<size::Measured>,
    benches: Vec<Made>,
}

/// Measures, prints, and writes the page of results.
///
/// # Errors
/// When something cannot be built or measured, or a budget is broken.
pub fn bench(arguments: &Arguments) -> Result<()> {
    if cfg!(debug_assertions) {
        return in_release();
    }
    let tools = Tools::for_tests()?;
    build::browser_parts(&tools)?;
    let binary = build::server(&tools)?;
    let stage = Stage { tools, binary, is_quick: arguments.quick };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")?;
    let mut results = Results {
        machine: machine::describe(&stage.tools),
        sizes: size::measure()?,
        benches: page::earlier(),
    };
    let commit = machine::commit();
    let mut broken = Vec::new();
    for name in Name::value_variants() {
        if !arguments.names.is_empty() && !arguments.names.contains(name) {
            continue;
        }
        let began = Instant::now();
        let report = runtime.block_on(stage.run(*name))?;
        eprint!("{}", report.table());
        if !stage.is_quick {
            broken.extend(report.rows.iter().filter_map(Row::broken));
        }
        let took_s = began.elapsed().as_secs();
        results.keep(Made {
            report,
            commit: commit.clone(),
            at_ms: device::now_ms(),
            took_s,
            is_quick: stage.is_quick,
        });
        // After each, so that a bench that fails takes no other's figures along.
        page::write(&results)?;
    }
    if arguments.json {
        print_json(&results)?;
    }
    eprintln!("\nThe page of results: {}", page::html_file().display());
    if broken.is_empty() { Ok(()) } else { bail!("{}", broken.join(". ")) }
}

/// A client that was built for debugging would take the processor away from what it measures.
fn in_release() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "xtask", "--"]);
    cargo.args(std::env::args_os().skip(1)).current_dir(paths::root());
    step::show("Bench, in release", &mut cargo, "Its reason stands above.")
}

#[expect(clippy::print_stdout, reason = "it was asked for")]
fn print_json(results: &Results) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(results)?);
    Ok(())
}

impl Results {
    /// Puts a report in its place: an older one of the same bench goes.
    fn keep(&mut self, made: Made) {
        self.benches.retain(|other| other.report.bench != made.report.bench);
        self.benches.push(made);
        let place = |made: &Made| {
            Name::value_variants().iter().position(|name| name.to_string() == made.report.bench)
        };
        self.benches.sort_by_key(place);
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.to_possible_value();
        f.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

impl Stage {
    async fn run(&self, name: Name) -> Result<Report> {
        step::heading(&format!("bench {name}"));
        let report = match name {
            Name::Reading => reading::run(self).await,
            Name::Capture => capture::run(self).await,
            Name::Ingest => ingest::run(self).await,
            Name::Sockets => sockets::run(self).await,
            Name::Live => live::run(self).await,
            Name::Understanding => understanding::run(self).await,
        };
        report.with_context(|| format!("bench {name}"))
    }

    /// One of two numbers: for a run whose figures count, or for a quick look.
    const fn of<T: Copy>(&self, counts: T, quick: T) -> T {
        if self.is_quick { quick } else { counts }
    }

    /// The version of what is measured.
    const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The real server on an empty folder of its own, with the demo's site on `host` in it.
    fn server(&self, name: Name, host: &str) -> Result<House> {
        let folder = paths::target().join("bench").join(format!("{name}-{}", std::process::id()));
        let settings = Settings {
            binary: self.binary.clone(),
            listen: "127.0.0.1:0".to_owned(),
            data: folder.clone(),
            demo_origin: Some(host.to_owned()),
            log_to_terminal: false,
        };
        Ok(House { server: Some(settings.start()?), folder })
    }
}

/// A running server and its folder, which goes with it.
struct House {
    server: Option<Running>,
    folder: PathBuf,
}

impl House {
    fn running(&self) -> Result<&Running> {
        self.server.as_ref().context("the server is stopped")
    }

    fn origin(&self) -> Result<&str> {
        Ok(&self.running()?.ready.origin)
    }

    /// Stops it in good order.
    fn close(mut self) -> Result<()> {
        self.server.take().context("the server is stopped")?.stop()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.server.take());
        // Half a bench's data is of no use to anybody; what cannot be removed lies below target.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Report {
    fn table(&self) -> String {
        let mut table = format!("\n{}\n", self.title);
        for row in &self.rows {
            table += &format!("{row}\n");
        }
        for (what, value) in &self.figures {
            table += &format!("        {what:58} {value}\n");
        }
        table
    }
}
