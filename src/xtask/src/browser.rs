//! A real Chromium, driven through WebDriver.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use thirtyfour::{By, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver, WebElement};
use tokio::time::Instant;

use crate::tools::Tools;

/// What is waited for is there sooner, or something has failed. Two busy cores need the room.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(25);

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    // Several browsers stand side by side, and each is looked at.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
];

/// chromedriver, which starts browsers. It is killed when dropped.
pub(crate) struct Driver {
    child: Child,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Driver {
    /// Starts it on a free port and waits until it listens.
    pub(crate) async fn start(tools: &Tools) -> Result<Self> {
        let program = tools.chromedriver.as_deref().unwrap_or(Path::new("chromedriver"));
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let child = Command::new(program)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let driver = Self { child, url: format!("http://127.0.0.1:{port}") };
        until("the browser's driver listens", async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(driver)
    }

    /// Opens a browser with a profile of its own.
    pub(crate) async fn browser(&self, tools: &Tools, (width, height): (u32, u32)) -> Result<Browser> {
        let profile = tempfile::tempdir().context("no folder for the browser's profile")?;
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wishes.add_arg(&format!("--window-size={width},{height}"))?;
        if let Some(chromium) = tools.chromium.as_ref().and_then(|path| path.to_str()) {
            wishes.set_binary(chromium)?;
        }
        let driver = WebDriver::new(&self.url, wishes).await.context("the browser does not start")?;
        driver.set_script_timeout(PATIENCE).await?;
        Ok(Browser { driver, _profile: profile })
    }
}

/// A browser of one person.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Runs a script in the page, or in the frame that was entered, and gives what it returns.
    pub(crate) async fn runs<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        Ok(self.driver.execute(script, arguments).await?.convert()?)
    }

    /// The same for a script that calls its last argument when it is done.
    pub(crate) async fn awaits<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        Ok(self.driver.execute_async(script, arguments).await?.convert()?)
    }

    /// Waits for an element in sight.
    pub(crate) async fn finds(&self, css: &str) -> Result<WebElement> {
        until(&format!("an element {css}"), async || match self.driver.find(By::Css(css)).await {
            Ok(element) if element.is_displayed().await? => Ok(Some(element)),
            Ok(_) | Err(_) => Ok(None),
        })
        .await
    }

    /// Ends it.
    pub(crate) async fn closes(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// Looks until `look` finds something, within a person's patience.
pub(crate) async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last = match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => "it was not there".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        if Instant::now() >= deadline {
            bail!("waited {} s in vain: {what} ({last})", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
