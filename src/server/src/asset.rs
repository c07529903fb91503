//! The files inside the binary: the web files, and the default model.

use std::collections::HashMap;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

/// One file as build.rs put it here.
#[derive(Debug)]
pub(crate) struct Embedded {
    pub(crate) name: &'static str,
    pub(crate) bytes: &'static [u8],
    pub(crate) br: Option<&'static [u8]>,
    pub(crate) gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// One file as it is served.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) file: &'static Embedded,
    pub(crate) etag: String,
    pub(crate) content_type: &'static str,
}

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(|| {
    let asset = |file: &'static Embedded| {
        let hash = Sha256::digest(file.bytes);
        let etag = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        (file.name, Asset { file, etag, content_type: content_type(file.name) })
    };
    FILES.iter().chain(MODEL.iter()).map(asset).collect()
});

/// The file of this name (`embed.js`, `assets/...`).
pub(crate) fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.get(name)
}

/// Where the default model lies, from the origin's root. Empty without a model.
pub(crate) fn model_url() -> String {
    MODEL.as_ref().map(|model| format!("/{}", model.name)).unwrap_or_default()
}

/// The default model's bytes.
pub(crate) fn model() -> Option<&'static [u8]> {
    MODEL.as_ref().map(|model| model.bytes)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
