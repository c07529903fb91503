//! A page full of secrets, in every place that a page has for them: what leaves the browser is recorded and searched.

use anyhow::{Result, ensure};

use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_of_a_page_leaves_the_browser() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let secrets = house.secrets()?;
    let visitor = house.visitor_of("secrets").await?;
    for button in ["Pay", &format!("Call {}", secrets["phone"]), "Transfer", "Break", "Ask the server"] {
        visitor.presses(button).await?;
    }
    let (email, typed) = (&secrets["email"], &secrets["typed"]);
    visitor.writes("#email", &format!("x{email}")).await?;
    visitor.writes("#password", &secrets["token"]).await?;
    visitor.writes("#card", &secrets["card"]).await?;
    visitor.writes("#code", "482913").await?;
    visitor.writes("#words", &format!("{typed} {email}")).await?;
    visitor.writes("#editor", typed).await?;
    visitor.chooses("#who", email).await?;
    visitor.presses(&format!("Send to {email}")).await?;
    visitor.presses(&format!("Secret of {}", secrets["word"])).await?;
    visitor.presses(&format!("Wish of {}", secrets["word"])).await?;
    visitor.presses("Go on").await?;
    let attributes =
        format!("undertone('context', {{ release: {email:?}, attributes: {{ owner: {email:?} }} }})");
    visitor.page_answers(&attributes).await?;
    visitor.opens_chat().await?;
    visitor.looks_at_what_is_shared().await?;
    visitor.is_shown_as_shared("Clicked").await?;
    visitor.says("Look at my page, please.").await?;
    visitor.sees_it_sent().await?;
    visitor.leaves_the_chat().await?;
    let heard = house.desk().await?.hears("Look at my page", "full").await?;
    let story = heard.story()?;
    for kind in ["email", "card", "phone", "iban"] {
        ensure!(
            story.contains(&format!("[{kind}#1]")),
            "no {kind} stood in the story, so the test shows nothing: {story}"
        );
    }
    ensure!(story.contains("[masked]"), "the masked button was not told of: {story}");

    let left = visitor.tools()?.left();
    let ours: Vec<&String> =
        left.iter().filter(|it| it.contains("Look at my page") || it.contains("localhost")).collect();
    ensure!(ours.iter().any(|it| it.contains("Look at my page")), "the message itself was not recorded");
    let kept = visitor.page_answers("return JSON.stringify(sessionStorage)").await?.to_string();
    for (kind, secret) in secrets {
        let bare = secret.replace(' ', "");
        for (place, texts) in
            [("what left", ours.iter().map(|it| it.as_str()).collect()), ("the tab", vec![kept.as_str()])]
        {
            let found = texts.iter().find(|it| it.contains(secret.as_str()) || it.contains(&bare));
            ensure!(found.is_none(), "the {kind} {secret} is in {place}: {}", found.unwrap_or(&""));
        }
    }
    for text in [story.as_str(), kept.as_str()] {
        ensure!(!text.contains("482913"), "the one-time code is in {text}");
    }
    visitor.leaves().await?;
    house.closes()
}
