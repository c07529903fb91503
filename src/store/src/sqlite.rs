//! The embedded backend: one SQLite file, one writer thread with group commit, a few connections that read.
//!
//! WAL with `synchronous=FULL`: a commit returns after the log is on the disk, so what is acknowledged survives
//! `kill -9` and a power cut, as far as the disk tells the truth.
//!
//! **A disk that fails.** After a sync that failed, the kernel may have dropped what it could not write and call it
//! clean, so that a second sync of the same bytes succeeds and means nothing. Nobody is answered with yes, and the log
//! is not believed any more: before the next write, every connection is closed and the file opened anew, which makes
//! SQLite read the log from its beginning and check each frame against its checksum; then the whole log goes into the
//! database file under a sync of its own, and a new log begins. Until that works every write is refused as unavailable
//! and the store is not ready. What the failed commit held may come back by this; its owners were not answered with
//! yes, so they offer it again, and by its id it is a duplicate.
//!
//! **A disk that is full** is no doubt: SQLite undoes the transaction whole. Writes are refused until there is room.

mod append;
mod connections;
mod conversations;
mod migrate;
mod people;
mod readers;
mod rows;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use record::{AgentId, ConversationId, SiteNames, StoredRecord, VisitorId};

use crate::{
    Agent, Appended, ConversationRow, Course, Credentials, Cursor, InboxPage, NewAgent, NewSite, NewVisitor,
    Offer, Party, Reply, SignedIn, Site, SiteScope, Slice, Store, StoreError, TokenHash, Visitor,
};
use connections::Connections;
use readers::Readers;
use writer::Writer;

/// The embedded backend.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Writer,
    readers: Arc<Readers>,
}

impl Sqlite {
    /// Opens the database file, makes it when it is not there, and brings it to this build's version.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer build wrote it; [`StoreError::Unavailable`] when the file cannot be
    /// opened or is not a database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let Connections { writing, reading } = connections::open(path)?;
        let readers = Arc::new(Readers::new(reading));
        let writer = Writer::start(writing, path, Arc::clone(&readers))?;
        Ok(Self { path: path.to_owned(), writer, readers })
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Store for Sqlite {
    fn add_site(&self, site: NewSite) -> Reply<'_, Site> {
        Box::pin(async move { self.writer.write(move |conn| people::add_site(conn, &site)).await? })
    }

    fn site_by_key<'a>(&'a self, key: &'a str) -> Reply<'a, Option<Site>> {
        let key = key.to_owned();
        Box::pin(self.readers.read(move |conn| people::site_by_key(conn, &key)))
    }

    fn sites(&self) -> Reply<'_, Vec<Site>> {
        Box::pin(self.readers.read(people::sites))
    }

    fn set_allowed_origins(&self, scope: SiteScope, origins: Vec<String>) -> Reply<'_, ()> {
        Box::pin(async move {
            self.writer.write(move |conn| people::set_allowed_origins(conn, scope, &origins)).await
        })
    }

    fn set_names(&self, scope: SiteScope, names: SiteNames) -> Reply<'_, ()> {
        Box::pin(async move { self.writer.write(move |conn| people::set_names(conn, scope, &names)).await })
    }

    fn add_agent(&self, scope: SiteScope, agent: NewAgent) -> Reply<'_, Agent> {
        Box::pin(async move { self.writer.write(move |conn| people::add_agent(conn, scope, &agent)).await? })
    }

    fn credentials<'a>(&'a self, email: &'a str) -> Reply<'a, Option<Credentials>> {
        let email = email.to_owned();
        Box::pin(self.readers.read(move |conn| people::credentials(conn, &email)))
    }

    fn begin_session(
        &self,
        scope: SiteScope,
        agent: AgentId,
        token: TokenHash,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Reply<'_, ()> {
        Box::pin(
            self.writer
                .write(move |conn| people::begin_session(conn, scope, agent, token, now_ms, expires_at_ms)),
        )
    }

    fn signed_in(&self, token: TokenHash, now_ms: i64) -> Reply<'_, Option<SignedIn>> {
        Box::pin(self.readers.read(move |conn| people::signed_in(conn, token, now_ms)))
    }

    fn end_session(&self, token: TokenHash) -> Reply<'_, ()> {
        Box::pin(self.writer.write(move |conn| people::end_session(conn, token)))
    }

    fn add_visitor(&self, scope: SiteScope, visitor: NewVisitor) -> Reply<'_, ()> {
        Box::pin(self.writer.write(move |conn| people::add_visitor(conn, scope, &visitor)))
    }

    fn visitor_by_token(&self, token: TokenHash) -> Reply<'_, Option<Visitor>> {
        Box::pin(self.readers.read(move |conn| people::visitor_by_token(conn, token)))
    }

    fn set_identity(&self, scope: SiteScope, visitor: VisitorId, identity: String) -> Reply<'_, ()> {
        Box::pin(self.writer.write(move |conn| people::set_identity(conn, scope, visitor, &identity)))
    }

    fn append<'a>(
        &'a self,
        scope: SiteScope,
        party: Party,
        offers: Vec<Offer>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Vec<Appended>> + Send + 'a>> {
        let prepared: Vec<append::Prepared> = offers.into_iter().map(append::Prepared::from).collect();
        let count = prepared.len();
        Box::pin(async move {
            let written = self.writer.write(move |conn| append::append(conn, scope, party, &prepared)).await;
            written.unwrap_or_else(|_logged_by_the_writer| append::all_unavailable(count))
        })
    }

    fn conversation(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
    ) -> Reply<'_, Option<ConversationRow>> {
        Box::pin(self.readers.read(move |conn| conversations::one(conn, scope, party, id)))
    }

    fn newest_conversation(
        &self,
        scope: SiteScope,
        visitor: VisitorId,
    ) -> Reply<'_, Option<ConversationRow>> {
        Box::pin(self.readers.read(move |conn| conversations::newest_of(conn, scope, visitor)))
    }

    fn records(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
        slice: Slice,
        limit: usize,
    ) -> Reply<'_, Vec<(StoredRecord, u64)>> {
        Box::pin(self.readers.read(move |conn| conversations::records(conn, scope, party, id, slice, limit)))
    }

    fn inbox(&self, scope: SiteScope, after: Option<Cursor>, limit: usize) -> Reply<'_, InboxPage> {
        Box::pin(self.readers.read(move |conn| conversations::inbox(conn, scope, after, limit)))
    }

    fn mark_seen(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
        seq: u64,
    ) -> Reply<'_, Option<u64>> {
        Box::pin(self.writer.write(move |conn| conversations::mark_seen(conn, scope, party, id, seq)))
    }

    fn set_courses(&self, courses: Vec<(SiteScope, ConversationId, Course)>) -> Reply<'_, ()> {
        Box::pin(self.writer.write(move |conn| conversations::set_courses(conn, &courses)))
    }

    fn behind(&self) -> Reply<'_, Vec<(SiteScope, ConversationId)>> {
        Box::pin(self.readers.read(conversations::behind))
    }

    fn ready(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            // A commit each time: a disk that has filled up since the last record is found before the next one.
            self.writer.write(connections::touch).await?;
            self.readers.read(|conn| conn.query_row("SELECT 1", [], |_| Ok(()))).await
        })
    }

    fn waiting(&self) -> usize {
        self.writer.waiting()
    }

    fn is_failing(&self) -> bool {
        self.writer.is_failing()
    }

    fn close(&self) -> Reply<'_, ()> {
        Box::pin(self.writer.close())
    }
}

#[cfg(test)]
mod tests;
