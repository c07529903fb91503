//! How many visitors one node can hold open, and what each costs it in memory.

use std::net::Ipv4Addr;

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::clients::{Client, Pen};
use super::row::{Budget, Row};
use super::{Name, Report, Stage};
use crate::figures::{number, with_unit};

/// The budget: the machine's limit of open files is 20,000, and the server needs some for itself.
const SOCKETS: usize = 15_000;

/// Resident memory of the server for each.
const KB_AT_MOST: f64 = 12.0;

/// Visitors that come from one address: it has some 28,000 ports, and those of an earlier run may still be cooling down.
const FROM_ONE_ADDRESS: usize = 5_000;

/// Calls under way at once: the server's queue of new connections holds 1,024.
const AT_ONCE: usize = 128;

/// Open files that are not sockets of visitors: the database, the log, the listener.
const OTHER_FILES: usize = 200;

const METHOD: &str = "Visitors from several loopback addresses open the chat on the release server, plain TCP, and each says \
    one thing, so that each has a conversation whose head the server tells every five seconds. When all are there, every \
    one of them asks for a sign of life (a WebSocket ping) and must get it. The memory is what the kernel counts as \
    resident for the server's process, with all of them open, less what it was before the first.";

pub(super) async fn run(stage: &Stage) -> Result<Report> {
    let count = stage.of(SOCKETS, 300);
    let files = open_files_limit()?;
    if files < count + OTHER_FILES {
        bail!("{count} sockets need as many open files, and the limit is {files}: run ulimit -n 20000 first");
    }
    let house = stage.server(Name::Sockets, "http://127.0.0.1:9")?;
    let (origin, server) = (house.origin()?.to_owned(), house.running()?.id());
    let mut pen = Pen::new()?;
    // One before the count begins, so that what the server makes once is not taken for a socket's.
    let mut first = Client::arrive(&origin, Ipv4Addr::LOCALHOST).await?;
    first.says(pen.write(first.conversation_id)?).await?;
    let before_kb = resident_kb(server)?;

    let mut clients: Vec<Client> = stream::iter(0..count)
        .map(|at| Client::arrive(&origin, address(at)))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
        .context("a visitor's socket does not open")?;
    let greeted_kb = resident_kb(server)?;
    for some in clients.chunks_mut(AT_ONCE) {
        let mut talks = Vec::with_capacity(some.len());
        for client in some {
            let written = pen.write(client.conversation_id)?;
            talks.push(client.says(written));
        }
        stream::iter(talks).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
    }
    let alive: usize = stream::iter(&mut clients)
        .map(async |client| usize::from(client.socket.ping().await.is_ok()))
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, one| sum + one)
        .await;
    let open_kb = resident_kb(server)?;
    drop(clients);
    house.close()?;

    let each =
        |kb: u64| f64_of(kb.saturating_sub(before_kb)) / f64_of(u64::try_from(count).unwrap_or(u64::MAX));
    Ok(Report {
        bench: Name::Sockets.to_string(),
        title: "Open sockets on one node".to_owned(),
        method: METHOD.to_owned(),
        rows: vec![
            Row {
                what: "visitors with an open socket, all alive".to_owned(),
                budget: Budget::AtLeast(f64_of(SOCKETS as u64)),
                unit: String::new(),
                repeats: vec![f64_of(alive as u64)],
                beside: format!("open files allowed: {files}"),
            },
            Row {
                what: "resident memory of the server for each".to_owned(),
                budget: Budget::AtMost(KB_AT_MOST),
                unit: "KB".to_owned(),
                repeats: vec![each(open_kb)],
                beside: format!(
                    "{} MB before, {} MB with all",
                    number(f64_of(before_kb) / 1_024.0),
                    number(f64_of(open_kb) / 1_024.0)
                ),
            },
        ],
        figures: vec![(
            "the same before anybody has said anything".to_owned(),
            with_unit(each(greeted_kb), "KB"),
        )],
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts and kilobytes are far below 2^52")]
const fn f64_of(count: u64) -> f64 {
    count as f64
}

/// 127.0.0.1 and those after it.
fn address(at: usize) -> Ipv4Addr {
    let last = u8::try_from(at / FROM_ONE_ADDRESS + 1).unwrap_or(u8::MAX);
    Ipv4Addr::new(127, 0, 0, last)
}

/// What the kernel counts as resident, in KB.
fn resident_kb(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("the server is gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().strip_suffix(" kB")).context("the kernel tells no memory")?;
    kb.trim().parse().context("the kernel tells no memory")
}

/// How many files this process and those that it starts may open.
fn open_files_limit() -> Result<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").context("the kernel tells no limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    let soft = line.split_whitespace().nth(3).unwrap_or_default();
    if soft == "unlimited" {
        Ok(usize::MAX)
    } else {
        soft.parse().context("the kernel tells no limit of open files")
    }
}
