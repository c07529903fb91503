//! The one writer: a thread that takes whatever waits in its queue, does it in one transaction, and answers
//! everybody after the commit is on the disk.
//!
//! While a commit syncs, the next group gathers in the queue by itself, so nothing ever waits for company.

use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use crate::{StoreError, limits};

/// One write. It runs inside the transaction and is answered after the commit.
trait Job: Send {
    fn run(&mut self, conn: &Connection) -> rusqlite::Result<()>;
    /// `Ok` once the commit is on the disk; else why nothing was written.
    fn answer(self: Box<Self>, end: Result<(), &str>);
}

struct Write<W, T> {
    work: Option<W>,
    value: Option<T>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<W, T> Job for Write<W, T>
where
    W: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        if let Some(work) = self.work.take() {
            self.value = Some(work(conn)?);
        }
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
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.queue.max_capacity() - self.queue.capacity();
        f.debug_struct("Writer").field("waiting", &waiting).finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) fn start(conn: Connection) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel(limits::WRITE_QUEUE);
        let thread = std::thread::Builder::new()
            .name("undertone-writer".to_owned())
            .spawn(move || Thread { conn, waiting, failing: false }.run())
            .map_err(|error| StoreError::Unavailable(format!("the writer's thread: {error}")))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` inside the next commit and answers after it.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write { work: Some(work), value: None, reply });
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
    conn: Connection,
    waiting: mpsc::Receiver<Message>,
    /// The last commit failed: a full disk is said once, not a thousand times a second.
    failing: bool,
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
        let whole = self.transact(group, &mut failed).err().map(|error| error.to_string());
        if whole.is_some() && !self.conn.is_autocommit() {
            drop(self.conn.execute_batch("ROLLBACK"));
        }
        self.log(whole.as_deref().or_else(|| failed.iter().find_map(Option::as_deref)));
        for (job, alone) in group.drain(..).zip(&failed) {
            match whole.as_deref().or(alone.as_deref()) {
                None => job.answer(Ok(())),
                Some(why) => job.answer(Err(why)),
            }
        }
    }

    fn transact(&self, group: &mut [Box<dyn Job>], failed: &mut [Option<String>]) -> rusqlite::Result<()> {
        let run = |sql: &str| self.conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map(drop);
        run("BEGIN IMMEDIATE")?;
        for (job, failed) in group.iter_mut().zip(failed) {
            run("SAVEPOINT job")?;
            if let Err(error) = job.run(&self.conn) {
                if self.conn.is_autocommit() {
                    // SQLite itself rolled everything back (disk full, I/O error).
                    return Err(error);
                }
                run("ROLLBACK TO job")?;
                *failed = Some(error.to_string());
            }
            run("RELEASE job")?;
        }
        run("COMMIT")
    }

    fn log(&mut self, failure: Option<&str>) {
        match failure {
            Some(error) if !self.failing => {
                tracing::error!(error, "the database cannot be written; records are refused until it can");
            }
            None if self.failing => tracing::info!("the database can be written again"),
            _ => {}
        }
        self.failing = failure.is_some();
    }

    fn fold_log(&self) -> Result<(), StoreError> {
        let fold = self.conn.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
        fold.map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}
