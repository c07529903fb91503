//! What holds for every sequence of events.

use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;
use record::{Control, ControlState, PageEventKind, Severity};

use super::{control, read, text};
use crate::{Story, limits, written};

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&["Save", "Export", "Next", "+", "", "Load more"][..]).prop_map(String::from),
        1 => any::<String>(),
        1 => "\\PC{0,400}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(&["Trigger is required", "Saved", "4 items", "", "bob@example.com"][..])
            .prop_map(String::from),
        1 => any::<String>(),
        1 => "[\\s\\PC]{0,300}",
    ]
}

fn route() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&["/a", "/b/{id}", "/help/a", ""][..]).prop_map(String::from),
        1 => any::<String>(),
    ]
}

fn event() -> impl Strategy<Value = PageEventKind> {
    use PageEventKind as E;
    let role = proptest::sample::select(&["button", "link", "checkbox", "generic", "form"][..]);
    let a_control = (role, name(), any::<bool>(), proptest::option::of(words())).prop_map(
        |(role, name, is_disabled, description)| Control {
            state: if is_disabled { ControlState::Disabled } else { ControlState::Enabled },
            description: description.as_deref().map(text),
            ..control(role, &name)
        },
    );
    let a_control = a_control.boxed();
    let severity = prop_oneof![Just(Severity::Status), Just(Severity::Alert)];
    prop_oneof![
        4 => a_control.clone().prop_map(|control| E::Click { control }),
        1 => a_control.clone().prop_map(|control| E::FormSubmit { control }),
        1 => (a_control, proptest::option::of(words())).prop_map(|(control, message)| E::FormInvalid {
            control,
            message: message.as_deref().map(text),
        }),
        2 => (severity, words()).prop_map(|(severity, it)| E::Message { severity, text: text(&it) }),
        1 => (route(), words()).prop_map(|(route, title)| E::Navigation { route: text(&route), title: text(&title) }),
        1 => (name(), words()).prop_map(|(kind, it)| E::Exception { kind: text(&kind), message: text(&it) }),
        1 => (name(), route(), any::<u16>(), any::<u32>()).prop_map(|(method, route, status, duration_ms)| {
            E::Request { method: text(&method), route: text(&route), status, duration_ms }
        }),
    ]
}

fn gap_ms() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0..2_000_u64, 2 => 0..40_000_u64, 1 => 0..4_000_000_u64, 1 => Just(u64::MAX)]
}

fn told(events: &[(u64, PageEventKind)]) -> Story {
    let mut story = Story::new();
    let mut t_ms = 0_u64;
    for (gap, kind) in events {
        t_ms = t_ms.saturating_add(*gap);
        story.push(t_ms, &written(kind));
    }
    story
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_story_is_bounded(
        events in proptest::collection::vec((gap_ms(), event()), 0..400),
        later_ms in gap_ms(),
    ) {
        let mut story = told(&events);
        story.chat_opened(story.last_ms());
        let now_ms = story.last_ms().saturating_add(later_ms);
        let json = story.tell(now_ms);
        let page = read(&json);
        prop_assert!(page.sentence.as_str().len() <= limits::SENTENCE_BYTES);
        prop_assert!(json.len() <= 16 * 1024);
        prop_assert!(page.timeline.len() <= record::limits::TIMELINE_EVENTS);
        prop_assert!(page.tasks.len() <= record::limits::STORY_TASKS);
        prop_assert_eq!(page.timeline.len() + page.dropped_events as usize, events.len());
        let points: u32 = page.stuck.parts.iter().map(|part| part.points).sum();
        prop_assert_eq!(points, page.stuck.score);
        prop_assert!(story.snapshot().len() <= limits::SNAPSHOT_BYTES);
        let seqs: Vec<u32> = page.timeline.iter().map(|event| event.seq).collect();
        prop_assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        prop_assert!(page.tasks.iter().flat_map(|task| &task.evidence).all(|seq| seqs.contains(seq)));
    }

    #[test]
    fn a_restored_story_tells_the_same_and_goes_on_the_same(
        before in proptest::collection::vec((gap_ms(), event()), 0..300),
        after in proptest::collection::vec((0..5_000_u64, event()), 0..20),
        asks in any::<bool>(),
    ) {
        let mut story = told(&before);
        if asks {
            story.chat_opened(story.last_ms());
        }
        let mut restored = Story::restore(&story.snapshot()).unwrap();
        let now_ms = story.last_ms().saturating_add(1_000);
        prop_assert_eq!(restored.tell(now_ms), story.tell(now_ms));
        let mut t_ms = story.last_ms();
        for (gap, kind) in after {
            t_ms = t_ms.saturating_add(gap);
            story.push(t_ms, &written(&kind));
            restored.push(t_ms, &written(&kind));
        }
        prop_assert_eq!(restored.tell(t_ms), story.tell(t_ms));
    }

    #[test]
    fn a_damaged_snapshot_is_refused_or_is_another_bounded_story(
        events in proptest::collection::vec((gap_ms(), event()), 1..40),
        cut in any::<proptest::sample::Index>(),
        put in "[\\t\\n0-9a-z]{0,4}",
    ) {
        let snapshot = told(&events).snapshot();
        let at = cut.index(snapshot.len());
        if snapshot.is_char_boundary(at) {
            let damaged = alloc::format!("{}{put}{}", &snapshot[..at], &snapshot[at..]);
            for text in [&damaged, &snapshot[..at]] {
                if let Ok(story) = Story::restore(text) {
                    let json = story.tell(u64::MAX);
                    prop_assert!(json.len() <= 16 * 1024);
                    read(&json);
                }
            }
        }
    }

    #[test]
    fn a_bounded_text_stays_as_it_is_and_holds_no_half_of_a_placeholder(
        text in "([ a-z0-9@:.…\\[\\]#]{0,9}|\\[url_secret#99999\\]){0,9}",
        max in 8..60_usize,
    ) {
        let bounded = crate::text::bounded(&text, max);
        prop_assert!(bounded.len() <= max);
        prop_assert_eq!(crate::text::bounded(&bounded, max), bounded.clone());
        prop_assert_eq!(bounded.matches("[url_secret#").count(), bounded.matches("[url_secret#99999]").count());
    }

    #[test]
    fn any_text_may_stand_in_the_storage(text in any::<String>()) {
        if let Ok(story) = Story::restore(&text) {
            prop_assert!(read(&story.tell(0)).tasks.len() <= record::limits::STORY_TASKS);
        }
    }
}

#[test]
fn a_day_of_one_visitor_leaves_the_story_as_small_as_it_was() {
    let mut story = Story::new();
    for at in 0..50_000_u64 {
        let name = alloc::format!("Button {}", at % 97);
        story.push(at * 1_700, &written(&PageEventKind::Click { control: control("button", &name) }));
        if at % 3 == 0 {
            let it = text("It failed");
            story.push(
                at * 1_700 + 1,
                &written(&PageEventKind::Message { severity: Severity::Alert, text: it }),
            );
        }
    }
    assert!(story.ring.count <= limits::EVENTS);
    assert_eq!(story.tasks.len(), limits::TASKS);
    assert!(story.snapshot().len() <= limits::SNAPSHOT_BYTES);
}
