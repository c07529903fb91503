//! `cargo xtask test`: every check and test there is, in the order in which a mistake is cheapest to find.

use std::time::Duration;

use anyhow::Result;

use crate::tools::Tools;
use crate::{build, step};

/// The crates that run in a browser.
const BROWSER_CRATES: &[&str] = &["capture", "console", "widget"];

/// The advisories' database is a few megabytes; where it takes longer, something in between swallows the connection.
const ADVISORIES_WITHIN: Duration = Duration::from_secs(60);

/// What `cargo xtask test` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only the tests whose name contains this.
    #[arg(long)]
    only: Option<String>,
}

/// Runs everything.
///
/// # Errors
/// The first check that does not hold.
pub fn test(arguments: &Arguments) -> Result<()> {
    let tools = Tools::for_tests()?;
    let cargo = |line: &str| {
        let mut cargo = tools.command("cargo");
        cargo.args(line.split_whitespace());
        cargo
    };
    if arguments.only.is_none() {
        step::heading("Checks");
        step::run("formatting", &mut cargo("fmt --all --check"), "Run cargo fmt --all.")?;
        let hint = "Mend what clippy says above.";
        step::run("clippy", &mut cargo("clippy --workspace --all-targets -- -D warnings"), hint)?;
        // One by one: together they would share features, and capture lives without the standard library.
        for name in BROWSER_CRATES {
            let line = format!("clippy --target wasm32-unknown-unknown --package {name} -- -D warnings");
            step::run(&format!("clippy for the browser: {name}"), &mut cargo(&line), hint)?;
        }
        let mut doc = cargo("doc --workspace --no-deps --document-private-items");
        // Links to private items are wanted: these pages are for those who work on it.
        doc.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private-intra-doc-links");
        step::run("documentation", &mut doc, "Mend what rustdoc says above.")?;
    }
    if arguments.only.is_none() {
        dependencies(&tools)?;
    }
    build::browser_parts(&tools)?;
    build::server(&tools)?;
    let only = arguments.only.as_deref().map_or(String::new(), |name| format!(" -- {name}"));
    let hint = "Look at the failed test above.";
    step::show("Unit tests", &mut cargo(&format!("test --workspace --exclude journeys{only}")), hint)?;
    if arguments.only.is_none() {
        crate::api_check::run(&tools)?;
    }
    let mut journeys = cargo(&format!("test --package journeys{only}"));
    if arguments.only.is_none() {
        journeys.arg("--");
    }
    journeys.arg("--include-ignored");
    for (ability, _) in &tools.lacks {
        journeys.args(["--skip", ability.mark()]);
    }
    if let (Some(chromium), Some(driver)) = (&tools.chromium, &tools.chromedriver) {
        journeys.env("CHROMIUM", chromium).env("CHROMEDRIVER", driver);
    }
    step::show("Journeys in a real browser", &mut journeys, hint)?;
    for (ability, lack) in &tools.lacks {
        step::say(&format!("SKIPPED: every test {}, because {lack}", ability.mark()));
    }
    crate::size::print()
}

/// Licences, versions and sources of every crate, and known advisories where their database can be reached.
fn dependencies(tools: &Tools) -> Result<()> {
    let deny = |line: &str| {
        let mut deny = tools.command("cargo-deny");
        deny.args(["--workspace", "--locked"]).args(line.split_whitespace());
        deny
    };
    let mut check = deny("--offline check -D unmatched-skip -D unnecessary-skip licenses bans sources");
    let hint = "Choose another crate or version, or give .cargo/deny.toml an exception with its reason.";
    step::run("licences, versions and sources of crates", &mut check, hint)?;
    if step::ends_well_within(deny("fetch db"), ADVISORIES_WITHIN) {
        let mut check = deny("--offline check advisories");
        step::run("advisories on crates", &mut check, "Move to a version without it.")
    } else {
        step::say("advisories on crates: SKIPPED, their database cannot be reached from here");
        Ok(())
    }
}
