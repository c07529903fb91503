//! The server, the host site and the browser's driver of one journey.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;
use xtask::demo_site::DemoSite;
use xtask::server::{DemoSignIn, Running, Settings};
use xtask::{paths, run};

use super::host_pages::HostPages;
use super::line::Line;
use super::{Agent, Browser, Desk, Driver, Habits, Visitor, free_port, habits};

/// Everything that one journey needs, on ports and in folders of its own.
pub(crate) struct House {
    settings: Settings,
    server: Option<Running>,
    site: Site,
    line: Option<Line>,
    driver: Driver,
    sign_in: DemoSignIn,
    origin: String,
    _data: TempDir,
}

/// Who embeds the chat.
enum Site {
    Demo(DemoSite),
    Strangers(HostPages),
}

impl Site {
    fn origin(&self) -> String {
        match self {
            Self::Demo(site) => site.origin(),
            Self::Strangers(pages) => pages.origin().to_owned(),
        }
    }
}

impl House {
    /// Starts everything. The host site is on 127.0.0.1 and the chat on localhost: two sites.
    pub(crate) async fn opens() -> Result<Self> {
        let port = free_port()?;
        // The page names the chat by its origin and the server names the page by its own, so the port comes first.
        let site = DemoSite::start(0, run::demo_pages(&format!("http://localhost:{port}")))?;
        Self::around(Site::Demo(site), port, None).await
    }

    /// The same with the pages of strangers, from `tests/pages`.
    pub(crate) async fn opens_among_strangers() -> Result<Self> {
        let port = free_port()?;
        let pages = HostPages::open(&format!("http://localhost:{port}"), run::DEMO_SITE_KEY)?;
        Self::around(Site::Strangers(pages), port, None).await
    }

    /// The same at the far end of a line that can be slow or cut.
    pub(crate) async fn opens_at_the_end_of_a_line() -> Result<Self> {
        let port = free_port()?;
        let line = Line::opens(([127, 0, 0, 1], port).into()).await?;
        let pages = HostPages::open(&format!("http://localhost:{}", line.port()), run::DEMO_SITE_KEY)?;
        Self::around(Site::Strangers(pages), port, Some(line)).await
    }

    async fn around(site: Site, port: u16, line: Option<Line>) -> Result<Self> {
        let binary = paths::server_binary();
        ensure!(binary.is_file(), "there is no built server: run cargo xtask build first");
        let data = tempfile::tempdir().context("no folder for the data")?;
        let settings = Settings {
            binary,
            listen: format!("127.0.0.1:{port}"),
            data: data.path().to_owned(),
            demo_origin: Some(site.origin()),
            log_to_terminal: false,
        };
        let server = started(&settings, line.as_ref())?;
        let sign_in = server.ready.demo.clone().context("the server seeded no demo workspace")?;
        let origin = server.ready.origin.clone();
        let driver = super::driver().await?;
        Ok(Self { settings, server: Some(server), site, line, driver, sign_in, origin, _data: data })
    }

    /// A visitor with a browser of their own, on the demo site.
    pub(crate) async fn visitor(&self) -> Result<Visitor> {
        let browser = Browser::opens(&self.driver, (1280, 900), &habits()).await?;
        Visitor::arrives(browser, &self.site.origin(), &self.origin).await
    }

    /// A visitor on a page of strangers, in a browser that is watched from that page's first line on.
    pub(crate) async fn visitor_of(&self, page: &str) -> Result<Visitor> {
        self.visitor_with(page, &habits()).await
    }

    /// The same with a browser that is set up in its own way.
    pub(crate) async fn visitor_with(&self, page: &str, habits: &Habits) -> Result<Visitor> {
        let visitor = self.visitor_before(habits).await?;
        visitor.goes_to(page).await?;
        Ok(visitor)
    }

    /// A visitor in a watched browser that has loaded no page yet.
    pub(crate) async fn visitor_before(&self, habits: &Habits) -> Result<Visitor> {
        let browser = Browser::opens(&self.driver, (1280, 900), habits).await?;
        Visitor::is_watched(browser, &self.site.origin(), &self.origin).await
    }

    /// A visitor in a browser that is there already, and that nobody watches.
    pub(crate) async fn visitor_in(&self, browser: Browser, page: &str) -> Result<Visitor> {
        let visitor = Visitor::arrives(browser, &self.site.origin(), &self.origin).await?;
        visitor.goes_to(page).await?;
        Ok(visitor)
    }

    /// What must never leave the browser of what stands on `secrets.html`, by its kind.
    pub(crate) fn secrets(&self) -> Result<&BTreeMap<String, String>> {
        if let Site::Strangers(pages) = &self.site {
            Ok(pages.secrets())
        } else {
            bail!("the demo has no secrets")
        }
    }

    pub(super) const fn driver(&self) -> &Driver {
        &self.driver
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The agent's side without a screen.
    pub(crate) async fn desk(&self) -> Result<Desk> {
        Desk::signs_in(&self.settings.listen, &self.origin, &self.sign_in).await
    }

    /// The line between browsers and server.
    pub(crate) fn line(&self) -> Result<&Line> {
        self.line.as_ref().context("there is no line")
    }

    /// The demo's agent with a browser of their own, not signed in yet.
    pub(crate) async fn agent(&self) -> Result<Agent> {
        Agent::arrives(&self.driver, &self.origin, &self.sign_in).await
    }

    /// `kill -9`.
    pub(crate) fn server_is_killed(&mut self) -> Result<()> {
        let mut server = self.server.take().context("the server is dead already")?;
        server.kill()
    }

    /// Starts it again on what it left behind.
    pub(crate) fn server_comes_back(&mut self) -> Result<()> {
        self.server = Some(started(&self.settings, self.line.as_ref())?);
        Ok(())
    }

    /// Closes politely, so that a fault at closing is a fault of the journey.
    pub(crate) fn closes(mut self) -> Result<()> {
        self.server.take().context("the server is dead")?.stop()
    }
}

/// Starts the server. At the end of a line, browsers name it by the line's other end.
fn started(settings: &Settings, line: Option<&Line>) -> Result<Running> {
    let mut command = settings.command();
    if let Some(line) = line {
        command.arg("--public-origin").arg(format!("http://localhost:{}", line.port()));
    }
    settings.start_as(command)
}
