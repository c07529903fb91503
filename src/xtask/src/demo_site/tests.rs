//! Every way to be stuck is refused as `www/README.md` says, and solved as its article says, over real HTTP.

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use reqwest::header::LOCATION;
use serde_json::{Value, json};

use super::DemoSite;
use crate::run;

/// A browser with a cookie jar, on a site of its own.
struct Visitor {
    site: DemoSite,
    client: reqwest::Client,
}

impl Visitor {
    fn arrives() -> Result<Self> {
        let site = DemoSite::start(0, run::demo_pages("http://localhost:1"))?;
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { site, client })
    }

    async fn asks(&self, method: Method, path: &str, body: Value) -> Result<(u16, Value)> {
        let mut request = self.client.request(method, format!("{}{path}", self.site.origin()));
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok((status, serde_json::from_slice(&answer.bytes().await?).unwrap_or_default()))
    }

    async fn gets(&self, path: &str) -> Result<(u16, Value)> {
        self.asks(Method::GET, path, Value::Null).await
    }

    async fn reads(&self, path: &str) -> Result<(u16, String)> {
        let answer = self.client.get(format!("{}{path}", self.site.origin())).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }
}

#[tokio::test]
async fn every_page_is_whole_and_embeds_the_chat_under_a_policy() -> Result<()> {
    let visitor = Visitor::arrives()?;
    let articles = std::fs::read_dir(crate::paths::root().join("www/pages/help"))?;
    let articles: Vec<String> = articles
        .map(|it| Ok(format!("/help/{}", it?.path().file_stem().context("a name")?.to_string_lossy())))
        .collect::<Result<_>>()?;
    ensure!(articles.len() >= 6, "there are {} articles", articles.len());
    let parts = ["profile", "team", "api-keys", "sign-in"].map(|part| format!("/settings/{part}"));
    let pages = ["/automations", "/reports", "/billing", "/help"].map(str::to_owned);
    for path in pages.iter().chain(&parts).chain(&articles) {
        let (status, html) = visitor.reads(path).await?;
        ensure!(status == 200, "{path} answers {status}");
        ensure!(!html.contains("{{"), "{path} has a place that nothing was put into");
        for words in
            ["<h1", "Content-Security-Policy", "src=\"http://localhost:1/embed.js\" data-site=\"demo\""]
        {
            ensure!(html.contains(words), "{path} has no {words}");
        }
        ensure!(
            !html.contains(" style=") && !html.contains("<style"),
            "{path} has a style that its policy refuses"
        );
        for link in html.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            let (status, _) = visitor.reads(&format!("/{link}")).await?;
            ensure!(status == 200, "{path} leads to /{link}, which answers {status}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_first_address_leads_in_and_no_address_leads_out_of_the_folder() -> Result<()> {
    let visitor = Visitor::arrives()?;
    let first = visitor.client.get(visitor.site.origin()).send().await?;
    assert_eq!(first.headers().get(LOCATION).context("no redirect")?, "/automations");
    for path in ["/nowhere", "/../Cargo.toml", "/.git/config", "/pages/..%2f..%2fCargo.toml", "/settings/a/b"]
    {
        let (status, text) = visitor.reads(path).await?;
        ensure!(status == 404 && !text.contains("[workspace]"), "{path} answers {status}");
    }
    let large = json!({ "trigger": "x".repeat(70_000) });
    assert_eq!(visitor.asks(Method::POST, "/api/automations", large).await?.0, 413);
    assert_eq!(visitor.asks(Method::POST, "/automations", Value::Null).await?.0, 405);
    let broken = visitor.client.post(format!("{}/api/keys", visitor.site.origin())).body("{").send().await?;
    assert_eq!(broken.status(), 400);
    Ok(())
}

#[tokio::test]
async fn what_a_form_leaves_out_is_refused_at_its_field() -> Result<()> {
    let visitor = Visitor::arrives()?;
    for (method, path, without, with, field) in [
        (
            Method::POST,
            "/api/automations",
            json!({ "trigger": "" }),
            json!({ "trigger": "parcelway.delivery_late" }),
            "trigger",
        ),
        (
            Method::PUT,
            "/api/billing/details",
            json!({ "vat_number": " " }),
            json!({ "vat_number": "none" }),
            "vat_number",
        ),
        (Method::POST, "/api/keys", json!({ "expires": "" }), json!({ "expires": "90" }), "expires"),
    ] {
        let (status, refusal) = visitor.asks(method.clone(), path, without).await?;
        ensure!(status == 422 && refusal["field"] == field, "{path}: {status} {refusal}");
        let (status, _) = visitor.asks(method, path, with).await?;
        ensure!((200..300).contains(&status), "{path}: {status}");
    }
    Ok(())
}

#[tokio::test]
async fn dates_have_one_format_and_numbers_no_sign() -> Result<()> {
    let visitor = Visitor::arrives()?;
    let count = |answer: &Value| answer["deliveries"].as_array().map_or(0, Vec::len);
    for date in ["2026-11-24", "11/24/2026", "24.11.26", "31.02.2026", "1.1.1.2026", "today"] {
        let (status, refusal) = visitor.gets(&format!("/api/deliveries?to={date}")).await?;
        ensure!(status == 422 && refusal["message"] == "Invalid date", "{date}: {status} {refusal}");
    }
    let (status, all) = visitor.gets("/api/deliveries?from=01.01.2020&to=31.12.2999").await?;
    ensure!(status == 200 && count(&all) == 12, "{all}");
    assert_eq!(count(&visitor.gets("/api/deliveries?to=01.01.2020").await?.1), 0);
    assert_eq!(count(&visitor.gets("/api/deliveries?q=%2310482").await?.1), 0);
    assert_eq!(count(&visitor.gets("/api/deliveries?q=10482").await?.1), 1);
    assert_eq!(count(&visitor.gets("/api/deliveries?q=caf%C3%A9").await?.1), 2);
    Ok(())
}

#[tokio::test]
async fn the_third_request_for_figures_succeeds_for_each_visitor() -> Result<()> {
    let visitor = Visitor::arrives()?;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(visitor.gets("/api/reports/on-time").await?.0);
    }
    assert_eq!(statuses, [500, 500, 200, 500, 500, 200]);
    assert_eq!(visitor.gets("/api/invoices").await?.0, 403);
    Ok(())
}

#[tokio::test]
async fn a_time_zone_sticks_once_the_workspace_lets_go() -> Result<()> {
    let visitor = Visitor::arrives()?;
    for (uses_workspace_zone, kept) in [(true, "Europe/Berlin"), (false, "Europe/Lisbon")] {
        let wish = json!({ "time_zone": "Europe/Lisbon", "uses_workspace_zone": uses_workspace_zone });
        assert_eq!(visitor.asks(Method::PUT, "/api/profile", wish).await?.0, 200);
        assert_eq!(visitor.gets("/api/profile").await?.1["time_zone"], kept);
    }
    Ok(())
}

#[tokio::test]
async fn a_withdrawn_invitation_frees_its_seat() -> Result<()> {
    let visitor = Visitor::arrives()?;
    let invitations = "/api/team/invitations";
    let sam = json!({ "email": "sam@tidewell.example", "role": "Viewer" });
    let (status, refusal) = visitor.asks(Method::POST, invitations, sam.clone()).await?;
    ensure!(
        status == 409 && refusal["detail"].as_str().is_some_and(|it| it.contains("limit of 5 seats")),
        "{refusal}"
    );
    let (_, team) = visitor.gets("/api/team").await?;
    ensure!(team["invitations"][0]["sent"] == json!([]), "the imported one was sent: {team}");
    assert_eq!(visitor.asks(Method::DELETE, "/api/team/invitations/1", Value::Null).await?.0, 200);
    let (status, team) = visitor.asks(Method::POST, invitations, sam).await?;
    ensure!(status == 201 && team["invitations"][0]["sent"][0]["at"] == "today", "{team}");
    assert_eq!(visitor.asks(Method::POST, "/api/team/invitations/2", json!({})).await?.0, 200);
    assert_eq!(visitor.asks(Method::DELETE, "/api/team/invitations/1", Value::Null).await?.0, 404);
    Ok(())
}

#[tokio::test]
async fn single_sign_on_wants_a_verified_domain_and_starting_over_forgets_it() -> Result<()> {
    let visitor = Visitor::arrives()?;
    assert_eq!(visitor.asks(Method::POST, "/api/sso", json!({})).await?.0, 409);
    assert_eq!(visitor.asks(Method::POST, "/api/sso/domain", json!({})).await?.0, 200);
    assert_eq!(visitor.asks(Method::POST, "/api/sso", json!({})).await?.0, 201);
    assert_eq!(visitor.asks(Method::POST, "/api/start-over", Value::Null).await?.0, 200);
    assert_eq!(visitor.asks(Method::POST, "/api/sso", json!({})).await?.0, 409);
    Ok(())
}

#[tokio::test]
async fn a_test_run_outlasts_the_page_and_stands_in_the_history() -> Result<()> {
    let visitor = Visitor::arrives()?;
    assert_eq!(visitor.gets("/api/runs").await?.1["tests"], json!([]));
    let test = json!({ "name": "Late delivery notice" });
    assert_eq!(visitor.asks(Method::POST, "/api/automations/test", test).await?.0, 200);
    let (_, runs) = visitor.gets("/api/runs").await?;
    assert_eq!(runs["tests"][0]["automation"], "Late delivery notice");
    ensure!(runs["tests"][0]["took_s"].as_u64().is_some_and(|took_s| took_s > 4), "it was not slow: {runs}");
    Ok(())
}
