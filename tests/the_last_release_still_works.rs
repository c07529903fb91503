//! Browsers keep what they have: an old `embed.js` for a day, an old frame as long as its page is open. Both work with
//! today's server.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use thirtyfour::{By, Key};
use tokio::net::TcpListener;
use xtask::demo_site::{DemoSite, Pages};
use xtask::release::Session;
use xtask::server::{Running, Settings};
use xtask::{paths, run};

use crate::harness::{self, Browser, Files, Front, Release, free_port, habits, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_old_embed_js_from_a_browsers_cache_works_with_todays_server() -> Result<()> {
    for release in Release::all()? {
        let mut files = release.web_files()?;
        files.retain(|path, _| path == "/embed.js");
        a_visitor_is_helped(files).await.with_context(|| release.name())?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_open_during_the_upgrade_works_with_todays_server() -> Result<()> {
    for release in Release::all()? {
        a_visitor_is_helped(release.web_files()?).await.with_context(|| release.name())?;
    }
    Ok(())
}

/// A visitor is stuck on a page that has these old files, says so, and is answered; the agent sees why.
async fn a_visitor_is_helped(files: Files) -> Result<()> {
    let data = tempfile::tempdir().context("no folder for the data")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let origin = format!("http://localhost:{}", listener.local_addr()?.port());
    let values = [("undertone_origin", origin.as_str()), ("site_key", run::DEMO_SITE_KEY)];
    let values: BTreeMap<_, _> = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let site = DemoSite::start(0, Pages { folder: paths::root().join("tests/fixtures/host"), values })?;
    let settings = Settings {
        binary: paths::server_binary(),
        listen: format!("127.0.0.1:{}", free_port()?),
        data: data.path().to_owned(),
        demo_origin: Some(site.origin()),
        log_to_terminal: false,
    };
    let mut command = settings.command();
    command.env("UNDERTONE_PUBLIC_ORIGIN", &origin);
    let server = settings.start_as(command)?;
    let has_frame = files.contains_key("/frame.html");
    let front = Front::opens(listener, settings.listen.parse()?, files).await?;
    ensure!(server.ready.origin == front.origin, "the server does not know how it is named");

    let driver = harness::driver().await?;
    let page = Page { browser: Browser::opens(&driver, (1280, 900), &habits()).await?, site: site.origin() };
    page.is_loaded().await?;
    for _ in 0..3 {
        page.saves_in_vain().await?;
    }
    page.opens_the_chat().await?;
    page.says("I cannot save my profile, this is so frustrating").await?;

    let mut desk = Desk::of(&server, &front).await?;
    let conversation = desk.hears_of("cannot save my profile").await?;
    desk.sees_the_page_of(&conversation, &["Save profile", "Name is required"]).await?;
    desk.replies(&conversation, "Please fill in your name first.").await?;
    page.reads("fill in your name first").await?;
    page.says("Oh. Thank you!").await?;
    desk.hears_of("Oh. Thank you!").await?;

    page.is_loaded().await?;
    page.opens_the_chat().await?;
    for words in ["cannot save my profile", "fill in your name first", "Oh. Thank you!"] {
        page.reads(words).await?;
    }
    ensure!(front.has_given("/embed.js"), "the browser had today's embed.js");
    ensure!(front.has_given("/frame") == has_frame, "the browser had the other frame");
    page.browser.closes().await?;
    server.stop()
}

/// The visitor's page. Whatever is looked for in it is in the first release's files, which never change, and in today's.
struct Page {
    browser: Browser,
    site: String,
}

impl Page {
    async fn is_loaded(&self) -> Result<()> {
        self.browser.driver.enter_default_frame().await?;
        Ok(self.browser.driver.goto(&self.site).await?)
    }

    async fn saves_in_vain(&self) -> Result<()> {
        self.browser.finds("button").await?.click().await?;
        self.browser.sees("[role=alert]", "Name is required").await
    }

    async fn opens_the_chat(&self) -> Result<()> {
        for (css, is_frame) in [("#launch", false), ("iframe", true)] {
            let script =
                "return document.querySelector('#undertone')?.shadowRoot.querySelector(arguments[0]) ?? null";
            let found = until(&format!("{css} of the launcher"), || async {
                let found = self.browser.driver.execute(script, vec![css.into()]).await?;
                Ok(found.element().ok())
            })
            .await?;
            if is_frame { found.enter_frame().await? } else { found.click().await? }
        }
        self.browser.finds("textarea").await.map(drop)
    }

    async fn says(&self, words: &str) -> Result<()> {
        let field = self.browser.driver.find(By::Css("textarea")).await?;
        field.send_keys(words).await?;
        Ok(field.send_keys(Key::Return + "").await?)
    }

    async fn reads(&self, words: &str) -> Result<()> {
        self.browser.sees("main", words).await
    }
}

/// The agent, through the API.
struct Desk {
    session: Session,
}

impl Desk {
    async fn of(server: &Running, front: &Front) -> Result<Self> {
        let sign_in = server.ready.demo.as_ref().context("nobody can sign in")?;
        let mut session = Session::new(&front.origin, sign_in);
        session.sits_at_the_desk().await?;
        Ok(Self { session })
    }

    /// Waits until a conversation's newest turn has these words, and gives its id.
    async fn hears_of(&mut self, words: &str) -> Result<String> {
        let session = tokio::sync::Mutex::new(&mut self.session);
        until(&format!("{words:?} in the inbox"), || async {
            let inbox = session.lock().await.gets("/v1/conversations").await?;
            let rows = inbox["conversations"].as_array().context("no inbox")?;
            let says =
                |row: &&Value| row["last_turn"]["preview"].as_str().is_some_and(|it| it.contains(words));
            Ok(rows.iter().find(says).and_then(|row| row["id"].as_str()).map(str::to_owned))
        })
        .await
    }

    /// Waits until what happened on the page has come, with a turn or later for it.
    async fn sees_the_page_of(&mut self, conversation: &str, wanted: &[&str]) -> Result<()> {
        let session = tokio::sync::Mutex::new(&mut self.session);
        until(&format!("{wanted:?} in the story"), || async {
            let detail = session.lock().await.gets(&format!("/v1/conversations/{conversation}")).await?;
            let pages: Vec<_> = detail["records"].as_array().context("no records")?.iter().collect();
            let stories: Vec<_> =
                pages.iter().map(|it| it["record"]["content"]["page"].to_string()).collect();
            if stories.iter().any(|story| wanted.iter().all(|words| story.contains(words))) {
                return Ok(Some(()));
            }
            bail!("the stories are {stories:?}")
        })
        .await
    }

    async fn replies(&mut self, conversation: &str, text: &str) -> Result<()> {
        let reply = json!({ "type": "reply", "id": "01a1ee56-5e00-7404-8404-040404040404",
            "conversation_id": conversation, "occurred_at_ms": 1_795_000_000_000_i64, "text": text });
        self.session.says("agent", &reply).await?;
        self.session.hears("agent", &json!({ "type": "outcome", "outcome": "stored" })).await.map(drop)
    }
}
