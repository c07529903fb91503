//! Keeping storage in step, and coming back from it.

use alloc::vec::Vec;

use crate::{Item, Limits, Outbox, PushError, Pushed};

/// One row of storage, keyed by its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<Id> {
    /// The place in the order of sending; unique, never used again.
    pub position: u64,
    /// The item.
    pub item: Item<Id>,
}

/// What storage must do to be as the queue is. Do both in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what is not written is lost in a crash"]
pub struct Changes<Id> {
    /// Rows to write.
    pub added: Vec<Row<Id>>,
    /// Positions of rows to delete.
    pub removed: Vec<u64>,
}

/// A queue that came back from storage.
#[derive(Debug, Clone)]
pub struct Restored<Id> {
    /// The queue, in the order of the positions.
    pub outbox: Outbox<Id>,
    /// Rows that found no place under the limits, or whose id is taken by another body. They are still in
    /// storage; nothing is dropped silently.
    pub refused: Vec<(u64, PushError<Id>)>,
}

impl<Id> Changes<Id> {
    /// Whether storage is in step already.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl<Id: Clone + PartialEq> Outbox<Id> {
    /// The queue as it was stored, in any order of rows. The same item twice is kept once, at its first place.
    #[must_use]
    pub fn restore(limits: Limits, rows: impl IntoIterator<Item = Row<Id>>) -> Restored<Id> {
        let mut rows: Vec<Row<Id>> = rows.into_iter().collect();
        rows.sort_by_key(|row| row.position);
        let highest = rows.last().map(|row| row.position);
        let mut restored = Restored { outbox: Self::new(limits), refused: Vec::new() };
        for Row { position, item } in rows {
            match restored.outbox.insert(position, item, true) {
                Ok(Pushed::Queued) => {}
                Ok(Pushed::Already) => restored.outbox.gone.push(position),
                Err(error) => restored.refused.push((position, error)),
            }
        }
        // Also behind refused rows: a position is never used twice.
        if let Some(highest) = highest {
            restored.outbox.next_position = highest.saturating_add(1);
        }
        restored
    }

    /// What changed since the last call. If writing it fails, call [`not_stored`](Self::not_stored).
    pub fn changes(&mut self) -> Changes<Id> {
        let mut added = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| !entry.stored) {
            entry.stored = true;
            added.push(Row { position: entry.position, item: entry.item.clone() });
        }
        Changes { added, removed: core::mem::take(&mut self.gone) }
    }

    /// Those changes were not written: the next [`changes`](Self::changes) hold them again.
    pub fn not_stored(&mut self, changes: Changes<Id>) {
        for row in changes.added {
            match self.entries.iter_mut().find(|entry| entry.position == row.position) {
                Some(entry) => entry.stored = false,
                // It was confirmed meanwhile, and storage has never known it.
                None => self.gone.retain(|position| *position != row.position),
            }
        }
        self.gone.extend(changes.removed);
    }
}
