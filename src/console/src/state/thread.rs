//! One conversation's turns, merged from fetched pages and live frames.
//!
//! Places count up from 1 without gaps, so what is shown is always the part without gaps from the beginning: a
//! turn never appears twice, out of order, or above one that is still missing. What lies behind a gap waits for it.

use std::collections::BTreeMap;

use record::{
    AgentTurn, Content, ConversationId, Outcome, PageReport, Reading, RecordId, Role, StoredRecord,
    VisitorTurn,
};

use crate::limits;
use crate::state::outgoing::{Outbox, Outgoing};
use crate::state::shared::Shared;

/// One turn, with the page's part that may have come after it.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    /// The record as the server keeps it.
    pub(crate) stored: StoredRecord,
    /// The page's part: the turn's own, or the newest amendment's.
    pub(crate) page: Option<PageReport>,
}

impl Turn {
    /// Its place.
    pub(crate) const fn seq(&self) -> u64 {
        self.stored.seq
    }

    /// Who speaks.
    pub(crate) fn role(&self) -> Role {
        self.stored.record.role().unwrap_or(Role::Visitor)
    }

    /// What was said.
    pub(crate) fn text(&self) -> &str {
        self.stored.record.text().unwrap_or_default()
    }

    /// The visitor's part, when a visitor speaks.
    pub(crate) const fn visitor(&self) -> Option<&VisitorTurn> {
        match &self.stored.record.content {
            Content::VisitorTurn(turn) => Some(turn),
            Content::AgentTurn(_) | Content::PageAmendment(_) => None,
        }
    }

    /// The agent's part, when an agent speaks.
    pub(crate) const fn agent(&self) -> Option<&AgentTurn> {
        match &self.stored.record.content {
            Content::AgentTurn(turn) => Some(turn),
            Content::VisitorTurn(_) | Content::PageAmendment(_) => None,
        }
    }

    /// The reading that is shown: the server's, else the device's.
    pub(crate) fn reading(&self) -> Option<&Reading> {
        self.stored.best_reading()
    }

    /// The other reading, when both were made.
    pub(crate) fn device_reading(&self) -> Option<&Reading> {
        self.stored.reading.as_ref()?;
        self.visitor()?.reading.as_ref()
    }
}

/// What stands at one place.
#[derive(Debug)]
enum Place {
    Turn(Shared<Turn>),
    Amendment,
}

/// What is shown under one id: the record, or the reply that is to become it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// It is in the record.
    Turn(Shared<Turn>),
    /// It is on its way.
    Outgoing(Shared<Outgoing>),
}

/// Whether the turns have been fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Fetching {
    /// Not asked for yet.
    #[default]
    Idle,
    /// On their way.
    Busy,
    /// It failed, and why, for a person.
    Failed(String),
}

/// The turns of one conversation.
#[derive(Debug, Default)]
pub(crate) struct Thread {
    places: BTreeMap<u64, Place>,
    by_id: BTreeMap<RecordId, u64>,
    /// Amendments that arrived before the turn that they amend.
    early: BTreeMap<RecordId, (u64, PageReport)>,
    /// The amendment that a turn's page came from, so that an older one does not replace a newer one.
    amended_by: BTreeMap<RecordId, u64>,
    complete_to: u64,
    head_seq: u64,
    /// Whether a fetch is under way.
    pub(crate) fetching: Fetching,
    /// Replies that are not in the record yet.
    pub(crate) outbox: Outbox,
    /// The newest place that the server was told is seen.
    pub(crate) told_seen: u64,
}

impl Thread {
    /// Takes a record in, from wherever it came. Taking one twice changes nothing.
    pub(crate) fn merge(&mut self, stored: StoredRecord) {
        let seq = stored.seq;
        self.expect(seq);
        if seq == 0 || self.places.contains_key(&seq) {
            return;
        }
        let place = if let Content::PageAmendment(amendment) = &stored.record.content {
            self.amend(amendment.amends, seq, amendment.page.clone());
            Place::Amendment
        } else {
            let id = stored.record.id;
            let own = stored.record.page().cloned();
            let page = match self.early.remove(&id) {
                Some((by, page)) => {
                    self.amended_by.insert(id, by);
                    Some(page)
                }
                None => own,
            };
            self.by_id.insert(id, seq);
            Place::Turn(Shared::new(Turn { stored, page }))
        };
        self.places.insert(seq, place);
        while self.places.contains_key(&(self.complete_to + 1)) {
            self.complete_to += 1;
            if let Some(Place::Turn(turn)) = self.places.get(&self.complete_to) {
                self.outbox.remove(turn.stored.record.id);
            }
        }
    }

    fn amend(&mut self, id: RecordId, by: u64, page: PageReport) {
        let turn = self.by_id.get(&id).and_then(|seq| self.places.get_mut(seq));
        match turn {
            Some(Place::Turn(turn)) if self.amended_by.get(&id).is_none_or(|before| *before < by) => {
                let stored = turn.stored.clone();
                *turn = Shared::new(Turn { stored, page: Some(page) });
                self.amended_by.insert(id, by);
            }
            Some(_) => {}
            None if self.early.get(&id).is_none_or(|(before, _)| *before < by) => {
                self.early.insert(id, (by, page));
            }
            None => {}
        }
    }

    /// Notes that the conversation reaches to this place.
    pub(crate) fn expect(&mut self, head_seq: u64) {
        self.head_seq = self.head_seq.max(head_seq);
    }

    /// The place after which records are missing, if some are.
    pub(crate) const fn missing_after(&self) -> Option<u64> {
        if self.complete_to < self.head_seq { Some(self.complete_to) } else { None }
    }

    /// The newest place that is shown.
    pub(crate) const fn complete_to(&self) -> u64 {
        self.complete_to
    }

    /// The turns that are shown, in order.
    pub(crate) fn turns(&self) -> impl DoubleEndedIterator<Item = &Shared<Turn>> {
        self.places.range(..=self.complete_to).filter_map(|(_, place)| match place {
            Place::Turn(turn) => Some(turn),
            Place::Amendment => None,
        })
    }

    /// One turn by its place.
    pub(crate) fn turn(&self, seq: u64) -> Option<Shared<Turn>> {
        match self.places.get(&seq) {
            Some(Place::Turn(turn)) => Some(turn.clone()),
            Some(Place::Amendment) | None => None,
        }
    }

    /// The visitor's newest turn.
    pub(crate) fn newest_visitor_turn(&self) -> Option<Shared<Turn>> {
        self.turns().rev().find(|turn| turn.role() == Role::Visitor).cloned()
    }

    /// The newest turn up to a place whose page told a story.
    pub(crate) fn newest_story(&self, up_to: u64) -> Option<Shared<Turn>> {
        let told = |turn: &&Shared<Turn>| turn.page.as_ref().is_some_and(|page| page.story.is_some());
        self.turns().rev().filter(|turn| turn.seq() <= up_to).find(told).cloned()
    }

    /// What is shown under an id.
    pub(crate) fn entry(&self, id: RecordId) -> Option<Entry> {
        let stored = self.by_id.get(&id).filter(|seq| **seq <= self.complete_to);
        match stored.and_then(|seq| self.turn(*seq)) {
            Some(turn) => Some(Entry::Turn(turn)),
            None => self.outbox.get(id).map(Entry::Outgoing),
        }
    }
}

/// The conversations that were opened, the most recent last.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    threads: BTreeMap<ConversationId, Thread>,
    recent: Vec<ConversationId>,
}

impl Threads {
    /// One that was opened.
    pub(crate) fn get(&self, id: ConversationId) -> Option<&Thread> {
        self.threads.get(&id)
    }

    /// One that was opened, to change it.
    pub(crate) fn get_mut(&mut self, id: ConversationId) -> Option<&mut Thread> {
        self.threads.get_mut(&id)
    }

    /// Opens one, and lets the longest unused one go when there are too many; never one with a reply on its way.
    pub(crate) fn open(&mut self, id: ConversationId) -> &mut Thread {
        self.recent.retain(|other| *other != id);
        self.recent.push(id);
        while self.recent.len() > limits::OPEN_THREADS {
            let settled = |other: &ConversationId| {
                *other != id && self.threads.get(other).is_none_or(|thread| thread.outbox.all().is_empty())
            };
            let Some(at) = self.recent.iter().position(settled) else { break };
            self.threads.remove(&self.recent.remove(at));
        }
        self.threads.entry(id).or_default()
    }

    /// Notes what became of a reply, in whichever conversation it is.
    pub(crate) fn settle(&mut self, id: RecordId, outcome: &Outcome) {
        for thread in self.threads.values_mut() {
            if thread.outbox.settle(id, outcome) {
                if let Some(seq) = outcome.seq() {
                    thread.expect(seq);
                }
                return;
            }
        }
    }

    /// All that were opened.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ConversationId, &Thread)> {
        self.threads.iter().map(|(id, thread)| (*id, thread))
    }
}

#[cfg(test)]
mod tests;
