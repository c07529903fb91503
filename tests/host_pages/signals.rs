//! Every signal on a page that gives it, and every page that must give none: what `tests/pages/signals.json` says, played with
//! a real pointer and keyboard.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::paths;

use crate::harness::{House, Step, Visitor, habits};

/// One visit to one page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    page: String,
    what: String,
    steps: Vec<Step>,
    /// Parts of events that are told.
    finds: Vec<Value>,
    /// Parts of events that are not.
    finds_not: Vec<Value>,
}

/// Whether everything in `part` is in `whole`; a text may be a part of the other's.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, part)| whole.get(name).is_some_and(|whole| holds(whole, part)))
        }
        (Value::String(whole), Value::String(part)) => whole.contains(part.as_str()),
        (whole, part) => whole == part,
    }
}

/// The events of a story, and what it takes for frictions as if they were events.
fn events(told: &Value) -> Vec<Value> {
    let list = |name: &str| told["story"][name].as_array().cloned().unwrap_or_default();
    let frictions = list("frictions").into_iter().map(
        |it| json!({ "event": "support.friction", "kind": it["kind"], "control": { "name": it["control"] } }),
    );
    list("timeline").into_iter().chain(frictions).collect()
}

async fn play(visitor: &Visitor, case: &Case) -> Result<()> {
    visitor.is_heard_on(&case.page).await?;
    visitor.plays(&case.steps).await?;
    let told = events(&visitor.leaves_a_story().await?);
    let is_told = |part: &Value| told.iter().any(|event| holds(event, part));
    let missing: Vec<_> = case.finds.iter().filter(|part| !is_told(part)).collect();
    let wrong: Vec<_> = case.finds_not.iter().filter(|part| is_told(part)).collect();
    let told = || told.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    ensure!(
        missing.is_empty() && wrong.is_empty(),
        "not found {missing:?}, falsely found {wrong:?} in\n{}",
        told()
    );
    Ok(())
}

/// Plays every case of which the pages' names begin so.
async fn holds_for(pages: &str) -> Result<()> {
    let file = paths::root().join("tests/pages/signals.json");
    let cases = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let cases: Vec<Case> = serde_json::from_str(&cases)?;
    let only = std::env::var("UNDERTONE_CASE").unwrap_or_default();
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    let mut failed = Vec::new();
    for case in cases.iter().filter(|case| case.page.starts_with(pages)) {
        let name = format!("{}: {}", case.page, case.what);
        if !name.contains(&only) {
            continue;
        }
        if let Err(error) = play(&visitor, case).await {
            failed.push(format!("{name}\n{error:#}"));
            visitor.leaves_the_chat().await?;
            drop(visitor.leaves_a_story().await);
        }
    }
    ensure!(failed.is_empty(), "{} cases do not hold:\n\n{}", failed.len(), failed.join("\n\n"));
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_signal_is_found_on_a_page_that_gives_it() -> Result<()> {
    holds_for("signals-").await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_on_pages_where_all_is_well() -> Result<()> {
    holds_for("quiet-").await
}
