//! A visitor who is stuck says so, and the agent sees why before asking.

use anyhow::{Result, ensure};

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_visitors_complaint_lights_the_panel_with_its_story() -> Result<()> {
    let house = House::opens().await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    let visitor = house.visitor().await?;

    // Three real ways to be stuck on three pages, with a real pointer.
    for _ in 0..3 {
        visitor.presses("Save automation").await?;
        visitor.sees_on_the_page("Trigger is required").await?;
    }
    visitor.walks_to("Reports").await?;
    visitor.presses("Export CSV").await?;
    visitor.walks_to("Billing").await?;
    visitor.presses("Load invoices").await?;
    visitor.sees_on_the_page("403").await?;
    visitor.keeps_picture("demo-site-stuck").await?;

    visitor.opens_chat().await?;
    visitor.keeps_picture("widget-empty").await?;
    let complaint = "I tried to save this automation three times and it keeps failing, this is so frustrating. \
                     You can reach me at kim@example.com";
    visitor.says(complaint).await?;
    visitor.sees("so frustrating").await?;
    visitor.sees_state("Sent").await?;

    // Somebody who has just been helped waits longer, and yet needs help less.
    agent.sees_above("keeps failing", "That helps a lot").await?;
    agent.opens("keeps failing").await?;
    agent.sees("[email#1]").await?;
    ensure!(!agent.conversation().await?.concat().contains("kim@"), "the address left the browser");
    for words in ["Save automation", "3 times", "Trigger is required", "Export CSV", "403", "Frustration"] {
        agent.sees_in_the_panel(words).await?;
    }
    agent.sees_on_the_turn("egative").await?;
    visitor.sees_state("Seen").await?;

    agent.types("Let me l").await?;
    visitor.sees_typing().await?;
    agent.replies("ook. Choose a trigger first, please.").await?;
    visitor.sees("Choose a trigger first").await?;
    visitor.types("Thank").await?;
    agent.sees_typing().await?;
    visitor.says("s, that worked! Great help.").await?;
    agent.sees("that worked").await?;
    agent.keeps_picture("console-live").await?;
    visitor.keeps_picture("widget-conversation").await?;

    let before = visitor.conversation().await?;
    visitor.reloads().await?;
    visitor.opens_chat().await?;
    visitor.sees("that worked").await?;
    ensure!(visitor.conversation().await? == before, "the conversation is not as it was");

    visitor.leaves().await?;
    agent.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_grows_curt_is_noticed_before_they_go() -> Result<()> {
    let house = House::opens().await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    let visitor = house.visitor().await?;
    visitor.opens_chat().await?;
    visitor
        .says(
            "I am really disappointed, our export has been failing since yesterday and my team waits for it",
        )
        .await?;
    visitor.sees_it_sent().await?;
    agent.opens("disappointed").await?;
    for words in ["Still failing", "Nope", "Same"] {
        agent.replies("Please load the page again and start the export.").await?;
        visitor.sees("start the export").await?;
        visitor.says(words).await?;
        agent.sees(words).await?;
    }
    for words in ["ery short replies", "drawing back"] {
        agent.sees_in_the_panel(words).await?;
    }
    agent.keeps_picture("console-curt").await?;
    visitor.leaves().await?;
    agent.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_below_the_fold_opens_at_the_first_press() -> Result<()> {
    let house = House::opens().await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    agent.presses_the_last_row().await?;
    agent.sees_turns().await?;
    agent.leaves().await?;
    house.closes()
}
