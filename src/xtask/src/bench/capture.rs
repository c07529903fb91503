//! What one click costs the host page, beside Sentry's browser SDK.

mod site;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use thirtyfour::{By, WebElement};
use tokio::time::MissedTickBehavior;

use super::row::{Budget, Row};
use super::{Name, Report, Stage};
use crate::browser::{Browser, Driver, Habits, until};
use crate::figures::{median, number, percentile, with_unit};
use crate::{paths, step};
use site::{Site, Variant};

/// What the click is held against, from npm, for this bench only.
const SENTRY: &str = "11.12.0";

/// Clicks on each page in a round: the 95th of a hundred is then the ninth from the top. Each takes half a second.
const CLICKS: usize = 180;

/// Rounds, of which the middle one counts: what else the machine does moves the 95th of a round by a third.
const ROUNDS: usize = 5;

/// Between two clicks anywhere. Three pages take turns, so a page has half a second for what it puts off until after
/// the click, and what is put off is done for each.
const BETWEEN_CLICKS: Duration = Duration::from_millis(170);

/// The budget: so many times Sentry's.
const OF_SENTRY_AT_MOST: f64 = 1.2;

/// Rests of the visitor, each after one click: the 95th of a hundred is then the second from the top.
const RESTS: usize = 30;

/// One frame of a screen with 60 Hz.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// The budget of what is saved when a visitor rests: a scroll that begins just then still makes its frame.
const OF_A_FRAME_AT_MOST: f64 = 0.25;

/// Loads of each page for what is long at the start.
const LOADS: usize = 5;

const METHOD: &str = "Three browsers show the same page of 5,000 nodes: plain, with Undertone, and with @sentry/browser as \
    its makers' page starts it. WebDriver moves a real pointer and presses one button after another, in the three in \
    turn. The page's first script takes the time, in steps of 5 us (the page is isolated): for each of pointerdown, \
    mousedown, pointerup, mouseup and click from the first listener in the capture phase to the last in the bubble phase, \
    and every timer, idle and mutation callback that was asked for meanwhile, also when it runs later. What the plain \
    page takes for the same click is taken off both, so the ratio is between what the two add; of the rounds the median \
    counts. Nobody rests here, so the tab's story is saved every quarter of a minute, and that counts for the click before it. \
    What is saved when a visitor rests for a second is a row of its own: the visitor clicks, rests until it is saved, and \
    clicks again. Long tasks are the \
    browser's own entries (50 ms and more), from the page's start to the last click.";

/// What a page tells at the end.
#[derive(Debug, Deserialize)]
struct Told {
    nodes: usize,
    /// Each click's time on the main thread.
    clicks_ms: Vec<f64>,
    /// The part of it that ran after the events: timers, idle and mutation callbacks.
    later_ms: Vec<f64>,
    /// The longest single callback or dispatch.
    longest_ms: f64,
    /// Durations of the browser's long tasks.
    long_tasks_ms: Vec<f64>,
}

/// A page in a browser of its own.
struct Page {
    browser: Browser,
    url: String,
    buttons: Vec<WebElement>,
}

pub(super) async fn run(stage: &Stage) -> Result<Report> {
    let folder = paths::target().join("bench/sentry");
    let sentry_js = bundle(stage, &folder)?;
    // The page names the chat and the chat the page, so the page's port comes first.
    let site = Site::start(sentry_js)?;
    let house = stage.server(Name::Capture, &site.origin())?;
    site.embeds(house.origin()?)?;
    let driver = Driver::of_chromium(stage.tools.chromedriver.as_deref()).await?;
    let mut pages = Vec::new();
    for variant in Variant::ALL {
        pages.push(Page::open(stage, &driver, &site, variant).await?);
    }
    let clicks = stage.of(CLICKS, 6);
    let mut hand = tokio::time::interval(BETWEEN_CLICKS);
    hand.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut rounds = Vec::new();
    for _ in 0..stage.of(ROUNDS, 1) {
        for at in 0..clicks {
            for page in &pages {
                hand.tick().await;
                page.clicks(at).await?;
            }
        }
        let mut told = Vec::new();
        for page in &pages {
            told.push(page.tells(clicks).await?);
        }
        rounds.push(<[Told; 3]>::try_from(told).map_err(|_other| anyhow::anyhow!("three pages"))?);
    }
    let saves_ms = pages[1].rests(stage.of(RESTS, 3)).await?;
    let long_in = |at: usize| rounds.iter().map(|round| round[at].long_tasks_ms.len()).sum::<usize>();
    let mut long_tasks = [long_in(0), long_in(1), long_in(2)];
    for _ in 0..stage.of(LOADS, 1) {
        for (page, count) in pages.iter_mut().zip(&mut long_tasks) {
            page.loads().await?;
            page.clicks(0).await?;
            *count += page.tells(1).await?.long_tasks_ms.len();
        }
    }
    for page in pages {
        page.browser.closes().await?;
    }
    house.close()?;
    Ok(report(&rounds, &saves_ms, long_tasks))
}

#[expect(clippy::cast_precision_loss, reason = "a handful of long tasks")]
fn report(rounds: &[[Told; 3]], saves_ms: &[f64], long_tasks: [usize; 3]) -> Report {
    let added = |round: &[Told; 3], at: usize, percent| {
        percentile(&round[at].clicks_ms, percent) - median(&round[0].clicks_ms)
    };
    let ratio = |percent| {
        let of =
            |at: usize| median(&rounds.iter().map(|round| added(round, at, percent)).collect::<Vec<_>>());
        Row {
            what: format!("what a click costs more than on the plain page, p{percent}"),
            budget: Budget::AtMost(OF_SENTRY_AT_MOST),
            unit: "x".to_owned(),
            repeats: rounds.iter().map(|it| added(it, 1, percent) / added(it, 2, percent)).collect(),
            beside: format!("ours {}, Sentry's {}", with_unit(of(1), "ms"), with_unit(of(2), "ms")),
        }
    };
    let [plain, ours, sentry] = &[0, 1, 2].map(|at| {
        let each = || rounds.iter().map(|round| &round[at]);
        Told {
            nodes: each().map(|it| it.nodes).max().unwrap_or_default(),
            clicks_ms: each().flat_map(|it| it.clicks_ms.iter().copied()).collect(),
            later_ms: each().flat_map(|it| it.later_ms.iter().copied()).collect(),
            longest_ms: each().map(|it| it.longest_ms).fold(0.0, f64::max),
            long_tasks_ms: Vec::new(),
        }
    });
    let all = |told: &Told| {
        let of = |percent| number(percentile(&told.clicks_ms, percent));
        let later = number(percentile(&told.later_ms, 50));
        let longest = number(told.longest_ms);
        format!("p50 {} ms ({later} of it later), p95 {} ms, longest callback {longest} ms", of(50), of(95))
    };
    Report {
        bench: Name::Capture.to_string(),
        title: format!("A click on a page of {} nodes", plain.nodes),
        method: METHOD.to_owned(),
        rows: vec![
            ratio(50),
            ratio(95),
            Row {
                what: "what is saved when a visitor rests, p95, of a frame at 60 Hz".to_owned(),
                budget: Budget::AtMost(OF_A_FRAME_AT_MOST),
                unit: "x".to_owned(),
                repeats: vec![percentile(saves_ms, 95) / FRAME_MS],
                beside: format!(
                    "{} saves, p50 {}, p95 {}",
                    saves_ms.len(),
                    with_unit(percentile(saves_ms, 50), "ms"),
                    with_unit(percentile(saves_ms, 95), "ms")
                ),
            },
            Row {
                what: "long tasks that the plain page does not have".to_owned(),
                budget: Budget::AtMost(0.0),
                unit: String::new(),
                repeats: vec![long_tasks[1].saturating_sub(long_tasks[0]) as f64],
                beside: format!(
                    "plain {}, with Undertone {}, with Sentry {}",
                    long_tasks[0], long_tasks[1], long_tasks[2]
                ),
            },
        ],
        figures: vec![
            ("a click on the plain page, in all".to_owned(), all(plain)),
            ("a click with Undertone, in all".to_owned(), all(ours)),
            (format!("a click with Sentry {SENTRY}, in all"), all(sentry)),
            ("the slowest clicks with Undertone, by their number".to_owned(), slowest(ours)),
            (format!("the slowest clicks with Sentry {SENTRY}"), slowest(sentry)),
        ],
    }
}

/// The upper half of the clicks that make the 95th of a hundred: the first ones are cold, every so many write the story.
fn slowest(told: &Told) -> String {
    let mut order: Vec<(usize, f64)> = told.clicks_ms.iter().copied().enumerate().collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    order.truncate(told.clicks_ms.len().div_ceil(40));
    let each = order.iter().map(|(at, ms)| {
        let later = told.later_ms.get(*at).copied().unwrap_or_default();
        format!("{at}: {} ms ({} later)", number(*ms), number(later))
    });
    each.collect::<Vec<_>>().join(", ")
}

impl Page {
    async fn open(stage: &Stage, driver: &Driver, site: &Site, variant: Variant) -> Result<Self> {
        let browser = Browser::opens(driver, (1280, 900), &Habits::of(&stage.tools)).await?;
        let url = format!("{}/{}", site.origin(), variant.path());
        let mut page = Self { browser, url, buttons: Vec::new() };
        page.loads().await?;
        // The first click warms up, and shows that Undertone records in full.
        page.clicks(0).await?;
        page.tells(1).await?;
        Ok(page)
    }

    /// Loads the page and waits until everything on it has come to rest.
    async fn loads(&mut self) -> Result<()> {
        self.browser.driver.goto(&self.url).await?;
        until("the page and its tool have loaded", async || {
            let is_ready: bool = self.browser.runs("return bench.isReady()", Vec::new()).await?;
            Ok(is_ready.then_some(()))
        })
        .await?;
        self.buttons = self.browser.driver.find_all(By::Css("#controls button")).await?;
        Ok(())
    }

    /// One press of a real pointer; another button each time, since Sentry leaves a second click on the same one out.
    async fn clicks(&self, at: usize) -> Result<()> {
        let button = &self.buttons[at % self.buttons.len()];
        let pointer = self.browser.driver.action_chain_with_delay(None, Some(Duration::ZERO));
        Ok(pointer.move_to_element_center(button).click().perform().await?)
    }

    /// Clicks and rests until that is saved, so many times; how long each save took.
    async fn rests(&self, times: usize) -> Result<Vec<f64>> {
        let saved =
            async || -> Result<Vec<f64>> { self.browser.runs("return bench.saves_ms", Vec::new()).await };
        let before = saved().await?.len();
        for at in 0..times {
            let so_far = saved().await?.len();
            self.clicks(at).await?;
            until(
                "what the visitor did is saved",
                async || Ok((saved().await?.len() > so_far).then_some(())),
            )
            .await?;
        }
        self.tells(times).await?;
        Ok(saved().await?.split_off(before))
    }

    /// Waits until nothing of the clicks is left to do, and starts the count anew.
    async fn tells(&self, clicks: usize) -> Result<Told> {
        let told: Told = self.browser.awaits("bench.tell(arguments[0])", Vec::new()).await?;
        ensure!(
            told.clicks_ms.len() == clicks,
            "{} heard {} clicks of {clicks}",
            self.url,
            told.clicks_ms.len()
        );
        Ok(told)
    }
}

/// Sentry as a site would bundle it. It is installed below target and no part of the product knows it.
fn bundle(stage: &Stage, folder: &Path) -> Result<Vec<u8>> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let bundled = folder.join(format!("sentry-{SENTRY}.js"));
    if !bundled.is_file() {
        let mut npm = stage.tools.command("npm");
        npm.args(["install", "--no-fund", "--no-audit", "--no-package-lock", "--prefix"]).arg(folder);
        npm.arg(format!("@sentry/browser@{SENTRY}")).current_dir(folder);
        step::run(
            "installing Sentry's SDK to compare with",
            &mut npm,
            "The npm registry must be reachable once.",
        )?;
        let entry = folder.join("entry.js");
        std::fs::write(&entry, include_str!("capture/sentry.js"))?;
        let mut esbuild = stage.tools.command("esbuild");
        esbuild.arg(&entry).args(["--bundle", "--minify", "--format=iife", "--target=es2022"]);
        esbuild.arg(format!("--outfile={}", bundled.display())).current_dir(folder);
        step::run("bundling Sentry's SDK", &mut esbuild, "Look at the lines above.")?;
    }
    std::fs::read(&bundled).with_context(|| format!("cannot read {}", bundled.display()))
}
