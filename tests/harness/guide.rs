//! The guide of the demo, as somebody sees it who only wants to watch.

use anyhow::{Context as _, Result};

use super::{Visitor, until};

/// What the guide says at the end of a way.
pub(crate) struct Guide {
    /// What this way to be stuck is.
    pub(crate) title: String,
    /// What one may write now.
    pub(crate) words: String,
    /// What it says that the agent reads.
    pub(crate) sees: String,
}

impl Visitor {
    /// Waits until the guide has played this way, and has opened the chat.
    pub(crate) async fn is_asked_to_write(&self, way: &str) -> Result<Guide> {
        let chosen = format!(".guide[data-mode=asking][data-way={way}][data-chat=open]");
        until(&format!("the guide at the end of {way}"), || async {
            let now = self.browser.driver.execute(
                "const it = document.querySelector('.guide'); return it ? it.dataset.way + ' ' + it.innerText : ''",
                Vec::new(),
            );
            if self.browser.texts(&chosen).await?.is_empty() {
                let now: String = now.await?.convert()?;
                anyhow::bail!("the guide is at {now:?}");
            }
            Ok(Some(()))
        })
        .await?;
        let text = async |css: &str| -> Result<String> {
            let texts = self.browser.texts(css).await?;
            texts.into_iter().next().with_context(|| format!("the guide has no {css}"))
        };
        let place = text(".guide-place").await?;
        let title = place.rsplit(" · ").next().unwrap_or_default().to_owned();
        Ok(Guide { title, words: text(".guide-ask").await?, sees: text(".guide-sees q").await? })
    }

    /// Chooses one way from the guide's list, by keyboard.
    pub(crate) async fn chooses_in_the_guide(&self, title: &str) -> Result<()> {
        self.strikes_enter_on("Ways to be stuck").await?;
        self.strikes_enter_on(title).await
    }

    /// Waits for words in the guide's captions.
    pub(crate) async fn reads_in_the_guide(&self, words: &str) -> Result<()> {
        self.browser.sees(".guide-spoken", words).await
    }
}
