//! A visitor who only wants to watch presses one switch, and the agent reads every way to be stuck.

use anyhow::{Result, ensure};

use crate::harness::{House, ways};

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_plays_every_way_to_be_stuck_and_the_agent_reads_each() -> Result<()> {
    let house = House::opens().await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    let visitor = house.visitor().await?;
    visitor.comes_to("/automations?pace=fast").await?;

    visitor.presses("Play it for me").await?;
    let ways = ways()?;
    for (number, way) in (1..).zip(&ways) {
        // The page cannot write into the chat; whoever watches may.
        let guide = visitor.is_asked_to_write(&way.id).await?;
        ensure!(guide.title == way.title, "the guide calls {} {:?}", way.id, guide.title);
        ensure!(
            guide.sees == way.reads,
            "the guide says of {} that the agent reads {:?}",
            way.id,
            guide.sees
        );
        visitor.goes_into_the_chat().await?;
        visitor.says(&guide.words).await?;
        visitor.sees_as_newest(&guide.words).await?;
        visitor.sees_it_sent().await?;
        if number == 1 {
            agent.opens(&guide.words).await?;
            visitor.keeps_picture("demo-guide").await?;
        }
        agent.sees(&guide.words).await?;
        agent.sees_in_the_panel(&way.reads).await?;
        visitor.leaves_the_chat().await?;
        visitor.presses(if number == ways.len() { "Finish" } else { "Next way" }).await?;
    }
    visitor.finds_on_the_page("Play it for me").await?;
    agent.keeps_picture("console-after-the-guide").await?;

    visitor.leaves().await?;
    agent.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_is_operated_by_keyboard_and_gives_way_to_a_hand() -> Result<()> {
    let house = House::opens().await?;
    let visitor = house.visitor().await?;
    visitor.chooses_in_the_guide("A limit that is reached").await?;
    visitor.reads_in_the_guide("So she invites somebody else").await?;

    // Over the load of a page, to which the first step leads.
    visitor.reads_in_the_guide("The form is on the same part").await?;
    visitor.strikes_escape().await?;
    visitor.reads_in_the_guide("Paused").await?;
    visitor.strikes_enter_on("Go on").await?;
    visitor.reads_in_the_guide("never leaves the browser").await?;
    visitor.presses("Withdraw").await?;
    visitor.reads_in_the_guide("you took over").await?;

    // The seat is free now, so the play finds another page than it expects, and says so.
    visitor.sees_on_the_page("Its seat is free").await?;
    visitor.strikes_enter_on("Stop the guide").await?;
    visitor.finds_on_the_page("Play it for me").await?;

    visitor.leaves().await?;
    house.closes()
}
