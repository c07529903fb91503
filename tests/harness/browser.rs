//! One browser of one person.

use anyhow::{Context as _, Result};
use thirtyfour::{By, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver, WebElement};

use super::driver::Driver;
use super::until;

/// A browser with a profile of its own.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    _profile: Option<tempfile::TempDir>,
    _own_driver: Option<Driver>,
}

/// How somebody has set up their browser.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    /// Chromium's preferences, `{"profile": {...}}`.
    pub(crate) preferences: Option<serde_json::Value>,
}

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
];

impl Browser {
    pub(crate) async fn opens(driver_url: &str, width: u32, height: u32, habits: &Habits) -> Result<Self> {
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
        if let Ok(chromium) = std::env::var("CHROMIUM") {
            wishes.set_binary(&chromium)?;
        }
        let driver = WebDriver::new(driver_url, wishes).await.context("the browser does not start")?;
        Ok(Self { driver, _profile: Some(profile), _own_driver: None })
    }

    /// A browser that runs already, with the driver that is there for it alone.
    pub(crate) fn driven(driver: WebDriver, own_driver: Driver) -> Self {
        Self { driver, _profile: None, _own_driver: Some(own_driver) }
    }

    /// Waits for an element and gives it.
    pub(crate) async fn finds(&self, css: &str) -> Result<WebElement> {
        until(&format!("an element {css}"), || async {
            match self.driver.find(By::Css(css)).await {
                Ok(element) if element.is_displayed().await? => Ok(Some(element)),
                Ok(_) | Err(_) => Ok(None),
            }
        })
        .await
    }

    /// Waits until an element's text holds some words.
    pub(crate) async fn sees(&self, css: &str, words: &str) -> Result<()> {
        until(&format!("{words:?} in {css}"), || async {
            let found = self.texts(css).await?;
            if found.iter().any(|text| text.contains(words)) {
                return Ok(Some(()));
            }
            anyhow::bail!("seen instead: {found:?}")
        })
        .await
    }

    /// The texts of all elements that fit, in the order of the page.
    pub(crate) async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(it => it.innerText ?? it.textContent)";
        let texts = self.driver.execute(script, vec![css.into()]).await?;
        Ok(texts.convert()?)
    }

    /// Keeps a picture for a person to look at.
    pub(crate) async fn keeps_picture(&self, name: &str) -> Result<()> {
        let folder = xtask::paths::target().join("pictures");
        std::fs::create_dir_all(&folder)?;
        let png = self.driver.screenshot_as_png().await?;
        Ok(std::fs::write(folder.join(format!("{name}.png")), png)?)
    }

    pub(crate) async fn closes(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }
}
