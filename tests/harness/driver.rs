//! A program that drives browsers, for as long as somebody needs it.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use super::until;

/// A running driver; it is killed when dropped.
pub(crate) struct Driver {
    child: Child,
    /// Where it takes commands.
    pub(crate) url: String,
}

impl Driver {
    /// Chromium's own.
    pub(crate) async fn of_chromium() -> Result<Self> {
        let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        Self::starts(|port| {
            let mut command = Command::new(program);
            command.arg(format!("--port={port}"));
            command
        })
        .await
    }

    /// Starts one on a free port, which `with_port` puts into its command, and waits until it listens.
    pub(crate) async fn starts(with_port: impl FnOnce(u16) -> Command) -> Result<Self> {
        let port = free_port()?;
        let mut command = with_port(port);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| {
            let program = command.get_program().display();
            format!("cannot start {program}: run cargo xtask test, which installs what it needs")
        })?;
        let driver = Self { child, url: format!("http://127.0.0.1:{port}") };
        until("the browser's driver listens", || async {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
