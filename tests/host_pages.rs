//! The path holds on strangers' pages: on each of them a visitor is heard, and the page suffers nothing.
//!
//! The pages lie in `tests/pages`, each with the headers that it is served with. The harness watches every page from
//! its first line on; see `harness/watch.rs` for what it must never see.

mod consent;
mod manners;
mod networks;
mod offers;
mod other_browsers;
mod policies;
mod secrets;
mod signals;
mod storage;
mod travels;

use anyhow::{Result, ensure};

use crate::harness::{Heard, House, Visitor};

/// A visitor is refused by the page, says so in the chat, and the agent's side has the message with what the page said,
/// captured in this mode.
async fn is_heard(house: &House, visitor: &Visitor, words: &str, capture: &str) -> Result<Heard> {
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    visitor.is_helped_with(words).await?;
    let heard = house.desk().await?.hears(words, capture).await?;
    let story = heard.story()?;
    ensure!(story.contains("Name is required") && story.contains("\"Save\""), "the story is {story}");
    Ok(heard)
}

/// The whole of it on one page that expects no line in its console.
async fn holds_on(page: &str, capture: &str) -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of(page).await?;
    is_heard(&house, &visitor, "The settings will not save.", capture).await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}
