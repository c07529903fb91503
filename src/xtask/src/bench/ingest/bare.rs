//! The least that durable ingest can be: what has come is written and synced once for all of it, and acknowledged. Once
//! for the bytes alone, and once for what this product promises of each record too.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, anyhow, bail};
use api::visitor::FromVisitor;
use futures_util::{SinkExt as _, StreamExt as _};
use reader::{Names, Reader};
use record::Content;
use rusqlite::Connection;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::super::clients::RECORD_BYTES;
use super::per_second;

/// Records that share one sync at most, as in the store.
const GROUP: usize = 256;

/// Records that wait for the writer, as in the store.
const QUEUE: usize = 1_024;

/// What a new visitor is answered; the rest of it means nothing here.
const WELCOME: &str =
    r#"{"type":"welcome","protocol":1,"visitor_id":"01a1ee56-5e00-7101-8101-010101010101","now_ms":0}"#;

/// What is done with a record between its arrival and its acknowledgement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    /// Its bytes are kept.
    Bytes,
    /// It is parsed, which scrubs it, read with the model, kept in a table and indexed for search, by nothing more than
    /// the library calls for that.
    Promises,
}

/// A record on its way into the file.
struct Kept {
    frame: Utf8Bytes,
    /// Of [`Work::Promises`].
    understood: Option<Understood>,
}

struct Understood {
    id: String,
    body: String,
    reading: String,
    text: String,
}

type Job = (Kept, oneshot::Sender<()>);

/// The loop behind sockets that speak as much of the protocol as its clients need.
pub(super) struct Server {
    pub(super) origin: String,
    serving: JoinSet<Result<()>>,
    writer: JoinHandle<Result<()>>,
}

impl Server {
    /// Listens; its file lies in `folder`, on the same disk as the real server's.
    pub(super) async fn start(folder: &Path, work: Work) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no port for the bare loop")?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (writer, reader) = match work {
            Work::Bytes => {
                let file = File::create(folder.join("bare.log")).context("no file for the bare loop")?;
                (std::thread::spawn(move || write(file, jobs)), None)
            }
            Work::Promises => {
                let database = database(&folder.join("bare.db")).context("no database for the loop")?;
                let reader = Arc::new(crate::device::reader()?);
                (std::thread::spawn(move || insert(database, jobs)), Some(reader))
            }
        };
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut talks = JoinSet::new();
            loop {
                let (tcp, _) = listener.accept().await?;
                talks.spawn(talk(tcp, queue.clone(), reader.clone()));
            }
        });
        Ok(Self { origin, serving, writer })
    }

    /// Stops, and tells what went wrong in the meantime.
    pub(super) async fn close(mut self) -> Result<()> {
        self.serving.shutdown().await;
        self.writer.join().map_err(|_panic| anyhow!("the bare loop's writer has died"))?
    }
}

async fn talk(tcp: TcpStream, queue: mpsc::Sender<Job>, reader: Option<Arc<Reader>>) -> Result<()> {
    tcp.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024).write_buffer_size(0);
    let mut socket = tokio_tungstenite::accept_async_with_config(tcp, Some(config)).await?;
    let mut has_greeted = false;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        if !has_greeted {
            has_greeted = true;
            socket.send(Message::text(WELCOME)).await?;
            continue;
        }
        let id = id_of(&text).context("a frame without an id")?.to_owned();
        let understood = reader.as_ref().map(|reader| understand(&text, reader)).transpose()?;
        let (done, synced) = oneshot::channel();
        queue.send((Kept { frame: text, understood }, done)).await.context("the writer is gone")?;
        synced.await.context("the writer is gone")?;
        let answer = format!(
            r#"{{"type":"outcomes","outcomes":[{{"id":"{id}","outcome":"stored","seq":1,"received_at_ms":0}}]}}"#
        );
        socket.send(Message::text(answer)).await?;
    }
    Ok(())
}

/// The one record of a frame, scrubbed and read.
fn understand(frame: &str, reader: &Reader) -> Result<Understood> {
    let FromVisitor::Append { records } = serde_json::from_str(frame)? else { bail!("not a record") };
    let record = records.first().context("a frame without a record")?;
    let Content::VisitorTurn(turn) = &record.content else { bail!("not a visitor's turn") };
    // Parsing has scrubbed it.
    let reading = reader.read_scrubbed(&turn.text, &Names::default());
    Ok(Understood {
        id: record.id.to_string(),
        body: serde_json::to_string(record)?,
        reading: serde_json::to_string(&reading)?,
        text: turn.text.as_str().to_owned(),
    })
}

/// The first id in a frame is its record's.
fn id_of(frame: &str) -> Option<&str> {
    frame.split_once(r#""id":""#)?.1.split_once('"').map(|(id, _)| id)
}

fn write(mut file: File, mut jobs: mpsc::Receiver<Job>) -> Result<()> {
    let mut bytes = Vec::with_capacity(GROUP * RECORD_BYTES);
    let mut waiting = Vec::with_capacity(GROUP);
    while let Some(first) = jobs.blocking_recv() {
        let mut next = Some(first);
        while let Some((record, done)) = next {
            bytes.extend_from_slice(record.frame.as_bytes());
            waiting.push(done);
            next = if waiting.len() < GROUP { jobs.try_recv().ok() } else { None };
        }
        file.write_all(&bytes)?;
        file.sync_data()?;
        bytes.clear();
        for done in waiting.drain(..) {
            // Whoever hung up meanwhile wants no answer.
            done.send(()).ok();
        }
    }
    Ok(())
}

/// A database as safe and as searchable as the store's.
fn database(path: &Path) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch(
        "CREATE TABLE record (record INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, reading TEXT NOT NULL);
         CREATE VIRTUAL TABLE turn_text USING fts5 (
             text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
         );",
    )?;
    Ok(database)
}

fn insert(mut database: Connection, mut jobs: mpsc::Receiver<Job>) -> Result<()> {
    let mut waiting = Vec::with_capacity(GROUP);
    while let Some(first) = jobs.blocking_recv() {
        let transaction = database.transaction()?;
        let mut next = Some(first);
        while let Some((record, done)) = next {
            let it = record.understood.context("a record that nobody has read")?;
            transaction
                .prepare_cached("INSERT INTO record (id, body, reading) VALUES (?1, ?2, ?3)")?
                .execute((it.id, it.body, it.reading))?;
            let row = transaction.last_insert_rowid();
            transaction
                .prepare_cached("INSERT INTO turn_text (rowid, text) VALUES (?1, ?2)")?
                .execute((row, it.text))?;
            waiting.push(done);
            next = if waiting.len() < GROUP { jobs.try_recv().ok() } else { None };
        }
        transaction.commit()?;
        for done in waiting.drain(..) {
            // Whoever hung up meanwhile wants no answer.
            done.send(()).ok();
        }
    }
    Ok(())
}

/// The loop without sockets, for groups of several sizes: records a second of each, in words.
pub(super) fn loops(folder: &Path, records: usize) -> Result<String> {
    let mut words = Vec::new();
    for group in [1, 8, 64, 256] {
        let mut file = File::create(folder.join("bare.log")).context("no file for the bare loop")?;
        let bytes = vec![b'x'; group * RECORD_BYTES];
        // Every group is one sync, and a thousand of them tell enough.
        let groups = (records / group).clamp(1, 1_000);
        let began = Instant::now();
        for _ in 0..groups {
            file.write_all(&bytes)?;
            file.sync_data()?;
        }
        words.push(format!("{group}: {:.0}/s", per_second(groups * group, began.elapsed())));
    }
    Ok(words.join(", "))
}
