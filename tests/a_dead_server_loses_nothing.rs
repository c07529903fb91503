//! The server is killed in the middle of a chat, and nothing is missing when it is back.

use anyhow::{Result, ensure};

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn the_server_dies_in_mid_chat_and_nothing_is_missing() -> Result<()> {
    let mut house = House::opens().await?;
    let visitor = house.visitor().await?;
    visitor.opens_chat().await?;
    visitor.says("The morning report is empty today.").await?;
    visitor.sees_state("Sent").await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    agent.opens("morning report").await?;
    agent.replies("Which report is it?").await?;
    visitor.sees("Which report").await?;

    house.server_is_killed()?;
    visitor.says("The one for deliveries.").await?;
    visitor.says("It was fine yesterday.").await?;
    agent.replies("I will look at deliveries.").await?;
    visitor.is_told("messages are kept").await?;
    visitor.sees_state("Sending").await?;
    visitor.keeps_picture("widget-offline").await?;
    agent.keeps_picture("console-reconnecting").await?;
    // The page goes while the messages wait; the outbox is what is left of them.
    visitor.walks_away().await?;

    house.server_comes_back()?;
    visitor.reloads().await?;
    visitor.opens_chat().await?;
    visitor.sees("look at deliveries").await?;
    visitor.sees_it_sent().await?;
    agent.sees("fine yesterday").await?;

    let said = [
        "The morning report is empty today.",
        "Which report is it?",
        "The one for deliveries.",
        "It was fine yesterday.",
        "I will look at deliveries.",
    ];
    for (who, conversation) in
        [("visitor", visitor.conversation().await?), ("agent", agent.conversation().await?)]
    {
        for words in said {
            let count = conversation.iter().filter(|text| text.contains(words)).count();
            ensure!(count == 1, "the {who} sees {words:?} {count} times in {conversation:?}");
        }
        ensure!(conversation.len() == said.len(), "the {who} sees {conversation:?}");
    }

    visitor.leaves().await?;
    agent.leaves().await?;
    house.closes()
}
