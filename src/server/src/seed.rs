//! The demo workspace: one site, one agent, a few conversations of the past hours.
//!
//! Everything goes through the same ingest as a visitor's own words; only the clock is set back.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use api::visitor::Identity;
use record::{
    AgentTurn, Channel, Content, ConversationId, Extra, InteractionRecord, Label, Outcome, PageReport,
    Provenance, RecordId, SchemaVersion, SiteNames, VisitorTurn,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Agent, NewAgent, NewSite, NewVisitor, Party, Site};

use crate::app::App;
use crate::origin::Origin;
use crate::secrets::{self, Token};
use crate::visitors::{self, Caller};
use crate::{clock, ingest, passwords};

const CONVERSATIONS: &str = include_str!("seed/demo.json");
const SITE_KEY: &str = "demo";
const EMAIL: &str = "ana@fernly.example";

/// How to sign in to the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// The public key of the demo site.
    pub site_key: String,
    /// The agent's address.
    pub email: String,
    /// The agent's password.
    pub password: String,
}

#[derive(Deserialize)]
struct Demo {
    conversations: Vec<DemoConversation>,
}

#[derive(Deserialize)]
struct DemoConversation {
    minutes_ago: i64,
    visitor: Identity,
    turns: Vec<DemoTurn>,
}

#[derive(Deserialize)]
struct DemoTurn {
    role: record::Role,
    after_s: i64,
    text: String,
    page: Option<PageReport>,
}

/// Makes the demo on an empty database; on any other it only says how to sign in, if a demo was made before, and lets
/// the demo's page in when it has moved to another origin.
///
/// # Errors
/// When the store or the folder refuses.
pub async fn demo(app: &Arc<App>, origin: &Origin, folder: &Path) -> anyhow::Result<Option<SignIn>> {
    let file = folder.join("demo-sign-in.json");
    if !app.store.sites().await?.is_empty() {
        if let Some(site) = app.store.site_by_key(SITE_KEY).await?
            && !site.allowed_origins.contains(&origin.to_string())
        {
            app.store.set_allowed_origins(site.scope, vec![origin.to_string()]).await?;
        }
        let Ok(text) = std::fs::read(&file) else { return Ok(None) };
        let known =
            serde_json::from_slice(&text).with_context(|| format!("{} is damaged", file.display()))?;
        return Ok(Some(known));
    }
    let sign_in = SignIn {
        site_key: SITE_KEY.to_owned(),
        email: EMAIL.to_owned(),
        password: secrets::readable::<16>()?,
    };
    // Before the account: a password that nobody can read any more would lock everybody out of the demo.
    write_private(&file, &serde_json::to_vec_pretty(&sign_in)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    let now_ms = clock::now_ms();
    let site = NewSite {
        id: secrets::site_id(now_ms)?,
        key: SITE_KEY.to_owned(),
        name: "Fernly".to_owned(),
        allowed_origins: vec![origin.to_string()],
        accent: "#0f6b66".to_owned(),
        names: SiteNames::default(),
        created_at_ms: now_ms,
    };
    let site = app.store.add_site(site).await?;
    let agent =
        Agent { id: secrets::agent_id(now_ms)?, email: EMAIL.to_owned(), name: "Ana Ruiz".to_owned() };
    let password_hash = passwords::hash(&sign_in.password)?;
    let agent = NewAgent { agent, password_hash, created_at_ms: now_ms };
    let agent = app.store.add_agent(site.scope, agent).await?;
    let demo: Demo = serde_json::from_str(CONVERSATIONS).context("the demo's conversations")?;
    for conversation in demo.conversations {
        play(app, &site, &agent, conversation, now_ms).await?;
    }
    Ok(Some(sign_in))
}

/// Only its owner may read the file.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    options.create(true).write(true).truncate(true).mode(0o600).open(path)?.write_all(bytes)
}

async fn play(
    app: &Arc<App>,
    site: &Site,
    agent: &Agent,
    told: DemoConversation,
    now_ms: i64,
) -> anyhow::Result<()> {
    let begun_ms = now_ms - told.minutes_ago * 60_000;
    let visitor = secrets::visitor_id(begun_ms)?;
    let token = Token::mint()?;
    app.store
        .add_visitor(
            site.scope,
            NewVisitor { id: visitor, token_hash: token.hash(), created_at_ms: begun_ms },
        )
        .await?;
    let caller = Caller { scope: site.scope, visitor, digests: token.digest_key() };
    visitors::identify(app, caller, told.visitor).await?;
    let conversation_id = ConversationId::mint(clock::unsigned(begun_ms), secrets::random()?);
    for turn in told.turns {
        // A conversation that would run into the future is told up to now.
        let at_ms = (begun_ms + turn.after_s * 1_000).min(now_ms);
        let content = match turn.role {
            record::Role::Visitor => Content::VisitorTurn(visitor_turn(&turn.text, turn.page)),
            record::Role::Agent => Content::AgentTurn(AgentTurn {
                text: turn.text,
                agent_id: agent.id,
                agent_name: agent.name.clone(),
            }),
        };
        let record = InteractionRecord {
            schema: SchemaVersion::CURRENT,
            id: RecordId::mint(clock::unsigned(at_ms), secrets::random()?),
            conversation_id,
            channel: Channel::Chat,
            occurred_at_ms: at_ms,
            content,
            provenance: Provenance { client: Label::new("demo")? },
            extra: Extra::default(),
        };
        let outcome = take_in(app, caller, agent, record, at_ms).await?;
        if !matches!(outcome, Outcome::Stored { .. }) {
            bail!("a turn of the demo was not stored: {outcome:?}");
        }
    }
    Ok(())
}

fn visitor_turn(text: &str, page: Option<PageReport>) -> VisitorTurn {
    let (text, redactions) = scrub::scrub(text);
    VisitorTurn { text, redactions, sealed: Vec::new(), reading: None, page }
}

async fn take_in(
    app: &App,
    caller: Caller,
    agent: &Agent,
    record: InteractionRecord,
    at_ms: i64,
) -> anyhow::Result<Outcome> {
    if matches!(record.content, Content::AgentTurn(_)) {
        let party = Party::Agent(agent.id);
        let digest = ingest::digest_after_wall(&record);
        let (outcome, committed) = ingest::agent_turn(app, caller.scope, party, record, digest, at_ms).await;
        ingest::publish(app, committed);
        return Ok(outcome.outcome);
    }
    let raw = RawValue::from_string(serde_json::to_string(&record)?)?;
    let (outcomes, committed) = ingest::offer(app, caller, &[raw], at_ms).await?;
    ingest::publish(app, committed);
    outcomes.into_iter().next().map(|it| it.outcome).context("no outcome")
}
