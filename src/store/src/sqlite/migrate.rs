//! Brings a database to this build's version, and refuses one from the future.

use rusqlite::Connection;

use crate::StoreError;

/// Every step, in order; the number of a step is its place from 1. A step that was released is never changed.
const STEPS: &[&str] =
    &[include_str!("../../migrations/0001_first.sql"), include_str!("../../migrations/0002_names.sql")];

/// Takes the steps that are missing, each in a transaction of its own together with its number, so that a crash
/// in the middle leaves a database of some whole version.
pub(super) fn to_current(conn: &mut Connection) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| StoreError::Unavailable(format!("bringing it up to date: {error}"));
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    loop {
        // Immediate, so that two processes that start at once do not take the same step.
        let step =
            conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        let found: i64 = step.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        let Some(sql) = usize::try_from(found).ok().and_then(|done| STEPS.get(done)) else {
            return Ok(());
        };
        step.execute_batch(sql).map_err(failed)?;
        step.pragma_update(None, "user_version", found + 1).map_err(failed)?;
        step.commit().map_err(failed)?;
    }
}
