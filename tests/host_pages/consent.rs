//! How much a page tells: as the site says, as the visitor agrees, and never more than the browser asks for.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::harness::{For, Heard, House, Visitor, habits};

/// The visitor is refused by the page and says so, in the chat that opens, or is open already.
async fn says(visitor: &Visitor, words: &str) -> Result<()> {
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    if visitor.page_answers(IS_OPEN).await? == true {
        visitor.goes_into_the_chat().await?;
    } else {
        visitor.opens_chat().await?;
    }
    visitor.says(words).await?;
    visitor.sees(words).await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await
}

const IS_OPEN: &str =
    "return document.querySelector('#undertone').shadowRoot.querySelector('#launch').ariaExpanded === 'true'";

fn story_of(heard: &Heard) -> Result<String> {
    Ok(serde_json::to_string(&heard.page.story)?)
}

/// What the tab has kept of the page.
async fn kept(visitor: &Visitor) -> Result<serde_json::Value> {
    visitor.page_answers("return sessionStorage['undertone.story'] ?? null").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asks_first_notes_nothing_before_and_nothing_after() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("consent-ask").await?;
    says(&visitor, "Before I agreed.").await?;
    let desk = house.desk().await?;
    let heard = desk.hears("Before I agreed.", "off: no_consent").await?;
    ensure!(heard.page.story.is_none() && heard.page.context.is_none(), "something was told");
    visitor.presses("I agree").await?;
    says(&visitor, "Now you may look.").await?;
    let heard = desk.hears("Now you may look.", "full").await?;
    ensure!(story_of(&heard)?.contains("Name is required"), "the story is {}", story_of(&heard)?);
    visitor.presses("I withdraw").await?;
    ensure!(kept(&visitor).await?.is_null(), "the tab has kept something");
    says(&visitor, "And no longer.").await?;
    let heard = desk.hears("And no longer.", "off: consent").await?;
    ensure!(heard.page.story.is_none(), "something was told");
    ensure!(kept(&visitor).await?.is_null(), "the tab keeps something again");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_tells_little_tells_where_and_on_which_release() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("consent-basic").await?;
    says(&visitor, "It will not save.").await?;
    let heard = house.desk().await?.hears("It will not save.", "basic: site").await?;
    let context = heard.page.context.as_ref().context("there is no context")?;
    let told = serde_json::to_value(context)?;
    let expected = json!({ "route": "/consent-basic", "title": "", "release": "2026.11.3" });
    ensure!(told == expected, "the context is {told}");
    let story = story_of(&heard)?;
    ensure!(!story.contains("Name is required") && !story.contains("Save"), "the story is {story}");
    ensure!(kept(&visitor).await?.is_null(), "the tab has kept something");
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_browser_asks_for_cannot_be_talked_away() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    let source = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })";
    let source = json!({ "source": source });
    visitor.tools()?.wishes(For::ThePage, "Page.addScriptToEvaluateOnNewDocument", source).await?;
    visitor.goes_to("consent-ask").await?;
    visitor.presses("I agree").await?;
    says(&visitor, "I agreed, and I did not.").await?;
    let heard = house.desk().await?.hears("I agreed, and I did not.", "off: gpc").await?;
    ensure!(heard.page.story.is_none(), "something was told");
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_visitor_sees_everything_that_goes_along_and_leaves_out_what_they_will() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("plain").await?;
    visitor.page_answers("undertone('context', { release: '2026.11.3', role: 'viewer', flags: ['new-editor'], attributes: { seats: 5 } })").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    visitor.opens_chat().await?;
    visitor.looks_at_what_is_shared().await?;
    visitor.is_shown_as_shared("Clicked \u{201c}Save\u{201d}").await?;
    visitor.is_shown_as_shared("role: viewer").await?;
    visitor.keeps_picture("widget-shared").await?;
    visitor.leaves_out("The page said \u{201c}Name is required\u{201d}").await?;
    visitor.leaves_out("role: viewer").await?;
    visitor.says("The settings will not save.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    let heard = house.desk().await?.hears("The settings will not save.", "full").await?;
    let story = story_of(&heard)?;
    ensure!(story.contains("\"Save\"") && !story.contains("Name is required"), "the story is {story}");
    let context = serde_json::to_value(heard.page.context.as_ref().context("there is no context")?)?;
    ensure!(context["role"].is_null() && context["release"] == "2026.11.3", "the context is {context}");
    ensure!(
        context["flags"] == json!(["new-editor"]) && context["attributes"][0]["value"] == "5",
        "{context}"
    );
    ensure!(
        context["device"] == "desktop" && context["viewport"]["width_px"].as_u64() > Some(900),
        "{context}"
    );
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}
