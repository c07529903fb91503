//! Live fan-out inside the process. It is a hint only: whoever misses an event sees it by the sequence.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use api::agent::ConversationSummary;
use api::visitor::Turn;
use record::{ConversationId, StoredRecord, VisitorId};
use store::SiteScope;
use tokio::sync::broadcast;

use crate::limits;

/// What every socket of a site's agents hears.
#[derive(Debug, Clone)]
pub(crate) enum AgentEvent {
    /// A row of the inbox is new or has changed.
    Row(Arc<ConversationSummary>),
    /// A record was committed.
    Record(ConversationId, Arc<StoredRecord>),
    /// A visitor writes, or has stopped.
    VisitorTyping(ConversationId, bool),
}

/// What every socket of one visitor hears.
#[derive(Debug, Clone)]
pub(crate) enum VisitorEvent {
    /// A turn was committed.
    Turn(ConversationId, u64, Arc<Turn>),
    /// An agent writes, or has stopped.
    AgentTyping(ConversationId, Arc<str>, bool),
    /// An agent has seen everything up to here.
    AgentSeen(ConversationId, u64),
}

#[derive(Debug)]
struct SiteRoom {
    events: broadcast::Sender<AgentEvent>,
    version: AtomicU64,
}

#[derive(Debug)]
struct VisitorRoom {
    events: broadcast::Sender<VisitorEvent>,
    calls: usize,
}

/// Who is connected, and how they are told.
#[derive(Debug)]
pub(crate) struct Live {
    sites: Mutex<HashMap<SiteScope, Arc<SiteRoom>>>,
    visitors: Mutex<HashMap<(SiteScope, VisitorId), VisitorRoom>>,
    /// Where inbox versions begin: the start's time, so that those of an earlier run never fit by chance.
    first_version: u64,
}

/// One open socket of a visitor. Dropping it ends their presence when it was the last.
#[derive(Debug)]
pub(crate) struct Presence {
    live: Arc<Live>,
    key: (SiteScope, VisitorId),
}

impl Drop for Presence {
    fn drop(&mut self) {
        let mut visitors = self.live.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = visitors.get_mut(&self.key) {
            room.calls -= 1;
            if room.calls == 0 {
                visitors.remove(&self.key);
            }
        }
    }
}

impl Live {
    pub(crate) fn new(now_ms: u64) -> Arc<Self> {
        Arc::new(Self { sites: Mutex::default(), visitors: Mutex::default(), first_version: now_ms })
    }

    fn room(&self, scope: SiteScope) -> Arc<SiteRoom> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let room = sites.entry(scope).or_insert_with(|| {
            let (events, _) = broadcast::channel(limits::AGENT_EVENTS);
            Arc::new(SiteRoom { events, version: AtomicU64::new(self.first_version) })
        });
        Arc::clone(room)
    }

    /// Listens to a site's events.
    pub(crate) fn listen(&self, scope: SiteScope) -> broadcast::Receiver<AgentEvent> {
        self.room(scope).events.subscribe()
    }

    /// Tells the agents of a site; nobody listening is no error.
    pub(crate) fn tell_agents(&self, scope: SiteScope, event: AgentEvent) {
        drop(self.room(scope).events.send(event));
    }

    /// Whether any agent of the site is connected.
    pub(crate) fn has_agents(&self, scope: SiteScope) -> bool {
        self.room(scope).events.receiver_count() > 0
    }

    /// A row of the inbox has changed.
    pub(crate) fn bump_inbox(&self, scope: SiteScope) {
        self.room(scope).version.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn inbox_version(&self, scope: SiteScope) -> u64 {
        self.room(scope).version.load(Ordering::Relaxed)
    }

    /// A visitor's socket has opened: what keeps them present, and what they hear.
    pub(crate) fn join(
        self: &Arc<Self>,
        scope: SiteScope,
        visitor: VisitorId,
    ) -> (Presence, broadcast::Receiver<VisitorEvent>) {
        let key = (scope, visitor);
        let mut visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        let room = visitors.entry(key).or_insert_with(|| {
            let (events, _) = broadcast::channel(limits::VISITOR_EVENTS);
            VisitorRoom { events, calls: 0 }
        });
        room.calls += 1;
        (Presence { live: Arc::clone(self), key }, room.events.subscribe())
    }

    pub(crate) fn is_online(&self, scope: SiteScope, visitor: VisitorId) -> bool {
        let visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        visitors.contains_key(&(scope, visitor))
    }

    /// Tells every tab of a visitor.
    pub(crate) fn tell_visitor(&self, scope: SiteScope, visitor: VisitorId, event: VisitorEvent) {
        let visitors = self.visitors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = visitors.get(&(scope, visitor)) {
            drop(room.events.send(event));
        }
    }
}
