//! Reading a message on the visitor's device.

use std::hint::black_box;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use tokio::time::Instant;

use super::row::{Budget, Row};
use super::{Name, Report, Stage};
use crate::browser::{Browser, Driver, Habits, until};
use crate::device;
use crate::figures::{median, with_unit};
use crate::run::DEMO_SITE_KEY;

/// Messages in one batch, and characters in one message: the budget's own.
const MESSAGES: usize = 1_000;
const CHARACTERS: usize = 200;

/// Batches on one page, and pages; each page's first call is one figure.
const BATCHES: usize = 10;
const PAGES: usize = 7;

/// The budget is 50 us on a machine that is idle, on which the fixed loop takes 21.6 us for a message. Others are slower
/// or busy, and the loop with them.
const LOOPS_AT_MOST: f64 = 50.0 / 21.6;
const FIRST_MS_AT_MOST: f64 = 2.0;

const METHOD: &str = "Chromium opens the chat's own frame from the release server; the frame fetches the reading module \
    and the default model as it does for a visitor, and its own function reads messages of 200 characters, made of the \
    rows that people wrote: scrubbing, language, every head with its spans, and the answer as JSON. The first call on a \
    new page is a figure of its own; then batches of 1,000 are timed. In turn with each batch the same page runs a fixed \
    loop, FNV-1a over the same 200 characters a hundred times for each message, and the budget is for the ratio of the \
    two, which does not depend on the machine: 50 us where the loop takes 21.6 us.";

/// What the page gives back.
#[derive(Deserialize)]
struct Told {
    first_ms: f64,
    /// For each batch, a message's time.
    batches_us: Vec<f64>,
    /// For each batch, the fixed loop's time for a message.
    loops_us: Vec<f64>,
    unread: usize,
}

pub(super) async fn run(stage: &Stage) -> Result<Report> {
    let messages = messages(stage.of(MESSAGES, 50))?;
    let native_us = natively(&messages)?;
    let house = stage.server(Name::Reading, "http://127.0.0.1:9")?;
    let driver = Driver::of_chromium(stage.tools.chromedriver.as_deref()).await?;
    let browser = Browser::opens(&driver, (800, 600), &Habits::of(&stage.tools)).await?;
    let (mut firsts_ms, mut batches_us, mut loops_us) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..stage.of(PAGES, 2) {
        let told = on_a_new_page(&browser, house.origin()?, &messages, stage.of(BATCHES, 2)).await?;
        ensure!(told.unread == 0, "{} messages were not read", told.unread);
        firsts_ms.push(told.first_ms);
        batches_us.extend(told.batches_us);
        loops_us.extend(told.loops_us);
    }
    browser.closes().await?;
    house.close()?;
    let in_loops = batches_us.iter().zip(&loops_us).map(|(batch_us, loop_us)| batch_us / loop_us).collect();
    Ok(Report {
        bench: Name::Reading.to_string(),
        title: "Reading a message of 200 characters in Chromium".to_owned(),
        method: METHOD.to_owned(),
        rows: vec![
            Row {
                what: "a message, in batches of 1,000, over the fixed loop".to_owned(),
                budget: Budget::AtMost(LOOPS_AT_MOST),
                unit: "x".to_owned(),
                repeats: in_loops,
                beside: format!("a message takes {}", with_unit(median(&batches_us), "us")),
            },
            Row {
                what: "the first call on a new page".to_owned(),
                budget: Budget::AtMost(FIRST_MS_AT_MOST),
                unit: "ms".to_owned(),
                repeats: firsts_ms,
                beside: String::new(),
            },
        ],
        figures: vec![
            ("the fixed loop, for one message".to_owned(), with_unit(median(&loops_us), "us")),
            ("the same crates natively, a message".to_owned(), with_unit(native_us, "us")),
        ],
    })
}

/// Opens the chat's own frame on a page of its own, and waits until it has its reader and its model.
pub(super) async fn on_a_frame_with_its_reader(browser: &Browser, origin: &str) -> Result<()> {
    browser.driver.goto(format!("{origin}/frame?site={DEMO_SITE_KEY}")).await?;
    until("the frame has its reader", async || {
        let is_there: bool = browser.runs(include_str!("reading/is_there.js"), Vec::new()).await?;
        Ok(is_there.then_some(()))
    })
    .await
}

async fn on_a_new_page(browser: &Browser, origin: &str, messages: &[String], batches: usize) -> Result<Told> {
    on_a_frame_with_its_reader(browser, origin).await?;
    let arguments = vec![serde_json::to_value(messages)?, batches.into()];
    browser.awaits(include_str!("reading/time.js"), arguments).await.context("the page did not read")
}

/// Scrubbed texts of exactly so many characters, all different.
fn messages(count: usize) -> Result<Vec<String>> {
    let texts = super::clients::texts()?;
    let mut next = texts.iter().cycle();
    let mut messages = Vec::with_capacity(count);
    // Cutting a text may make something of it that scrubbing changes; such a one is left out.
    for _ in 0..count * 10 {
        if messages.len() == count {
            break;
        }
        let mut text = String::new();
        while text.chars().count() < CHARACTERS {
            text.extend(next.next().into_iter().flat_map(|one| [one.as_str(), " "]));
        }
        let cut: String = text.chars().take(CHARACTERS).collect();
        if scrub::scrub(&cut).0.as_str() == cut && !cut.ends_with(' ') {
            messages.push(cut);
        }
    }
    ensure!(messages.len() == count, "the rows do not give {count} messages of {CHARACTERS} characters");
    Ok(messages)
}

fn natively(messages: &[String]) -> Result<f64> {
    let reader = device::reader()?;
    let mut batches_us = Vec::new();
    for _ in 0..BATCHES {
        let began = Instant::now();
        for message in messages {
            black_box(reader.read(black_box(message)));
        }
        #[expect(clippy::cast_precision_loss, reason = "a thousand messages")]
        batches_us.push(began.elapsed().as_secs_f64() * 1e6 / messages.len() as f64);
    }
    Ok(median(&batches_us))
}
