//! A few connections that only read, lent to blocking threads.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::StoreError;

/// The connections, lent one by one.
pub(super) struct Readers {
    pool: Arc<Pool>,
    permits: Arc<Semaphore>,
}

#[derive(Default)]
struct Pool {
    /// Held by every question, and alone while the connections are replaced.
    open: RwLock<()>,
    /// The connections that are not lent out.
    idle: Mutex<Vec<Connection>>,
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("free", &self.permits.available_permits()).finish_non_exhaustive()
    }
}

impl Pool {
    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put(&self, connections: impl IntoIterator<Item = Connection>) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(connections);
    }
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        let pool = Arc::new(Pool::default());
        pool.put(connections);
        Self { pool, permits }
    }

    /// Waits for the questions that run, closes every connection, and takes the new ones. Questions wait meanwhile;
    /// when there are no new ones, they fail until there are.
    pub(super) fn replace(
        &self,
        open: impl FnOnce() -> Result<Vec<Connection>, StoreError>,
    ) -> Result<(), StoreError> {
        let alone = self.pool.open.write().unwrap_or_else(PoisonError::into_inner);
        while self.pool.take().is_some() {}
        self.pool.put(open()?);
        drop(alone);
        Ok(())
    }

    /// Runs a question on a blocking thread with one of the connections.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let gone = |what: &str| StoreError::Unavailable(what.to_owned());
        let permit =
            Arc::clone(&self.permits).acquire_owned().await.map_err(|_closed| gone("the store is closed"))?;
        let pool = Arc::clone(&self.pool);
        let answer = tokio::task::spawn_blocking(move || {
            let open = pool.open.read().unwrap_or_else(PoisonError::into_inner);
            let conn = pool.take()?;
            let answer = question(&conn);
            pool.put([conn]);
            drop((open, permit));
            Some(answer)
        });
        match answer.await {
            Ok(Some(Ok(value))) => Ok(value),
            Ok(Some(Err(error))) => {
                tracing::error!(%error, "a read of the database failed");
                Err(StoreError::Unavailable(error.to_string()))
            }
            Ok(None) => Err(gone("no connection is left to read with")),
            Err(_panicked) => Err(gone("a read of the database was broken off")),
        }
    }
}
