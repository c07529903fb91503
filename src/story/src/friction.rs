//! Signs that something does not go as the visitor wants it to, with the events that show them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;

/// One sign.
#[derive(Debug)]
pub(crate) struct Friction {
    pub(crate) kind: String,
    pub(crate) t_ms: u64,
    pub(crate) route: String,
    pub(crate) control: String,
    /// The seqs of the first and the last event that show it.
    pub(crate) evidence: [u32; 2],
}

/// The newest signs, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Frictions(pub(crate) Vec<Friction>);

impl Frictions {
    pub(crate) fn push(&mut self, kind: &str, t_ms: u64, route: &str, control: &str, evidence: [u32; 2]) {
        if self.0.len() == record::limits::FRICTIONS {
            self.0.remove(0);
        }
        let (kind, route, control) = (String::from(kind), String::from(route), String::from(control));
        self.0.push(Friction { kind, t_ms, route, control, evidence });
    }
}

/// The visitor's last two routes, to see who turns back at once.
#[derive(Debug, Default)]
pub(crate) struct Way {
    before: String,
    /// When the visitor came to where they are, and the event that tells it.
    came: (u64, u32),
}

impl Way {
    /// The visitor goes from one route to another. Gives the event of having come where they were, if they turn back from it
    /// at once.
    pub(crate) fn step(&mut self, from: &str, to: &str, t_ms: u64, seq: u32) -> Option<u32> {
        let (came_ms, came_seq) = self.came;
        let turns_back = !self.before.is_empty()
            && self.before == to
            && t_ms.saturating_sub(came_ms) < limits::QUICK_BACK_MS;
        self.before = String::from(from);
        self.came = (t_ms, seq);
        turns_back.then_some(came_seq)
    }
}
