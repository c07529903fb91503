//! Firefox and `WebKit`, where they are installed with their drivers.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::{Capabilities, DesiredCapabilities, WebDriver};

use super::{Browser, Driver};

/// Where Debian and its kin put `WebKit`'s small browser, which its driver needs.
const MINI_BROWSER: &str = "webkit2gtk-4.1/MiniBrowser";

/// Firefox through geckodriver; nothing when one of them is not installed.
pub(crate) async fn firefox() -> Result<Option<Browser>> {
    let (Some(driver), Some(firefox)) =
        (find("GECKODRIVER", &["geckodriver"]), find("FIREFOX", &["firefox", "firefox-esr"]))
    else {
        return Ok(None);
    };
    let driver = Driver::starts(|port| {
        let mut command = Command::new(driver);
        command.arg("--port").arg(port.to_string());
        command
    })
    .await?;
    let mut wishes = DesiredCapabilities::firefox();
    wishes.set_headless()?;
    wishes.set_firefox_binary(&firefox.to_string_lossy())?;
    let browser = WebDriver::new(&driver.url, wishes).await.context("Firefox does not start")?;
    Ok(Some(Browser::driven(browser, driver)))
}

/// `WebKit`'s browser, with a screen to draw on; nothing when a part of it is not installed.
pub(crate) async fn webkit() -> Result<Option<(Browser, Screen)>> {
    let (Some(driver), Some(browser), Some(screen)) =
        (find("WEBKITWEBDRIVER", &["WebKitWebDriver"]), mini_browser(), find("XVFB", &["Xvfb"]))
    else {
        return Ok(None);
    };
    let screen = Screen::opens(&screen)?;
    let display = format!(":{}", screen.number);
    let driver = Driver::starts(|port| {
        let mut command = Command::new(driver);
        command.arg(format!("--port={port}")).env("DISPLAY", display);
        command
    })
    .await?;
    let mut wishes = Capabilities::new();
    let options = json!({ "binary": browser, "args": ["--automation"] });
    wishes.set("webkitgtk:browserOptions", options)?;
    let browser = WebDriver::new(&driver.url, wishes).await.context("WebKit does not start")?;
    Ok(Some((Browser::driven(browser, driver), screen)))
}

/// A screen that nobody sees.
pub(crate) struct Screen {
    child: Child,
    number: String,
}

impl Screen {
    fn opens(program: &Path) -> Result<Self> {
        // It chooses a free number by itself, and writes it when it is there.
        let mut child = Command::new(program)
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start")?;
        let mut number = String::new();
        let said = child.stdout.take().context("Xvfb says nothing")?;
        BufReader::new(said).read_line(&mut number)?;
        Ok(Self { child, number: number.trim().to_owned() })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn mini_browser() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("MINIBROWSER") {
        return Some(path.into());
    }
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    ["/usr/lib", "/usr/lib64", "/usr/libexec"]
        .into_iter()
        .map(PathBuf::from)
        .chain(folders)
        .map(|folder| folder.join(MINI_BROWSER))
        .find(|path| path.is_file())
}

fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Some(path.into());
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |it| it.join(name))).find(|file| file.is_file())
}
