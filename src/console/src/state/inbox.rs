//! The inbox: rows in the order of who needs help most, changing calmly.
//!
//! Rows come from fetched pages and from live frames. A page that was asked for before a live frame arrived may
//! be older than it, so every live row is stamped and a page does not overwrite what is newer.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use api::agent::{ConversationList, ConversationSummary};
use record::{ConversationId, Role};

use crate::limits;
use crate::state::shared::Shared;

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Filter {
    /// All.
    #[default]
    All,
    /// Where the visitor waits for an answer.
    Waiting,
}

/// Whether the rows have been fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Loading {
    /// The first page is on its way.
    #[default]
    First,
    /// More pages are on their way.
    More,
    /// All of them are here, or as many as are kept.
    Done,
    /// It failed, and why, for a person.
    Failed(String),
}

/// The rows, and the order in which they are shown.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    rows: BTreeMap<ConversationId, Row>,
    shown: Vec<ConversationId>,
    /// Whether `shown` is out of date because somebody's hand is on it.
    is_stale: bool,
    is_held: bool,
    filter: Filter,
    kept: Option<ConversationId>,
    stamp: u64,
    /// How far the fetch has come.
    pub(crate) loading: Loading,
}

#[derive(Debug)]
struct Row {
    summary: Shared<ConversationSummary>,
    /// When it arrived live, in frames; 0 for a row off a page.
    stamp: u64,
}

impl Inbox {
    /// To be taken before a page is asked for and given back with it.
    pub(crate) const fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Takes a fetched page in. Says where to go on.
    pub(crate) fn merge_page(&mut self, stamp: u64, page: ConversationList) -> Option<String> {
        for summary in page.conversations {
            self.merge_fetched(stamp, summary);
        }
        let next = page.next_cursor.filter(|_| self.rows.len() < limits::INBOX_ROWS);
        self.loading = if next.is_some() { Loading::More } else { Loading::Done };
        self.arrange();
        next
    }

    /// Takes one fetched row in.
    pub(crate) fn merge_row(&mut self, stamp: u64, summary: ConversationSummary) {
        self.merge_fetched(stamp, summary);
        self.arrange();
    }

    fn merge_fetched(&mut self, stamp: u64, summary: ConversationSummary) {
        let newer_is_here = self.rows.get(&summary.id).is_some_and(|row| {
            row.summary.head_seq > summary.head_seq
                || (row.stamp > stamp && row.summary.head_seq == summary.head_seq)
        });
        if !newer_is_here {
            self.put(summary, 0);
        }
    }

    /// Takes a live row in.
    pub(crate) fn update(&mut self, summary: ConversationSummary) {
        self.stamp += 1;
        if self.rows.get(&summary.id).is_none_or(|row| row.summary.head_seq <= summary.head_seq) {
            self.put(summary, self.stamp);
            self.arrange();
        }
    }

    fn put(&mut self, summary: ConversationSummary, stamp: u64) {
        self.rows.insert(summary.id, Row { summary: Shared::new(summary), stamp });
    }

    /// One row.
    pub(crate) fn row(&self, id: ConversationId) -> Option<Shared<ConversationSummary>> {
        self.rows.get(&id).map(|row| row.summary.clone())
    }

    /// The rows as they are shown.
    pub(crate) fn shown(&self) -> &[ConversationId] {
        &self.shown
    }

    /// How many there are in all.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many visitors wait for an answer.
    pub(crate) fn waiting(&self) -> usize {
        self.rows.values().filter(|row| row.summary.waiting_since_ms.is_some()).count()
    }

    /// Which rows are shown.
    pub(crate) const fn filter(&self) -> Filter {
        self.filter
    }

    /// Shows other rows, in fresh order: the agent asked for it.
    pub(crate) fn set_filter(&mut self, filter: Filter) {
        self.filter = filter;
        self.arrange_now();
    }

    /// Keeps a row in sight whatever the filter: the open one must not vanish when it is answered.
    pub(crate) fn keep(&mut self, id: Option<ConversationId>) {
        self.kept = id;
        self.arrange();
    }

    /// Holds the order while a pointer or the keyboard is in the list, so that no row jumps from under it.
    pub(crate) fn hold(&mut self, is_held: bool) {
        self.is_held = is_held;
        if !is_held && self.is_stale {
            self.arrange_now();
        }
    }

    /// Whether the order is held.
    pub(crate) const fn is_held(&self) -> bool {
        self.is_held
    }

    /// Whether the order shown is not the order of need any more.
    pub(crate) const fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// The order of need, now.
    pub(crate) fn arrange_now(&mut self) {
        self.shown = self.by_need();
        self.is_stale = false;
    }

    fn arrange(&mut self) {
        if !self.is_held || self.shown.is_empty() {
            self.arrange_now();
            return;
        }
        let fresh = self.by_need();
        // A new row goes to the end for the moment: it moves nothing that is under a hand.
        let here: BTreeSet<ConversationId> = self.shown.iter().copied().collect();
        self.shown.extend(fresh.iter().filter(|id| !here.contains(id)));
        self.is_stale = self.shown != fresh;
    }

    fn by_need(&self) -> Vec<ConversationId> {
        let mut rows: Vec<&ConversationSummary> = self
            .rows
            .values()
            .map(|row| &*row.summary)
            .filter(|row| {
                self.filter == Filter::All || row.waiting_since_ms.is_some() || self.kept == Some(row.id)
            })
            .collect();
        rows.sort_by(|a, b| by_need(a, b));
        rows.into_iter().map(|row| row.id).collect()
    }
}

/// Who needs help most comes first: the higher risk, then who waits longer, then the newer words.
fn by_need(a: &ConversationSummary, b: &ConversationSummary) -> Ordering {
    let risk = |row: &ConversationSummary| row.trajectory.risk.score;
    let waiting = |row: &ConversationSummary| row.waiting_since_ms.unwrap_or(i64::MAX);
    risk(b)
        .total_cmp(&risk(a))
        .then(waiting(a).cmp(&waiting(b)))
        .then(b.last_turn.received_at_ms.cmp(&a.last_turn.received_at_ms))
        .then(a.id.cmp(&b.id))
}

/// How many of the visitor's turns no agent has seen.
pub(crate) fn unread(row: &ConversationSummary) -> usize {
    if row.last_turn.role != Role::Visitor || row.agent_seen_seq >= row.head_seq {
        return 0;
    }
    let path = &row.trajectory.path;
    let unseen = path.iter().filter(|point| point.seq > row.agent_seen_seq).count();
    // Places of page amendments count for the head but are nothing to read; without a path nothing tells them apart.
    if path.is_empty() { 1 } else { unseen }
}

#[cfg(test)]
mod tests;
