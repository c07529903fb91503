//! A few connections that only read, lent to blocking threads.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::StoreError;

/// The connections that are not lent out.
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("free", &self.permits.available_permits()).finish_non_exhaustive()
    }
}

impl Readers {
    pub(super) fn new(connections: Vec<Connection>) -> Self {
        let permits = Arc::new(Semaphore::new(connections.len()));
        Self { idle: Arc::new(Mutex::new(connections)), permits }
    }

    /// Runs a question on a blocking thread with one of the connections.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let gone = |what: &str| StoreError::Unavailable(what.to_owned());
        let permit =
            Arc::clone(&self.permits).acquire_owned().await.map_err(|_closed| gone("the store is closed"))?;
        let idle = Arc::clone(&self.idle);
        let answer = tokio::task::spawn_blocking(move || {
            let conn = idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            let answer = question(&conn);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            drop(permit);
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
