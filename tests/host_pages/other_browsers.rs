//! The smoke of the same promise in the other two engines. A browser that is not installed is skipped aloud.

use anyhow::{Result, ensure};
use serde_json::json;

use super::is_heard;
use crate::harness::{Browser, House, other_browsers};

async fn is_heard_in(house: House, browser: Browser) -> Result<()> {
    let visitor = house.visitor_in(browser, "watched").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("The settings will not save.").await?;
    visitor.goes_to("watched").await?;
    visitor.opens_chat().await?;
    visitor.sees("The settings will not save.").await?;
    visitor.leaves_the_chat().await?;
    let seen = visitor.page_answers("return watched()").await?;
    ensure!(seen == json!({ "faults": [], "names": ["undertone"] }), "the page has seen {seen}");
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_heard_in_firefox() -> Result<()> {
    match other_browsers::firefox().await? {
        Some(browser) => is_heard_in(House::opens_among_strangers().await?, browser).await,
        None => {
            eprintln!("SKIPPED: Firefox and geckodriver are not both installed");
            Ok(())
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_heard_in_webkit() -> Result<()> {
    match other_browsers::webkit().await? {
        Some((browser, _screen)) => is_heard_in(House::opens_among_strangers().await?, browser).await,
        None => {
            eprintln!("SKIPPED: WebKitWebDriver, MiniBrowser and Xvfb are not all installed");
            Ok(())
        }
    }
}
