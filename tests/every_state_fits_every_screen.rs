//! Whatever stands in the chat and in the console, on whatever screen: nothing sticks out of it.

use std::time::Duration;

use anyhow::{Result, ensure};
use xtask::browser::Look;

use crate::harness::{Agent, Answers, House, Mood, Visitor, habits};

const LOOKS: [Look; 4] = [
    Look { name: "light", size: (1280, 800), is_dark: false },
    Look { name: "dark", size: (1280, 800), is_dark: true },
    Look { name: "phone", size: (375, 700), is_dark: false },
    Look { name: "phone-dark", size: (375, 700), is_dark: true },
];

/// A word that no line holds, a text from right to left, and a long message.
const WORDS: [&str; 3] = [
    "https://shop.example/a/very/long/address/that/no/line/of/a/chat/can/hold/because/it/has/no/place/to/break?and=so&on=forever",
    "مرحبا، لا أستطيع حفظ الإعدادات ولا أعرف لماذا (رقم الطلب 88213-B).",
    "I have tried to save the automation on the second page again and again since this morning, with another browser and \
     on my phone too, and it says that the trigger is missing although I chose one; my colleagues have the same, we need \
     it before the campaign starts at noon, and I am honestly at a loss what else I could do.",
];

/// Longer than any place for a name.
const NAME: &str =
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the younger, of the accounts department";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sticks_out_of_any_screen_in_any_state() -> Result<()> {
    let mut house = House::opens().await?;
    let agent = house.agent().await?;
    fits_for_the_agent(&agent, "sign-in").await?;
    agent.mistypes_the_password().await?;
    agent.is_told("do not match").await?;
    fits_for_the_agent(&agent, "refused").await?;
    agent.signs_in().await?;
    fits_for_the_agent(&agent, "inbox").await?;
    let visitor = house.visitor().await?;
    let identifies =
        format!("undertone('identify', {{ user_id: '17', name: {NAME:?}, email: 'w@example.com' }})");
    visitor.page_answers(&identifies).await?;
    fits_for_the_visitor(&visitor, "closed").await?;
    visitor.opens_chat().await?;
    fits_for_the_visitor(&visitor, "empty").await?;
    for words in WORDS {
        visitor.says(words).await?;
        visitor.sees_it_sent().await?;
    }
    agent.opens("on the second page again").await?;
    agent.sees("at a loss").await?;
    agent
        .replies(
            "Thank you, Frau Wolfeschlegelsteinhausenbergerdorff: شكرا. Please choose the trigger first.",
        )
        .await?;
    visitor.sees("choose the trigger first").await?;
    fits_for_the_agent(&agent, "conversation").await?;
    fits_for_the_visitor(&visitor, "conversation").await?;
    house.server_is_killed()?;
    visitor.says("Are you still there?").await?;
    visitor.is_told("messages are kept").await?;
    fits_for_the_visitor(&visitor, "offline").await?;
    agent.is_told("Reconnecting").await?;
    fits_for_the_agent(&agent, "offline").await?;
    house.server_comes_back()?;
    visitor.sees_it_sent().await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sticks_out_of_any_screen_while_the_chat_is_not_there() -> Result<()> {
    let house = House::opens_at_the_end_of_a_line().await?;
    let visitor = house.visitor_before(&habits()).await?;
    visitor.goes_to("plain").await?;
    visitor.presses("Save").await?;
    house.line()?.becomes(Mood::Slow(Duration::from_secs(60)));
    visitor.presses_in_the_shadow("#launch").await?;
    visitor.is_told_outside("Opening").await?;
    fits_for_the_visitor(&visitor, "loading").await?;
    visitor.is_told_outside("Opening").await?;
    house.line()?.becomes(Mood::Cut);
    visitor.is_told_outside("cannot be reached").await?;
    fits_for_the_visitor(&visitor, "unreachable").await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_sticks_out_of_the_console_while_it_waits_or_has_failed() -> Result<()> {
    let house = House::opens().await?;
    let visitor = house.visitor().await?;
    visitor.is_helped_with("The settings will not save.").await?;
    visitor.leaves().await?;
    let agent = house.agent().await?;
    agent.is_answered("/v1/conversations", Answers::Never).await?;
    agent.signs_in_and_waits().await?;
    fits_for_the_agent(&agent, "inbox-loading").await?;
    agent.leaves().await?;
    let agent = house.agent().await?;
    agent.is_answered("/v1/conversations", Answers::WithAFault).await?;
    agent.signs_in_and_waits().await?;
    agent.is_told("The inbox did not load").await?;
    fits_for_the_agent(&agent, "inbox-failed").await?;
    agent.is_answered("/v1/conversations", Answers::AsEver).await?;
    agent.tries_again().await?;
    agent.sees_a_row().await?;
    agent.is_answered("/v1/conversations/", Answers::WithAFault).await?;
    agent.presses_the_row("The settings will not save").await?;
    agent.is_told("It did not open").await?;
    fits_for_the_agent(&agent, "conversation-failed").await?;
    agent.is_answered("/v1/conversations/", Answers::AsEver).await?;
    agent.tries_again().await?;
    agent.sees("The settings will not save").await?;
    agent.leaves().await?;
    house.closes()
}

async fn fits_for_the_visitor(visitor: &Visitor, state: &str) -> Result<()> {
    for look in LOOKS {
        visitor.looks(look).await?;
        let out = visitor.sticks_out().await?;
        ensure!(out.is_empty(), "{state}, {}: {out:?}", look.name);
        visitor.keeps_picture(&format!("state-widget-{state}-{}", look.name)).await?;
    }
    visitor.looks(LOOKS[0]).await
}

async fn fits_for_the_agent(agent: &Agent, state: &str) -> Result<()> {
    for look in LOOKS {
        agent.looks(look).await?;
        let out = agent.sticks_out().await?;
        ensure!(out.is_empty(), "{state}, {}: {out:?}", look.name);
        agent.keeps_picture(&format!("state-console-{state}-{}", look.name)).await?;
    }
    agent.looks(LOOKS[0]).await
}
