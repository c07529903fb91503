//! `cargo xtask replay FILE`: recorded conversations, played through the real protocols.
//!
//! Each conversation gets a visitor with a socket of its own and an agent with one, who both wait for the turn before
//! theirs. The visitor scrubs and reads with the crates that the widget is made of. A broken connection is made again and
//! what was not acknowledged is sent again, as the widget does, so a server that dies and comes back in the middle
//! is part of what can be replayed. At the end every conversation is read back over the API and compared, role by role
//! and text by text, with the file.

mod compare;
mod conversations;
mod people;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::StreamExt as _;
use record::ConversationId;
use tokio::sync::Mutex;

use crate::demo_site::{DemoSite, Pages};
use crate::server::Settings;
use crate::{build, paths, run};
use compare::Tally;
use conversations::{Recorded, Speaker, Turn};
use people::{Agent, House, Visitor};

/// What `cargo xtask replay` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// JSON lines of `{"id", "turns": [{"role": "customer" | "agent", "text", "at_ms"?}]}`, or STAR dialogues.
    file: PathBuf,
    /// How many times faster than they were the gaps between turns pass.
    #[arg(long, default_value_t = 100.0)]
    speed: f64,
    /// Conversations that are live at once.
    #[arg(long, default_value_t = 50)]
    live: usize,
    /// Only the first so many conversations.
    #[arg(long)]
    first: Option<usize>,
    /// A server that runs already, `http://localhost:7070`; without it one is built and started on an empty folder.
    #[arg(long, requires = "email")]
    server: Option<String>,
    /// The public key of the site that the visitors come from.
    #[arg(long, default_value = run::DEMO_SITE_KEY)]
    site: String,
    /// The agent's address on that server; the password is read from `UNDERTONE_PASSWORD`.
    #[arg(long)]
    email: Option<String>,
}

/// Gaps are cut to this before they are sped up: a recording's lunch break tells nothing.
const GAP_AT_MOST: Duration = Duration::from_secs(60);

/// Plays a file and compares.
///
/// # Errors
/// When the file cannot be read, the server cannot be reached for a long while, or anything was lost, doubled or
/// reordered.
#[expect(clippy::print_stdout, reason = "the last line is what the command is for")]
pub fn replay(arguments: &Arguments) -> Result<()> {
    if !(arguments.speed.is_finite() && arguments.speed > 0.0) || arguments.live == 0 {
        bail!("--speed and --live must be above 0");
    }
    let mut recorded = conversations::read(&arguments.file)?;
    recorded.truncate(arguments.first.unwrap_or(usize::MAX));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")?;
    let tally = if let (Some(origin), Some(email)) = (&arguments.server, &arguments.email) {
        let password =
            std::env::var("UNDERTONE_PASSWORD").context("set UNDERTONE_PASSWORD to the agent's password")?;
        runtime.block_on(play_all(arguments, recorded, origin, email, &password))?
    } else {
        let binary = build::everything()?;
        let folder = paths::target().join(format!("replay-{}", std::process::id()));
        let pages = Pages { folder: paths::root().join("www"), values: std::collections::BTreeMap::new() };
        let site = DemoSite::start(0, pages)?;
        let settings = Settings {
            binary,
            listen: "127.0.0.1:0".to_owned(),
            data: folder.clone(),
            demo_origin: Some(site.origin()),
            log_to_terminal: false,
        };
        let server = settings.start()?;
        let demo = server.ready.demo.clone().context("the server seeded no demo workspace")?;
        let tally = runtime.block_on(play_all(
            arguments,
            recorded,
            &server.ready.origin,
            &demo.email,
            &demo.password,
        ))?;
        server.stop()?;
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        tally
    };
    println!("{tally}");
    if tally.is_faithful() { Ok(()) } else { bail!("what was kept is not what was said") }
}

async fn play_all(
    arguments: &Arguments,
    recorded: Vec<Recorded>,
    origin: &str,
    email: &str,
    password: &str,
) -> Result<Tally> {
    let house = House::open(origin, &arguments.site, email, password).await?;
    let total: usize = recorded.iter().map(|one| one.turns.len()).sum();
    eprintln!("Playing {} conversations, {total} turns, {} at once ...", recorded.len(), arguments.live);
    let said = Arc::new(AtomicU64::new(0));
    let waits_ms = Arc::new(Mutex::new(Vec::new()));
    let playing = futures_util::stream::iter(recorded)
        .map(|one| {
            let (house, said, waits_ms) = (house.clone(), Arc::clone(&said), Arc::clone(&waits_ms));
            async move {
                let played = play(&house, &one, arguments.speed, &said, &waits_ms).await;
                let id = played.with_context(|| format!("conversation {} could not be played", one.id))?;
                anyhow::Ok((one, id))
            }
        })
        .buffer_unordered(arguments.live)
        .collect::<Vec<_>>();
    let played = tokio::select! {
        played = playing => played,
        () = report(&said, total) => bail!("the report ended before the play"),
    };
    let mut tally = Tally::default();
    for outcome in played {
        let (one, id) = outcome?;
        tally.compare(&one, &house.read_back(id).await?);
    }
    tally.waits_ms = std::mem::take(&mut *waits_ms.lock().await);
    Ok(tally)
}

/// Says now and then how far it is. Never ends by itself.
async fn report(said: &AtomicU64, total: usize) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    every.tick().await;
    loop {
        every.tick().await;
        eprintln!("  {} of {total} turns", said.load(Ordering::Relaxed));
    }
}

/// Plays one conversation and gives the id it got.
async fn play(
    house: &House,
    recorded: &Recorded,
    speed: f64,
    said: &AtomicU64,
    waits_ms: &Mutex<Vec<f64>>,
) -> Result<ConversationId> {
    let mut visitor = Visitor::arrive(house).await?;
    let mut agent = Agent::awaiting(house, visitor.conversation_id()).await?;
    for turn in &recorded.turns {
        wait_for(turn, speed).await;
        match turn.speaker {
            Speaker::Customer => {
                let record = visitor.writes(&turn.text)?;
                let (id, sent_at) = (record.id, tokio::time::Instant::now());
                let (sent, seen) = tokio::join!(visitor.sends(record), agent.sees(id));
                sent?;
                waits_ms.lock().await.push((seen? - sent_at).as_secs_f64() * 1_000.0);
            }
            Speaker::Agent => {
                let record_id = agent.replies(&turn.text).await?;
                visitor.gets(record_id).await?;
            }
        }
        said.fetch_add(1, Ordering::Relaxed);
    }
    Ok(visitor.conversation_id())
}

async fn wait_for(turn: &Turn, speed: f64) {
    let gap = turn.gap.min(GAP_AT_MOST).div_f64(speed);
    if !gap.is_zero() {
        tokio::time::sleep(gap).await;
    }
}
