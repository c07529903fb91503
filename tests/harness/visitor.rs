//! A visitor of the demo site.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use thirtyfour::{By, Key, WebElement};
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior};

use super::Browser;
use super::watch::Watch;
use super::{DevTools, until};

/// Somebody on the host site, who may be in the page or in the chat's frame.
pub(crate) struct Visitor {
    pub(super) browser: Browser,
    watch: Option<Watch>,
    pub(super) site: String,
    pub(super) hand: Mutex<Interval>,
}

/// One of the browser's tabs.
pub(crate) struct Tab(thirtyfour::WindowHandle);

/// Two presses that come closer together than this are one try to the story, as a double click is.
const BETWEEN_PRESSES: Duration = Duration::from_millis(700);

/// The field that one writes in.
const FIELD: &str = "form.composer textarea";

/// What was said, by whom.
const BUBBLES: &str = ".turns .bubble";

impl Visitor {
    /// Arrives at a site.
    pub(crate) async fn arrives(browser: Browser, site: &str, chat: &str) -> Result<Self> {
        let visitor = Self::with(browser, None, site, chat)?;
        visitor.browser.driver.goto(site).await?;
        Ok(visitor)
    }

    /// Sits before a browser that is watched, and has gone nowhere yet.
    pub(crate) async fn is_watched(browser: Browser, site: &str, chat: &str) -> Result<Self> {
        let watch = Watch::begins(&browser.driver).await?;
        Self::with(browser, Some(watch), site, chat)
    }

    fn with(browser: Browser, watch: Option<Watch>, site: &str, chat: &str) -> Result<Self> {
        ensure!(site.contains("127.0.0.1") && chat.contains("localhost"), "host and chat must be two sites");
        let mut hand = tokio::time::interval(BETWEEN_PRESSES);
        hand.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { browser, watch, site: site.to_owned(), hand: Mutex::new(hand) })
    }

    /// Goes to another page of the site.
    pub(crate) async fn goes_to(&self, page: &str) -> Result<()> {
        self.leaves_the_chat().await?;
        Ok(self.browser.driver.goto(format!("{}/{page}", self.site)).await?)
    }

    /// Looks at the page again, with the chat beside it.
    pub(crate) async fn leaves_the_chat(&self) -> Result<()> {
        Ok(self.browser.driver.enter_default_frame().await?)
    }

    /// Goes back in the tab's history.
    pub(crate) async fn goes_back(&self) -> Result<()> {
        self.leaves_the_chat().await?;
        Ok(self.browser.driver.back().await?)
    }

    /// The browser's tools.
    pub(crate) fn tools(&self) -> Result<&DevTools> {
        Ok(&self.watch.as_ref().context("nobody watches this browser")?.tools)
    }

    /// The host page has suffered nothing from us. `expected` are parts of what the browser itself must say.
    pub(crate) async fn page_is_unharmed(&self, expected: &[&str]) -> Result<()> {
        self.watch.as_ref().context("nobody watches this browser")?.has_seen_nothing(expected).await
    }

    /// What the page's own script answers.
    pub(crate) async fn page_answers(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.browser.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Writes in the chat on this page, and the message has left.
    pub(crate) async fn is_helped_with(&self, words: &str) -> Result<()> {
        self.opens_chat().await?;
        self.says(words).await?;
        self.sees(words).await?;
        self.sees_it_sent().await?;
        self.leaves_the_chat().await
    }

    /// Presses a button of the page, no faster than a person who looks at what it did.
    pub(crate) async fn presses(&self, name: &str) -> Result<()> {
        self.leaves_the_chat().await?;
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

    /// Follows a link of the page, as one does with a pointer.
    pub(crate) async fn follows(&self, name: &str) -> Result<()> {
        self.leaves_the_chat().await?;
        let link = until(&format!("a link {name:?} on the page"), || async {
            Ok(self.browser.driver.find(By::LinkText(name)).await.ok())
        })
        .await?;
        Ok(link.click().await?)
    }

    /// Reads something on the page.
    pub(crate) async fn sees_on_the_page(&self, words: &str) -> Result<()> {
        self.leaves_the_chat().await?;
        self.browser.sees("main, [role=alert], [role=status]", words).await
    }

    /// Presses the launcher, and goes into the chat once it can be written in.
    pub(crate) async fn opens_chat(&self) -> Result<()> {
        self.presses_in_the_shadow("#launch").await?;
        self.goes_into_the_chat().await
    }

    /// Presses the launcher again, and is back on the page.
    pub(crate) async fn closes_chat(&self) -> Result<()> {
        Ok(self.in_the_shadow("#launch").await?.click().await?)
    }

    /// Presses something of ours on the host page.
    pub(crate) async fn presses_in_the_shadow(&self, css: &str) -> Result<()> {
        Ok(self.in_the_shadow(css).await?.click().await?)
    }

    /// Waits for words of ours on the host page, outside of the frame.
    pub(crate) async fn is_told_outside(&self, words: &str) -> Result<()> {
        self.leaves_the_chat().await?;
        let script =
            "return document.querySelector('#undertone')?.shadowRoot.querySelector('#wait').innerText ?? ''";
        until(&format!("{words:?} in place of the chat"), || async {
            let told: String = self.browser.driver.execute(script, Vec::new()).await?.convert()?;
            ensure!(told.contains(words), "told instead: {told:?}");
            Ok(Some(()))
        })
        .await
    }

    /// What is offered beside the launcher; empty for nothing.
    async fn offer(&self) -> Result<String> {
        self.leaves_the_chat().await?;
        let script = "return document.querySelector('#undertone')?.shadowRoot.querySelector('#offer')?.innerText ?? ''";
        let offer: String = self.browser.driver.execute(script, Vec::new()).await?.convert()?;
        // A name of the page's is kept apart from the sentence's direction by characters that nobody sees.
        Ok(offer.replace(['\u{2066}', '\u{2068}', '\u{2069}'], ""))
    }

    /// Waits for an offer of help with these words.
    pub(crate) async fn is_offered(&self, words: &str) -> Result<()> {
        until(&format!("the offer {words:?}"), || async {
            let offer = self.offer().await?;
            ensure!(offer.contains(words), "offered instead: {offer:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until nothing is offered.
    pub(crate) async fn is_offered_nothing(&self) -> Result<()> {
        until("the offer to go", || async { Ok(self.offer().await?.is_empty().then_some(())) }).await
    }

    /// Opens a second tab on a page and looks at it.
    pub(crate) async fn opens_a_tab(&self, page: &str) -> Result<Tab> {
        self.leaves_the_chat().await?;
        let tab = self.browser.driver.new_tab().await?;
        self.browser.driver.switch_to_window(tab.clone()).await?;
        self.goes_to(page).await?;
        Ok(Tab(tab))
    }

    /// Goes on with the same page in a new tab, whose story begins there, and closes the old one.
    pub(crate) async fn goes_on_in_a_new_tab(&self) -> Result<()> {
        self.leaves_the_chat().await?;
        let old = self.tab().await?;
        let page: String =
            self.browser.driver.execute("return location.pathname", Vec::new()).await?.convert()?;
        let new = self.opens_a_tab(page.trim_start_matches('/')).await?;
        self.looks_at(&old).await?;
        self.browser.driver.close_window().await?;
        self.looks_at(&new).await
    }

    /// The tab that is being looked at.
    pub(crate) async fn tab(&self) -> Result<Tab> {
        Ok(Tab(self.browser.driver.window().await?))
    }

    /// Looks at another tab.
    pub(crate) async fn looks_at(&self, tab: &Tab) -> Result<()> {
        Ok(self.browser.driver.switch_to_window(tab.0.clone()).await?)
    }

    /// The chat that is open already. As long as its cover is there, nobody can write in it.
    pub(crate) async fn goes_into_the_chat(&self) -> Result<()> {
        self.leaves_the_chat().await?;
        until("the chat is open and uncovered", || async {
            let script = "const root = document.querySelector('#undertone')?.shadowRoot;
                return root?.querySelector('#wait').hidden && !root.querySelector('#panel').inert";
            Ok((self.page_answers(script).await? == true).then_some(()))
        })
        .await?;
        let frame = self.in_the_shadow("iframe").await?;
        frame.enter_frame().await?;
        self.browser.finds(FIELD).await?;
        Ok(())
    }

    /// What stands in the composer.
    pub(crate) async fn draft(&self) -> Result<String> {
        Ok(self.browser.finds(FIELD).await?.prop("value").await?.unwrap_or_default())
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
        let field = self.browser.finds(FIELD).await?;
        let has_focus = "return document.activeElement === arguments[0] && document.hasFocus()";
        let has_focus = self.browser.driver.execute(has_focus, vec![field.to_json()?]).await?;
        if !has_focus.convert::<bool>()? {
            // By hand: some browsers give a frame of another site the focus for nothing less.
            field.click().await?;
        }
        Ok(field.send_keys(words).await?)
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

    /// Waits for words in the newest bubble.
    pub(crate) async fn sees_as_newest(&self, words: &str) -> Result<()> {
        until(&format!("{words:?} in the newest bubble"), || async {
            let bubbles = self.browser.texts(BUBBLES).await?;
            if bubbles.last().is_some_and(|newest| newest.contains(words)) {
                return Ok(Some(()));
            }
            anyhow::bail!("the bubbles are {bubbles:?}")
        })
        .await
    }

    /// Waits until the newest own message is in this state: `Sending`, `Sent` or `Seen`.
    pub(crate) async fn sees_state(&self, state: &str) -> Result<()> {
        self.sees_one_of(&[state]).await
    }

    /// Waits until the server has the newest own message, whether or not an agent has seen it already.
    pub(crate) async fn sees_it_sent(&self) -> Result<()> {
        self.sees_one_of(&["Sent", "Seen"]).await
    }

    async fn sees_one_of(&self, wanted: &[&str]) -> Result<()> {
        until(&format!("the newest message is {}", wanted.join(" or ")), || async {
            let states = self.browser.texts(".turns .state").await?;
            if states.last().is_some_and(|newest| wanted.iter().any(|state| newest.contains(state))) {
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
    /// Opens the list of what goes along.
    pub(crate) async fn looks_at_what_is_shared(&self) -> Result<()> {
        Ok(self.browser.finds("#sharing summary").await?.click().await?)
    }

    /// Waits until something is in that list.
    pub(crate) async fn is_shown_as_shared(&self, words: &str) -> Result<()> {
        self.browser.sees("#story li", words).await
    }

    /// Leaves something out that is in the list, and sees that it is.
    pub(crate) async fn leaves_out(&self, words: &str) -> Result<()> {
        let button = |does: &str| {
            By::XPath(format!("//ul[@id='story']/li[span[contains(., '{words}')]]/button[.='{does}']"))
        };
        until(&format!("a button to leave out {words:?}"), || async {
            Ok(self.browser.driver.find(button("Leave out")).await.ok())
        })
        .await?
        .click()
        .await?;
        until(&format!("{words:?} to be left out"), || async {
            Ok(self.browser.driver.find(button("Put back")).await.ok().map(drop))
        })
        .await
    }

    pub(crate) async fn keeps_picture(&self, name: &str) -> Result<()> {
        self.browser.keeps_picture(name).await
    }

    pub(crate) async fn leaves(self) -> Result<()> {
        self.browser.closes().await
    }
}
