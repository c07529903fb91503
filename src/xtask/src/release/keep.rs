//! `cargo xtask keep`: makes the fixtures of the release that this checkout is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::Step;
use crate::demo_site::{DemoSite, Pages};
use crate::server::{Running, Settings};
use crate::{build, paths, step};

/// Keeps this release's traffic, database and web files in `tests/fixtures/release-<version>`.
///
/// # Errors
/// When it was kept before (a released thing is never kept anew), or the script cannot be played.
pub fn keep() -> Result<()> {
    let folder = paths::root().join("tests/fixtures").join(concat!("release-", env!("CARGO_PKG_VERSION")));
    ensure!(!folder.exists(), "{} is there already, and a release is kept only once", folder.display());
    let binary = build::everything()?;
    step::heading("Keeping this release");
    let script = super::read(&paths::root().join("src/xtask/fixtures/release-script.jsonl"))?;
    let data = paths::target().join(format!("keep-{}", std::process::id()));
    // Whole or not at all: half a release would be taken for one.
    let kept = data.join("kept");
    fs::create_dir_all(&kept).with_context(|| format!("cannot make {}", kept.display()))?;
    let pages = Pages { folder: paths::root().join("www"), values: BTreeMap::new() };
    let site = DemoSite::start(0, pages)?;
    let settings = Settings {
        binary,
        listen: "127.0.0.1:0".to_owned(),
        data: data.clone(),
        demo_origin: Some(site.origin()),
        log_to_terminal: false,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")?;
    let server = settings.start()?;
    let traffic = runtime.block_on(play(&server, &script))?;
    server.stop()?;
    super::write(&kept.join("traffic.jsonl"), &traffic)?;
    step::say(&format!("traffic.jsonl: {} steps", traffic.len()));

    for name in ["undertone.db", "demo-sign-in.json"] {
        let (from, to) = (data.join(name), kept.join(name));
        fs::copy(&from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        step::say(name);
    }
    let server = settings.start()?;
    let asked = runtime.block_on(async {
        let inbox = play(&server, &inbox()).await?;
        play(&server, &everything_again(&inbox, &traffic)?).await
    })?;
    server.stop()?;
    super::write(&kept.join("return.jsonl"), &asked)?;
    step::say(&format!("return.jsonl: {} steps", asked.len()));
    web_files(&kept.join("web"))?;
    fs::rename(&kept, &folder).with_context(|| format!("cannot move {} into place", kept.display()))?;
    fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))
}

async fn play(server: &Running, script: &[Step]) -> Result<Vec<Step>> {
    let sign_in = server.ready.demo.as_ref().context("the server seeded no demo workspace")?;
    super::play(&server.ready.origin, sign_in, script).await
}

fn asks(path: &str, by: Option<&str>, body: Option<Value>) -> [Step; 2] {
    let method = if body.is_some() { "POST" } else { "GET" }.to_owned();
    // A sign-in makes something; everything else here only asks.
    let status = if body.is_some() { 201 } else { 200 };
    let by = by.map(str::to_owned);
    [Step::Asks { method, path: path.to_owned(), by, body }, Step::Answers { status, body: Value::Null }]
}

fn inbox() -> Vec<Step> {
    let sign_in = json!({ "email": "$email", "password": "$password" });
    [asks("/v1/sessions", None, Some(sign_in)), asks("/v1/conversations?limit=100", Some("agent"), None)]
        .concat()
}

/// Asks for everything that the database holds, as the agent and as the visitor who comes back, who then goes on.
fn everything_again(inbox: &[Step], traffic: &[Step]) -> Result<Vec<Step>> {
    let mut steps = self::inbox();
    let Some(Step::Answers { body, .. }) = inbox.last() else { anyhow::bail!("the inbox did not answer") };
    for conversation in body["conversations"].as_array().context("no conversations")? {
        let id = conversation["id"].as_str().context("no id")?;
        steps.extend(asks(&format!("/v1/conversations/{id}"), Some("agent"), None));
    }
    let welcomed = traffic.iter().find_map(|step| match step {
        Step::Hears { frame, .. } => frame["token"].as_str(),
        _ => None,
    });
    let token = welcomed.context("no visitor was given a token")?;
    let appended = traffic.iter().find_map(|step| match step {
        Step::Says { frame, .. } => frame["records"].get(0),
        _ => None,
    });
    // What an outbox offers after the upgrade: a record that the old server had kept without being heard, and a new one.
    let known = appended.context("no record was sent")?.clone();
    let mut new = known.clone();
    new["id"] = "01a1ee56-5e00-7606-8606-060606060606".into();
    let visitor = || "visitor".to_owned();
    steps.extend([
        Step::Opens { who: visitor() },
        Step::Says {
            who: visitor(),
            frame: json!({ "type": "hello", "protocol": 1, "site_key": crate::run::DEMO_SITE_KEY, "token": token }),
        },
        Step::Hears { who: visitor(), frame: json!({ "type": "welcome", "conversation": { "id": "" } }) },
        Step::Says { who: visitor(), frame: json!({ "type": "append", "records": [known, new] }) },
        Step::Hears {
            who: visitor(),
            frame: json!({ "type": "outcomes", "outcomes": [{ "outcome": "duplicate" }, { "outcome": "stored" }] }),
        },
    ]);
    Ok(steps)
}

/// The files that a visitor's browser may still have: `embed.js`, the frame, and what those two name.
fn web_files(to: &Path) -> Result<()> {
    let web = paths::web();
    let text = |name: &str| fs::read_to_string(web.join(name)).with_context(|| format!("no {name}"));
    let naming = [text("embed.js")?, text("frame.html")?].concat();
    let assets = fs::read_dir(web.join("assets")).context("no assets")?;
    let mut files = vec![PathBuf::from("embed.js"), PathBuf::from("frame.html")];
    for asset in assets {
        let name = asset.context("cannot list the assets")?.file_name();
        let name = name.to_string_lossy();
        if !name.ends_with(".br") && !name.ends_with(".gz") && naming.contains(name.as_ref()) {
            files.push(Path::new("assets").join(name.as_ref()));
        }
    }
    fs::create_dir_all(to.join("assets")).with_context(|| format!("cannot make {}", to.display()))?;
    for file in files {
        let packed = file.with_added_extension("br");
        let bytes = fs::copy(web.join(&packed), to.join(&packed))
            .with_context(|| format!("cannot copy {}", packed.display()))?;
        step::say(&format!("web/{}: {bytes} bytes", packed.display()));
    }
    Ok(())
}
