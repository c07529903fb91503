//! Visitors who go from place to place.

use anyhow::{Context as _, Result, ensure};
use record::{PageEventKind, PageStory};

use super::is_heard;
use crate::harness::{Heard, House, Visitor, until};

/// Where the visitor was, and where the save button was pressed there: `/a: 1`.
fn presses_by_route(heard: &Heard) -> Result<Vec<String>> {
    let story: &PageStory = heard.page.story.as_ref().context("there is no story")?;
    let mut places: Vec<(String, usize)> = Vec::new();
    for event in &story.timeline {
        match (&event.kind, places.last_mut()) {
            (PageEventKind::Navigation { route, .. }, last)
                if last.as_ref().is_none_or(|(here, _)| here != route.as_str()) =>
            {
                places.push((route.as_str().to_owned(), 0));
            }
            (PageEventKind::Click { control }, Some((_, presses))) if control.name.as_str() == "Save" => {
                *presses += 1
            }
            _ => {}
        }
    }
    Ok(places.into_iter().map(|(route, presses)| format!("{route}: {presses}")).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_of_an_app_of_one_page_is_told_place_by_place() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("one-page-app").await?;
    for place in ["Billing", "Team"] {
        visitor.presses("Save").await?;
        visitor.sees_on_the_page("Name is required").await?;
        visitor.presses(place).await?;
        visitor.sees_on_the_page(place).await?;
    }
    let heard = is_heard(&house, &visitor, "I cannot save anywhere.", "full").await?;
    let places = presses_by_route(&heard)?;
    ensure!(
        places == ["/one-page-app: 1", "/one-page-app/billing: 1", "/one-page-app/billing/team: 1"],
        "the story went {places:?}"
    );
    let context = heard.page.context.as_ref().context("there is no context")?;
    ensure!(context.title.as_str() == "Team: an app of one page", "the title is {:?}", context.title);
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_goes_on_over_page_loads() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("first-step").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    visitor.follows("Go on").await?;
    visitor.sees_on_the_page("Review").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    visitor.follows("Go back").await?;
    visitor.sees_on_the_page("Settings").await?;
    let heard = is_heard(&house, &visitor, "Neither step will save.", "full").await?;
    let places = presses_by_route(&heard)?;
    ensure!(places == ["/first-step: 1", "/second-step: 1", "/first-step: 1"], "the story went {places:?}");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

/// Waits until so many presses of the save button are kept in the tab's storage, without the page being left.
async fn keeps_presses(visitor: &Visitor, presses: usize) -> Result<()> {
    let kept = "return sessionStorage['undertone.story'] ?? ''";
    until("the press to be kept", || async {
        let kept = visitor.page_answers(kept).await?;
        let is_press =
            |line: &&str| line.contains("\tc\tbutton\tSave\t") || line.contains("\tt\tbutton\tSave\t");
        let count = kept.as_str().unwrap_or_default().lines().filter(is_press).count();
        Ok((count == presses).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_dies_loses_the_last_seconds_at_most() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("first-step").await?;
    for presses in 1..=3 {
        visitor.presses("Save").await?;
        visitor.sees_on_the_page("Name is required").await?;
        keeps_presses(&visitor, presses).await?;
    }
    // A page that dies is told nothing, and so tells nothing any more.
    let dies = "for (const type of ['pagehide', 'visibilitychange']) \
                addEventListener(type, (event) => event.stopImmediatePropagation(), true)";
    visitor.page_answers(dies).await?;
    visitor.goes_to("second-step").await?;
    let heard = is_heard(&house, &visitor, "Neither step will save.", "full").await?;
    let places = presses_by_route(&heard)?;
    ensure!(places == ["/first-step: 3", "/second-step: 1"], "the story went {places:?}");
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_who_never_rests_is_kept_all_the_same() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("first-step").await?;
    // What a press is answered with is kept soon after it, so here no press is answered.
    visitor
        .page_answers("const save = document.querySelector('#save'); save.replaceWith(save.cloneNode(true))")
        .await?;
    visitor.presses("Save").await?;
    keeps_presses(&visitor, 1).await?;
    // Touches the page three times a second from now on, so that no look finds it at rest.
    let never_rests = "setInterval(() => document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })), 300)";
    visitor.page_answers(never_rests).await?;
    visitor.presses("Save").await?;
    keeps_presses(&visitor, 2).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_comes_back_from_the_back_forward_cache_with_its_chat() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let desk = house.desk().await?;
    let visitor = house.visitor_of("plain").await?;
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    desk.sees_online(heard.conversation, true).await?;

    visitor.goes_to("elsewhere").await?;
    visitor.sees_on_the_page("does not embed the chat").await?;
    // An open socket would keep the page out of the cache.
    desk.sees_online(heard.conversation, false).await?;
    desk.replies(heard.conversation, "Have you tried a shorter name?").await?;

    visitor.goes_back().await?;
    let back = visitor.tools()?.beside_the_page("isBack").await?;
    let why_not = visitor
        .page_answers(
            "return performance.getEntriesByType('navigation')[0].notRestoredReasons?.toJSON() ?? null",
        )
        .await?;
    ensure!(back == true, "the page was loaded anew: {why_not}");
    visitor.goes_into_the_chat().await?;
    visitor.sees("a shorter name").await?;
    visitor.says("That helped, thanks.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    desk.hears("That helped", "full").await?;
    desk.sees_online(heard.conversation, true).await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}
