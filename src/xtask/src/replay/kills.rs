//! A server that dies at random moments of a replay.

use std::time::Duration;

use anyhow::{Context as _, Result};

use super::journal::{Entry, Journal};
use crate::server::{Running, Settings};

/// How often the server dies, and when.
#[derive(Debug, Clone, Copy)]
pub struct Kills {
    /// How often.
    pub count: usize,
    /// Decides the moments. The same seed gives the same moments, as far as the machine does.
    pub seed: u64,
}

/// A kill comes up to this long after the acknowledgement that it waits for: long enough for the next turns to be on
/// their way, in the writer's queue, in the middle of a commit, or committed and not yet acknowledged.
const AFTER_AT_MOST_US: u64 = 25_000;

/// After how many acknowledgements each kill comes, and how long after that.
fn moments(kills: Kills, turns: usize) -> Vec<(usize, Duration)> {
    let mut random = fastrand::Rng::with_seed(kills.seed);
    let moment = |_| (random.usize(1..turns.max(2)), Duration::from_micros(random.u64(0..AFTER_AT_MOST_US)));
    let mut moments: Vec<_> = (0..kills.count).map(moment).collect();
    moments.sort_unstable();
    moments
}

/// Kills the server (`kill -9`) at random moments while `turns` turns are played, and starts it again each time. Gives
/// back the server that lived.
///
/// # Errors
/// When the server cannot be killed, or does not start again on what it left behind.
pub async fn kill_now_and_then(
    settings: &Settings,
    mut server: Running,
    journal: &Journal,
    turns: usize,
    kills: Kills,
) -> Result<Running> {
    for (count, after) in moments(kills, turns) {
        journal.reaches(count).await?;
        tokio::time::sleep(after).await;
        server.kill()?;
        journal.note(&Entry::Killed)?;
        let settings = settings.clone();
        let started = tokio::task::spawn_blocking(move || settings.start()).await;
        server = started.context("the start was broken off")?.context("after a kill")?;
    }
    Ok(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides_the_moments_and_all_are_within_the_play() {
        let of_seed = |seed| moments(Kills { count: 20, seed }, 100);
        assert_eq!(of_seed(7), of_seed(7));
        assert_ne!(of_seed(7), of_seed(8));
        assert_eq!(of_seed(7).len(), 20);
        assert!(of_seed(7).iter().all(|(count, _)| (1..100).contains(count)));
        assert!(of_seed(7).is_sorted());
    }
}
