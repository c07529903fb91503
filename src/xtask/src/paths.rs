//! Where things lie in the workspace.

use std::path::{Path, PathBuf};

/// The workspace's root: what cargo says as it starts the program, since a folder may have moved after it was built.
#[must_use]
pub fn root() -> PathBuf {
    let started = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let is_root = |folder: &&Path| folder.join("Cargo.lock").is_file();
    let found = |package: &Path| package.ancestors().find(is_root).map(Path::to_owned);
    let built = Path::new(env!("CARGO_MANIFEST_DIR"));
    started.as_deref().and_then(found).or_else(|| found(built)).unwrap_or_else(|| built.to_owned())
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
