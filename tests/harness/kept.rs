//! What earlier releases left: their traffic, their database, and the files that browsers may still have of them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use xtask::paths;
use xtask::release::{self, Step};
use xtask::server::{DemoSignIn, Running, Settings};

use super::free_port;

/// One release of the past.
#[derive(Debug, Clone)]
pub(crate) struct Release {
    folder: PathBuf,
}

impl Release {
    /// Every one that was kept.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let fixtures = paths::root().join("tests/fixtures");
        let mut releases = Vec::new();
        for entry in fs::read_dir(&fixtures).context("no fixtures")? {
            let folder = entry?.path();
            if folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("release-")) {
                releases.push(Self { folder });
            }
        }
        ensure!(!releases.is_empty(), "no release was kept: run cargo xtask keep");
        releases.sort_by(|one, other| one.folder.cmp(&other.folder));
        Ok(releases)
    }

    /// `release-0.1.0`.
    pub(crate) fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// What was said on every wire, and answered.
    pub(crate) fn traffic(&self) -> Result<Vec<Step>> {
        release::read(&self.folder.join("traffic.jsonl"))
    }

    /// What was asked of its database afterwards, and answered.
    pub(crate) fn return_visit(&self) -> Result<Vec<Step>> {
        release::read(&self.folder.join("return.jsonl"))
    }

    /// A data folder with its database.
    pub(crate) fn data(&self) -> Result<TempDir> {
        let data = tempfile::tempdir().context("no folder for the data")?;
        for name in ["undertone.db", "demo-sign-in.json"] {
            fs::copy(self.folder.join(name), data.path().join(name)).with_context(|| format!("no {name}"))?;
        }
        Ok(data)
    }

    /// The files that a browser may still have, by their paths on the server.
    pub(crate) fn web_files(&self) -> Result<HashMap<String, Vec<u8>>> {
        let web = self.folder.join("web");
        let mut files = HashMap::new();
        for folder in [web.clone(), web.join("assets")] {
            for entry in fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
                let path = entry?.path();
                if path.extension().is_some_and(|ending| ending == "br") {
                    let inside = path.strip_prefix(&web)?.with_extension("");
                    files.insert(format!("/{}", inside.display()), unpacked(&path)?);
                }
            }
        }
        Ok(files)
    }
}

fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let packed = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut bytes = Vec::new();
    brotli::BrotliDecompress(&mut packed.as_slice(), &mut bytes)
        .with_context(|| format!("{} is damaged", path.display()))?;
    Ok(bytes)
}

/// Starts today's server on a data folder, for a host page at `demo_origin`.
pub(crate) fn todays_server(data: &Path, demo_origin: &str) -> Result<(Running, DemoSignIn)> {
    let settings = Settings {
        binary: paths::server_binary(),
        listen: format!("127.0.0.1:{}", free_port()?),
        data: data.to_owned(),
        demo_origin: Some(demo_origin.to_owned()),
        log_to_terminal: false,
    };
    let server = settings.start()?;
    let sign_in = server.ready.demo.clone().context("nobody can sign in")?;
    Ok((server, sign_in))
}
