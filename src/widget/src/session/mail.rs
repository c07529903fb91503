//! The outbox, between the session and the line that there is.

use outbox::{Item, Limits, Next, Outbox, PushError};
use record::{Outcome, RecordId};

use super::Parcel;

#[derive(Debug)]
pub(super) struct Mail {
    outbox: Outbox<RecordId>,
    asks_at: Option<u64>,
}

impl Default for Mail {
    fn default() -> Self {
        Self::with_batches_of(api::limits::BATCH_RECORDS)
    }
}

impl Mail {
    fn with_batches_of(records: usize) -> Self {
        let limits = Limits::default();
        // A frame is its records and a few words around and between them.
        let batch_bytes = api::limits::FRAME_BYTES - 1024;
        let batch_items = records.min(limits.batch_items);
        Self { outbox: Outbox::new(Limits { batch_items, batch_bytes, ..limits }), asks_at: None }
    }

    /// Puts a parcel at the end; tells whether there is room for it.
    pub(super) fn put(&mut self, parcel: &Parcel) -> bool {
        self.asks_at = Some(0);
        let item = Item { id: parcel.id, body: parcel.body.clone() };
        // The same id with another body is a copy of what is on its way already.
        matches!(self.outbox.push(item), Ok(_) | Err(PushError::Conflict(_)))
    }

    /// Whether something was sent that has no outcome yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.outbox.in_flight() > 0
    }

    /// When [`Self::next`] has something to say.
    pub(super) const fn asks_at(&self) -> Option<u64> {
        self.asks_at
    }

    /// The bodies to send now, if any.
    pub(super) fn next(&mut self, now: u64, seed: u64) -> Option<Vec<String>> {
        match self.outbox.next(now, seed) {
            Next::Send(batch) => {
                self.asks_at = Some(now);
                Some(batch.into_iter().map(|item| item.body).collect())
            }
            Next::Wait(ms) => {
                self.asks_at = Some(now.saturating_add(ms));
                None
            }
            Next::Idle => {
                self.asks_at = None;
                None
            }
        }
    }

    /// Takes what became of a record; tells whether the device may forget it.
    pub(super) fn settle(&mut self, now: u64, seed: u64, id: RecordId, outcome: &Outcome) -> bool {
        match outcome {
            Outcome::Refused { reason, .. } if reason.is_temporary() => {
                self.put_back(now, seed, id);
                false
            }
            Outcome::Refused { .. } => self.outbox.hand_back(&id, ()).is_some(),
            Outcome::Stored { .. } | Outcome::Duplicate { .. } => self.outbox.acknowledge(&id).is_some(),
        }
    }

    /// What was sent is to be sent again; tells whether it was in the outbox.
    pub(super) fn put_back(&mut self, now: u64, seed: u64, id: RecordId) -> bool {
        self.asks_at = Some(now);
        self.outbox.put_back(&id, now, seed)
    }

    /// The line is gone.
    pub(super) fn lost(&mut self, now: u64, seed: u64) {
        if self.is_waiting() {
            self.outbox.disconnected(now, seed);
        }
        self.asks_at = Some(now);
    }

    /// Takes everything out, oldest first.
    pub(super) fn take_all(&mut self) -> Vec<(RecordId, String)> {
        self.asks_at = None;
        self.outbox.clear().into_iter().map(|item| (item.id, item.body)).collect()
    }

    /// The line works.
    pub(super) const fn heard(&mut self) {
        self.outbox.frame_received();
    }

    /// The server could not read a frame of ours. Answers with the record that is to blame, if only one can be;
    /// from now on they leave one at a time.
    pub(super) fn suspect(&mut self) -> Option<RecordId> {
        let in_flight = |it: &outbox::Pending<'_, RecordId>| it.state == outbox::State::InFlight;
        let suspects: Vec<RecordId> = self.outbox.pending().filter(in_flight).map(|it| it.item.id).collect();
        let culprit = if let [only] = suspects[..] { Some(only) } else { None };
        let mut one_by_one = Self::with_batches_of(1);
        for item in self.outbox.clear() {
            if Some(item.id) != culprit {
                // What fitted before fits again.
                drop(one_by_one.outbox.push(item));
            }
        }
        one_by_one.asks_at = Some(0);
        *self = one_by_one;
        culprit
    }
}
