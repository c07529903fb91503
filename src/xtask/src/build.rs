//! Builds what browsers download, laid out as the server embeds it, and the server itself.
//!
//! `target/browser/`: `embed.js`, `frame.html`, `console.html`, `assets/<hashed names>`, and beside each file that
//! compresses its `.br` and `.gz`. Each part is stamped with a hash of what it is made of and left alone while that
//! has not changed, which is what makes a second start fast.

mod layout;

mod stamp;

pub(crate) use layout::{brotli, gzip};

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::step;
use crate::tools::Tools;

/// What each browser part is made of, below the workspace's root.
const WIDGET: &[&str] = &[
    "src/widget",
    "src/api",
    "src/classifier/src",
    "src/outbox",
    "src/reader",
    "src/record",
    "src/scrub",
    "src/story",
    "src/trajectory",
];
const CONSOLE: &[&str] = &["src/console", "src/api", "src/record", "src/scrub", "Trunk.toml"];
const CAPTURE: &[&str] = &["src/capture", "src/record", "src/scrub", "src/story"];
const EVERYWHERE: &[&str] = &["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src/xtask/src/build.rs"];

/// Builds the browser parts and the server, and gives the server's binary.
///
/// # Errors
/// When a tool is missing or a build fails.
pub fn everything() -> Result<PathBuf> {
    let tools = Tools::for_build()?;
    browser_parts(&tools)?;
    server(&tools)
}

/// Builds everything that a browser downloads.
///
/// # Errors
/// When a build fails.
pub fn browser_parts(tools: &Tools) -> Result<()> {
    step::heading("Browser parts");
    let built = [
        part("widget", WIDGET, |staging| trunk(tools, "src/widget/Trunk.toml", staging))?,
        part("console", CONSOLE, |staging| trunk(tools, "Trunk.toml", staging))?,
        part("capture", CAPTURE, |staging| capture(tools, staging))?,
    ];
    if built.contains(&true) || !layout::is_there() {
        layout::lay_out(tools)?;
    }
    Ok(())
}

/// Builds the server in release, with the browser parts inside.
///
/// # Errors
/// When the build fails.
pub fn server(tools: &Tools) -> Result<PathBuf> {
    step::heading("Server");
    let mut cargo = tools.command("cargo");
    cargo.args(["build", "--release", "--package", "server"]);
    step::run("building the server in release", &mut cargo, "Look at the compiler's lines above.")?;
    Ok(paths::server_binary())
}

/// Builds one part into its staging folder unless its stamp still fits. Says whether it did.
fn part(name: &str, made_of: &[&str], build: impl FnOnce(&Path) -> Result<()>) -> Result<bool> {
    let staging = paths::staging().join(name);
    let stamp_file = paths::staging().join(format!("{name}.stamp"));
    let stamp = stamp::of(made_of.iter().chain(EVERYWHERE))?;
    if staging.is_dir() && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        step::say(&format!("{name}: unchanged"));
        return Ok(false);
    }
    if staging.exists() {
        fs::remove_dir_all(&staging).with_context(|| format!("cannot empty {}", staging.display()))?;
    }
    fs::create_dir_all(&staging).with_context(|| format!("cannot make {}", staging.display()))?;
    build(&staging)?;
    fs::write(&stamp_file, stamp).with_context(|| format!("cannot write {}", stamp_file.display()))?;
    Ok(true)
}

fn trunk(tools: &Tools, config: &str, staging: &Path) -> Result<()> {
    let mut trunk = tools.command("trunk");
    trunk
        .args(["build", "--release", "--offline", "--color", "never", "--config", config, "--dist"])
        .arg(staging);
    // Trunk reads NO_COLOR as a boolean of its own and stumbles over "1".
    trunk.env_remove("NO_COLOR");
    // With it, the tool's own trail hides the compiler's lines.
    trunk.env("RUST_BACKTRACE", "0");
    step::run(&format!("building {config} with Trunk"), &mut trunk, "Look at the compiler's lines above.")
}

fn capture(tools: &Tools, staging: &Path) -> Result<()> {
    let mut cargo = tools.command("cargo");
    cargo.args(["build", "--profile", "web", "--target", "wasm32-unknown-unknown", "--package", "capture"]);
    step::run("building capture", &mut cargo, "Look at the compiler's lines above.")?;
    let wasm = paths::target().join("wasm32-unknown-unknown/web/capture.wasm");
    let mut bindgen = tools.command("wasm-bindgen");
    // For a bundler: the glue that loads a module in every way there is would be a third of it, and we load it in one.
    bindgen
        .args([
            "--target",
            "bundler",
            "--no-typescript",
            "--remove-producers-section",
            "--out-name",
            "capture",
            "--out-dir",
        ])
        .arg(staging)
        .arg(&wasm);
    step::run(
        "capture's glue",
        &mut bindgen,
        "The versions of wasm-bindgen in Cargo.toml and in xtask must agree.",
    )?;
    optimise(tools, &staging.join("capture_bg.wasm"))
}

/// wasm-opt for size, in place.
fn optimise(tools: &Tools, wasm: &Path) -> Result<()> {
    let mut optimise = tools.command("wasm-opt");
    optimise.args(["--enable-bulk-memory", "--enable-nontrapping-float-to-int", "--enable-sign-ext"]);
    optimise.args(["--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue"]);
    optimise.args(["--flatten", "--rereloop", "-Oz", "-Oz", "--converge"]);
    optimise.args(["--strip-producers", "--strip-target-features"]);
    optimise.arg(wasm).arg("-o").arg(wasm);
    step::run("optimising capture", &mut optimise, "Look at the lines above.")
}

/// A command that runs esbuild on one file.
fn esbuild(tools: &Tools, from: &Path, to: &Path) -> Command {
    let mut esbuild = tools.command("esbuild");
    esbuild.arg(from).arg("--minify").arg(format!("--outfile={}", to.display())).arg("--allow-overwrite");
    esbuild.args(["--log-level=warning", "--target=es2022", "--charset=utf8", "--legal-comments=none"]);
    esbuild
}
