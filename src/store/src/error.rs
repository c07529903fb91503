//! Why the store could not do as asked.

/// Why the store could not do as asked. None of these says anything about another site's things.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, the file or the writer refuses: nothing was written. Logged where it happened.
    #[error("the store cannot be used now: {0}")]
    Unavailable(String),
    /// The database was written by a newer build.
    #[error(
        "the database is of version {found}, and this build knows versions up to {known}: start the newer \
         undertone again, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The database's version.
        found: i64,
        /// The newest version that this build knows.
        known: i64,
    },
    /// A name that must be unique is in use.
    #[error("{what} is taken: choose another")]
    Taken {
        /// What is taken, for a person.
        what: &'static str,
    },
}
