//! A process that appends is killed without warning; what it had acknowledged is there afterwards.
//!
//! The test runs itself again as the process to be killed.

#![expect(
    clippy::unwrap_used,
    reason = "this file is a test as a whole; its helpers fail it as its tests do"
)]

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use record::{ConversationId, Outcome, RecordId};
use store::contract::World;
use store::sqlite::Sqlite;
use store::{Party, Slice, Store};

const FILE: &str = "UNDERTONE_CRASH_TEST_FILE";
const ROUNDS: u64 = 6;

fn conversation() -> ConversationId {
    ConversationId::mint(1_700_000_000_000, [9; 10])
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let mut acknowledged: HashSet<String> = HashSet::new();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_process_to_be_killed", "--ignored", "--nocapture"])
            .env(FILE, &path)
            .env("ROUND", round.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Some rounds die young, some in the middle of a log that is being folded.
        let enough = usize::try_from(40 + round * 180).unwrap();
        let mut told = 0;
        for line in lines.map_while(Result::ok) {
            if let Some(id) = line.strip_prefix("stored ") {
                acknowledged.insert(id.to_owned());
                told += 1;
                if told == enough {
                    // SIGKILL; what is still in the pipe was acknowledged too and is read below.
                    child.kill().unwrap();
                }
            }
        }
        child.wait().unwrap();
        assert!(told >= enough, "the process ended by itself after {told}");
        check(&path, &acknowledged);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn check(path: &Path, acknowledged: &HashSet<String>) {
    let store = Sqlite::open(path).unwrap();
    let site = store.site_by_key("shop").await.unwrap().unwrap();
    let slice = Slice::RecordsAfter(0);
    let records = store.records(site.scope, Party::Server, conversation(), slice, usize::MAX).await.unwrap();
    let places: Vec<u64> = records.iter().map(|(it, _)| it.seq).collect();
    assert_eq!(places, (1..=places.len() as u64).collect::<Vec<_>>(), "places without gaps");
    let kept: HashSet<String> = records.iter().map(|(it, _)| it.record.id.to_string()).collect();
    assert_eq!(kept.len(), records.len(), "nothing twice");
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged records are lost", lost.len(), acknowledged.len());
    let row = store.conversation(site.scope, Party::Server, conversation()).await.unwrap().unwrap();
    assert_eq!(row.head_seq, places.len() as u64);
    store.close().await.unwrap();
}

#[test]
#[ignore = "run by the test above, which kills it"]
fn the_process_to_be_killed() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let round: u64 = std::env::var("ROUND").unwrap().parse().unwrap();
    append_for_ever(Path::new(&path), round);
}

#[tokio::main(flavor = "current_thread")]
async fn append_for_ever(path: &Path, round: u64) {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(path).unwrap());
    let world = match store.site_by_key("shop").await.unwrap() {
        None => World::on(store).await,
        Some(_) => World::again(store).await,
    };
    for batch in 0.. {
        let offers: Vec<_> = (0..4_u64)
            .map(|at| {
                let number = (round << 32) + batch * 4 + at;
                let mut offer = world.says(conversation(), "the export fails again");
                let mut random = [1; 10];
                random[2..].copy_from_slice(&number.to_be_bytes());
                offer.record.id = RecordId::mint(1_700_000_000_000, random);
                offer.digest[..8].copy_from_slice(&number.to_be_bytes());
                offer
            })
            .collect();
        let ids: Vec<RecordId> = offers.iter().map(|offer| offer.record.id).collect();
        let appended = world.store.append(world.shop.scope(), Party::Visitor(world.shop.maya), offers).await;
        let mut out = std::io::stdout().lock();
        for (id, appended) in ids.iter().zip(appended) {
            assert!(matches!(appended.outcome, Outcome::Stored { .. }), "{appended:?}");
            writeln!(out, "stored {id}").unwrap();
        }
        out.flush().unwrap();
    }
}
