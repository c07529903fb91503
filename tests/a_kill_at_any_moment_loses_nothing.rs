//! The server is killed twenty times while conversations are played, and afterwards everything is there once.

use anyhow::{Context as _, Result, ensure};
use xtask::replay::{self, Kills, Pace};

use crate::harness::{Machine, say_aloud};

/// Set it to the number that a failed run has printed, and the kills come at the same moments.
const SEED: &str = "UNDERTONE_SEED";

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_under_replay_lose_double_and_reorder_nothing() -> Result<()> {
    let seed = match std::env::var(SEED) {
        Ok(seed) => seed.parse().with_context(|| format!("{SEED} is a number"))?,
        Err(_) => fastrand::u64(..),
    };
    say_aloud(&format!("killing the server at random moments; the same again with {SEED}={seed}"));
    let (machine, server) = Machine::starts(|command, _| command)?;
    let recording = machine.recording(8)?;
    let journal = recording.journal()?;
    let kills = Kills { count: 20, seed };
    let pace = Pace { speed: 500.0, live: 24 };
    let (tally, server) = tokio::try_join!(
        replay::play_file(pace, &recording.file, &machine.desk, &journal),
        replay::kill_now_and_then(&machine.settings, server, &journal, recording.turns, kills),
    )?;
    ensure!(tally.is_faithful(), "{tally}");
    let compared = machine.is_compared(&recording)?;
    let expected = format!("acknowledged {}, of them", recording.turns);
    ensure!(compared.contains(&expected) && compared.contains("before one of 20 kills"), "{compared}");
    server.stop()
}
