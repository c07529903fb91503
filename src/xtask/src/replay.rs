//! `cargo xtask replay FILE`: recorded conversations, played through the real protocols.
//!
//! Each conversation gets a visitor with a socket of its own and an agent with one, who both wait for the turn before
//! theirs. The visitor scrubs and reads with the crates that the widget is made of. A broken connection is made again and
//! what was not acknowledged is sent again, as the widget does, so a server that dies and comes back in the middle
//! is part of what can be replayed (`--kills 20`). At the end every conversation is read back over the API and
//! compared, role by role and text by text, with the file.

pub mod afterwards;
mod compare;
mod conversations;
mod journal;
mod kills;
mod people;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::StreamExt as _;
use record::ConversationId;
use tokio::sync::Mutex;

use crate::demo_site::{DemoSite, Pages};
use crate::server::{Running, Settings};
use crate::{build, paths, run};
use conversations::{Recorded, Speaker, Turn};
use journal::Entry;
use people::{Agent, House, Visitor};

pub use compare::Tally;
pub use journal::Journal;
pub use kills::{Kills, kill_now_and_then};

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
    /// Kill the server (`kill -9`) this often at random moments, and start it again each time.
    #[arg(long, default_value_t = 0, conflicts_with = "server")]
    kills: usize,
    /// Decides the moments of the kills; a new one is made up and printed without it.
    #[arg(long)]
    seed: Option<u64>,
    /// Write down what was acknowledged, for `cargo xtask compare`.
    #[arg(long)]
    journal: Option<PathBuf>,
}

/// How fast a recording is played.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How many times faster than they were the gaps between turns pass.
    pub speed: f64,
    /// Conversations that are live at once.
    pub live: usize,
}

/// Who answers on which server.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The server, `http://localhost:7070`.
    pub origin: String,
    /// The public key of the site that the visitors come from.
    pub site: String,
    /// The agent's address.
    pub email: String,
    /// The agent's password.
    pub password: String,
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
    let pace = Pace { speed: arguments.speed, live: arguments.live };
    let journal = Arc::new(match &arguments.journal {
        Some(path) => Journal::in_file(path)?,
        None => Journal::default(),
    });
    let tally = if let (Some(origin), Some(email)) = (&arguments.server, &arguments.email) {
        let password =
            std::env::var("UNDERTONE_PASSWORD").context("set UNDERTONE_PASSWORD to the agent's password")?;
        let (origin, email, site) = (origin.clone(), email.clone(), arguments.site.clone());
        let desk = Desk { origin, site, email, password };
        runtime.block_on(play_all(pace, recorded, &desk, &journal))?
    } else {
        runtime.block_on(play_on_a_server_of_its_own(arguments, pace, recorded, &journal))?
    };
    println!("{tally}");
    if tally.is_faithful() { Ok(()) } else { bail!("what was kept is not what was said") }
}

async fn play_on_a_server_of_its_own(
    arguments: &Arguments,
    pace: Pace,
    recorded: Vec<Recorded>,
    journal: &Arc<Journal>,
) -> Result<Tally> {
    let binary = build::everything()?;
    let folder = paths::target().join(format!("replay-{}", std::process::id()));
    let pages = Pages { folder: paths::root().join("www"), values: std::collections::BTreeMap::new() };
    let site = DemoSite::start(0, pages)?;
    let mut settings = Settings {
        binary,
        listen: "127.0.0.1:0".to_owned(),
        data: folder.clone(),
        demo_origin: Some(site.origin()),
        log_to_terminal: false,
    };
    let server = settings.start()?;
    let desk = Desk::of(&server)?;
    // After a kill it must be found where it was.
    let port = desk.origin.rsplit(':').next().unwrap_or_default();
    settings.listen = format!("127.0.0.1:{port}");
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    if arguments.kills > 0 {
        eprintln!("The server dies {} times; --seed {seed} gives the same moments again.", arguments.kills);
    }
    let turns = recorded.iter().map(|one| one.turns.len()).sum();
    let kills = Kills { count: arguments.kills, seed };
    let (tally, server) = tokio::try_join!(
        play_all(pace, recorded, &desk, journal),
        kill_now_and_then(&settings, server, journal, turns, kills),
    )?;
    server.stop()?;
    std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    Ok(tally)
}

impl Desk {
    /// The demo's agent on a server that has just started.
    ///
    /// # Errors
    /// When it has no demo.
    pub fn of(server: &Running) -> Result<Self> {
        let demo = server.ready.demo.clone().context("the server seeded no demo workspace")?;
        let origin = server.ready.origin.clone();
        Ok(Self { origin, site: demo.site_key, email: demo.email, password: demo.password })
    }
}

/// Plays a file on a server, reads everything back and compares.
///
/// # Errors
/// When the file cannot be read or the server cannot be reached for a long while.
pub async fn play_file(pace: Pace, file: &Path, desk: &Desk, journal: &Arc<Journal>) -> Result<Tally> {
    play_all(pace, conversations::read(file)?, desk, journal).await
}

async fn play_all(pace: Pace, recorded: Vec<Recorded>, desk: &Desk, journal: &Arc<Journal>) -> Result<Tally> {
    let house = House::open(&desk.origin, &desk.site, &desk.email, &desk.password).await?;
    let house = house.with_journal(Arc::clone(journal));
    let total: usize = recorded.iter().map(|one| one.turns.len()).sum();
    eprintln!("Playing {} conversations, {total} turns, {} at once ...", recorded.len(), pace.live);
    let said = Arc::new(AtomicU64::new(0));
    let waits_ms = Arc::new(Mutex::new(Vec::new()));
    let playing = futures_util::stream::iter(recorded)
        .map(|one| {
            let (house, said, waits_ms) = (house.clone(), Arc::clone(&said), Arc::clone(&waits_ms));
            async move {
                let played = play(&house, &one, pace.speed, &said, &waits_ms).await;
                let id = played.with_context(|| format!("conversation {} could not be played", one.id))?;
                anyhow::Ok((one, id))
            }
        })
        .buffer_unordered(pace.live)
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
    let (recorded_id, conversation_id) = (recorded.id.clone(), visitor.conversation_id());
    house.journal.note(&Entry::Began { recorded: recorded_id, conversation_id })?;
    let mut agent = Agent::awaiting(house, conversation_id).await?;
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
    Ok(conversation_id)
}

async fn wait_for(turn: &Turn, speed: f64) {
    let gap = turn.gap.min(GAP_AT_MOST).div_f64(speed);
    if !gap.is_zero() {
        tokio::time::sleep(gap).await;
    }
}
