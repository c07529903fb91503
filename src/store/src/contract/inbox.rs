//! What the inbox promises.

use record::{Risk, Trajectory};

use super::world::World;
use crate::{Course, Cursor, Party, Slice};

fn course(through_seq: u64, risk: f32) -> Course {
    let trajectory = Trajectory { risk: Risk { score: risk, reasons: Vec::new() }, ..Trajectory::default() };
    Course { through_seq, trajectory }
}

pub(super) async fn one_site_never_sees_another(world: World) {
    let (id, _) = world.maya_begins().await;
    let (store, other) = (&world.store, world.other.scope());
    for party in [world.other.agents(), Party::Server, Party::Visitor(world.shop.maya)] {
        assert_eq!(store.conversation(other, party, id).await.expect("a read"), None);
        let records = store.records(other, party, id, Slice::RecordsAfter(0), 9).await;
        assert!(records.expect("a read").is_empty());
        assert_eq!(store.mark_seen(other, party, id, 1).await.expect("a write"), None);
    }
    assert!(store.inbox(other, None, 9).await.expect("a read").rows.is_empty());
    assert_eq!(store.newest_conversation(other, world.shop.maya).await.expect("a read"), None);
    store.set_courses(vec![(other, id, course(1, 0.9))]).await.expect("a write");
    let row = store.conversation(world.shop.scope(), Party::Server, id).await.expect("a read");
    assert_eq!(row.map(|row| row.course), Some(Course::default()), "another site's scope changes nothing");
    let answer = vec![world.answers(id, &world.other.agent, "hello from next door")];
    let appended = store.append(other, world.other.agents(), answer).await;
    assert!(appended[0].stored.is_none());
}

pub(super) async fn who_needs_help_most_comes_first_and_pages_fit_together(world: World) {
    let maya = Party::Visitor(world.shop.maya);
    let scope = world.shop.scope();
    let mut ids = Vec::new();
    for risk in [0.2, 0.9, 0.9, 0.204, 0.0] {
        let (id, _) = world.maya_begins().await;
        world.store.set_courses(vec![(scope, id, course(1, risk))]).await.expect("a write");
        ids.push(id);
    }
    // 1 was answered, so 2, as risky, comes before it. 0 and 3 differ by less than a percent, so the wait decides.
    let answer = world.answers(ids[1], &world.shop.agent, "on it");
    world.append(world.shop.agents(), &answer).await;
    let expected = [ids[2], ids[1], ids[0], ids[3], ids[4]];
    let whole = world.store.inbox(scope, None, 100).await.expect("a read");
    assert_eq!(whole.rows.iter().map(|row| row.id).collect::<Vec<_>>(), expected);
    assert_eq!(whole.next, None);

    for limit in 1..=5 {
        let mut seen = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = world.store.inbox(scope, after, limit).await.expect("a read");
            seen.extend(page.rows.iter().map(|row| row.id));
            // A cursor survives its way through a client.
            let Some(next) = page.next else { break };
            after = Some(next.to_string().parse().expect("a cursor reads back"));
        }
        assert_eq!(seen, expected, "pages of {limit}");
    }
    world.append(maya, &world.says(ids[4], "still there?")).await;
    assert!("".parse::<Cursor>().is_err() && "1~2~3".parse::<Cursor>().is_err());
}

pub(super) async fn marks_only_move_forward(world: World) {
    let (id, _) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    world.append(maya, &world.says(id, "two")).await;
    let mark =
        async |party, seq| world.store.mark_seen(world.shop.scope(), party, id, seq).await.expect("a write");
    assert_eq!(mark(maya, 1).await, Some(1));
    assert_eq!(mark(maya, 1).await, None, "it stands there already");
    assert_eq!(mark(maya, 99).await, Some(2), "never past the head");
    assert_eq!(mark(maya, 1).await, None, "never back");
    assert_eq!(mark(world.shop.agents(), u64::MAX).await, Some(2), "agents have a mark of their own");
    let row = world.store.conversation(world.shop.scope(), maya, id).await.expect("a read").expect("a row");
    assert_eq!((row.visitor_seen_seq, row.agent_seen_seq), (2, 2));
}

pub(super) async fn a_course_that_is_behind_is_known(world: World) {
    let (id, _) = world.maya_begins().await;
    let key = (world.shop.scope(), id);
    assert_eq!(world.store.behind().await.expect("a read"), [key]);
    world.store.set_courses(vec![(key.0, key.1, course(1, 0.5))]).await.expect("a write");
    assert!(world.store.behind().await.expect("a read").is_empty());
    world.append(Party::Visitor(world.shop.maya), &world.says(id, "more")).await;
    assert_eq!(world.store.behind().await.expect("a read"), [key]);
    world.store.set_courses(vec![(key.0, key.1, course(2, 0.7))]).await.expect("a write");
    world.store.set_courses(vec![(key.0, key.1, course(1, 0.1))]).await.expect("a write");
    let row = world.store.conversation(key.0, Party::Server, id).await.expect("a read").expect("a row");
    assert_eq!(row.course, course(2, 0.7), "an older course never replaces a later one");
}

pub(super) async fn waiting_begins_with_a_visitor_and_ends_with_an_agent(world: World) {
    let (id, first) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    let row = async || {
        let row = world.store.conversation(world.shop.scope(), maya, id).await;
        row.expect("a read").expect("a row")
    };
    world.append(maya, &world.says(id, &"é".repeat(500))).await;
    let waiting = row().await;
    assert_eq!(waiting.waiting_since_ms, Some(first.received_at_ms), "since the first of them");
    assert_eq!(waiting.opened_at_ms, first.received_at_ms);
    assert_eq!(waiting.last_turn.preview.chars().count(), crate::limits::PREVIEW_CHARS);
    let answer = world.answers(id, &world.shop.agent, "here I am");
    world.append(world.shop.agents(), &answer).await;
    let answered = row().await;
    assert_eq!(answered.waiting_since_ms, None);
    assert_eq!(answered.last_turn.preview, "here I am");
    world.append(maya, &world.amends(id, first.record.id)).await;
    assert_eq!(row().await.waiting_since_ms, None, "an amendment is no turn");
}
