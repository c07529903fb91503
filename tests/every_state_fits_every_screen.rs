//! Whatever stands in the chat and in the console, on whatever screen: nothing sticks out of it.

use anyhow::{Result, ensure};
use xtask::browser::Look;

use crate::harness::{Agent, House, Visitor};

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
