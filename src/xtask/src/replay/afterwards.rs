//! `cargo xtask compare FILE`: what a server gives back over its API, against what was said and what was acknowledged.
//!
//! A process of its own that knows only the recording and the journal, so that nothing of the replay's own state can
//! make a fault look right.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use record::{ConversationId, RecordId, Role, StoredRecord};

use super::compare::Tally;
use super::conversations::{self, Speaker};
use super::journal::{self, Entry};
use super::people::House;
use crate::run;

/// What `cargo xtask compare` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The conversations that were played.
    file: PathBuf,
    /// The journal that `cargo xtask replay --journal` wrote.
    #[arg(long)]
    journal: PathBuf,
    /// The server, `http://localhost:7070`.
    #[arg(long)]
    server: String,
    /// The public key of the site that the visitors came from.
    #[arg(long, default_value = run::DEMO_SITE_KEY)]
    site: String,
    /// The agent's address on that server; the password is read from `UNDERTONE_PASSWORD`.
    #[arg(long)]
    email: String,
}

/// What became of what was acknowledged.
#[derive(Debug, Default)]
struct Promises {
    /// How many there were.
    acknowledged: usize,
    /// How many of them came before a kill.
    before_a_kill: usize,
    kills: usize,
    /// Acknowledged, and not there.
    missing: usize,
    /// There, but at another place than was said.
    moved: usize,
}

impl fmt::Display for Promises {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { acknowledged, before_a_kill, kills, missing, moved } = self;
        write!(
            f,
            "acknowledged {acknowledged}, of them {before_a_kill} before one of {kills} kills; missing {missing}, moved {moved}"
        )
    }
}

/// Compares, and says what it found.
///
/// # Errors
/// When anything was lost, doubled, reordered or moved, or something cannot be read.
#[expect(clippy::print_stdout, reason = "the last lines are what the command is for")]
pub fn compare(arguments: &Arguments) -> Result<()> {
    let password =
        std::env::var("UNDERTONE_PASSWORD").context("set UNDERTONE_PASSWORD to the agent's password")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("no runtime")?;
    let (tally, promises) = runtime.block_on(async {
        let house = House::open(&arguments.server, &arguments.site, &arguments.email, &password).await?;
        look(&house, arguments).await
    })?;
    println!("{tally}\n{promises}");
    ensure!(tally.is_faithful(), "what was kept is not what was said");
    ensure!(promises.missing == 0 && promises.moved == 0, "an acknowledgement was not kept");
    Ok(())
}

async fn look(house: &House, arguments: &Arguments) -> Result<(Tally, Promises)> {
    let entries = journal::read(&arguments.journal)?;
    let began: HashMap<&str, ConversationId> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Began { recorded, conversation_id } => Some((recorded.as_str(), *conversation_id)),
            Entry::Acknowledged { .. } | Entry::Killed => None,
        })
        .collect();
    let mut tally = Tally::default();
    let mut kept: HashMap<RecordId, (ConversationId, u64)> = HashMap::new();
    for one in conversations::read(&arguments.file)? {
        let Some(id) = began.get(one.id.as_str()) else { bail!("{} was never played", one.id) };
        let stored = house.stored(*id).await?;
        let places: HashSet<u64> = stored.iter().map(|record| record.seq).collect();
        ensure!(
            places == (1..=stored.len() as u64).collect(),
            "{}: the places have gaps: {places:?}",
            one.id
        );
        tally.compare(&one, &turns(&stored));
        kept.extend(stored.iter().map(|record| (record.record.id, (*id, record.seq))));
    }
    Ok((tally, hold(&entries, &kept)))
}

fn turns(stored: &[StoredRecord]) -> Vec<(Speaker, String)> {
    let turn = |stored: &StoredRecord| {
        let speaker = match stored.record.role()? {
            Role::Visitor => Speaker::Customer,
            Role::Agent => Speaker::Agent,
        };
        Some((speaker, stored.record.text()?.to_owned()))
    };
    stored.iter().filter_map(turn).collect()
}

/// Holds the server to what it acknowledged.
fn hold(entries: &[Entry], kept: &HashMap<RecordId, (ConversationId, u64)>) -> Promises {
    let mut promises = Promises::default();
    for entry in entries {
        match entry {
            Entry::Began { .. } => {}
            Entry::Killed => {
                promises.kills += 1;
                promises.before_a_kill = promises.acknowledged;
            }
            Entry::Acknowledged { conversation_id, record_id, seq } => {
                promises.acknowledged += 1;
                match kept.get(record_id) {
                    None => promises.missing += 1,
                    Some(place) if *place != (*conversation_id, *seq) => promises.moved += 1,
                    Some(_) => {}
                }
            }
        }
    }
    promises
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acknowledgement_that_was_not_kept_is_counted() {
        let conversation_id = ConversationId::mint(1, [1; 10]);
        let id = |number| RecordId::mint(1, [number; 10]);
        let acknowledged = |number, seq| Entry::Acknowledged { conversation_id, record_id: id(number), seq };
        let entries = [acknowledged(1, 1), acknowledged(2, 2), Entry::Killed, acknowledged(3, 3)];
        let kept = HashMap::from([(id(1), (conversation_id, 1)), (id(3), (conversation_id, 2))]);
        let promises = hold(&entries, &kept);
        assert_eq!((promises.acknowledged, promises.before_a_kill, promises.kills), (3, 2, 1));
        assert_eq!((promises.missing, promises.moved), (1, 1));
    }
}
