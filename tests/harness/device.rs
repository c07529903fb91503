//! A visitor's device, as far as it reads: the chat's own frame on a page of its own.

use anyhow::{Context as _, Result, ensure};
use record::Analysis;
use serde_json::Value;
use xtask::own_rows::own_rows;
use xtask::run;

use super::{Browser, House, until};

/// Texts that one call of the frame reads.
const AT_ONCE: usize = 1_000;

/// A frame whose reader has come.
pub(crate) struct Device {
    browser: Browser,
}

impl Device {
    /// Opens the frame and asks for its reader, which the chat itself does when it is idle.
    pub(super) async fn opens(browser: Browser, origin: &str) -> Result<Self> {
        browser.driver.goto(format!("{origin}/frame?site={}", run::DEMO_SITE_KEY)).await?;
        let asks = "const { model_url } = JSON.parse(document.getElementById('undertone-site').textContent);
            undertone.learn(model_url);";
        browser.runs::<Value>(asks, Vec::new()).await?;
        until("the frame's reader", || async {
            let is_there: bool =
                browser.runs("return typeof undertone.read === 'function'", Vec::new()).await?;
            Ok(is_there.then_some(()))
        })
        .await?;
        Ok(Self { browser })
    }

    /// What it reads in each text; nothing of one that scrubbing would still change.
    pub(crate) async fn reads(self, texts: &[String]) -> Result<Vec<Option<Analysis>>> {
        let mut all = Vec::with_capacity(texts.len());
        for part in texts.chunks(AT_ONCE) {
            let script = "return arguments[0].map((text) => undertone.read(text) ?? null)";
            let answers: Vec<Option<String>> =
                self.browser.runs(script, vec![serde_json::to_value(part)?]).await?;
            ensure!(answers.len() == part.len(), "the frame gave {} answers", answers.len());
            for answer in answers {
                let analysis = answer.map(|json| serde_json::from_str(&json)).transpose();
                all.push(analysis.context("the frame's answer is no analysis")?);
            }
        }
        self.browser.closes().await?;
        Ok(all)
    }
}

impl House {
    /// A device of somebody who visits the demo's site.
    pub(crate) async fn device(&self) -> Result<Device> {
        let browser = Browser::opens(self.driver(), (800, 600), &super::habits()).await?;
        Device::opens(browser, self.origin()).await
    }
}

/// So many of the messages that were written for the model, scrubbed as a device scrubs them before it reads.
pub(crate) fn own_texts(count: usize) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for (_, row) in own_rows()? {
        let raw = row.get("text").and_then(Value::as_str).context("a row without a text")?;
        let text = scrub::scrub(raw).0.as_str().to_owned();
        // Cutting may make something new; such a text is not what a device hands on.
        if scrub::scrub(&text).0.as_str() == text {
            texts.push(text);
        }
    }
    ensure!(texts.len() >= count, "there are only {} messages", texts.len());
    // From all runs alike.
    Ok(texts.iter().step_by(texts.len() / count).take(count).cloned().collect())
}
