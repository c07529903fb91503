//! The queue itself.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use crate::{Backoff, Item, Limits, PushError};

/// A bounded, ordered queue of items that are not confirmed yet. `Id` is the key of idempotence.
#[derive(Debug, Clone)]
pub struct Outbox<Id> {
    limits: Limits,
    pub(crate) entries: VecDeque<Entry<Id>>,
    pub(crate) next_position: u64,
    /// Positions whose rows are still in storage though their items are gone.
    pub(crate) gone: Vec<u64>,
    bytes: usize,
    /// The network's pauses.
    backoff: Backoff,
    /// The pauses of a server that refuses for now: its refusals are frames too, so frames must not end them.
    busy: Backoff,
    /// When the batch in flight left.
    sent_at_ms: u64,
}

/// An item with its place and fate.
#[derive(Debug, Clone)]
pub(crate) struct Entry<Id> {
    pub(crate) position: u64,
    pub(crate) item: Item<Id>,
    pub(crate) state: State,
    pub(crate) attempts: u32,
    /// Storage knows it.
    pub(crate) stored: bool,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a batch that is not sent blocks the queue until its time-out"]
pub enum Next<Id> {
    /// Send these, in this order, in one frame or request. They count as in flight from now on.
    Send(Vec<Item<Id>>),
    /// Nothing before so many milliseconds have passed (at least 1), unless something is reported.
    Wait(u64),
    /// Nothing to send.
    Idle,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has not left, or has to leave again.
    Waiting,
    /// It left and is not confirmed.
    InFlight,
}

/// One item that is not confirmed, for showing delivery states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending<'q, Id> {
    /// The item.
    pub item: &'q Item<Id>,
    /// Where it stands.
    pub state: State,
    /// How often it has left.
    pub attempts: u32,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// It is queued now.
    Queued,
    /// It was queued before, with the same body.
    Already,
}

impl<Id: Clone + PartialEq> Outbox<Id> {
    /// An empty queue.
    #[must_use]
    pub const fn new(limits: Limits) -> Self {
        Self {
            backoff: Backoff::new(limits.backoff_first_ms, limits.backoff_cap_ms),
            busy: Backoff::new(limits.backoff_first_ms, limits.backoff_cap_ms),
            limits,
            entries: VecDeque::new(),
            next_position: 0,
            gone: Vec::new(),
            bytes: 0,
            sent_at_ms: 0,
        }
    }

    /// Queues an item behind all others.
    ///
    /// # Errors
    /// The item comes back if the queue is full, the item too large, or its id taken by another body.
    pub fn push(&mut self, item: Item<Id>) -> Result<Pushed, PushError<Id>> {
        let position = self.next_position;
        self.insert(position, item, false)
    }

    pub(crate) fn insert(
        &mut self,
        position: u64,
        item: Item<Id>,
        stored: bool,
    ) -> Result<Pushed, PushError<Id>> {
        if let Some(known) = self.entries.iter().find(|entry| entry.item.id == item.id) {
            return if known.item.body == item.body {
                Ok(Pushed::Already)
            } else {
                Err(PushError::Conflict(item))
            };
        }
        let size = item.body.len();
        if size > self.limits.item_bytes {
            return Err(PushError::TooLarge(item));
        }
        if self.entries.len() >= self.limits.items || size > self.limits.bytes.saturating_sub(self.bytes) {
            return Err(PushError::Full(item));
        }
        self.bytes += size;
        self.next_position = position.saturating_add(1);
        self.entries.push_back(Entry { position, item, state: State::Waiting, attempts: 0, stored });
        Ok(Pushed::Queued)
    }

    /// What to do at `now_ms`. `seed` feeds the jitter, should the batch in flight turn out to be lost.
    ///
    /// A shell without a connection opens one when it is told to send, and reports
    /// [`disconnected`](Self::disconnected) if that fails.
    pub fn next(&mut self, now_ms: u64, seed: u64) -> Next<Id> {
        if self.entries.is_empty() {
            return Next::Idle;
        }
        self.backoff.follow(now_ms);
        self.busy.follow(now_ms);
        self.sent_at_ms = self.sent_at_ms.min(now_ms);
        if self.in_flight() > 0 {
            let left = self.limits.ack_timeout_ms.saturating_sub(now_ms - self.sent_at_ms);
            if left > 0 {
                return Next::Wait(left);
            }
            self.disconnected(now_ms, seed);
        }
        match self.backoff.remaining(now_ms).max(self.busy.remaining(now_ms)) {
            0 => Next::Send(self.take_batch(now_ms)),
            left => Next::Wait(left),
        }
    }

    fn take_batch(&mut self, now_ms: u64) -> Vec<Item<Id>> {
        let (mut batch, mut bytes) = (Vec::new(), 0_usize);
        for entry in &mut self.entries {
            let size = entry.item.body.len();
            let over = batch.len() >= self.limits.batch_items
                || bytes.saturating_add(size) > self.limits.batch_bytes;
            // One item always leaves, or an item larger than a batch would block the queue for ever.
            if over && !batch.is_empty() {
                break;
            }
            entry.state = State::InFlight;
            entry.attempts = entry.attempts.saturating_add(1);
            bytes += size;
            batch.push(entry.item.clone());
        }
        self.sent_at_ms = now_ms;
        batch
    }

    /// The server has the item. Acknowledgements may come in any order, late, and twice; the item comes back
    /// the first time.
    pub fn acknowledge(&mut self, id: &Id) -> Option<Item<Id>> {
        self.busy.forget_failures();
        self.remove(id)
    }

    /// The server cannot take the item now: it stays in its place and leaves again after a pause. `false` if
    /// it is not queued.
    pub fn put_back(&mut self, id: &Id, now_ms: u64, seed: u64) -> bool {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.item.id == *id) else { return false };
        // One busy server refuses a whole batch, one item at a time: that is one failure, not sixteen.
        let first = entry.state == State::InFlight && self.busy.remaining(now_ms) == 0;
        entry.state = State::Waiting;
        if first {
            self.busy.failed(now_ms, seed);
        }
        true
    }

    /// The server will never take the item: it leaves the queue and comes back together with the reason, for
    /// the caller to show. `None` if it is not queued.
    #[must_use = "nothing is dropped silently: tell the visitor"]
    pub fn hand_back<Reason>(&mut self, id: &Id, reason: Reason) -> Option<(Item<Id>, Reason)> {
        self.remove(id).map(|item| (item, reason))
    }

    /// The connection is gone, or could not be opened: what was in flight waits again, and a pause begins.
    pub fn disconnected(&mut self, now_ms: u64, seed: u64) {
        for entry in &mut self.entries {
            entry.state = State::Waiting;
        }
        self.backoff.failed(now_ms, seed);
    }

    /// A frame came in, whatever it said: the connection works, and the network's pauses begin from the
    /// shortest again.
    pub const fn frame_received(&mut self) {
        self.backoff.succeeded();
    }

    /// Milliseconds until a connection may be tried again, 0 for now, for a shell that wants one even when
    /// nothing is queued.
    #[must_use]
    pub fn retry_in(&self, now_ms: u64) -> u64 {
        self.backoff.remaining(now_ms)
    }

    /// What is not confirmed, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = Pending<'_, Id>> {
        self.entries.iter().map(|entry| Pending {
            item: &entry.item,
            state: entry.state,
            attempts: entry.attempts,
        })
    }

    /// How many items are not confirmed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether everything is confirmed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of all bodies in the queue.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many items are in flight.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.entries.iter().filter(|entry| entry.state == State::InFlight).count()
    }

    /// Empties the queue, because the visitor wants to be forgotten or is another one now; the next
    /// [`changes`](Self::changes) take every row out of storage. What comes next has not been refused and waits for nothing.
    pub fn clear(&mut self) -> Vec<Item<Id>> {
        self.bytes = 0;
        self.busy.succeeded();
        self.gone.extend(self.entries.iter().filter(|entry| entry.stored).map(|entry| entry.position));
        self.entries.drain(..).map(|entry| entry.item).collect()
    }

    fn remove(&mut self, id: &Id) -> Option<Item<Id>> {
        let at = self.entries.iter().position(|entry| entry.item.id == *id)?;
        let entry = self.entries.remove(at)?;
        self.bytes -= entry.item.body.len();
        if entry.stored {
            self.gone.push(entry.position);
        }
        Some(entry.item)
    }
}
