//! The outbox, filled with parcels.

use record::{Outcome, RecordId};

use super::Parcel;
use crate::limits;

#[derive(Debug, Default)]
pub(super) struct Mail {
    queue: Vec<Parcel>,
    in_flight: usize,
    one_by_one: bool,
    ready_at: u64,
}

impl Mail {
    /// Puts a parcel at the end; gives it back when there are too many.
    pub(super) fn put(&mut self, parcel: Parcel) -> Result<(), Parcel> {
        if self.queue.iter().any(|other| other.id == parcel.id) {
            return Ok(());
        }
        if self.queue.len() == limits::PARCELS {
            return Err(parcel);
        }
        self.queue.push(parcel);
        Ok(())
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.in_flight > 0
    }

    pub(super) fn ready_at(&self) -> Option<u64> {
        (self.in_flight == 0 && !self.queue.is_empty()).then_some(self.ready_at)
    }

    pub(super) fn next(&mut self, now: u64) -> Option<Vec<Parcel>> {
        if self.in_flight > 0 || self.queue.is_empty() || now < self.ready_at {
            return None;
        }
        let most = if self.one_by_one { 1 } else { api::limits::BATCH_RECORDS };
        let mut bytes = 64;
        let mut batch = Vec::new();
        for parcel in self.queue.iter().take(most) {
            bytes += parcel.body.len() + 1;
            if bytes > api::limits::FRAME_BYTES && !batch.is_empty() {
                break;
            }
            batch.push(parcel.clone());
        }
        self.in_flight = batch.len();
        Some(batch)
    }

    pub(super) fn settle(&mut self, now: u64, id: RecordId, outcome: &Outcome) -> bool {
        let Some(at) = self.queue.iter().position(|parcel| parcel.id == id) else { return false };
        self.in_flight = self.in_flight.saturating_sub(usize::from(at < self.in_flight));
        if let Outcome::Refused { reason, .. } = outcome
            && reason.is_temporary()
        {
            let parcel = self.queue.remove(at);
            self.queue.push(parcel);
            self.ready_at = now + 5_000;
            return false;
        }
        self.queue.remove(at);
        true
    }

    pub(super) fn lost(&mut self, now: u64) {
        self.in_flight = 0;
        self.ready_at = if now == 0 { 0 } else { now + 5_000 };
    }

    pub(super) fn suspect(&mut self) -> Option<RecordId> {
        let is_found = self.in_flight == 1;
        self.one_by_one = true;
        self.in_flight = 0;
        is_found.then(|| self.queue.remove(0).id)
    }
}
