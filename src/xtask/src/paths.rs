//! Where things lie in the workspace.

use std::path::{Path, PathBuf};

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_owned()
}

/// Cargo's target folder.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Everything a browser downloads, as the server embeds it.
#[must_use]
pub fn web() -> PathBuf {
    target().join("browser")
}

/// Half-built browser parts, one folder each.
#[must_use]
pub fn staging() -> PathBuf {
    target().join("browser-staging")
}

/// The server's binary, built in release.
#[must_use]
pub fn server_binary() -> PathBuf {
    target().join("release").join(format!("undertone{}", std::env::consts::EXE_SUFFIX))
}
