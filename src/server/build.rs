//! Embeds the built web files and the default model, so that the server is one binary.
//!
//! The web files are what `cargo xtask build` lays out in `target/browser` (or `UNDERTONE_WEB_DIR`). Without them the
//! server still builds and says on their addresses what to run.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

const MODEL: &str = "undertone-en-1";

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    println!("cargo:rerun-if-env-changed=UNDERTONE_WEB_DIR");
    let web = env::var_os("UNDERTONE_WEB_DIR").map_or_else(|| built_beside(&out, &here), PathBuf::from);

    let mut source = String::from("pub(crate) static FILES: &[Embedded] = &[\n");
    let mut files = Vec::new();
    // What is not there makes cargo run this again each time, which is how it is noticed when it comes.
    for name in ["embed.js", "frame.html", "console.html"] {
        let path = web.join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        if path.is_file() {
            files.push((name.to_owned(), path.canonicalize()?));
        }
    }
    let assets = web.join("assets");
    println!("cargo:rerun-if-changed={}", assets.display());
    collect(&web, &assets, &mut files)?;
    files.sort();
    for (name, path) in &files {
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let beside = |ending: &str| PathBuf::from(format!("{}.{ending}", path.display()));
        entry(&mut source, name, path, &beside("br"), &beside("gz"));
    }
    source.push_str("];\n");
    model(&here, &out, &mut source)?;
    fs::write(out.join("web.rs"), source)
}

/// The folder `browser` in the target folder that this build writes to.
fn built_beside(out: &Path, here: &Path) -> PathBuf {
    let built =
        out.ancestors().map(|folder| folder.join("browser")).find(|web| web.join("frame.html").is_file());
    built.unwrap_or_else(|| here.join("../../target/browser"))
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for found in entries {
        let path = found?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), path.canonicalize()?));
        }
    }
    Ok(())
}

fn entry(source: &mut String, name: &str, path: &Path, br: &Path, gz: &Path) {
    let optional = |path: &Path| {
        if path.is_file() { format!("Some(include_bytes!({path:?}))") } else { "None".to_owned() }
    };
    source.push_str(&format!(
        "    Embedded {{ name: {name:?}, bytes: include_bytes!({path:?}), br: {}, gz: {} }},\n",
        optional(br),
        optional(gz)
    ));
}

/// The model gets a name with its hash in it, so that browsers may keep it for ever.
fn model(here: &Path, out: &Path, source: &mut String) -> io::Result<()> {
    let path = here.join(format!("../classifier/models/{MODEL}.model"));
    println!("cargo:rerun-if-changed={}", path.display());
    let Ok(bytes) = fs::read(&path) else {
        source.push_str("pub(crate) static MODEL: Option<Embedded> = None;\n");
        return Ok(());
    };
    let digest = Sha256::digest(&bytes);
    let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (br, gz) = (out.join("model.br"), out.join("model.gz"));
    compress(&bytes, &hash, &br, &gz)?;
    let name = format!("assets/{MODEL}-{hash}.model");
    source.push_str("pub(crate) static MODEL: Option<Embedded> = Some(\n");
    entry(source, &name, &path.canonicalize()?, &br, &gz);
    // `entry` ends with a comma, which a tuple-like `Some(..)` allows.
    source.push_str(");\n");
    Ok(())
}

fn compress(bytes: &[u8], hash: &str, br: &Path, gz: &Path) -> io::Result<()> {
    // The best compression takes seconds, which only a release is worth.
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let (quality, level) = if is_release { (11, 9) } else { (4, 4) };
    // This script runs often while the web files are missing; the model is packed once.
    let mark = br.with_extension("packed");
    let made = format!("{hash} {quality}");
    if fs::read_to_string(&mark).is_ok_and(|before| before == made) {
        return Ok(());
    }
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 64 * 1024, quality, 22).write_all(bytes)?;
    fs::write(br, packed)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    gzip.write_all(bytes)?;
    fs::write(gz, gzip.finish()?)?;
    fs::write(mark, made)
}
