//! The agent, at the console in a browser.

use anyhow::Result;
use record::ConversationId;
use thirtyfour::Key;

use super::super::Desk;
use super::keys;
use crate::browser::{Browser, Driver, Habits, until};
use crate::tools::Tools;

/// Goes to another conversation as the browser's back button would.
const GO: &str = "
    history.pushState(null, '', arguments[0]);
    dispatchEvent(new PopStateEvent('popstate'));";

/// How many turns of the visitor stand in the open conversation.
const TURNS: &str =
    "return document.querySelectorAll(`article.turn.visitor[id^='turn-${arguments[0]}-']`).length";

/// Looks out for one more turn, and for the first moment after the frame in which it was painted.
const LOOK_OUT: &str = "
    const [id, count] = arguments;
    const turns = () => document.querySelectorAll(`article.turn.visitor[id^='turn-${id}-']`);
    window.painted = new Promise((resolve) => {
        const paint = () => {
            const { top, bottom } = [...turns()].at(-1).getBoundingClientRect();
            if (bottom <= 0 || top >= innerHeight) return requestAnimationFrame(paint);
            // It is in sight, so this frame paints it; the next one begins after that.
            requestAnimationFrame(() => resolve(Date.now()));
        };
        const observer = new MutationObserver(() => {
            if (turns().length < count) return;
            observer.disconnect();
            requestAnimationFrame(paint);
        });
        observer.observe(document.body, { subtree: true, childList: true });
    });";

/// Somebody with answers.
pub(super) struct Console {
    browser: Browser,
}

impl Console {
    /// Signs in and waits for the inbox.
    pub(super) async fn open(driver: &Driver, tools: &Tools, desk: &Desk) -> Result<Self> {
        let browser = Browser::opens(driver, (1440, 900), &Habits::of(tools)).await?;
        browser.driver.goto(format!("{}/console/", desk.origin)).await?;
        browser.finds("input[type=email]").await?.send_keys(&desk.email).await?;
        let password = browser.finds("input[type=password]").await?;
        password.send_keys(&desk.password).await?;
        password.send_keys(Key::Return + "").await?;
        browser.finds(".row").await?;
        Ok(Self { browser })
    }

    /// Opens a conversation, unless it is open, and waits until so many turns of its visitor are there.
    pub(super) async fn opens(&self, id: ConversationId, said: usize) -> Result<()> {
        let path = format!("/console/c/{id}");
        let address = self.browser.driver.current_url().await?;
        if address.path() != path {
            self.browser.driver.execute(GO, vec![path.into()]).await?;
        }
        until(&format!("{said} turns of the visitor in the console"), async || {
            let seen: usize = self.browser.runs(TURNS, vec![id.to_string().into()]).await?;
            Ok((seen >= said).then_some(()))
        })
        .await
    }

    /// Looks out for the visitor's turn of this number in the open conversation.
    pub(super) async fn looks_out(&self, id: ConversationId, count: usize) -> Result<()> {
        self.browser.driver.execute(LOOK_OUT, vec![id.to_string().into(), count.into()]).await?;
        Ok(())
    }

    /// Waits until it was painted, and gives when: milliseconds since 1970.
    pub(super) async fn has_painted(&self) -> Result<f64> {
        self.browser.awaits("window.painted.then(arguments[0])", Vec::new()).await
    }

    /// Types an answer and sends it.
    pub(super) async fn replies(&self, text: &str) -> Result<()> {
        let field = self.browser.finds("form.composer textarea").await?;
        keys::type_into(&self.browser, &field, text).await?;
        keys::send(&field).await
    }

    pub(super) async fn closes(self) -> Result<()> {
        self.browser.closes().await
    }
}
