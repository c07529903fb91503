//! A visitor of the demo site, with a browser of their own.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use thirtyfour::WebElement;

use super::keys;
use crate::browser::{Browser, Driver, Habits, until};
use crate::tools::Tools;

/// The field that one writes in.
const FIELD: &str = "form.composer textarea";

/// Notes when the key that sends was pressed, by the clock that all browsers of the machine share.
const WATCH_THE_KEY: &str = "
    window.sent = new Promise((resolve) => {
        const heard = (event) => {
            if (event.key !== 'Enter') return;
            removeEventListener('keydown', heard, true);
            resolve(Date.now() - (performance.now() - event.timeStamp));
        };
        addEventListener('keydown', heard, true);
    });";

/// Somebody in the chat's frame.
pub(super) struct Visitor {
    browser: Browser,
    field: WebElement,
    /// Answers that were seen.
    got: AtomicUsize,
}

impl Visitor {
    /// Comes to the site, which says their name, and opens the chat.
    pub(super) async fn arrive(driver: &Driver, tools: &Tools, page: &str, name: &str) -> Result<Self> {
        let browser = Browser::opens(driver, (1100, 800), &Habits::of(tools)).await?;
        browser.driver.goto(page).await?;
        let identify = "undertone('identify', { name: arguments[0] })";
        browser.driver.execute(identify, vec![name.into()]).await?;
        in_the_shadow(&browser, "#launch").await?.click().await?;
        in_the_shadow(&browser, "iframe").await?.enter_frame().await?;
        let field = browser.finds(FIELD).await?;
        Ok(Self { browser, field, got: AtomicUsize::new(0) })
    }

    /// Types without sending.
    pub(super) async fn writes(&self, text: &str) -> Result<()> {
        keys::type_into(&self.browser, &self.field, text).await
    }

    /// Sends what is typed, and gives when: milliseconds since 1970.
    pub(super) async fn sends(&self) -> Result<f64> {
        self.browser.driver.execute(WATCH_THE_KEY, Vec::new()).await?;
        keys::send(&self.field).await?;
        self.browser.awaits("window.sent.then(arguments[0])", Vec::new()).await
    }

    /// Waits until one more answer is on the screen.
    pub(super) async fn gets(&self) -> Result<()> {
        let wanted = self.got.fetch_add(1, Ordering::Relaxed) + 1;
        until("the agent's answer in the chat", async || {
            let script = "return document.querySelectorAll('.turns .turn:not(.own) .bubble').length";
            let seen: usize = self.browser.runs(script, Vec::new()).await?;
            Ok((seen >= wanted).then_some(()))
        })
        .await
    }

    /// Leaves, once everything that was sent is on the server.
    pub(super) async fn leaves(self) -> Result<()> {
        until("the last message was sent", async || {
            let script =
                "return [...document.querySelectorAll('.turns .own .state')].at(-1)?.textContent ?? ''";
            let state: String = self.browser.runs(script, Vec::new()).await?;
            Ok(["Sent", "Seen"].iter().any(|done| state.contains(done)).then_some(()))
        })
        .await?;
        self.browser.closes().await
    }
}

async fn in_the_shadow(browser: &Browser, css: &str) -> Result<WebElement> {
    let script =
        "return document.querySelector('#undertone')?.shadowRoot.querySelector(arguments[0]) ?? null";
    until(&format!("{css} of the launcher"), async || {
        let found = browser.driver.execute(script, vec![css.into()]).await?;
        Ok(found.element().ok())
    })
    .await
}
