//! What appending promises.

use std::sync::Arc;

use record::{Outcome, Refusal};

use super::world::{World, digest, refusal};
use crate::{Party, Slice};

pub(super) async fn places_count_up_without_gaps(world: World) {
    let maya = Party::Visitor(world.shop.maya);
    let (id, first) = world.maya_begins().await;
    let amendment = world.append(maya, &world.amends(id, first.record.id)).await;
    assert_eq!(amendment.outcome.seq(), Some(2), "an amendment takes a place");
    let answer = world.answers(id, &world.shop.agent, "which plan are you on?");
    let answer = world.append(world.shop.agents(), &answer).await;
    assert_eq!(answer.outcome.seq(), Some(3));
    assert_eq!(answer.previous_turn_seq, 1, "the turn before skips the amendment");
    let batch = vec![world.says(id, "team"), world.says(id, "hello?")];
    let batch = world.store.append(world.shop.scope(), maya, batch).await;
    let places: Vec<_> = batch.iter().map(|it| (it.outcome.seq(), it.previous_turn_seq)).collect();
    assert_eq!(places, [(Some(4), 3), (Some(5), 4)], "a batch keeps its order");
    assert_eq!(world.head(id).await, Some(5));

    let read = async |slice, limit| {
        let records = world.store.records(world.shop.scope(), maya, id, slice, limit).await;
        records.expect("a read").iter().map(|(it, previous)| (it.seq, *previous)).collect::<Vec<_>>()
    };
    assert_eq!(read(Slice::RecordsAfter(1), 2).await, [(2, 1), (3, 1)]);
    assert_eq!(read(Slice::TurnsAfter(1), 9).await, [(3, 1), (4, 3), (5, 4)]);
    assert_eq!(read(Slice::NewestTurns, 2).await, [(4, 3), (5, 4)], "newest, told oldest first");
    assert_eq!(read(Slice::RecordsAfter(5), 9).await, []);
}

pub(super) async fn a_record_offered_again_is_a_duplicate(world: World) {
    let maya = Party::Visitor(world.shop.maya);
    let (id, first) = world.maya_begins().await;
    let again = world.append(maya, &first).await;
    let expected = Outcome::Duplicate { seq: 1, received_at_ms: first.received_at_ms };
    assert_eq!(again.outcome, expected, "the first receipt stands");
    assert!(again.stored.is_none());

    let twice = world.says(id, "twice in one batch");
    let batch = world.store.append(world.shop.scope(), maya, vec![twice.clone(), twice]).await;
    assert!(matches!(batch[0].outcome, Outcome::Stored { seq: 2, .. }), "{:?}", batch[0]);
    assert!(matches!(batch[1].outcome, Outcome::Duplicate { seq: 2, .. }), "{:?}", batch[1]);
    assert_eq!(world.head(id).await, Some(2));
}

pub(super) async fn another_body_under_a_used_id_is_refused(world: World) {
    let (id, mut first) = world.maya_begins().await;
    first.digest = digest(99_999);
    let appended = world.append(Party::Visitor(world.shop.maya), &first).await;
    assert_eq!(refusal(&appended), Some(Refusal::IdReused));
    assert_eq!(world.head(id).await, Some(1));
}

pub(super) async fn ids_are_each_visitors_own(world: World) {
    let (_, first) = world.maya_begins().await;
    let mut same_id = first.clone();
    same_id.record.conversation_id = world.conversation_id();
    let toms = world.append(Party::Visitor(world.shop.tom), &same_id).await;
    assert!(matches!(toms.outcome, Outcome::Stored { seq: 1, .. }), "{toms:?}");
}

pub(super) async fn a_conversation_belongs_to_who_began_it(world: World) {
    let (id, first) = world.maya_begins().await;
    let tom = Party::Visitor(world.shop.tom);
    let intruding = world.append(tom, &world.says(id, "let me in")).await;
    assert_eq!(refusal(&intruding), Some(Refusal::NotYours));
    let amending = world.append(tom, &world.amends(id, first.record.id)).await;
    assert_eq!(refusal(&amending), Some(Refusal::NotYours));
    let (store, scope) = (&world.store, world.shop.scope());
    assert_eq!(store.conversation(scope, tom, id).await.expect("a read"), None);
    assert!(store.records(scope, tom, id, Slice::RecordsAfter(0), 9).await.expect("a read").is_empty());
    assert_eq!(store.mark_seen(scope, tom, id, 1).await.expect("a write"), None);
    assert_eq!(world.head(id).await, Some(1));

    // A visitor of another site is nobody here.
    let stranger = Party::Visitor(world.other.maya);
    let appended = world.append(stranger, &world.says(world.conversation_id(), "hello")).await;
    assert_eq!(refusal(&appended), Some(Refusal::NotYours));

    // The same conversation id on another site is another conversation.
    let elsewhere = vec![world.says(id, "same id, other site")];
    let appended = store.append(world.other.scope(), stranger, elsewhere).await;
    assert_eq!(appended[0].outcome.seq(), Some(1));
}

pub(super) async fn an_amendment_names_a_turn_that_is_there(world: World) {
    let maya = Party::Visitor(world.shop.maya);
    let (id, first) = world.maya_begins().await;
    let answer = world.answers(id, &world.shop.agent, "one moment");
    world.append(world.shop.agents(), &answer).await;
    let (elsewhere, other_turn) = world.maya_begins().await;
    for (conversation, amends, what) in [
        (id, answer.record.id, "an agent's turn"),
        (id, other_turn.record.id, "a turn of another conversation"),
        (elsewhere, first.record.id, "a turn of another conversation"),
        (world.conversation_id(), first.record.id, "a conversation that is not there"),
    ] {
        let appended = world.append(maya, &world.amends(conversation, amends)).await;
        assert_eq!(refusal(&appended), Some(Refusal::UnknownRecord), "{what}");
    }
    assert_eq!(world.head(id).await, Some(2));

    let turn = world.says(id, "and its page");
    let amendment = world.amends(id, turn.record.id);
    let batch = world.store.append(world.shop.scope(), maya, vec![turn, amendment]).await;
    assert_eq!(batch[1].outcome.seq(), Some(4), "a turn may be amended in its own batch");
}

pub(super) async fn nobody_writes_as_somebody_else(world: World) {
    let (id, _) = world.maya_begins().await;
    let answer = world.answers(id, &world.shop.agent, "free refunds for everyone");
    let forged = world.append(Party::Visitor(world.shop.maya), &answer).await;
    assert_eq!(refusal(&forged), Some(Refusal::WrongRole));
    let as_visitor = world.append(world.shop.agents(), &world.says(id, "I am Maya")).await;
    assert_eq!(refusal(&as_visitor), Some(Refusal::WrongRole));
    let as_colleague = world.append(world.shop.agents(), &world.answers(id, &world.other.agent, "hi")).await;
    assert_eq!(refusal(&as_colleague), Some(Refusal::WrongRole));
    let opening = world.answers(world.conversation_id(), &world.shop.agent, "can I help you?");
    assert_eq!(refusal(&world.append(world.shop.agents(), &opening).await), Some(Refusal::NotYours));
    assert_eq!(world.head(id).await, Some(1));
}

pub(super) async fn many_writers_leave_no_gap(world: World) {
    const WRITERS: u64 = 8;
    const EACH: u64 = 25;
    let (id, _) = world.maya_begins().await;
    let world = Arc::new(world);
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let world = Arc::clone(&world);
            let write = async move {
                for _ in 0..EACH {
                    let appended =
                        world.append(Party::Visitor(world.shop.maya), &world.says(id, "more")).await;
                    assert!(matches!(appended.outcome, Outcome::Stored { .. }), "{appended:?}");
                }
            };
            tokio::task::spawn_local(write)
        })
        .collect();
    for writer in writers {
        writer.await.expect("a writer");
    }
    let limit = usize::try_from(WRITERS * EACH + 1).expect("small");
    let records =
        world.store.records(world.shop.scope(), Party::Server, id, Slice::RecordsAfter(0), limit + 9);
    let places: Vec<u64> = records.await.expect("a read").iter().map(|(it, _)| it.seq).collect();
    assert_eq!(places, (1..=WRITERS * EACH + 1).collect::<Vec<_>>());
}

pub(super) async fn what_was_kept_reads_back_as_it_was(world: World) {
    let (id, first) = world.maya_begins().await;
    let scope = world.shop.scope();
    let records = world.store.records(scope, Party::Server, id, Slice::RecordsAfter(0), 9).await;
    let records = records.expect("a read");
    assert_eq!(records.len(), 1);
    let stored = &records[0].0;
    assert_eq!(stored.record, first.record);
    assert_eq!(stored.visitor_id, world.shop.maya);
    assert_eq!(stored.received_at_ms, first.received_at_ms);
    let newest = world.store.newest_conversation(scope, world.shop.maya).await.expect("a read");
    assert_eq!(newest.map(|row| row.id), Some(id));
    assert_eq!(world.store.newest_conversation(scope, world.shop.tom).await.expect("a read"), None);
}

pub(super) async fn a_closed_store_refuses_and_says_so(world: World) {
    let (id, _) = world.maya_begins().await;
    world.store.close().await.expect("a close");
    let late = world.append(Party::Visitor(world.shop.maya), &world.says(id, "too late")).await;
    assert_eq!(refusal(&late), Some(Refusal::Unavailable));
    world.store.close().await.expect("closing twice is no error");
}
