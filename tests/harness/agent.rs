//! An agent at the console.

use anyhow::{Context as _, Result, bail};
use thirtyfour::{By, Key};
use xtask::server::DemoSignIn;

use super::{Browser, Driver, habits, until};

/// Somebody at the console.
pub(crate) struct Agent {
    pub(super) browser: Browser,
    sign_in: DemoSignIn,
}

/// How the console's requests are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// By the server.
    AsEver,
    /// Not at all.
    Never,
    /// As without a network.
    WithAFault,
}

impl Agent {
    pub(crate) async fn arrives(driver: &Driver, origin: &str, sign_in: &DemoSignIn) -> Result<Self> {
        let browser = Browser::opens(driver, (1440, 900), &habits()).await?;
        browser.driver.goto(format!("{origin}/console/")).await?;
        Ok(Self { browser, sign_in: sign_in.clone() })
    }

    /// Signs in and waits for the inbox.
    pub(crate) async fn signs_in(&self) -> Result<()> {
        self.signs_in_and_waits().await?;
        self.sees_a_row().await
    }

    /// Signs in and waits for the console.
    pub(crate) async fn signs_in_and_waits(&self) -> Result<()> {
        self.types_credentials(&self.sign_in.password).await?;
        self.browser.finds("nav.inbox").await?;
        Ok(())
    }

    /// Signs in with another password than theirs.
    pub(crate) async fn mistypes_the_password(&self) -> Result<()> {
        self.types_credentials("not the password").await
    }

    async fn types_credentials(&self, password: &str) -> Result<()> {
        for (css, words) in [("input[type=email]", &*self.sign_in.email), ("input[type=password]", password)]
        {
            let field = self.browser.finds(css).await?;
            field.clear().await?;
            field.send_keys(words).await?;
        }
        Ok(self.browser.finds("input[type=password]").await?.send_keys(Key::Return + "").await?)
    }

    /// Waits for a conversation in the inbox.
    pub(crate) async fn sees_a_row(&self) -> Result<()> {
        self.browser.finds(".row").await?;
        Ok(())
    }

    /// Presses what offers to try again.
    pub(crate) async fn tries_again(&self) -> Result<()> {
        Ok(self.browser.finds("[role=alert] button:first-of-type").await?.click().await?)
    }

    /// From now on the console's requests to paths that begin so are answered so, and all others as ever.
    pub(crate) async fn is_answered(&self, path: &str, answers: Answers) -> Result<()> {
        let answer = match answers {
            Answers::AsEver => "ever(request, ...rest)",
            Answers::Never => "new Promise(() => {})",
            Answers::WithAFault => "Promise.reject(new TypeError('no network'))",
        };
        let script = format!(
            "const ever = (window.fetchAsEver ??= window.fetch);
             window.fetch = (request, ...rest) =>
                 new URL(request.url ?? request, location).pathname.startsWith({path:?}) ? {answer} : ever(request, ...rest);"
        );
        self.browser.driver.execute(script, Vec::new()).await?;
        Ok(())
    }

    /// Opens the conversation whose row holds these words.
    pub(crate) async fn opens(&self, words: &str) -> Result<()> {
        self.presses_the_row(words).await?;
        self.browser.sees(".conversation .bubble", words).await
    }

    /// Presses the row that holds these words.
    pub(crate) async fn presses_the_row(&self, words: &str) -> Result<()> {
        until(&format!("a row with {words:?}"), || async {
            for row in self.browser.driver.find_all(By::Css(".row")).await? {
                if row.text().await?.contains(words) {
                    row.click().await?;
                    return Ok(Some(()));
                }
            }
            bail!("the rows are {:?}", self.browser.texts(".row").await?)
        })
        .await
    }

    /// Scrolls to the last row and presses it.
    pub(crate) async fn presses_the_last_row(&self) -> Result<()> {
        let rows = self.browser.driver.find_all(By::Css(".row")).await?;
        rows.last().context("the inbox has no row")?.click().await?;
        Ok(())
    }

    /// Waits until a conversation is open, whichever.
    pub(crate) async fn sees_turns(&self) -> Result<()> {
        self.browser.finds(".conversation .bubble").await?;
        Ok(())
    }

    /// Waits until the inbox has the row with `one` above the row with `other`.
    pub(crate) async fn sees_above(&self, one: &str, other: &str) -> Result<()> {
        until(&format!("{one:?} above {other:?}"), || async {
            let rows = self.browser.texts(".row").await?;
            let place = |words: &str| rows.iter().position(|row| row.contains(words));
            match (place(one), place(other)) {
                (Some(above), Some(below)) if above < below => Ok(Some(())),
                _ => bail!("the rows are {rows:?}"),
            }
        })
        .await
    }

    /// Waits for words in the console's banner.
    pub(crate) async fn is_told(&self, words: &str) -> Result<()> {
        self.browser.sees("[role=status], [role=alert]", words).await
    }

    /// Waits for words in the open conversation.
    pub(crate) async fn sees(&self, words: &str) -> Result<()> {
        self.browser.sees(".conversation .bubble", words).await
    }

    /// Waits for words in the live panel.
    pub(crate) async fn sees_in_the_panel(&self, words: &str) -> Result<()> {
        self.browser.sees(".panel", words).await
    }

    /// Waits for words on the newest turn's line of labels.
    pub(crate) async fn sees_on_the_turn(&self, words: &str) -> Result<()> {
        self.browser.sees(".turn.visitor .turn-foot", words).await
    }

    /// Waits until the visitor is seen writing.
    pub(crate) async fn sees_typing(&self) -> Result<()> {
        self.browser.sees(".conversation .writing", "writing").await
    }

    /// Types without sending.
    pub(crate) async fn types(&self, words: &str) -> Result<()> {
        Ok(self.browser.finds("form.composer textarea").await?.send_keys(words).await?)
    }

    /// Types and sends.
    pub(crate) async fn replies(&self, words: &str) -> Result<()> {
        self.types(words).await?;
        Ok(self.browser.finds("form.composer textarea").await?.send_keys(Key::Return + "").await?)
    }

    /// Everything said in the open conversation, in order, without who said it.
    pub(crate) async fn conversation(&self) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll('.conversation .bubble')].map(it => {
            const words = it.cloneNode(true);
            for (const hidden of words.querySelectorAll('.sr-only')) hidden.remove();
            return words.textContent;
        })";
        Ok(self.browser.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Keeps a picture of the console.
    pub(crate) async fn keeps_picture(&self, name: &str) -> Result<()> {
        self.browser.keeps_picture(name).await
    }

    pub(crate) async fn leaves(self) -> Result<()> {
        self.browser.closes().await
    }
}
