//! One test per rule.

use outbox::{Backoff, Item, Limits, Next, Outbox, PushError, Pushed, Row, State};

fn item(id: u32) -> Item<u32> {
    Item { id, body: format!("body of {id}") }
}

fn filled(count: u32, limits: Limits) -> Outbox<u32> {
    let mut outbox = Outbox::new(limits);
    for id in 1..=count {
        assert!(outbox.push(item(id)).is_ok());
    }
    outbox
}

fn ids(next: &Next<u32>) -> Vec<u32> {
    match next {
        Next::Send(batch) => batch.iter().map(|item| item.id).collect(),
        Next::Wait(_) | Next::Idle => Vec::new(),
    }
}

const SMALL: Limits = Limits {
    items: 5,
    bytes: 1000,
    item_bytes: 100,
    batch_items: 2,
    batch_bytes: 50,
    ack_timeout_ms: 1000,
    backoff_first_ms: 100,
    backoff_cap_ms: 400,
};

#[test]
fn items_leave_in_order_one_batch_at_a_time() {
    let mut outbox = filled(3, SMALL);
    assert_eq!(ids(&outbox.next(0, 0)), [1, 2]);
    assert_eq!(outbox.next(400, 0), Next::Wait(600));
    assert_eq!(outbox.acknowledge(&2).unwrap().id, 2);
    assert_eq!(outbox.next(500, 0), Next::Wait(500));
    assert!(outbox.acknowledge(&1).is_some());
    assert!(outbox.acknowledge(&1).is_none());
    assert_eq!(ids(&outbox.next(500, 0)), [3]);
    outbox.acknowledge(&3);
    assert_eq!(outbox.next(500, 0), Next::Idle);
}

#[test]
fn a_batch_holds_so_many_bytes_and_a_large_item_leaves_alone() {
    let mut outbox = Outbox::new(SMALL);
    for (id, bytes) in [(1, 30), (2, 30), (3, 90), (4, 10)] {
        outbox.push(Item { id, body: "x".repeat(bytes) }).unwrap();
    }
    for expected in [[1], [2], [3], [4]] {
        assert_eq!(ids(&outbox.next(0, 0)), expected);
        outbox.acknowledge(&expected[0]);
    }
}

#[test]
fn a_full_queue_hands_the_item_back() {
    let mut outbox = filled(5, SMALL);
    assert_eq!(outbox.push(item(6)), Err(PushError::Full(item(6))));
    assert_eq!(outbox.push(item(5)), Ok(Pushed::Already));
    let other = Item { id: 5, body: "another".to_owned() };
    assert_eq!(outbox.push(other.clone()).unwrap_err().into_item(), other);
    let huge = Item { id: 7, body: "x".repeat(101) };
    assert_eq!(outbox.push(huge.clone()), Err(PushError::TooLarge(huge)));
    assert_eq!(outbox.len(), 5);
}

#[test]
fn a_lost_batch_leaves_again_after_its_time_and_a_pause() {
    let mut outbox = filled(2, SMALL);
    assert_eq!(ids(&outbox.next(0, 7)), [1, 2]);
    let Next::Wait(pause) = outbox.next(1000, 7) else { panic!("no pause") };
    assert!((50..=100).contains(&pause));
    assert_eq!(ids(&outbox.next(1000 + pause, 7)), [1, 2]);
    assert_eq!(outbox.pending().map(|pending| pending.attempts).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_temporary_refusal_keeps_the_place() {
    let mut outbox = filled(3, SMALL);
    assert_eq!(ids(&outbox.next(0, 0)), [1, 2]);
    assert!(outbox.put_back(&1, 10, 0));
    outbox.acknowledge(&2);
    let Next::Wait(pause) = outbox.next(10, 0) else { panic!("no pause") };
    assert_eq!(ids(&outbox.next(10 + pause, 0)), [1, 3]);
    assert!(!outbox.put_back(&2, 10, 0));
}

#[test]
fn a_busy_server_is_asked_ever_less_though_it_answers() {
    let mut outbox = filled(1, SMALL);
    let mut now_ms = 0;
    for longest in [100, 200, 400, 400] {
        assert_eq!(ids(&outbox.next(now_ms, 0)), [1]);
        outbox.put_back(&1, now_ms, 0);
        outbox.frame_received();
        let Next::Wait(pause) = outbox.next(now_ms, 0) else { panic!("no pause") };
        assert!((longest / 2..=longest).contains(&pause));
        assert_eq!(outbox.retry_in(now_ms), 0, "the connection is fine");
        now_ms += pause;
    }
    assert_eq!(ids(&outbox.next(now_ms, 0)), [1]);
    outbox.acknowledge(&1);
    outbox.push(item(2)).unwrap();
    assert_eq!(ids(&outbox.next(now_ms, 0)), [2]);
    outbox.put_back(&2, now_ms, 0);
    assert!(matches!(outbox.next(now_ms, 0), Next::Wait(50..=100)));
}

#[test]
fn a_permanent_refusal_hands_the_item_back_with_its_reason() {
    let mut outbox = filled(2, SMALL);
    assert_eq!(ids(&outbox.next(0, 0)), [1, 2]);
    assert_eq!(outbox.hand_back(&1, "too large"), Some((item(1), "too large")));
    assert_eq!(outbox.hand_back(&1, "too large"), None);
    assert_eq!(outbox.pending().map(|pending| pending.state).collect::<Vec<_>>(), [State::InFlight]);
}

#[test]
fn a_lost_connection_puts_everything_back() {
    let mut outbox = filled(2, SMALL);
    assert_eq!(ids(&outbox.next(0, 0)), [1, 2]);
    outbox.disconnected(5, 3);
    assert_eq!(outbox.in_flight(), 0);
    assert!((50..=100).contains(&outbox.retry_in(5)));
    assert_eq!(ids(&outbox.next(105, 0)), [1, 2]);
}

#[test]
fn pauses_double_up_to_the_cap_and_only_a_frame_resets_them() {
    let mut backoff = Backoff::new(100, 400);
    for longest in [100, 200, 400, 400, 400] {
        for seed in 0..200 {
            let mut tried = backoff.clone();
            tried.failed(0, seed);
            assert!((longest / 2..=longest).contains(&tried.remaining(0)));
        }
        backoff.failed(0, 1);
    }
    for _ in 0..100 {
        backoff.failed(u64::MAX, u64::MAX);
    }
    assert!(backoff.remaining(u64::MAX) <= 400);
    let mut outbox = filled(1, SMALL);
    outbox.disconnected(0, 0);
    outbox.disconnected(0, 0);
    outbox.disconnected(0, 0);
    assert_eq!(ids(&outbox.next(400, 0)), [1]);
    outbox.disconnected(400, 0);
    assert!(outbox.retry_in(400) >= 200, "a send that returned is no success");
    outbox.frame_received();
    assert_eq!(outbox.retry_in(400), 0);
    outbox.disconnected(400, 0);
    assert!(outbox.retry_in(400) <= 100);
}

#[test]
fn seeds_spread_the_pauses() {
    let pauses: std::collections::BTreeSet<u64> = (0..50)
        .map(|seed| {
            let mut backoff = Backoff::new(1000, 1000);
            backoff.failed(0, seed);
            backoff.remaining(0)
        })
        .collect();
    assert!(pauses.len() > 40);
}

#[test]
fn a_clock_set_back_blocks_nothing() {
    let mut outbox = filled(1, SMALL);
    assert_eq!(ids(&outbox.next(1_000_000, 0)), [1]);
    assert_eq!(outbox.next(0, 0), Next::Wait(1000));
    let Next::Wait(pause) = outbox.next(1000, 0) else { panic!("no pause") };
    assert_eq!(ids(&outbox.next(1000 + pause, 0)), [1]);
    outbox.disconnected(1_000_000, 0);
    let Next::Wait(pause) = outbox.next(0, 0) else { panic!("no pause") };
    assert!(pause <= 400);
    assert_eq!(ids(&outbox.next(pause, 0)), [1]);
}

#[test]
fn storage_is_told_what_is_new_and_gone() {
    let mut outbox = filled(2, SMALL);
    let changes = outbox.changes();
    assert_eq!(changes.added, [Row { position: 0, item: item(1) }, Row { position: 1, item: item(2) }]);
    assert!(outbox.changes().is_empty());
    outbox.acknowledge(&1);
    outbox.push(item(3)).unwrap();
    outbox.acknowledge(&3);
    let changes = outbox.changes();
    assert_eq!((changes.added.len(), &changes.removed[..]), (0, &[0][..]), "3 was never stored");
    outbox.push(item(4)).unwrap();
    let lost = outbox.changes();
    outbox.not_stored(lost.clone());
    assert_eq!(outbox.changes(), lost);
    assert_eq!(outbox.clear().len(), 2);
    assert_eq!(outbox.changes().removed, [1, 3]);
    assert_eq!((outbox.len(), outbox.bytes()), (0, 0));
}

#[test]
fn restoring_sorts_and_keeps_each_item_once() {
    let row = |position, id| Row { position, item: item(id) };
    let other = Row { position: 8, item: Item { id: 2, body: "another".to_owned() } };
    let rows = [row(7, 3), row(2, 1), row(4, 2), row(5, 1), other];
    let mut restored = Outbox::restore(SMALL, rows);
    assert_eq!(restored.outbox.pending().map(|pending| pending.item.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(matches!(&restored.refused[..], [(8, PushError::Conflict(_))]));
    let changes = restored.outbox.changes();
    assert_eq!((changes.added.len(), changes.removed), (0, vec![5]));
    restored.outbox.push(item(9)).unwrap();
    assert_eq!(restored.outbox.changes().added[0].position, 9);
}

#[test]
fn restoring_more_than_fits_loses_nothing() {
    let rows = (0..9).map(|id| Row { position: u64::from(id), item: item(id) });
    let restored = Outbox::restore(SMALL, rows);
    assert_eq!((restored.outbox.len(), restored.refused.len()), (5, 4));
}

#[test]
fn what_was_written_is_not_in_the_debug_text() {
    let outbox = filled(1, SMALL);
    assert!(!format!("{outbox:?}").contains("body of"));
}
