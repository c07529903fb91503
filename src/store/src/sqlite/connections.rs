//! How the file is opened, and opened anew when its log is in doubt.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::migrate;
use crate::{StoreError, limits};

/// Every connection to one file.
#[derive(Debug)]
pub(super) struct Connections {
    /// The only one that writes.
    pub(super) writing: Connection,
    /// The others.
    pub(super) reading: Vec<Connection>,
}

/// Opens the file, makes it when it is not there, and brings it to this build's version.
pub(super) fn open(path: &Path) -> Result<Connections, StoreError> {
    let open = |flags| connect(path, flags).map_err(|error| unavailable(path, &error));
    let mut writing = open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    migrate::to_current(&mut writing)?;
    let mut reading = Vec::with_capacity(limits::READERS);
    for _ in 0..limits::READERS {
        reading.push(open(OpenFlags::SQLITE_OPEN_READ_ONLY)?);
    }
    Ok(Connections { writing, reading })
}

/// Opens a file whose log is in doubt, which reads the log through and checks it; then moves all of it into the
/// database, so that nothing hangs on what that log's disk may have lost. No other connection may be open.
pub(super) fn open_in_doubt(path: &Path) -> Result<Connections, StoreError> {
    let connections = open(path)?;
    let wait = |ms| connections.writing.busy_timeout(Duration::from_millis(ms));
    let folded = wait(limits::DOUBT_BUSY_MS).and_then(|()| fold_log(&connections.writing));
    if let Err(error) = folded.and_then(|()| wait(limits::BUSY_MS)) {
        close_in_doubt(connections.writing);
        return Err(unavailable(path, &error));
    }
    Ok(connections)
}

/// Closes the writing connection without what SQLite would do for the last one to close: to copy the log, unchecked,
/// into the database.
pub(super) fn close_in_doubt(writing: Connection) {
    if let Err(error) = writing.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::error!(%error, "the log could not be kept from being folded");
    }
    if let Err((_, error)) = writing.close() {
        tracing::error!(%error, "a connection to the database could not be closed");
    }
}

/// Moves the whole log into the database, with its sync, and begins a new log.
pub(super) fn fold_log(writing: &Connection) -> rusqlite::Result<()> {
    let busy: bool = writing.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        let why = "another process is using the database".to_owned();
        return Err(rusqlite::Error::SqliteFailure(code, Some(why)));
    }
    Ok(())
}

/// The smallest write there is: the version that is there already, one page.
pub(super) fn touch(writing: &Connection) -> rusqlite::Result<()> {
    let version: i64 = writing.pragma_query_value(None, "user_version", |row| row.get(0))?;
    writing.pragma_update(None, "user_version", version)
}

pub(super) fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(Duration::from_millis(limits::BUSY_MS))?;
    conn.set_prepared_statement_cache_capacity(64);
    // No plan may depend on the values that are bound: else some statements are compiled anew at every use, which took a
    // twentieth of the time of all writing.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
        to_wal(&conn)?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        // 8 MiB: the inbox's rows and the newest pages of the indexes stay in memory.
        conn.pragma_update(None, "cache_size", -8_192)?;
        // A page that many commits change is moved into the database once for all of them: the log grows to 8 MiB, which
        // a small disk has room for.
        conn.pragma_update(None, "wal_autocheckpoint", 2_000)?;
        // What a statement might have to undo is kept in memory: none changes more than a few hundred pages.
        conn.pragma_update(None, "temp_store", "MEMORY")?;
    }
    Ok(conn)
}

/// Changing the mode needs the file alone, and does not wait for it. When another process is changing it at this
/// moment, a transaction waits until that is done, and then nothing is left to change.
fn to_wal(conn: &Connection) -> rusqlite::Result<()> {
    let change = || conn.pragma_update(None, "journal_mode", "WAL");
    match change() {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            conn.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
            change()
        }
        end => end,
    }
}

fn unavailable(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Unavailable(format!("{}: {error}", path.display()))
}
