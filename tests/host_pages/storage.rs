//! Browsers that keep little or nothing, and visitors with two tabs.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{holds_on, is_heard};
use crate::harness::{For, Habits, House, habits};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_blocks_third_parties_still_keeps_the_chat_of_a_site() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let blocks = json!({ "profile": { "block_third_party_cookies": true, "cookie_controls_mode": 1 } });
    let visitor = house.visitor_with("plain", &Habits { preferences: Some(blocks), ..habits() }).await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    // What a frame keeps is kept apart for each site that shows it, and so is there again.
    visitor.goes_to("plain").await?;
    visitor.opens_chat().await?;
    visitor.sees("The settings will not save.").await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_keeps_nothing_has_a_chat_for_as_long_as_the_page_lives() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let desk = house.desk().await?;
    let forbids = json!({ "profile": { "default_content_setting_values": { "cookies": 2 } } });
    let visitor = house.visitor_with("plain", &Habits { preferences: Some(forbids), ..habits() }).await?;
    let is_forbidden = "try { localStorage.length; return false } catch { return true }";
    ensure!(visitor.page_answers(is_forbidden).await? == true, "the browser does keep something");
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    desk.replies(heard.conversation, "Have you tried a shorter name?").await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("a shorter name").await?;
    visitor.says("That helped, thanks.").await?;
    visitor.sees_it_sent().await?;
    let said = desk.transcript(heard.conversation).await?;
    ensure!(said.len() == 3, "the conversation is {said:?}");
    visitor.page_is_unharmed(&[]).await?;
    // Whoever comes back is somebody new, and finds neither their words nor a draft.
    visitor.goes_to("plain").await?;
    visitor.opens_chat().await?;
    visitor.is_told("Connected").await?;
    ensure!(
        visitor.conversation().await?.is_empty() && visitor.draft().await?.is_empty(),
        "something was kept"
    );
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_may_keep_nothing_tells_its_story_all_the_same() -> Result<()> {
    holds_on("no-storage", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_does_not_come_back_as_a_draft_where_the_outbox_has_no_place() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    // As in a private window: small things are kept for the tab, a database is not to be had.
    let source = "Object.defineProperty(window, 'indexedDB', { value: { open() { throw new DOMException('no', 'SecurityError'); } } })";
    visitor
        .tools()?
        .wishes(For::Everything, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))
        .await?;
    visitor.goes_to("plain").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    visitor.goes_to("plain").await?;
    visitor.opens_chat().await?;
    visitor.sees("The settings will not save.").await?;
    let draft = visitor.draft().await?;
    ensure!(draft.is_empty(), "the composer holds {draft:?}");
    // What was only written is there again.
    visitor.types("And the report").await?;
    visitor.goes_to("plain").await?;
    visitor.opens_chat().await?;
    visitor.sees("The settings will not save.").await?;
    let draft = visitor.draft().await?;
    ensure!(draft == "And the report", "the composer holds {draft:?}");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_visitor_in_two_tabs_has_one_conversation() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let desk = house.desk().await?;
    let visitor = house.visitor_of("plain").await?;
    let first = visitor.tab().await?;
    // Both chats are there before either has said a word.
    visitor.opens_chat().await?;
    visitor.is_told("Connected").await?;
    let second = visitor.opens_a_tab("first-step").await?;
    visitor.opens_chat().await?;
    visitor.is_told("Connected").await?;
    visitor.says("I write in the second tab.").await?;
    visitor.sees_state("Sent").await?;

    visitor.looks_at(&first).await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("in the second tab").await?;
    visitor.says("And I go on in the first.").await?;
    visitor.sees_state("Sent").await?;
    let heard = desk.hears("go on in the first", "full").await?;
    let said = desk.transcript(heard.conversation).await?;
    ensure!(
        said == ["I write in the second tab.", "And I go on in the first."],
        "the conversation is {said:?}"
    );
    desk.replies(heard.conversation, "I read both.").await?;
    visitor.sees("I read both").await?;
    visitor.looks_at(&second).await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("go on in the first").await?;
    visitor.sees("I read both").await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_in_one_tab_is_one_in_every_tab() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("plain").await?;
    let first = visitor.tab().await?;
    visitor.is_helped_with("My name stands in my last invoice.").await?;
    visitor.opens_a_tab("first-step").await?;
    visitor.opens_chat().await?;
    visitor.sees("my last invoice").await?;
    visitor.leaves_the_chat().await?;
    visitor.is_signed_out_by_the_site().await?;

    visitor.looks_at(&first).await?;
    visitor.goes_into_the_chat().await?;
    visitor.is_told("Connected").await?;
    let read = visitor.conversation().await?;
    ensure!(read.is_empty(), "the next person reads {read:?}");
    // Who comes next is somebody new, and what they say stays theirs.
    visitor.says("I am somebody else.").await?;
    visitor.sees_state("Sent").await?;
    visitor.goes_to("plain").await?;
    visitor.opens_chat().await?;
    visitor.sees("I am somebody else.").await?;
    ensure!(visitor.conversation().await?.len() == 1, "the old conversation is back");
    visitor.leaves().await?;
    house.closes()
}
