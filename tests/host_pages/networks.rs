//! Networks that are slow, broken, thrifty or choosy, and servers that are not there.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::is_heard;
use crate::harness::{For, House, Mood, Visitor, habits};

/// What the browser itself says about a request that found no network.
const NO_NETWORK: &[&str] = &["net::ERR_", "WebSocket connection to"];

async fn network_is(visitor: &Visitor, is_there: bool) -> Result<()> {
    let conditions =
        json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    visitor.tools()?.wishes(For::Everything, "Network.emulateNetworkConditions", conditions).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_arrives_when_the_network_is_back() -> Result<()> {
    let house = House::opens_at_the_end_of_a_line().await?;
    let visitor = house.visitor_of("plain").await?;
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    network_is(&visitor, false).await?;
    house.line()?.becomes(Mood::Cut);
    visitor.goes_into_the_chat().await?;
    visitor.is_told("You are offline").await?;
    visitor.says("Now I sit in a tunnel.").await?;
    visitor.says("It is a long one.").await?;
    visitor.sees_state("Sending").await?;
    house.line()?.becomes(Mood::Clear);
    network_is(&visitor, true).await?;
    visitor.sees_state("Sent").await?;
    visitor.leaves_the_chat().await?;
    let desk = house.desk().await?;
    desk.hears("a long one", "full").await?;
    let said = desk.transcript(heard.conversation).await?;
    ensure!(
        said == ["The settings will not save.", "Now I sit in a tunnel.", "It is a long one."],
        "the conversation is {said:?}"
    );
    visitor.page_is_unharmed(NO_NETWORK).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_script_leaves_the_page_as_it_was() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    let blocked = json!({ "urls": ["*/embed.js*"] });
    visitor.tools()?.wishes(For::ThePage, "Network.setBlockedURLs", blocked).await?;
    visitor.goes_to("commands").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    // Its own code calls into a queue that nobody reads.
    let works = "undertone('open'); return undertone.q.length";
    ensure!(visitor.page_answers(works).await? == 4, "the page's own calls fail");
    let ours = visitor.page_answers("return document.querySelector('#undertone')").await?;
    ensure!(ours.is_null(), "something of ours is there: {ours}");
    visitor.page_is_unharmed(&["net::ERR_BLOCKED_BY_CLIENT"]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_server_costs_the_page_nothing_and_the_visitor_an_explanation() -> Result<()> {
    let mut house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    house.server_is_killed()?;
    visitor.goes_to("plain").await?;
    visitor.presses("Save").await?;
    visitor.sees_on_the_page("Name is required").await?;
    let ours = visitor.page_answers("return document.querySelector('#undertone')").await?;
    ensure!(ours.is_null(), "something of ours is there: {ours}");
    house.server_comes_back()?;
    visitor.goes_to("plain").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;

    // The script is in the browser's cache now, and promises a chat that is not there.
    house.server_is_killed()?;
    visitor.goes_to("first-step").await?;
    visitor.presses_in_the_shadow("#launch").await?;
    visitor.is_told_outside("cannot be reached").await?;
    visitor.keeps_picture("widget-unreachable").await?;
    house.server_comes_back()?;
    visitor.presses_in_the_shadow("#wait button").await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("The settings will not save.").await?;
    visitor.says("You are back.").await?;
    visitor.sees_state("Sent").await?;
    house.desk().await?.hears("You are back.", "full").await?;
    visitor.page_is_unharmed(NO_NETWORK).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_keeps_nobody_waiting_but_the_chat() -> Result<()> {
    let house = House::opens_at_the_end_of_a_line().await?;
    house.line()?.becomes(Mood::Slow(Duration::from_millis(600)));
    let visitor = house.visitor_before(&habits()).await?;
    visitor.goes_to("plain").await?;
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    // The document was ready long before anything of ours could be there.
    let ready = "const [it] = performance.getEntriesByType('navigation');
        const [ours] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/embed.js'));
        return [it.domContentLoadedEventEnd, ours.responseEnd]";
    let ready = visitor.page_answers(ready).await?;
    let ms = |at: usize| ready[at].as_f64().unwrap_or(f64::NAN);
    ensure!(ms(0) < ms(1) && ms(1) > 1_000.0, "ready and ours after {ready} ms");
    let desk = house.desk().await?;
    desk.replies(heard.conversation, "Have you tried a shorter name?").await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("a shorter name").await?;
    visitor.leaves_the_chat().await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_lets_no_socket_through_has_the_chat_over_requests() -> Result<()> {
    let house = House::opens_at_the_end_of_a_line().await?;
    house.line()?.becomes(Mood::WithoutSockets);
    let visitor = house.visitor_of("plain").await?;
    let heard = is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    let desk = house.desk().await?;
    desk.replies(heard.conversation, "Have you tried a shorter name?").await?;
    visitor.goes_into_the_chat().await?;
    visitor.sees("a shorter name").await?;
    visitor.is_told("Connected").await?;
    visitor.says("That helped, thanks.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    desk.hears("That helped", "full").await?;
    visitor.page_is_unharmed(&["WebSocket connection to"]).await?;
    visitor.leaves().await?;
    house.closes()
}

/// What page and frame have fetched, by its name.
async fn fetched(visitor: &Visitor) -> Result<String> {
    let names = "performance.getEntriesByType('resource').map(({ name }) => name).join(' ')";
    let tools = visitor.tools()?;
    Ok(format!("{} {}", tools.page_says(names).await?, tools.frame_says(names).await?))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saves_data_downloads_no_model() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    let saves = json!({ "dataSaverEnabled": true });
    visitor.tools()?.wishes(For::Everything, "Emulation.setDataSaverOverride", saves).await?;
    visitor.goes_to("plain").await?;
    ensure!(
        visitor.page_answers("return navigator.connection.saveData").await? == true,
        "the browser saves nothing"
    );
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    let fetched = fetched(&visitor).await?;
    for heavy in [".model", "reading"] {
        ensure!(!fetched.contains(heavy), "{heavy} was fetched: {fetched}");
    }
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_tells_only_the_server_that_it_saves_data_is_offered_no_model() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_before(&habits()).await?;
    let saves = json!({ "headers": { "Save-Data": "on" } });
    visitor.tools()?.wishes(For::Everything, "Network.setExtraHTTPHeaders", saves).await?;
    visitor.goes_to("plain").await?;
    is_heard(&house, &visitor, "The settings will not save.", "full").await?;
    let fetched = fetched(&visitor).await?;
    ensure!(!fetched.contains(".model") && !fetched.contains("reading"), "the model was fetched: {fetched}");
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}
