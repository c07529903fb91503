//! The one writer: a thread that takes whatever waits in its queue, does it in one transaction, and answers
//! everybody after the commit is on the disk.
//!
//! While a commit syncs, the next group gathers in the queue by itself, so nothing ever waits for company.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use super::connections::{self, Connections};
use super::readers::Readers;
use crate::{StoreError, limits};

/// One write. It runs inside the transaction, a second time when the first was undone, and is answered after the commit.
trait Job: Send {
    fn run(&mut self, conn: &Connection) -> rusqlite::Result<()>;
    /// `Ok` once the commit is on the disk; else why nothing was written.
    fn answer(self: Box<Self>, end: Result<(), &str>);
}

struct Write<W, T> {
    work: W,
    value: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<W, T> Job for Write<W, T>
where
    W: FnMut(&Connection) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        self.value = None;
        self.value = Some((self.work)(conn)?);
        Ok(())
    }

    fn answer(self: Box<Self>, end: Result<(), &str>) {
        let answer = match (end, self.value) {
            (Ok(()), Some(value)) => Ok(value),
            (Ok(()), None) => Err(StoreError::Unavailable("the write did not run".to_owned())),
            (Err(why), _) => Err(StoreError::Unavailable(why.to_owned())),
        };
        // Whoever asked may have gone away; the write stands all the same.
        drop(self.reply.send(answer));
    }
}

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<Result<(), StoreError>>),
}

/// The handle to the thread. Dropping it lets the thread finish its queue and end.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
    is_failing: Arc<AtomicBool>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("waiting", &self.waiting()).finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) fn start(conn: Connection, path: &Path, readers: Arc<Readers>) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel(limits::WRITE_QUEUE);
        let is_failing = Arc::new(AtomicBool::new(false));
        let thread = Thread {
            conn: Some(conn),
            path: path.to_owned(),
            readers,
            waiting,
            is_failing: Arc::clone(&is_failing),
            failure: None,
        };
        let thread = std::thread::Builder::new()
            .name("undertone-writer".to_owned())
            .spawn(move || thread.run())
            .map_err(|error| StoreError::Unavailable(format!("the writer's thread: {error}")))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)), is_failing })
    }

    /// Whether the newest commit failed.
    pub(super) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Writes in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Runs `work` inside the next commit and answers after it. When a neighbour in the same commit fails, everything
    /// is undone and `work` runs again.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write { work, value: None, reply });
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        self.queue.send(Message::Job(job)).await.map_err(|_unsent| closed())?;
        answer.await.map_err(|_unanswered| closed())?
    }

    /// Finishes the queue, folds the log into the database, and waits for the thread.
    pub(super) async fn close(&self) -> Result<(), StoreError> {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Message::Close(reply)).await.is_err() {
            return Ok(());
        }
        let end = answer.await.unwrap_or(Ok(()));
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The thread has answered, so it is at its last line.
            drop(tokio::task::spawn_blocking(move || thread.join()).await);
        }
        end
    }
}

struct Thread {
    /// Nothing while the log is in doubt and could not be opened anew.
    conn: Option<Connection>,
    path: PathBuf,
    readers: Arc<Readers>,
    waiting: mpsc::Receiver<Message>,
    is_failing: Arc<AtomicBool>,
    /// Why the last commit failed: a full disk is said once, not a thousand times a second.
    failure: Option<String>,
}

impl Thread {
    fn run(mut self) {
        let mut group: Vec<Box<dyn Job>> = Vec::with_capacity(limits::GROUP_JOBS);
        loop {
            let mut close = None;
            match self.waiting.blocking_recv() {
                Some(Message::Job(job)) => group.push(job),
                Some(Message::Close(reply)) => close = Some(reply),
                None => break,
            }
            while close.is_none() && group.len() < limits::GROUP_JOBS {
                match self.waiting.try_recv() {
                    Ok(Message::Job(job)) => group.push(job),
                    Ok(Message::Close(reply)) => close = Some(reply),
                    Err(_) => break,
                }
            }
            self.commit(&mut group);
            if let Some(reply) = close {
                // Refuse what comes from now on, then do what came before.
                self.waiting.close();
                while let Ok(Message::Job(job)) = self.waiting.try_recv() {
                    group.push(job);
                }
                self.commit(&mut group);
                drop(reply.send(self.fold_log()));
                return;
            }
        }
        if let Err(error) = self.fold_log() {
            tracing::warn!(%error, "the log could not be folded into the database; the next start will");
        }
    }

    /// Does the group in one transaction. A job that fails by itself is undone by itself; when the transaction
    /// fails, all of it is.
    fn commit(&mut self, group: &mut Vec<Box<dyn Job>>) {
        if group.is_empty() {
            return;
        }
        let mut failed: Vec<Option<String>> = vec![None; group.len()];
        let whole = self.try_commit(group, &mut failed).err();
        self.log(whole.as_deref().or_else(|| failed.iter().find_map(Option::as_deref)));
        for (job, alone) in group.drain(..).zip(&failed) {
            match whole.as_deref().or(alone.as_deref()) {
                None => job.answer(Ok(())),
                Some(why) => job.answer(Err(why)),
            }
        }
    }

    fn try_commit(
        &mut self,
        group: &mut [Box<dyn Job>],
        failed: &mut [Option<String>],
    ) -> Result<(), String> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.open_anew().map_err(|error| error.to_string())?,
        };
        let end = transact(&conn, group, failed);
        if end.is_err() && !conn.is_autocommit() {
            drop(conn.execute_batch("ROLLBACK"));
        }
        if end.as_ref().is_err_and(leaves_doubt) {
            connections::close_in_doubt(conn);
        } else {
            self.conn = Some(conn);
        }
        end.map_err(|error| error.to_string())
    }

    /// Opens the file anew after a failure that left the log in doubt; see [`super`].
    fn open_anew(&self) -> Result<Connection, StoreError> {
        let mut opened = None;
        self.readers.replace(|| {
            let Connections { writing, reading } = connections::open_in_doubt(&self.path)?;
            opened = Some(writing);
            Ok(reading)
        })?;
        tracing::info!("the database was opened anew, and its log was checked and folded");
        opened.ok_or_else(|| StoreError::Unavailable("the database was not opened".to_owned()))
    }

    fn log(&mut self, failure: Option<&str>) {
        match failure {
            Some(error) if self.failure.as_deref() != Some(error) => {
                let is_in_doubt = self.conn.is_none();
                tracing::error!(
                    error,
                    is_in_doubt,
                    "the database cannot be written; records are refused until it can"
                );
            }
            None if self.failure.is_some() => tracing::info!("the database can be written again"),
            _ => {}
        }
        self.failure = failure.map(str::to_owned);
        self.is_failing.store(failure.is_some(), Ordering::Relaxed);
    }

    fn fold_log(&mut self) -> Result<(), StoreError> {
        // A log in doubt is folded by being opened anew, or stays for the next start, which checks it too.
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.open_anew()?,
        };
        let fold = conn.execute_batch("PRAGMA optimize").and_then(|()| connections::fold_log(&conn));
        self.conn = Some(conn);
        fold.map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

fn run(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute([]).map(drop)
}

/// Without a savepoint for each job: at a savepoint the search index writes out what it holds in memory, and costs more
/// than everything else. Nearly never does a job fail by itself; then all of it is undone and done again with them.
fn transact(
    conn: &Connection,
    group: &mut [Box<dyn Job>],
    failed: &mut [Option<String>],
) -> rusqlite::Result<()> {
    run(conn, "BEGIN IMMEDIATE")?;
    match group.iter_mut().try_for_each(|job| job.run(conn)) {
        Ok(()) => run(conn, "COMMIT"),
        // SQLite itself rolled everything back (disk full, I/O error), or nothing of it can be relied upon.
        Err(error) if conn.is_autocommit() || leaves_doubt(&error) => Err(error),
        Err(_) => {
            run(conn, "ROLLBACK")?;
            transact_apart(conn, group, failed)
        }
    }
}

/// In one transaction too, but a job that fails is undone by itself.
fn transact_apart(
    conn: &Connection,
    group: &mut [Box<dyn Job>],
    failed: &mut [Option<String>],
) -> rusqlite::Result<()> {
    run(conn, "BEGIN IMMEDIATE")?;
    for (job, failed) in group.iter_mut().zip(failed) {
        run(conn, "SAVEPOINT job")?;
        if let Err(error) = job.run(conn) {
            if conn.is_autocommit() || leaves_doubt(&error) {
                return Err(error);
            }
            run(conn, "ROLLBACK TO job")?;
            *failed = Some(error.to_string());
        }
        run(conn, "RELEASE job")?;
    }
    run(conn, "COMMIT")
}

/// Whether after this error the bytes that were written before may not be on the disk: reading, writing or syncing
/// failed. A full disk is another error.
fn leaves_doubt(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}
