//! What a visitor does on a page of `tests/pages`, step by step, and what the page's log says of it then.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

use super::{Visitor, until};

/// One thing that a visitor does. Exactly one of its parts is there, besides how often and how fast.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Step {
    /// A button, by its text.
    press: Option<String>,
    /// Anything, by its selector.
    click: Option<String>,
    /// A link, by its text.
    follow: Option<String>,
    /// Into a field what it is to hold.
    write: Option<[String; 2]>,
    key: Option<String>,
    /// From one thing to another.
    drag: Option<[String; 2]>,
    select_text: Option<String>,
    scroll_by: Option<i32>,
    move_over: Option<String>,
    /// Of a list an option.
    choose: Option<[String; 2]>,
    /// Words that are on the page by then.
    see: Option<String>,
    in_frame: Option<String>,
    steps: Vec<Self>,
    in_shadow: Option<[String; 2]>,
    back: bool,
    /// How long nothing is done.
    rest_ms: Option<u64>,
    times: Option<usize>,
    gap_ms: Option<u64>,
}

/// Whether everything of ours that runs on a page has come.
const IS_HEARD: &str = "return document.readyState === 'complete' &&
    performance.getEntriesByType('resource').some(({ name, responseEnd }) => /assets\\/capture-/.test(name) && responseEnd)";

impl Visitor {
    /// Comes to a page, and waits until it is heard what is done there.
    pub(crate) async fn is_heard_on(&self, page: &str) -> Result<()> {
        self.goes_to(page).await?;
        until("the page to be heard", || async {
            Ok((self.page_answers(IS_HEARD).await? == true).then_some(()))
        })
        .await?;
        let frames =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.browser.driver.execute_async(frames, Vec::new()).await?;
        Ok(())
    }

    /// Does one thing after the other.
    pub(crate) async fn plays(&self, steps: &[Step]) -> Result<()> {
        for step in steps {
            Box::pin(self.play(step)).await.with_context(|| format!("at {step:?}"))?;
        }
        Ok(())
    }

    async fn play(&self, step: &Step) -> Result<()> {
        let driver = &self.browser.driver;
        let times = step.times.unwrap_or(1);
        let gap = step.gap_ms.unwrap_or(0);
        if let Some(name) = &step.press {
            self.taps(&self.finds_on_the_page(name).await?, times, gap).await?;
        } else if let Some(css) = &step.click {
            self.taps(&self.browser.finds(css).await?, times, gap).await?;
        } else if let Some(name) = &step.follow {
            let link = driver.find(By::LinkText(name.as_str())).await?;
            self.taps(&link, times, gap).await?;
        } else if let Some([css, words]) = &step.write {
            self.writes(css, words).await?;
        } else if let Some(key) = &step.key {
            let key = match key.as_str() {
                "Enter" => Key::Enter,
                "ArrowRight" => Key::Right,
                "ArrowLeft" => Key::Left,
                "ArrowUp" => Key::Up,
                "ArrowDown" => Key::Down,
                other => bail!("no key {other}"),
            };
            driver.action_chain().send_keys(key + "").perform().await?;
        } else if let Some([from, to]) = &step.drag {
            let (from, to) = (self.browser.finds(from).await?, self.browser.finds(to).await?);
            driver.action_chain().drag_and_drop_element(&from, &to).perform().await?;
        } else if let Some(css) = &step.select_text {
            let it = self.browser.finds(css).await?;
            self.shows(&it).await?;
            let width = it.rect().await?.width;
            #[expect(clippy::cast_possible_truncation, reason = "half of a window at most")]
            let half = (width / 2.0) as i64 - 4;
            let chain = driver.action_chain().move_to_element_with_offset(&it, -half, 0).click_and_hold();
            chain.move_to_element_with_offset(&it, half, 0).release().perform().await?;
        } else if let Some(by) = step.scroll_by {
            for _ in 0..times {
                self.turns_the_wheel(by).await?;
            }
        } else if let Some(css) = &step.move_over {
            let it = self.browser.finds(css).await?;
            let mut chain = driver
                .action_chain_with_delay(Some(Duration::from_millis(60)), Some(Duration::from_millis(60)));
            for at in 0..times {
                chain = chain.move_to_element_with_offset(&it, if at % 2 == 0 { -30 } else { 30 }, 0);
            }
            chain.perform().await?;
        } else if let Some([css, option]) = &step.choose {
            self.chooses(css, option).await?;
        } else if let Some(words) = &step.see {
            self.browser.sees("main, [role=alert], [role=status]", words).await?;
        } else if let Some(css) = &step.in_frame {
            self.browser.finds(css).await?.enter_frame().await?;
            self.plays(&step.steps).await?;
            driver.enter_default_frame().await?;
        } else if let Some([host, css]) = &step.in_shadow {
            let host = self.browser.finds(host).await?;
            for _ in 0..times {
                let it = host.get_shadow_root().await?.find(By::Css(css.as_str())).await?;
                self.taps(&it, 1, gap).await?;
            }
        } else if step.back {
            self.goes_back().await?;
        } else if let Some(rest_ms) = step.rest_ms {
            self.rests(Duration::from_millis(rest_ms)).await;
        } else {
            bail!("nothing to do");
        }
        Ok(())
    }

    /// Does nothing for a while, as visitors do, and the page has the time for what it puts off.
    pub(crate) async fn rests(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    async fn shows(&self, it: &WebElement) -> Result<()> {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.driver.execute(script, vec![it.to_json()?]).await?;
        Ok(())
    }

    /// Through the pointer, as a hand does.
    async fn taps(&self, it: &WebElement, times: usize, gap_ms: u64) -> Result<()> {
        self.shows(it).await?;
        let pause = Some(Duration::from_millis(gap_ms / 3));
        let mut chain = self.browser.driver.action_chain_with_delay(pause, pause).move_to_element_center(it);
        for _ in 0..times {
            chain = chain.click();
        }
        Ok(chain.perform().await?)
    }

    async fn turns_the_wheel(&self, by: i32) -> Result<()> {
        let event = json!({ "type": "mouseWheel", "x": 300, "y": 300, "deltaX": 0, "deltaY": by });
        self.tools()?.page_does("Input.dispatchMouseEvent", event).await?;
        Ok(())
    }

    /// Leaves the page, and gives what the tab has kept of it: the log, told. The tab forgets it, and windows that were opened
    /// are closed.
    pub(crate) async fn leaves_a_story(&self) -> Result<Value> {
        let driver = &self.browser.driver;
        let own = driver.window().await?;
        for window in driver.windows().await? {
            if window != own {
                driver.switch_to_window(window).await?;
                driver.close_window().await?;
            }
        }
        driver.switch_to_window(own).await?;
        self.goes_to("elsewhere").await?;
        let kept =
            "const kept = sessionStorage['undertone.story']; sessionStorage.clear(); return kept ?? null";
        let log = self.page_answers(kept).await?;
        let log = log.as_str().context("the tab has kept no log")?;
        ensure!(log.len() <= 16 * 1024, "the log has {} bytes", log.len());
        let last_ms =
            log.lines().skip(1).filter_map(|line| line.split('\t').next()?.parse::<u64>().ok()).max();
        Ok(serde_json::from_str(&story::tell(log, last_ms.unwrap_or(0), ""))?)
    }
}
