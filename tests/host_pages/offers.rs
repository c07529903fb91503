//! Help is offered where a site wants that, to who is stuck, once and never in the way.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::harness::{House, habits};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_stuck_is_offered_help_once_and_never_over_a_modal() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    visitor.is_heard_on("offer-page").await?;
    for _ in 0..2 {
        visitor.presses("Save").await?;
        visitor.sees_on_the_page("Name is required").await?;
    }
    visitor.is_offered("Stuck at \u{201c}Save\u{201d}").await?;
    visitor.keeps_picture("widget-offer").await?;
    ensure!(
        visitor.page_answers("return document.activeElement.id").await? == "save",
        "the offer took the focus"
    );
    // Whoever is asked something by the page has enough to do.
    visitor.presses("Ask me something").await?;
    visitor.is_offered_nothing().await?;
    visitor.presses("All right").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    visitor.rests(Duration::from_millis(2_500)).await;
    visitor.is_offered_nothing().await?;
    visitor.page_is_unharmed(&[]).await?;
    // On another page of the tab another task is another offer, and it opens the chat.
    visitor.is_heard_on("offer-page?again").await?;
    visitor.page_answers("document.querySelector('#save').textContent = 'Save it'").await?;
    for _ in 0..3 {
        visitor.presses("Save it").await?;
        visitor.sees_on_the_page("Name is required").await?;
    }
    visitor.is_offered("Stuck at \u{201c}Save it\u{201d}").await?;
    visitor.presses_in_the_shadow("#offer button").await?;
    visitor.goes_into_the_chat().await?;
    visitor.says("Yes, please help me.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    house.desk().await?.hears("Yes, please", "full").await?;
    visitor.leaves().await?;
    house.closes()
}
