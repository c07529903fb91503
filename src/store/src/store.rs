//! The trait that every backend is.

use std::fmt::Debug;
use std::pin::Pin;

use record::{AgentId, ConversationId, SiteNames, StoredRecord, VisitorId};

use crate::{
    Agent, Appended, ConversationRow, Course, Credentials, Cursor, InboxPage, NewAgent, NewSite, NewVisitor,
    Offer, Party, SignedIn, Site, SiteScope, Slice, StoreError, TokenHash, Visitor,
};

/// An answer on its way. Boxed, so that a server can hold any backend without being generic over it.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// What keeps everything. Every answer to a write comes after the write is on the disk.
pub trait Store: Debug + Send + Sync {
    /// Adds a site.
    fn add_site(&self, site: NewSite) -> Reply<'_, Site>;

    /// The site with this public key.
    fn site_by_key<'a>(&'a self, key: &'a str) -> Reply<'a, Option<Site>>;

    /// Every site, by name. For the operator's own commands.
    fn sites(&self) -> Reply<'_, Vec<Site>>;

    /// Replaces the exact origins that may embed the chat of this site.
    fn set_allowed_origins(&self, scope: SiteScope, origins: Vec<String>) -> Reply<'_, ()>;

    /// Changes what a site tells of itself; sessions that are opened after that are read with it.
    fn set_names(&self, scope: SiteScope, names: SiteNames) -> Reply<'_, ()>;

    /// Adds an agent; the address must be free.
    fn add_agent(&self, scope: SiteScope, agent: NewAgent) -> Reply<'_, Agent>;

    /// What a sign-in with this address (any case) is checked against.
    fn credentials<'a>(&'a self, email: &'a str) -> Reply<'a, Option<Credentials>>;

    /// Begins a session of an agent of this site, and forgets sessions that have expired by `now_ms`.
    fn begin_session(
        &self,
        scope: SiteScope,
        agent: AgentId,
        token: TokenHash,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Reply<'_, ()>;

    /// Who holds this session at `now_ms`.
    fn signed_in(&self, token: TokenHash, now_ms: i64) -> Reply<'_, Option<SignedIn>>;

    /// Ends a session; ending one that is not there is no error.
    fn end_session(&self, token: TokenHash) -> Reply<'_, ()>;

    /// Adds a visitor.
    fn add_visitor(&self, scope: SiteScope, visitor: NewVisitor) -> Reply<'_, ()>;

    /// The visitor who holds the token, with their site.
    fn visitor_by_token(&self, token: TokenHash) -> Reply<'_, Option<Visitor>>;

    /// Keeps what the site says of a visitor, a JSON object.
    fn set_identity(&self, scope: SiteScope, visitor: VisitorId, identity: String) -> Reply<'_, ()>;

    /// Keeps records in the order given, all of them in one commit, and answers after the commit is synced: one
    /// [`Appended`] for each offer. Each conversation's places count up from 1 without a gap. A failed commit
    /// refuses every offer as unavailable and leaves none of them half written; should the disk have kept the whole
    /// commit all the same, it is there after a start, and the same offers are then duplicates.
    fn append<'a>(
        &'a self,
        scope: SiteScope,
        party: Party,
        offers: Vec<Offer>,
    ) -> Pin<Box<dyn Future<Output = Vec<Appended>> + Send + 'a>>;

    /// One conversation, if it is there for this party.
    fn conversation(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
    ) -> Reply<'_, Option<ConversationRow>>;

    /// The visitor's conversation with the newest turn.
    fn newest_conversation(&self, scope: SiteScope, visitor: VisitorId)
    -> Reply<'_, Option<ConversationRow>>;

    /// At most `limit` records of a conversation, oldest first, each with the place of the turn before it.
    /// Empty when the conversation is not there for this party.
    fn records(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
        slice: Slice,
        limit: usize,
    ) -> Reply<'_, Vec<(StoredRecord, u64)>>;

    /// One page of the inbox, who needs help most first.
    fn inbox(&self, scope: SiteScope, after: Option<Cursor>, limit: usize) -> Reply<'_, InboxPage>;

    /// Moves the party's mark up to `seq` (never down, never past the head). Says where it stands now, or nothing
    /// when it did not move.
    fn mark_seen(
        &self,
        scope: SiteScope,
        party: Party,
        id: ConversationId,
        seq: u64,
    ) -> Reply<'_, Option<u64>>;

    /// Keeps how conversations are going, all in one commit.
    fn set_courses(&self, courses: Vec<(SiteScope, ConversationId, Course)>) -> Reply<'_, ()>;

    /// Conversations whose course is behind their head, of every site, at most [`crate::limits::BEHIND`]. For the
    /// follower, which must catch up after a crash.
    fn behind(&self) -> Reply<'_, Vec<(SiteScope, ConversationId)>>;

    /// Whether a read and a commit work now. It costs a commit, so it is not for everybody to ask as often as they
    /// like.
    fn ready(&self) -> Reply<'_, ()>;

    /// Writes that wait for their commit.
    fn waiting(&self) -> usize;

    /// Whether the newest commit failed.
    fn is_failing(&self) -> bool;

    /// Finishes what is queued, folds the log into the database and stops. Later writes are refused.
    fn close(&self) -> Reply<'_, ()>;
}
