//! The follower: after each commit it works out how the conversation is going, keeps that, and tells the inbox.
//!
//! It stands apart from ingest, so that no acknowledgement waits for it. One task does all of it, so records reach
//! a tracker in order; what it misses it reads from the store; what it owes after a crash the store remembers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use record::{ConversationId, StoredRecord};
use store::{Course, Party, SiteScope, Slice, StoreError};
use tokio::sync::Notify;
use trajectory::Tracker;

use crate::app::App;
use crate::live::AgentEvent;
use crate::{limits, views};

type Key = (SiteScope, ConversationId);

/// Conversations that have changed and wait for the follower.
#[derive(Debug, Default)]
pub(crate) struct Courses {
    touched: Mutex<HashMap<Key, Vec<Arc<StoredRecord>>>>,
    wake: Notify,
}

impl Courses {
    /// Something about a conversation changed; with a record, if that is what is new.
    pub(crate) fn touch(&self, scope: SiteScope, id: ConversationId, record: Option<Arc<StoredRecord>>) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let records = touched.entry((scope, id)).or_default();
        if records.len() < limits::TOUCHED_RECORDS {
            records.extend(record);
        }
        drop(touched);
        self.wake.notify_one();
    }

    fn take_round(&self) -> Vec<(Key, Vec<Arc<StoredRecord>>)> {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<Key> = touched.keys().take(limits::FOLLOW_ROUND).copied().collect();
        keys.into_iter().filter_map(|key| touched.remove_entry(&key)).collect()
    }
}

#[derive(Debug, Default)]
struct Followed {
    tracker: Tracker,
    through_seq: u64,
}

/// Follows until the server stops, and to the end of what was touched by then.
pub(crate) async fn follow(app: Arc<App>) {
    let mut known: HashMap<Key, Followed> = HashMap::new();
    if let Err(error) = catch_up(&app, &mut known).await {
        tracing::warn!(%error, "what a former run left undone will be done when it is touched");
    }
    loop {
        let round = app.courses.take_round();
        if round.is_empty() {
            tokio::select! {
                () = app.courses.wake.notified() => continue,
                () = app.stopping.cancelled() => return,
            }
        }
        follow_round(&app, &mut known, round).await;
    }
}

/// Does what a former run was killed before doing.
async fn catch_up(app: &App, known: &mut HashMap<Key, Followed>) -> Result<(), StoreError> {
    let mut before = Vec::new();
    loop {
        let behind = app.store.behind().await?;
        // A page that does not get shorter cannot be mended here; it must not be tried for ever.
        if behind.is_empty() || behind == before {
            return Ok(());
        }
        follow_round(app, known, behind.iter().map(|key| (*key, Vec::new())).collect()).await;
        before = behind;
    }
}

async fn follow_round(
    app: &App,
    known: &mut HashMap<Key, Followed>,
    round: Vec<(Key, Vec<Arc<StoredRecord>>)>,
) {
    if known.len() + round.len() > limits::TRACKERS {
        known.clear();
    }
    let mut courses = Vec::with_capacity(round.len());
    let mut keys = Vec::with_capacity(round.len());
    for (key, records) in round {
        let followed = known.entry(key).or_default();
        let before = followed.through_seq;
        if let Err(error) = advance(app, key, followed, &records).await {
            tracing::warn!(%error, "a conversation could not be followed; it will be when it moves again");
        }
        if followed.through_seq != before {
            let trajectory = followed.tracker.trajectory();
            courses.push((key.0, key.1, Course { through_seq: followed.through_seq, trajectory }));
        }
        keys.push(key);
    }
    if !courses.is_empty() && app.store.set_courses(courses).await.is_err() {
        // Logged by the store. The rows shown are then older than the truth, and the next touch mends them.
        for key in &keys {
            known.remove(key);
        }
    }
    for (scope, id) in keys {
        app.live.bump_inbox(scope);
        if app.live.has_agents(scope) {
            tell_row(app, scope, id).await;
        }
    }
}

/// Brings a tracker to the head: from the records that came along, else from the store.
async fn advance(
    app: &App,
    (scope, id): Key,
    followed: &mut Followed,
    records: &[Arc<StoredRecord>],
) -> Result<(), StoreError> {
    for record in records {
        if record.seq == followed.through_seq + 1 {
            followed.tracker.push(record);
            followed.through_seq = record.seq;
        }
    }
    // Nothing came along (a start, or only a mark has moved), or something in between is missing.
    let newest = records.iter().map(|record| record.seq).max();
    if followed.through_seq != 0 && newest.is_none_or(|newest| newest <= followed.through_seq) {
        return Ok(());
    }
    loop {
        let slice = Slice::RecordsAfter(followed.through_seq);
        let page = app.store.records(scope, Party::Server, id, slice, api::limits::PAGE_TURNS).await?;
        for (record, _) in &page {
            followed.tracker.push(record);
            followed.through_seq = record.seq;
        }
        if page.len() < api::limits::PAGE_TURNS {
            return Ok(());
        }
    }
}

async fn tell_row(app: &App, scope: SiteScope, id: ConversationId) {
    match app.store.conversation(scope, Party::Server, id).await {
        Ok(Some(row)) => {
            let summary = views::summary(&app.live, scope, row);
            app.live.tell_agents(scope, AgentEvent::Row(Arc::new(summary)));
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a row of the inbox could not be read"),
    }
}
