//! The server, the host site and the browser's driver of one journey.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use xtask::demo_site::DemoSite;
use xtask::server::{DemoSignIn, Running, Settings};
use xtask::{paths, run};

use super::{Agent, Visitor, until};

/// Everything that one journey needs, on ports and in folders of its own.
pub(crate) struct House {
    settings: Settings,
    server: Option<Running>,
    site: DemoSite,
    driver: Driver,
    sign_in: DemoSignIn,
    origin: String,
    _data: TempDir,
}

struct Driver {
    child: Child,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl House {
    /// Starts everything. The host site is on 127.0.0.1 and the chat on localhost: two sites.
    pub(crate) async fn opens() -> Result<Self> {
        let binary = paths::server_binary();
        ensure!(binary.is_file(), "there is no built server: run cargo xtask build first");
        let data = tempfile::tempdir().context("no folder for the data")?;
        let port = free_port()?;
        // The page names the chat by its origin and the server names the page by its own, so the port comes first.
        let site = DemoSite::start(0, run::demo_pages(&format!("http://localhost:{port}")))?;
        let settings = Settings {
            binary,
            listen: format!("127.0.0.1:{port}"),
            data: data.path().to_owned(),
            demo_origin: Some(site.origin()),
            log_to_terminal: false,
        };
        let server = settings.start()?;
        let sign_in = server.ready.demo.clone().context("the server seeded no demo workspace")?;
        let origin = server.ready.origin.clone();
        let driver = Driver::start().await?;
        Ok(Self { settings, server: Some(server), site, driver, sign_in, origin, _data: data })
    }

    /// A visitor with a browser of their own, on the demo site.
    pub(crate) async fn visitor(&self) -> Result<Visitor> {
        Visitor::arrives(&self.driver.url, &self.site.origin(), &self.origin).await
    }

    /// The demo's agent with a browser of their own, not signed in yet.
    pub(crate) async fn agent(&self) -> Result<Agent> {
        Agent::arrives(&self.driver.url, &self.origin, &self.sign_in).await
    }

    /// `kill -9`.
    pub(crate) fn server_is_killed(&mut self) -> Result<()> {
        let mut server = self.server.take().context("the server is dead already")?;
        server.kill()
    }

    /// Starts it again on what it left behind.
    pub(crate) fn server_comes_back(&mut self) -> Result<()> {
        self.server = Some(self.settings.start()?);
        Ok(())
    }

    /// Closes politely, so that a fault at closing is a fault of the journey.
    pub(crate) fn closes(mut self) -> Result<()> {
        self.server.take().context("the server is dead")?.stop()
    }
}

impl Driver {
    async fn start() -> Result<Self> {
        let program =
            std::env::var_os("CHROMEDRIVER").map_or_else(|| PathBuf::from("chromedriver"), PathBuf::from);
        let port = free_port()?;
        let child = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("cannot start {}: run cargo xtask test, which installs it", program.display())
            })?;
        let driver = Self { child, url: format!("http://127.0.0.1:{port}") };
        until("the browser's driver listens", || async {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(driver)
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
