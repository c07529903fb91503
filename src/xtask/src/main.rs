//! The project's commands: `cargo xtask run`, `cargo xtask test`, and what they are made of.
//!
//! **What it does.** Installs what is missing, builds the browser parts and the server, starts the demo, runs every
//! check, replays conversations, and measures sizes. Each step tells its progress and fails with a sentence that says
//! what to do.
//!
//! **What it must never know.** How the parts work inside: it calls their commands and speaks their public protocols.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{api_check, bench, build, check, release, replay, run, size, teacher, tools};

/// Undertone's commands. Start with `cargo xtask run`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install what is missing, build in release, and serve the demo until Ctrl-C.
    Run(run::Arguments),
    /// Install what is missing and run every check and test there is.
    Test(check::Arguments),
    /// Build the browser parts into target/browser and the server into target/release.
    Build,
    /// Build the server and compare its API with the document that it gives of it.
    Api,
    /// Play recorded conversations through the real protocols and compare what was kept with what was said.
    Replay(replay::Arguments),
    /// Hold a server to what was said and acknowledged in a replay that wrote a journal.
    Compare(replay::afterwards::Arguments),
    /// Keep what this release puts on wires and disks in tests/fixtures, for later ones to be held to.
    Keep,
    /// Print the size of everything a browser downloads, and fail when it is over its budget.
    Size,
    /// Measure every budget that is a time, a rate or a size in memory, and write the page of results.
    Bench(bench::Arguments),
    /// Fetch the sentence encoder that the default model learns from; only who trains that model anew needs it.
    FetchTeacher,
    /// Install the tools that the other commands need, and nothing else.
    Tools,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => check::test(&arguments),
        Command::Build => build::everything().map(drop),
        Command::Api => api_check::build_and_run(),
        Command::Replay(arguments) => replay::replay(&arguments),
        Command::Compare(arguments) => replay::afterwards::compare(&arguments),
        Command::Keep => release::keep(),
        Command::Size => size::print(),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::FetchTeacher => teacher::fetch(),
        Command::Tools => tools::Tools::for_tests().map(drop),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
