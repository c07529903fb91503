//! Nobody is told that a message is kept before the disk has said so: seen from outside, in the server's system calls.

use std::collections::HashMap;

use anyhow::{Context as _, Result, ensure};
use xtask::replay::{self, Pace};

use crate::harness::{Call, Machine, Strace};

const PACE: Pace = Pace { speed: 1_000.0, live: 12 };

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace; cargo xtask test runs it where strace works"]
async fn each_acknowledgement_follows_the_sync_of_its_commit_under_strace() -> Result<()> {
    let (machine, server) = Machine::starts(|command, _| command)?;
    let strace = Strace::follows(server.id(), machine.notes.path(), None)?;
    let recording = machine.recording(2)?;
    let tally = replay::play_file(PACE, &recording.file, &machine.desk, &recording.journal()?).await?;
    ensure!(tally.is_faithful(), "{tally}");
    server.stop()?;
    let calls = Calls::of(strace.calls()?);
    let ids = recording.acknowledged()?;
    ensure!(ids.len() == recording.turns, "{} of {} were acknowledged", ids.len(), recording.turns);
    for id in &ids {
        calls.acknowledged_after_its_sync(id)?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace; cargo xtask test runs it where strace works"]
async fn a_sync_that_fails_acknowledges_nothing_and_the_message_is_kept_once_under_strace() -> Result<()> {
    let (machine, server) = Machine::starts(|command, _| command)?;
    // Each thread counts for itself, and one thread does all of the syncing. The faults end while the first half of the
    // conversations is played, so that none falls on the end of the server, which would rightly say that it failed.
    let fault = "inject=fdatasync,fsync:error=EIO:when=6..18+6";
    let strace = Strace::follows(server.id(), machine.notes.path(), Some(fault))?;
    let recording = machine.recording(2)?;
    let tally = replay::play_file(PACE, &recording.file, &machine.desk, &recording.journal()?).await?;
    ensure!(tally.is_faithful(), "{tally}");
    server.stop()?;
    let calls = Calls::of(strace.calls()?);
    let mut spared = 0;
    for id in &recording.acknowledged()? {
        calls.acknowledged_after_its_sync(id)?;
        spared += calls.acknowledged_after_the_database_was_synced_anew(id)?;
    }
    ensure!(spared > 0, "no sync failed under a message, so this has shown nothing");
    let log = machine.log()?;
    for words in ["the database cannot be written", "opened anew", "can be written again"] {
        ensure!(log.contains(words), "the log does not say {words:?}: {log}");
    }
    // And all of it is on the disk: a server without any faults finds it there.
    let server = machine.settings.start()?;
    machine.is_compared(&recording)?;
    server.stop()
}

/// What the server did, with the places of what matters.
struct Calls {
    all: Vec<Call>,
    /// For each id, which calls hold it.
    with_id: HashMap<String, Vec<usize>>,
}

impl Calls {
    fn of(all: Vec<Call>) -> Self {
        let mut with_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, call) in all.iter().enumerate() {
            for id in ids(&call.quoted) {
                with_id.entry(id.to_owned()).or_default().push(at);
            }
        }
        Self { all, with_id }
    }

    fn holding<'c>(
        &'c self,
        id: &str,
        wanted: impl Fn(&Call) -> bool + 'c,
    ) -> impl Iterator<Item = usize> + 'c {
        let places = self.with_id.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().copied().filter(move |at| wanted(&self.all[*at]))
    }

    /// The write of the frame that ends the commit which `at` is part of. A frame is a head of 24 bytes and a page; the
    /// head of the last one holds the database's size instead of 0.
    fn end_of_commit(&self, at: usize) -> Result<usize> {
        let heads = |at: &usize| is_to_the_log(&self.all[*at]) && self.all[*at].bytes().len() == 24;
        let own_head = (0..at).rev().find(heads).context("a page without its head")?;
        let is_last = |at: &usize| heads(at) && self.all[*at].bytes()[4..8] != [0; 4];
        let last_head = (own_head..self.all.len()).find(is_last).context("a commit without an end")?;
        let page = (last_head + 1..self.all.len()).find(|at| is_to_the_log(&self.all[*at]));
        page.context("a head without its page")
    }

    /// The sync of the same file that follows a write to it.
    fn sync_after(&self, write: usize) -> Result<&Call> {
        let Call { ended, file, .. } = &self.all[write];
        let written = ended.context("a write never came back")?;
        let is_next = |call: &&Call| call.is_sync() && call.file == *file && call.begun > written;
        self.all.iter().find(is_next).context("what was written was never synced")
    }

    /// From when on the record is on the disk: its commit in the log was synced; or, when that failed, the log was folded
    /// into the database and that was synced.
    fn kept_from(&self, id: &str) -> Result<usize> {
        let mut kept_from = None;
        for write in self.holding(id, |call| call.name == "pwrite64") {
            let whole = if is_log(&self.all[write]) { self.end_of_commit(write)? } else { write };
            let sync = self.sync_after(whole)?;
            if let (true, Some(ended)) = (sync.has_succeeded(), sync.ended) {
                kept_from = Some(kept_from.map_or(ended, |before: usize| before.min(ended)));
            }
        }
        kept_from.with_context(|| format!("{id} was acknowledged and is in nothing that was synced"))
    }

    /// The whole promise: only after the record was on the disk did any socket hear of it.
    fn acknowledged_after_its_sync(&self, id: &str) -> Result<()> {
        self.answers(id).next().with_context(|| format!("{id}: nobody said yes"))?;
        // A refusal is no promise; whatever else holds the id tells somebody of the record.
        let no = format!(r#"{id}\",\"outcome\":\"refused"#);
        let tells = |call: &Call| call.is_to_a_socket() && !call.quoted.contains(&no);
        let told = self.holding(id, tells).next().with_context(|| format!("{id}: not told"))?;
        self.comes_after(id, told, self.kept_from(id)?)
    }

    fn comes_after(&self, id: &str, told: usize, synced: usize) -> Result<()> {
        let told = self.all[told].begun;
        ensure!(told > synced, "{id}: told in line {told}, and synced only in line {synced}");
        Ok(())
    }

    /// Sends that say yes to this record.
    fn answers<'c>(&'c self, id: &str) -> impl Iterator<Item = usize> + 'c {
        let yes = [format!(r#"{id}\",\"outcome\":\"stored"#), format!(r#"{id}\",\"outcome\":\"duplicate"#)];
        self.holding(id, move |call| call.is_to_a_socket() && yes.iter().any(|yes| call.quoted.contains(yes)))
    }

    /// Of a record whose first commit could not be synced: that it was refused, and that before anybody said yes to it
    /// the database's own file was synced. Says how many such records this is: 0 or 1.
    fn acknowledged_after_the_database_was_synced_anew(&self, id: &str) -> Result<usize> {
        let first = self.holding(id, is_to_the_log).next().context("not in the log")?;
        let sync = self.sync_after(self.end_of_commit(first)?)?;
        if sync.has_succeeded() {
            return Ok(0);
        }
        let failed = sync.ended.context("a sync never came back")?;
        let yes = self.answers(id).next().with_context(|| format!("{id}: never acknowledged"))?;
        let no = format!(r#"{id}\",\"outcome\":\"refused\",\"reason\":\"unavailable"#);
        let was_refused = self.holding(id, Call::is_to_a_socket).any(|at| self.all[at].quoted.contains(&no));
        ensure!(was_refused, "{id}: its sender was not told that it is not kept");
        let is_synced = |call: &Call| {
            call.is_sync()
                && call.has_succeeded()
                && call.file.ends_with("undertone.db")
                && call.begun > failed
        };
        let anew = self.all.iter().find(|call| is_synced(call)).and_then(|call| call.ended);
        self.comes_after(id, yes, anew.with_context(|| format!("{id}: the log in doubt was never left"))?)?;
        Ok(1)
    }
}

fn is_log(call: &Call) -> bool {
    call.file.ends_with("undertone.db-wal")
}

fn is_to_the_log(call: &Call) -> bool {
    is_log(call) && call.name == "pwrite64"
}

/// Everything in a text that looks like an id: a UUID of version 7.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    const LENGTH: usize = 36;
    let is_id = |text: &&str| {
        text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'7',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    // Only where a dash stands eight letters in, so that not every letter of megabytes is tried.
    text.match_indices("-")
        .filter_map(move |(dash, _)| text.get(dash.checked_sub(8)?..dash - 8 + LENGTH))
        .filter(is_id)
}
