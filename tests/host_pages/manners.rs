//! Pages that are loud, patched, hostile, or in two minds.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{holds_on, is_heard};
use crate::harness::{DevTools, House, until};

/// Everything that a style sheet could change of ours, and where it stands.
const LOOKS: &str = "
    const root = document.querySelector('#undertone').shadowRoot;
    return ['#launch', '#launch svg', '#badge', '#panel', '#wait p', '#wait button', 'iframe'].map((css) => {
        const it = root.querySelector(css);
        const { x, y, width, height } = it.getBoundingClientRect();
        const style = getComputedStyle(it);
        const rules = [...style].filter((name) => !name.startsWith('--'));
        return { css, place: [x, y, width, height], rules: rules.map((name) => `${name}: ${style.getPropertyValue(name)}`) };
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn no_style_sheet_however_loud_reaches_ours() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("plain").await?;
    visitor.opens_chat().await?;
    visitor.leaves_the_chat().await?;
    let plain = visitor.page_answers(LOOKS).await?;
    visitor.goes_to("loud").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    let loud = visitor.page_answers(LOOKS).await?;
    let pairs = plain.as_array().into_iter().flatten().zip(loud.as_array().into_iter().flatten());
    for (plain, loud) in pairs {
        ensure!(
            plain["place"] == loud["place"],
            "{} stands at {} and not at {}",
            plain["css"],
            loud["place"],
            plain["place"]
        );
        let rules = |it: &Value| -> Vec<Value> { it["rules"].as_array().cloned().unwrap_or_default() };
        let before = rules(plain);
        let differ: Vec<_> = rules(loud).into_iter().filter(|rule| !before.contains(rule)).collect();
        ensure!(differ.is_empty(), "{} looks different: {differ:?}", plain["css"]);
    }
    visitor.keeps_picture("page-loud").await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tags_by_mistake_are_one_chat() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("two-tags").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    let count = visitor.page_answers("return document.querySelectorAll('#undertone').length").await?;
    ensure!(count == 1, "there are {count} launchers");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_may_come_before_the_script() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("commands").await?;
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    visitor.sees_on_the_page("The chat is ready").await?;
    house.desk().await?.sees_name(heard.conversation, "Kim").await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_libraries_have_patched_is_told_in_full() -> Result<()> {
    holds_on("patched", "full").await
}

/// Clicks in the middle of something of ours, by the browser's own pointer: the driver's scripts do not work there.
async fn clicks(tools: &DevTools, element: &str) -> Result<()> {
    let place = format!(
        "(() => {{ const {{ x, y, width, height }} = ({element}).getBoundingClientRect(); return [x + width / 2, y + height / 2]; }})()"
    );
    let place = tools.beside_the_page(&place).await?;
    for kind in ["mousePressed", "mouseReleased"] {
        let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
        tools.page_does("Input.dispatchMouseEvent", event).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_on_which_everything_throws_still_has_its_chat() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("hostile").await?;
    let tools = visitor.tools()?;
    let launcher = "document.querySelector('#undertone').shadowRoot.querySelector('#launch')";
    until("the launcher", || async { clicks(tools, launcher).await.map(Some) }).await?;
    until("the chat can be written in", || async {
        let is_there = "document.activeElement?.id === 'field' && !document.querySelector('.is-loading')";
        Ok((tools.frame_says(is_there).await? == true).then_some(()))
    })
    .await?;
    tools.page_does("Input.insertText", json!({ "text": "Nothing works here." })).await?;
    for kind in ["rawKeyDown", "char", "keyUp"] {
        let event = json!({ "type": kind, "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13 });
        tools.page_does("Input.dispatchKeyEvent", event).await?;
    }
    house.desk().await?.hears("Nothing works here.", "basic: fault").await?;
    let own_code = tools.beside_the_page("document.documentElement.dataset.ownCode").await?;
    ensure!(own_code == "works", "the page's own code does not work");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_shouts_at_the_frame_is_not_heard() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("forger").await?;
    visitor.opens_chat().await?;
    visitor.presses("Shout at the frame").await?;
    visitor.sees_on_the_page("Shouted").await?;
    visitor.presses_in_the_shadow("#launch").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_lies_over_the_port_can_at_most_be_wrong() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("forger").await?;
    visitor.opens_chat().await?;
    visitor.presses("Lie over the port").await?;
    visitor.sees_on_the_page("Lied").await?;
    visitor.goes_into_the_chat().await?;
    visitor.says("The settings will not save.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    house.desk().await?.hears("The settings will not save.", "full").await?;
    // Somebody who floods with what may never be said is not listened to any more, and the chat goes on.
    visitor.presses("Flood the port").await?;
    visitor.sees_on_the_page("Flooded").await?;
    visitor.goes_into_the_chat().await?;
    visitor.says("Not even now.").await?;
    visitor.sees("Not even now.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    let desk = house.desk().await?;
    let heard = desk.hears("Not even now.", "off: page_distrusted").await?;
    let said = desk.transcript(heard.conversation).await?;
    ensure!(said == ["The settings will not save.", "Not even now."], "the conversation is {said:?}");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}
