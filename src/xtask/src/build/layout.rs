//! Lays the built parts out as the server embeds them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use brotli::enc::BrotliEncoderParams;
use sha2::{Digest as _, Sha256};

use super::{esbuild, stamp};
use crate::tools::Tools;
use crate::{paths, step};

/// Brotli's best: it is done once and downloaded by everyone.
const BROTLI_QUALITY: i32 = 11;

/// How the frame's page names what tells a story, until its hash is known.
const TOLD: &str = "/assets/told.js";

/// Whether everything was laid out before.
pub(super) fn is_there() -> bool {
    paths::web().join("complete").is_file()
}

/// Lays everything out anew.
pub(super) fn lay_out(tools: &Tools) -> Result<()> {
    let (web, staging) = (paths::web(), paths::staging());
    if web.exists() {
        fs::remove_dir_all(&web).with_context(|| format!("cannot empty {}", web.display()))?;
    }
    let assets = web.join("assets");
    fs::create_dir_all(&assets).with_context(|| format!("cannot make {}", assets.display()))?;
    trunk_page(tools, &staging.join("widget"), &web.join("frame.html"), &assets)?;
    trunk_page(tools, &staging.join("console"), &web.join("console.html"), &assets)?;
    minify_glue(tools, &assets)?;

    capture_scripts(tools, &web, &assets)?;
    compress(&web)?;
    fs::write(web.join("complete"), "").context("cannot write into target/browser")
}

/// What runs on host pages, `embed.js` and the recorder that it fetches, and what tells their log in the chat's frame.
fn capture_scripts(tools: &Tools, web: &Path, assets: &Path) -> Result<()> {
    let staging = paths::staging();
    let source = |name: &str| paths::root().join("src/capture").join(name);
    let wasm = hashed(&staging.join("capture/capture_bg.wasm"), assets)?;
    let bundled = |name: &str, defines: &[String]| -> Result<String> {
        let bundle = staging.join(name);
        let mut esbuild = esbuild(tools, &source(name), &bundle);
        esbuild.args(["--bundle", "--format=esm"]).args(defines).env("NODE_PATH", tools.node_modules());
        esbuild.arg(format!("--alias:glue={}", staging.join("capture/capture_bg.js").display()));
        step::run(&format!("minifying {name}"), &mut esbuild, "Look at the lines above.")?;
        Ok(format!("/assets/{}", hashed(&bundle, assets)?))
    };
    let frame = web.join("frame.html");
    let html = fs::read_to_string(&frame).with_context(|| format!("cannot read {}", frame.display()))?;
    ensure!(html.contains(TOLD), "the frame does not fetch {TOLD} any more");
    let told = bundled("told.js", &[define("__CAPTURE_WASM__", &format!("/assets/{wasm}"))])?;
    fs::write(&frame, html.replace(TOLD, &told))
        .with_context(|| format!("cannot write {}", frame.display()))?;
    let mut embed = esbuild(tools, &source("embed.js"), &web.join("embed.js"));
    embed.args(["--bundle", "--format=iife"]);
    let vitals = define("__VITALS_JS__", &bundled("vitals.js", &[])?);
    embed.arg(define("__CAPTURE_JS__", &bundled("capture.js", &[vitals])?));
    embed.arg(define("__OVERLAY_JS__", &bundled("overlay.js", &[])?));
    embed.arg(define("__OFFER_JS__", &bundled("offer.js", &[])?));
    embed.arg(define("__TOLD_JS__", &told));
    step::run("minifying embed.js", &mut embed, "Look at the lines above.")
}

/// What has esbuild put a text in the place of a name.
fn define(name: &str, text: &str) -> String {
    format!("--define:{name}=\"{text}\"")
}

/// Trunk's page, and everything else that it made. Trunk hashes the names of all but workers; those get theirs here,
/// since everything in `assets` is cached for ever.
fn trunk_page(tools: &Tools, from: &Path, page: &Path, assets: &Path) -> Result<()> {
    let index = from.join("index.html");
    let mut html = fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry.with_context(|| format!("cannot list {}", from.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Trunk's own scratch folder may be left.
        if !path.is_file() || name == "index.html" {
            continue;
        }
        if is_hashed(&name) {
            fs::copy(&path, assets.join(&name)).with_context(|| format!("cannot copy {}", path.display()))?;
        } else {
            let new = hashed(&path, assets)?;
            html = html.replace(&format!("/assets/{name}"), &format!("/assets/{new}"));
        }
    }
    let html = minify_scripts(tools, &lean_start(&html)?, &from.with_extension("inline.js"))?;
    fs::write(page, html).with_context(|| format!("cannot write {}", page.display()))
}

/// Trunk's way to start a page keeps every export of the glue at hand and tells the page about it. Ours only starts.
fn lean_start(html: &str) -> Result<String> {
    let why = "Trunk starts its page in another way than it did; see `lean_start`";
    let (before, start) = html.split_once("<script type=module>").context(why)?;
    let (start, after) = start.split_once("</script>").context(why)?;
    let mut quoted = start.split('\'').skip(1).step_by(2);
    let (glue, wasm) = quoted.next().zip(quoted.next()).context(why)?;
    let start = format!("import init from '{glue}'; init({{ module_or_path: '{wasm}' }});");
    Ok([before, "<script type=module>", &start, "</script>", after].concat())
}

/// Trunk leaves the scripts that stand in a page as they were written, comments and all.
fn minify_scripts(tools: &Tools, html: &str, scratch: &Path) -> Result<String> {
    const END: &str = "</script>";
    let mut minified = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let opened = rest[start..].find('>').map_or(rest.len(), |length| start + length + 1);
        let closed = rest[opened..].find(END).map_or(rest.len(), |length| opened + length);
        let (tag, script) = (&rest[start..opened], &rest[opened..closed]);
        minified.push_str(&rest[..opened]);
        if script.is_empty() || tag.contains("json") {
            minified.push_str(script);
        } else {
            fs::write(scratch, script).with_context(|| format!("cannot write {}", scratch.display()))?;
            let mut command = esbuild(tools, scratch, scratch);
            step::run("minifying a page's own script", &mut command, "Look at the lines above.")?;
            let script = fs::read_to_string(scratch);
            minified
                .push_str(script.with_context(|| format!("cannot read {}", scratch.display()))?.trim_end());
        }
        rest = &rest[closed..];
        let (end, after) = rest.split_at(rest.len().min(END.len()));
        minified.push_str(end);
        rest = after;
    }
    minified.push_str(rest);
    Ok(minified)
}

/// Whether a name ends in a dash and a hash, but for its ending and what the glue's maker adds. Trunk leaves a hash's
/// leading zeros out.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches("_bg");
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Trunk's own minifier cannot read the glue, so it leaves it as it is. The name stays: it is already a hash of the
/// unminified text, which decides the minified one.
fn minify_glue(tools: &Tools, assets: &Path) -> Result<()> {
    for entry in fs::read_dir(assets).context("cannot list the assets")? {
        let path = entry.context("cannot list the assets")?.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            step::run("minifying glue", &mut esbuild(tools, &path, &path), "Look at the lines above.")?;
        }
    }
    Ok(())
}

/// Copies a file under its name with a hash of its bytes, and gives that name.
fn hashed(from: &Path, assets: &Path) -> Result<String> {
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    let hash = stamp::hex(&Sha256::digest(&bytes)[..8]);
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    };
    fs::write(assets.join(&name), bytes).with_context(|| format!("cannot write {name}"))?;
    Ok(name)
}

fn compress(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_dir() {
            compress(&path)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
            fs::write(beside(".br"), brotli(&bytes)?).context("cannot write a compressed file")?;
            fs::write(beside(".gz"), gzip(&bytes)?).context("cannot write a compressed file")?;
        }
    }
    Ok(())
}

/// Brotli at its best.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters =
        BrotliEncoderParams { quality: BROTLI_QUALITY, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters).context("cannot compress")?;
    Ok(compressed)
}

/// Gzip at its best.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).context("cannot compress")?;
    writer.finish().context("cannot compress")
}
