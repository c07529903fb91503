//! Random runs of a visitor, a network, a server and crashes against a simple model: nothing is lost, nothing
//! leaves out of order, everything arrives at least once with the same bytes, and the queue stays bounded.

use std::collections::{BTreeMap, BTreeSet};

use outbox::{Item, Limits, Next, Outbox, PushError, Row};
use proptest::prelude::*;

const LIMITS: Limits = Limits {
    items: 8,
    bytes: 400,
    item_bytes: 90,
    batch_items: 3,
    batch_bytes: 100,
    ack_timeout_ms: 1000,
    backoff_first_ms: 100,
    backoff_cap_ms: 800,
};

#[derive(Debug, Clone)]
enum Op {
    /// The visitor writes so many bytes.
    Push(usize),
    /// The shell pushes an item again that is queued already.
    PushAgain(usize),
    /// Time passes and the shell asks what to do.
    Ask(u64),
    /// The server acknowledges the n-th of what has ever reached it, perhaps late, perhaps again.
    Acknowledge(usize),
    /// The server refuses the n-th of what is in flight, for now or for good.
    PutBack(usize),
    HandBack(usize),
    Disconnect,
    Frame,
    /// The shell writes the changes, or fails to.
    Store(bool),
    /// The page is gone and comes back with what was stored.
    Crash,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        4 => (1..95_usize).prop_map(Op::Push),
        1 => (0..8_usize).prop_map(Op::PushAgain),
        6 => (0..700_u64).prop_map(Op::Ask),
        5 => (0..12_usize).prop_map(Op::Acknowledge),
        1 => (0..3_usize).prop_map(Op::PutBack),
        1 => (0..3_usize).prop_map(Op::HandBack),
        1 => Just(Op::Disconnect),
        2 => Just(Op::Frame),
        4 => prop::bool::weighted(0.8).prop_map(Op::Store),
        1 => Just(Op::Crash),
    ];
    prop::collection::vec(op, 0..120)
}

struct World {
    outbox: Outbox<u32>,
    now_ms: u64,
    next_id: u32,
    bodies: BTreeMap<u32, String>,
    /// Pushed, neither acknowledged nor handed back.
    owed: BTreeSet<u32>,
    storage: BTreeMap<u64, Item<u32>>,
    arrived: Vec<u32>,
    /// The newest id that has left so far, since the last crash.
    newest_left: u32,
    in_flight: BTreeSet<u32>,
    sent_at_ms: u64,
}

impl World {
    fn new() -> Self {
        Self {
            outbox: Outbox::new(LIMITS),
            now_ms: 0,
            next_id: 1,
            bodies: BTreeMap::new(),
            owed: BTreeSet::new(),
            storage: BTreeMap::new(),
            arrived: Vec::new(),
            newest_left: 0,
            in_flight: BTreeSet::new(),
            sent_at_ms: 0,
        }
    }

    fn step(&mut self, op: &Op) {
        match op {
            Op::Push(bytes) => self.push(*bytes),
            Op::PushAgain(nth) => {
                let again = self.outbox.pending().nth(*nth).map(|pending| pending.item.clone());
                let before = self.outbox.len();
                if let Some(item) = again {
                    assert!(self.outbox.push(item).is_ok());
                }
                assert_eq!(self.outbox.len(), before);
            }
            Op::Ask(passed) => {
                self.now_ms += passed;
                self.ask();
            }
            Op::Acknowledge(nth) => {
                let id = self.arrived.iter().rev().nth(*nth).copied();
                if let Some(id) = id {
                    self.acknowledge(id);
                }
            }
            Op::PutBack(nth) => {
                let id = self.in_flight.iter().nth(*nth).copied();
                if let Some(id) = id {
                    assert!(self.outbox.put_back(&id, self.now_ms, u64::from(id)));
                    self.in_flight.remove(&id);
                }
            }
            Op::HandBack(nth) => {
                let id = self.in_flight.iter().nth(*nth).copied();
                if let Some(id) = id {
                    let (item, reason) = self.outbox.hand_back(&id, "never").expect("it is queued");
                    assert_eq!((&item.body, reason), (&self.bodies[&id], "never"));
                    self.in_flight.remove(&id);
                    self.owed.remove(&id);
                }
            }
            Op::Disconnect => {
                self.outbox.disconnected(self.now_ms, 1);
                self.in_flight.clear();
            }
            Op::Frame => self.outbox.frame_received(),
            Op::Store(works) => {
                let changes = self.outbox.changes();
                if *works {
                    for position in &changes.removed {
                        assert!(self.storage.remove(position).is_some(), "{position} was never stored");
                    }
                    for row in changes.added {
                        assert!(self.storage.insert(row.position, row.item).is_none(), "a position twice");
                    }
                } else {
                    self.outbox.not_stored(changes);
                }
            }
            Op::Crash => self.crash(),
        }
        self.check();
    }

    fn push(&mut self, bytes: usize) {
        let id = self.next_id;
        self.next_id += 1;
        let item = Item { id, body: format!("{id:0bytes$}") };
        match self.outbox.push(item.clone()) {
            Ok(_) => {
                self.bodies.insert(id, item.body);
                self.owed.insert(id);
            }
            Err(PushError::TooLarge(back)) => assert!(back == item && item.body.len() > LIMITS.item_bytes),
            Err(PushError::Full(back)) => {
                let full =
                    self.outbox.len() == LIMITS.items || self.outbox.bytes() + item.body.len() > LIMITS.bytes;
                assert!(back == item && full);
            }
            Err(PushError::Conflict(_)) => panic!("the id is new"),
        }
    }

    fn ask(&mut self) {
        match self.outbox.next(self.now_ms, 5) {
            Next::Idle => assert!(self.owed.is_empty()),
            Next::Wait(ms) => {
                assert!((1..=LIMITS.ack_timeout_ms).contains(&ms));
                if self.outbox.in_flight() == 0 {
                    self.in_flight.clear();
                }
            }
            Next::Send(batch) => {
                let lost = self.now_ms - self.sent_at_ms >= LIMITS.ack_timeout_ms;
                assert!(self.in_flight.is_empty() || lost, "a second batch in flight");
                assert!(!batch.is_empty() && batch.len() <= LIMITS.batch_items);
                let bytes: usize = batch.iter().map(|item| item.body.len()).sum();
                assert!(bytes <= LIMITS.batch_bytes || batch.len() == 1);
                assert!(batch.is_sorted_by(|a, b| a.id < b.id), "out of order within a batch");
                let oldest: Vec<u32> = self.owed.iter().copied().take(batch.len()).collect();
                assert_eq!(batch.iter().map(|item| item.id).collect::<Vec<_>>(), oldest, "not the oldest");
                for item in &batch {
                    assert_eq!(item.body, self.bodies[&item.id], "other bytes");
                    self.newest_left = self.newest_left.max(item.id);
                    self.arrived.push(item.id);
                }
                self.in_flight = batch.into_iter().map(|item| item.id).collect();
                self.sent_at_ms = self.now_ms;
            }
        }
    }

    fn acknowledge(&mut self, id: u32) {
        assert_eq!(self.outbox.acknowledge(&id).is_some(), self.owed.remove(&id));
        self.in_flight.remove(&id);
    }

    fn crash(&mut self) {
        // Storage gives its rows in no particular order.
        let rows =
            self.storage.iter().rev().map(|(position, item)| Row { position: *position, item: item.clone() });
        let restored = Outbox::restore(LIMITS, rows);
        assert!(restored.refused.is_empty());
        self.outbox = restored.outbox;
        // What was never stored is lost with the page; what was stored is owed again, even if acknowledged.
        self.owed = self.storage.values().map(|item| item.id).collect();
        self.in_flight.clear();
        self.newest_left = 0;
    }

    fn check(&self) {
        assert!(self.outbox.len() <= LIMITS.items && self.outbox.bytes() <= LIMITS.bytes);
        let queued: Vec<u32> = self.outbox.pending().map(|pending| pending.item.id).collect();
        assert!(queued.is_sorted(), "the queue is out of order");
        assert_eq!(queued, self.owed.iter().copied().collect::<Vec<_>>(), "lost or kept too much");
        let bytes: usize = self.outbox.pending().map(|pending| pending.item.body.len()).sum();
        assert_eq!(bytes, self.outbox.bytes());
    }

    /// A good network from here on: everything that is owed arrives, and soon.
    fn drain(&mut self) {
        for _ in 0..100 {
            if self.owed.is_empty() {
                break;
            }
            self.now_ms += LIMITS.ack_timeout_ms;
            let arrived = self.arrived.len();
            self.ask();
            for id in self.arrived.split_off(arrived) {
                self.acknowledge(id);
            }
            self.outbox.frame_received();
            self.check();
        }
        assert!(self.owed.is_empty(), "never arrived: {:?}", self.owed);
        assert_eq!(self.outbox.next(self.now_ms, 0), Next::Idle);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_reordered_or_unbounded(ops in ops()) {
        let mut world = World::new();
        for op in &ops {
            world.step(op);
        }
        world.drain();
    }
}
