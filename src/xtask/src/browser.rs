//! A real browser, driven through WebDriver: for what is measured, and for the journeys.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{By, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver, WebElement};
use tokio::time::Instant;

use crate::paths;
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

/// A program that drives browsers, for as long as somebody needs it. It is killed when dropped.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    /// Where it takes commands.
    pub url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Driver {
    /// Chromium's own, from this program or from where the shell finds it.
    ///
    /// # Errors
    /// As [`Self::starts`].
    pub async fn of_chromium(program: Option<&Path>) -> Result<Self> {
        Self::starts(|port| {
            let mut command = Command::new(program.unwrap_or(Path::new("chromedriver")));
            command.arg(format!("--port={port}"));
            command
        })
        .await
    }

    /// Starts one on a free port, which `with_port` puts into its command, and waits until it listens.
    ///
    /// # Errors
    /// When it is not there, or does not listen.
    pub async fn starts(with_port: impl FnOnce(u16) -> Command) -> Result<Self> {
        let port = free_port()?;
        let mut command = with_port(port);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().with_context(|| {
            let program = command.get_program().display();
            format!("cannot start {program}: run cargo xtask test, which installs what it needs")
        })?;
        let driver = Self { child, url: format!("http://127.0.0.1:{port}") };
        until("the browser's driver listens", async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        Ok(driver)
    }
}

/// How somebody has set up their browser.
#[derive(Debug, Default)]
pub struct Habits {
    /// The Chromium to start, when it is not the one that its driver finds.
    pub chromium: Option<PathBuf>,
    /// Chromium's preferences, `{"profile": {...}}`.
    pub preferences: Option<Value>,
}

impl Habits {
    /// Those of whoever has these tools and changed nothing.
    #[must_use]
    pub fn of(tools: &Tools) -> Self {
        Self { chromium: tools.chromium.clone(), preferences: None }
    }
}

/// How a screen looks.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Its name in pictures.
    pub name: &'static str,
    /// Width and height in CSS pixels.
    pub size: (u32, u32),
    /// Whether its owner prefers dark colours.
    pub is_dark: bool,
}

/// A browser of one person, with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    /// What drives it.
    pub driver: WebDriver,
    _profile: Option<tempfile::TempDir>,
    _own_driver: Option<Driver>,
}

impl Browser {
    /// Opens a Chromium of this width and height in CSS pixels.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn opens(driver: &Driver, (width, height): (u32, u32), habits: &Habits) -> Result<Self> {
        let profile = tempfile::tempdir().context("no folder for the browser's profile")?;
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag)?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wishes.add_arg(&format!("--window-size={width},{height}"))?;
        if let Some(preferences) = &habits.preferences {
            wishes.add_experimental_option("prefs", preferences)?;
        }
        if let Some(chromium) = habits.chromium.as_ref().and_then(|path| path.to_str()) {
            wishes.set_binary(chromium)?;
        }
        let driver = WebDriver::new(&driver.url, wishes).await.context("the browser does not start")?;
        driver.set_script_timeout(PATIENCE).await?;
        Ok(Self { driver, _profile: Some(profile), _own_driver: None })
    }

    /// A browser that runs already, with the driver that is there for it alone.
    #[must_use]
    pub const fn driven(driver: WebDriver, own_driver: Driver) -> Self {
        Self { driver, _profile: None, _own_driver: Some(own_driver) }
    }

    /// Runs a script in the page, or in the frame that was entered, and gives what it returns.
    ///
    /// # Errors
    /// When it fails, or returns something else.
    pub async fn runs<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        Ok(self.driver.execute(script, arguments).await?.convert()?)
    }

    /// The same for a script that calls its last argument when it is done.
    ///
    /// # Errors
    /// As [`Self::runs`].
    pub async fn awaits<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        Ok(self.driver.execute_async(script, arguments).await?.convert()?)
    }

    /// Waits for an element in sight.
    ///
    /// # Errors
    /// When patience ends.
    pub async fn finds(&self, css: &str) -> Result<WebElement> {
        until(&format!("an element {css}"), async || match self.driver.find(By::Css(css)).await {
            Ok(element) if element.is_displayed().await? => Ok(Some(element)),
            Ok(_) | Err(_) => Ok(None),
        })
        .await
    }

    /// Waits until the text of one of these elements holds some words.
    ///
    /// # Errors
    /// When patience ends, with what is there instead.
    pub async fn sees(&self, css: &str, words: &str) -> Result<()> {
        until(&format!("{words:?} in {css}"), async || {
            let found = self.texts(css).await?;
            if found.iter().any(|text| text.contains(words)) {
                return Ok(Some(()));
            }
            bail!("seen instead: {found:?}")
        })
        .await
    }

    /// The texts of all elements that fit, in the order of the page.
    ///
    /// # Errors
    /// As [`Self::runs`].
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(it => it.innerText ?? it.textContent)";
        self.runs(script, vec![css.into()]).await
    }

    /// Keeps a picture for a person to look at.
    ///
    /// # Errors
    /// When it cannot be taken or kept.
    pub async fn keeps_picture(&self, name: &str) -> Result<()> {
        let folder = paths::target().join("pictures");
        std::fs::create_dir_all(&folder)?;
        let png = self.driver.screenshot_as_png().await?;
        Ok(std::fs::write(folder.join(format!("{name}.png")), png)?)
    }

    /// Shows everything from now on as on such a screen, in such a colour scheme.
    ///
    /// # Errors
    /// When the browser does not know how.
    pub async fn looks(&self, look: Look) -> Result<()> {
        let tools = self.driver.cdp();
        let (width, height) = look.size;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        tools.send_raw("Emulation.setDeviceMetricsOverride", screen).await?;
        let scheme = if look.is_dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        tools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// When its driver is gone.
    pub async fn closes(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }
}

/// A port that was free a moment ago.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Looks until `look` finds something, within a person's patience.
///
/// # Errors
/// When patience ends, with `what` and the last thing that was in the way.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
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
