//! A visitor of the demo site.

use std::time::Duration;

use anyhow::{Result, ensure};
use thirtyfour::{By, Key, WebElement};
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior};

use super::browser::Browser;
use super::until;

/// Somebody on the host site, who may be in the page or in the chat's frame.
pub(crate) struct Visitor {
    browser: Browser,
    site: String,
    hand: Mutex<Interval>,
}

/// Two presses that come closer together than this are one try to the story, as a double click is.
const BETWEEN_PRESSES: Duration = Duration::from_millis(700);

/// The field that one writes in.
const FIELD: &str = "form.composer textarea";

/// What was said, by whom.
const BUBBLES: &str = ".turns .bubble";

impl Visitor {
    pub(crate) async fn arrives(driver: &str, site: &str, chat: &str) -> Result<Self> {
        ensure!(site.contains("127.0.0.1") && chat.contains("localhost"), "host and chat must be two sites");
        let browser = Browser::opens(driver, 1280, 900).await?;
        browser.driver.goto(site).await?;
        let mut hand = tokio::time::interval(BETWEEN_PRESSES);
        hand.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { browser, site: site.to_owned(), hand: Mutex::new(hand) })
    }

    /// Presses a button of the page, no faster than a person who looks at what it did.
    pub(crate) async fn presses(&self, name: &str) -> Result<()> {
        self.hand.lock().await.tick().await;
        let button = until(&format!("a button {name:?} on the page"), || async {
            for button in self.browser.driver.find_all(By::Css("button")).await? {
                let is_busy = button.attr("aria-busy").await?.is_some();
                if !is_busy && button.is_displayed().await? && button.text().await?.trim() == name {
                    return Ok(Some(button));
                }
            }
            Ok(None)
        })
        .await?;
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.driver.execute(script, vec![button.to_json()?]).await?;
        // Through the pointer, as a hand does: a disabled control takes no click of WebDriver's own.
        self.browser.driver.action_chain().move_to_element_center(&button).click().perform().await?;
        Ok(())
    }

    /// Reads something on the page.
    pub(crate) async fn sees_on_the_page(&self, words: &str) -> Result<()> {
        self.browser.sees("main, [role=alert], [role=status]", words).await
    }

    /// Presses the launcher, and goes into the chat once it can be written in.
    pub(crate) async fn opens_chat(&self) -> Result<()> {
        let launcher = self.in_the_shadow("#launch").await?;
        launcher.click().await?;
        self.goes_into_the_chat().await
    }

    /// The chat that is open already, after a reload.
    pub(crate) async fn goes_into_the_chat(&self) -> Result<()> {
        let frame = self.in_the_shadow("iframe").await?;
        frame.enter_frame().await?;
        self.browser.finds(FIELD).await?;
        Ok(())
    }

    async fn in_the_shadow(&self, css: &str) -> Result<WebElement> {
        self.browser.driver.enter_default_frame().await?;
        let script =
            "return document.querySelector('#undertone')?.shadowRoot.querySelector(arguments[0]) ?? null";
        until(&format!("{css} of the launcher"), || async {
            let found = self.browser.driver.execute(script, vec![css.into()]).await?;
            Ok(found.element().ok())
        })
        .await
    }

    /// Leaves the site, with the chat open.
    pub(crate) async fn walks_away(&self) -> Result<()> {
        self.browser.driver.enter_default_frame().await?;
        Ok(self.browser.driver.goto("about:blank").await?)
    }

    /// Loads the page again, or comes back to it.
    pub(crate) async fn reloads(&self) -> Result<()> {
        self.browser.driver.enter_default_frame().await?;
        Ok(self.browser.driver.goto(&self.site).await?)
    }

    /// The site's own code signs its user out, and the chat has done what that asks of it.
    pub(crate) async fn is_signed_out_by_the_site(&self) -> Result<()> {
        self.browser.driver.execute("undertone('shutdown')", Vec::new()).await?;
        until("the chat has forgotten the visitor", || async {
            let script = "return document.querySelector('#undertone') === null";
            let is_gone: bool = self.browser.driver.execute(script, Vec::new()).await?.convert()?;
            Ok(is_gone.then_some(()))
        })
        .await
    }

    /// Types without sending.
    pub(crate) async fn types(&self, words: &str) -> Result<()> {
        Ok(self.browser.finds(FIELD).await?.send_keys(words).await?)
    }

    /// Types and sends.
    pub(crate) async fn says(&self, words: &str) -> Result<()> {
        self.types(words).await?;
        Ok(self.browser.finds(FIELD).await?.send_keys(Key::Return + "").await?)
    }

    /// Waits for words in the conversation.
    pub(crate) async fn sees(&self, words: &str) -> Result<()> {
        self.browser.sees(BUBBLES, words).await
    }

    /// Waits until the newest own message is in this state: `Sending`, `Sent` or `Seen`.
    pub(crate) async fn sees_state(&self, state: &str) -> Result<()> {
        until(&format!("the newest message is {state:?}"), || async {
            let states = self.browser.texts(".turns .state").await?;
            if states.last().is_some_and(|newest| newest.contains(state)) {
                return Ok(Some(()));
            }
            anyhow::bail!("the states are {states:?}")
        })
        .await
    }

    /// Waits until the agent is seen writing.
    pub(crate) async fn sees_typing(&self) -> Result<()> {
        self.browser.sees(".typing", "is writing").await
    }

    /// Waits for words in the chat's header or banner.
    pub(crate) async fn is_told(&self, words: &str) -> Result<()> {
        self.browser.sees("[role=status]", words).await
    }

    /// Everything said, in order.
    pub(crate) async fn conversation(&self) -> Result<Vec<String>> {
        self.browser.texts(BUBBLES).await
    }

    /// Keeps a picture of the whole page.
    pub(crate) async fn keeps_picture(&self, name: &str) -> Result<()> {
        self.browser.keeps_picture(name).await
    }

    pub(crate) async fn leaves(self) -> Result<()> {
        self.browser.closes().await
    }
}
