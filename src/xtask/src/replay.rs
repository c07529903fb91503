//! `cargo xtask replay FILE`: recorded conversations, played through the real protocols.
//!
//! Each conversation gets a visitor with a socket of its own and an agent with one, who both wait for the turn before
//! theirs. The visitor scrubs and reads with the crates that the widget is made of. A broken connection is made again and
//! what was not acknowledged is sent again, as the widget does, so a server that dies and comes back in the middle
//! is part of what can be replayed (`--kills 20`). With `--browser N`, so many of the visitors type into the real widget in Chromium
//! instead, and the agent answers them in a real console. At the end every conversation is read back over the API and
//! compared, role by role and text by text, with the file.

pub mod afterwards;
mod browsers;
mod compare;
mod conversations;
mod journal;
mod kills;
mod people;
mod premises;
mod waits;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::future::try_join_all;
use record::ConversationId;
use tokio::sync::Mutex;

use crate::server::Running;
use crate::tools::Tools;
use crate::{build, paths, run};
use journal::Entry;
use people::{Agent, Visitor};

pub(crate) use browsers::Browsers;
pub(crate) use conversations::{Recorded, Speaker, Turn};
pub(crate) use people::House;
pub(crate) use premises::Premises;
pub(crate) use waits::Waits;

pub use compare::Tally;
pub use journal::Journal;
pub use kills::{Kills, kill_now_and_then};

/// What `cargo xtask replay` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// JSON lines of `{"id", "turns": [{"role": "customer" | "agent", "text", "at_ms"?}]}` (as `TweetSumm` has them), or
    /// STAR dialogues.
    file: PathBuf,
    /// How many times faster than they were the gaps between turns pass.
    #[arg(long, default_value_t = 100.0)]
    speed: f64,
    /// Conversations that are live at once.
    #[arg(long, default_value_t = 50)]
    live: usize,
    /// So many of those visitors type into the real widget in Chromium, while an agent watches in a real console.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with_all = ["server", "kills"])]
    browser: usize,
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

/// How a recording is played.
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

/// Plays a file and compares. A file that is not there is skipped, aloud: data sets are not part of the repository.
///
/// # Errors
/// When the file cannot be read, the server cannot be reached for a long while, or anything was lost, doubled or
/// reordered.
#[expect(clippy::print_stdout, reason = "the last line is what the command is for")]
pub fn replay(arguments: &Arguments) -> Result<()> {
    if !(arguments.speed.is_finite() && arguments.speed > 0.0) || arguments.live == 0 {
        bail!("--speed and --live must be above 0");
    }
    if arguments.browser > arguments.live {
        bail!("--browser says how many of the --live visitors have a browser: it cannot be more than those");
    }
    if !arguments.file.exists() {
        println!(
            "skipped: {} is not there; data sets are not part of the repository",
            arguments.file.display()
        );
        return Ok(());
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
        runtime.block_on(play_all(pace, recorded, &desk, &journal, None))?
    } else {
        play_on_a_server_of_its_own(arguments, pace, recorded, &journal, &runtime)?
    };
    println!("{tally}");
    if tally.is_faithful() { Ok(()) } else { bail!("what was kept is not what was said") }
}

fn play_on_a_server_of_its_own(
    arguments: &Arguments,
    pace: Pace,
    recorded: Vec<Recorded>,
    journal: &Arc<Journal>,
    runtime: &tokio::runtime::Runtime,
) -> Result<Tally> {
    let tools = if arguments.browser > 0 { Tools::for_tests()? } else { Tools::for_build()? };
    build::browser_parts(&tools)?;
    let binary = build::server(&tools)?;
    let folder = paths::target().join(format!("replay-{}", std::process::id()));
    let mut premises = Premises::open(binary, folder)?;
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    if arguments.kills > 0 {
        eprintln!("The server dies {} times; --seed {seed} gives the same moments again.", arguments.kills);
    }
    let kills = Kills { count: arguments.kills, seed };
    let turns = recorded.iter().map(|one| one.turns.len()).sum();
    let server = premises.take_server()?;
    let (tally, server) = runtime.block_on(async {
        let browsers = match arguments.browser {
            0 => None,
            count => Some((count, Browsers::open(&tools, &premises.page(), premises.desk()).await?)),
        };
        let played = tokio::try_join!(
            play_all(pace, recorded, premises.desk(), journal, browsers.as_ref()),
            kill_now_and_then(premises.settings(), server, journal, turns, kills),
        )?;
        if let Some((_, browsers)) = browsers {
            browsers.close().await?;
        }
        anyhow::Ok(played)
    })?;
    server.stop()?;
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
    play_all(pace, conversations::read(file)?, desk, journal, None).await
}

/// Plays, with so many of the visitors in browsers.
async fn play_all(
    pace: Pace,
    recorded: Vec<Recorded>,
    desk: &Desk,
    journal: &Arc<Journal>,
    browsers: Option<&(usize, Browsers)>,
) -> Result<Tally> {
    let house = House::open(&desk.origin, &desk.site, &desk.email, &desk.password).await?;
    let house = house.with_journal(Arc::clone(journal));
    let total: usize = recorded.iter().map(|one| one.turns.len()).sum();
    eprintln!("Playing {} conversations, {total} turns, {} at once ...", recorded.len(), pace.live);
    let waits = Waits::default();
    let queue = Mutex::new(VecDeque::from(recorded));
    let players = (0..pace.live).map(|at| {
        let browsers = browsers.filter(|(count, _)| at < *count).map(|(_, browsers)| browsers);
        Player { house: &house, browsers, speed: pace.speed, waits: &waits }.plays_from(&queue)
    });
    let played = tokio::select! {
        played = try_join_all(players) => played?,
        () = report(&waits, total) => bail!("the report ended before the play"),
    };
    let mut tally = Tally::default();
    for (one, id) in played.into_iter().flatten() {
        tally.compare(&one, &house.read_back(id).await?);
    }
    (tally.socket_ms, tally.painted_ms) = waits.into_ms();
    Ok(tally)
}

/// Says now and then how far it is. Never ends by itself.
async fn report(waits: &Waits, total: usize) {
    let mut every = tokio::time::interval(Duration::from_secs(5));
    every.tick().await;
    loop {
        every.tick().await;
        eprintln!("  {} of {total} turns", waits.said());
    }
}

/// Somebody who plays one conversation after another, both sides of it.
#[derive(Clone, Copy)]
pub(crate) struct Player<'p> {
    /// Where.
    pub(crate) house: &'p House,
    /// In browsers, or without them over the sockets.
    pub(crate) browsers: Option<&'p Browsers>,
    /// How many times faster the gaps pass.
    pub(crate) speed: f64,
    /// Where to tell how long things took.
    pub(crate) waits: &'p Waits,
}

impl Player<'_> {
    /// Plays until the queue is empty. Gives every conversation with the id it got.
    pub(crate) async fn plays_from(
        self,
        queue: &Mutex<VecDeque<Recorded>>,
    ) -> Result<Vec<(Recorded, ConversationId)>> {
        let mut played = Vec::new();
        loop {
            // Taken by itself, or the queue would be locked for as long as the conversation lasts.
            let next = queue.lock().await.pop_front();
            let Some(one) = next else { return Ok(played) };
            let id = match self.browsers {
                Some(browsers) => browsers.play(self.house, &one, self.speed, self.waits).await,
                None => self.plays(&one).await,
            };
            let id = id.with_context(|| format!("conversation {} could not be played", one.id))?;
            played.push((one, id));
        }
    }

    /// Plays one conversation over the sockets and gives the id it got.
    async fn plays(self, recorded: &Recorded) -> Result<ConversationId> {
        let mut visitor = Visitor::arrive(self.house).await?;
        let (recorded_id, conversation_id) = (recorded.id.clone(), visitor.conversation_id());
        self.house.journal.note(&Entry::Began { recorded: recorded_id, conversation_id })?;
        let mut agent = Agent::awaiting(self.house, conversation_id).await?;
        for turn in &recorded.turns {
            wait_for(turn, self.speed).await;
            match turn.speaker {
                Speaker::Customer => {
                    let record = visitor.writes(&turn.text)?;
                    let (id, sent_at) = (record.id, tokio::time::Instant::now());
                    let (sent, seen) = tokio::join!(visitor.sends(record), agent.sees(id));
                    sent?;
                    self.waits.reached_the_socket((seen? - sent_at).as_secs_f64() * 1_000.0).await;
                }
                Speaker::Agent => {
                    let record_id = agent.replies(&turn.text).await?;
                    visitor.gets(record_id).await?;
                }
            }
            self.waits.said_one();
        }
        Ok(conversation_id)
    }
}

async fn wait_for(turn: &Turn, speed: f64) {
    let gap = turn.gap.min(GAP_AT_MOST).div_f64(speed);
    if !gap.is_zero() {
        tokio::time::sleep(gap).await;
    }
}
