//! A site that signs its user out leaves nothing of the chat to whoever uses the browser next.

use anyhow::{Result, ensure};

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_forgets_the_visitor_even_before_the_chat_was_opened() -> Result<()> {
    let house = House::opens().await?;
    let visitor = house.visitor().await?;
    visitor.opens_chat().await?;
    visitor.says("My name stands in my last invoice.").await?;
    visitor.sees_state("Sent").await?;

    // On the next page the site signs out at once, before any frame is there to be told.
    visitor.reloads().await?;
    visitor.is_signed_out_by_the_site().await?;

    visitor.reloads().await?;
    visitor.opens_chat().await?;
    visitor.is_told("Connected").await?;
    ensure!(
        visitor.conversation().await?.is_empty(),
        "the next person reads {:?}",
        visitor.conversation().await?
    );
    visitor.says("I am somebody else.").await?;
    visitor.sees_state("Sent").await?;
    ensure!(visitor.conversation().await?.len() == 1, "the old conversation is back");

    visitor.leaves().await?;
    house.closes()
}
