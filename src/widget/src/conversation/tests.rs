use record::Refusal;

use super::*;

fn id(number: u8) -> RecordId {
    RecordId::mint(u64::from(number), [number; 10])
}

fn conversation(number: u8) -> ConversationId {
    ConversationId::mint(0, [number; 10])
}

fn turn(seq: u64, previous_seq: u64, role: Role) -> Turn {
    let number = u8::try_from(seq).expect("small numbers in tests");
    Turn {
        id: id(number),
        seq,
        previous_seq,
        role,
        agent_name: (role == Role::Agent).then(|| "Mara".into()),
        text: format!("turn {seq}"),
        occurred_at_ms: i64::from(number) * 1000,
        received_at_ms: i64::from(number) * 1000,
    }
}

fn welcome(head_seq: u64, turns: Vec<Turn>) -> Welcome {
    Welcome {
        protocol: 1,
        visitor_id: record::VisitorId::mint(0, [1; 10]),
        token: None,
        now_ms: 0,
        conversation: Some(api::visitor::Conversation {
            id: conversation(1),
            head_seq,
            visitor_seen_seq: 0,
            agent_seen_seq: 0,
            turns,
        }),
    }
}

fn texts(chat: &Conversation) -> Vec<String> {
    chat.rows(|_| 0).into_iter().map(|row| row.line.text).collect()
}

#[test]
fn turns_are_shown_in_the_stores_order_whatever_order_they_come_in() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(1, vec![turn(1, 0, Role::Visitor)]));
    let missing = chat.turns(conversation(1), 3, vec![turn(3, 2, Role::Agent)]);
    assert_eq!(missing, Some(1), "turn 2 was lost on the way");
    assert_eq!(chat.turns(conversation(1), 3, vec![turn(2, 1, Role::Agent), turn(3, 2, Role::Agent)]), None);
    assert_eq!(texts(&chat), ["turn 1", "turn 2", "turn 3"]);
}

#[test]
fn amendments_take_places_but_are_no_gaps() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(2, vec![turn(1, 0, Role::Visitor)]));
    assert_eq!(chat.turns(conversation(1), 3, vec![turn(3, 1, Role::Agent)]), None);
    assert_eq!(chat.head(conversation(1), 4), Some(3), "something stands at 4");
    assert_eq!(chat.turns(conversation(1), 4, vec![]), None, "it was nothing that is said");
    assert_eq!(chat.head(conversation(1), 4), None);
}

#[test]
fn a_reconnect_that_shows_only_the_newest_turns_fetches_those_between() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(2, vec![turn(1, 0, Role::Visitor), turn(2, 1, Role::Agent)]));
    chat.welcome(welcome(9, vec![turn(8, 7, Role::Agent), turn(9, 8, Role::Agent)]));
    assert_eq!(chat.head(conversation(1), 9), Some(2));
    let rest = (3..=9).map(|seq| turn(seq, seq - 1, Role::Agent)).collect();
    assert_eq!(chat.turns(conversation(1), 9, rest), None);
    assert_eq!(texts(&chat).len(), 9);
}

#[test]
fn a_server_that_repeats_itself_is_not_asked_in_circles() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(1, vec![turn(1, 0, Role::Visitor)]));
    assert_eq!(chat.head(conversation(1), 9), Some(1));
    for _ in 0..3 {
        assert_eq!(chat.turns(conversation(1), 9, vec![turn(1, 0, Role::Visitor)]), None);
    }
    assert_eq!(chat.head(conversation(1), 9), Some(1), "but the next head asks once more");
}

#[test]
fn earlier_turns_are_fetched_when_asked_for_until_the_beginning_is_here() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(9, vec![turn(8, 7, Role::Agent), turn(9, 8, Role::Visitor)]));
    assert!(chat.has_earlier());
    assert_eq!(chat.earlier(), Some(0));
    let first = (1..=4).map(|seq| turn(seq, seq - 1, Role::Agent)).collect();
    assert_eq!(chat.turns(conversation(1), 9, first), Some(4));
    let second = (5..=8).map(|seq| turn(seq, seq - 1, Role::Agent)).collect();
    assert_eq!(chat.turns(conversation(1), 9, second), None);
    assert!(!chat.has_earlier());
    assert_eq!(texts(&chat).len(), 9);
}

#[test]
fn an_own_turn_is_there_once_whether_outcome_or_push_comes_first() {
    for outcome_first in [true, false] {
        let mut chat = Conversation::known_as(Some(conversation(1)));
        chat.write(id(1), "turn 1".into(), 5);
        assert_eq!(chat.rows(|_| 0)[0].line.delivery, Delivery::Sending);
        let stored = Outcome::Stored { seq: 1, received_at_ms: 1000 };
        if outcome_first {
            assert_eq!(chat.outcome(id(1), stored), None);
            assert_eq!(chat.turns(conversation(1), 1, vec![turn(1, 0, Role::Visitor)]), None);
        } else {
            assert_eq!(chat.turns(conversation(1), 1, vec![turn(1, 0, Role::Visitor)]), None);
            assert_eq!(chat.outcome(id(1), stored), None);
        }
        chat.write(id(1), "turn 1".into(), 5);
        assert_eq!(texts(&chat), ["turn 1"]);
        assert_eq!(chat.rows(|_| 0)[0].line.delivery, Delivery::Stored(1));
    }
}

#[test]
fn an_outcome_beyond_the_known_head_fetches_what_lies_between() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(1, vec![turn(1, 0, Role::Visitor)]));
    chat.write(id(3), "turn 3".into(), 5);
    assert_eq!(chat.outcome(id(3), Outcome::Stored { seq: 3, received_at_ms: 3 }), Some(1));
}

#[test]
fn a_refused_turn_keeps_its_text_and_a_temporary_refusal_changes_nothing() {
    let mut chat = Conversation::known_as(Some(conversation(1)));
    chat.write(id(1), "hello".into(), 5);
    let refused = |reason| Outcome::Refused { reason, detail: "Too long.".into() };
    chat.outcome(id(1), refused(Refusal::Unavailable));
    assert_eq!(chat.take_back(id(1)), None);
    chat.outcome(id(1), refused(Refusal::TooLarge));
    assert_eq!(chat.rows(|_| 0)[0].line.delivery, Delivery::Refused("Too long.".into()));
    assert_eq!(chat.take_back(id(1)).as_deref(), Some("hello"));
    assert!(chat.is_empty());
}

#[test]
fn another_conversations_frames_are_ignored() {
    let mut chat = Conversation::default();
    chat.welcome(welcome(1, vec![turn(1, 0, Role::Visitor)]));
    assert_eq!(chat.turns(conversation(2), 9, vec![turn(9, 8, Role::Agent)]), None);
    assert_eq!(chat.head(conversation(2), 9), None);
    chat.seen_by_agent(conversation(2), 9);
    assert_eq!((texts(&chat).len(), chat.agent_seen()), (1, 0));
}

#[test]
fn unread_counts_agents_turns_until_they_are_shown() {
    let mut chat = Conversation::default();
    let turns = vec![turn(1, 0, Role::Visitor), turn(2, 1, Role::Agent), turn(3, 2, Role::Agent)];
    chat.welcome(welcome(3, turns));
    assert_eq!(chat.unread(), 2);
    assert_eq!(chat.seen_by_visitor(), Some((conversation(1), 3)));
    assert_eq!((chat.unread(), chat.seen_by_visitor()), (0, None));
}

#[test]
fn lines_are_grouped_by_speaker_day_and_time() {
    let mut chat = Conversation::default();
    let mut turns: Vec<Turn> = (1..=4).map(|seq| turn(seq, seq - 1, Role::Agent)).collect();
    turns[1].received_at_ms = 2000;
    turns[2].received_at_ms = 2000 + limits::GROUP_WITHIN_MS;
    turns[3].received_at_ms = 90_000_000;
    chat.welcome(welcome(4, turns));
    let rows = chat.rows(|ms| ms / 86_400_000);
    assert_eq!(rows.iter().map(|row| row.follows).collect::<Vec<_>>(), [false, true, false, false]);
    assert_eq!(rows.iter().map(|row| row.starts_day).collect::<Vec<_>>(), [true, false, false, true]);
}

#[test]
fn coverage_joins_what_touches_and_names_the_first_gap() {
    let mut coverage = Coverage::default();
    assert!(coverage.add(4, 6) && coverage.add(0, 2) && coverage.add(8, 9));
    assert_eq!(coverage.first_gap(), Some(2));
    assert!(coverage.add(2, 4));
    assert_eq!(coverage.first_gap(), Some(6));
    assert!(coverage.add(1, 8));
    assert!(!coverage.add(3, 7) && !coverage.add(5, 5));
    assert_eq!((coverage.first_gap(), coverage.head(), coverage.starts_after()), (None, 9, 0));
}
