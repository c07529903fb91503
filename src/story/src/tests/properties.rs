//! What holds for every sequence of events.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;
use record::{Control, ControlState, Label, PageEventKind, Severity};

use super::{Tab, control, read, text};
use crate::{VERSION, limits, tell};

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
            selector: is_disabled.then(|| text("#main > button")),
            ..control(role, &name)
        },
    );
    let a_control = a_control.boxed();
    let severity = prop_oneof![Just(Severity::Status), Just(Severity::Alert)];
    prop_oneof![
        4 => a_control.clone().prop_map(|control| E::Click { control }),
        1 => a_control.clone().prop_map(|control| E::FormSubmit { control }),
        1 => (a_control.clone(), proptest::option::of(words())).prop_map(|(control, message)| E::FormInvalid {
            control,
            message: message.as_deref().map(text),
            validity: message.is_none().then(|| Label::new("patternmismatch").unwrap()),
        }),
        1 => a_control.clone().prop_map(|control| E::FormFocus { control }),
        1 => (a_control.clone(), 0..9_u32).prop_map(|(control, fields)| E::FormAbandon {
            control: Control::new(control.role, control.name),
            fields,
        }),
        1 => proptest::option::of(a_control.clone()).prop_map(|control| E::Friction {
            kind: Label::new(if control.is_some() { "dead_click" } else { "thrashed_cursor" }).unwrap(),
            control,
        }),
        1 => (a_control, words()).prop_map(|(control, it)| E::SearchEmpty {
            control: Control::new(control.role, control.name),
            text: text(&it),
        }),
        1 => words().prop_map(|doc| E::HelpVisit { doc: text(&doc) }),
        2 => (severity, words()).prop_map(|(severity, it)| E::Message { severity, text: text(&it) }),
        1 => (route(), words()).prop_map(|(route, title)| E::Navigation { route: text(&route), title: text(&title) }),
        1 => (name(), words()).prop_map(|(kind, it)| E::Exception {
            kind: text(&kind),
            message: text(&it),
            count: Some(12).filter(|_| it.is_empty()),
            fingerprint: None,
        }),
        1 => (name(), route(), any::<u16>(), any::<u32>()).prop_map(|(method, route, status, duration_ms)| {
            E::Request { method: text(&method), route: text(&route), status, duration_ms }
        }),
    ]
}

fn gap_ms() -> impl Strategy<Value = u64> {
    prop_oneof![6 => 0..2_000_u64, 2 => 0..40_000_u64, 1 => 0..4_000_000_u64, 1 => Just(u64::MAX)]
}

/// A tab with these events, and the time of the last.
fn tab(events: Vec<(u64, PageEventKind)>) -> (Tab, u64) {
    let mut t_ms = 0_u64;
    let mut tab = Tab::default();
    for (gap, kind) in events {
        t_ms = t_ms.saturating_add(gap);
        tab.events.push((t_ms, kind));
    }
    (tab, t_ms)
}

/// How long the story is that goes on record.
fn story_bytes(told: &str) -> usize {
    let told: serde_json::Value = serde_json::from_str(told).unwrap();
    serde_json::to_string(&told["story"]).unwrap().len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_story_is_bounded(
        events in proptest::collection::vec((gap_ms(), event()), 0..300),
        dropped in 0..5_000_u32,
        later_ms in gap_ms(),
    ) {
        let count = events.len();
        let (tab, last_ms) = tab(events);
        let log = tab.log().replacen("\t0\n", &alloc::format!("\t{dropped}\n"), 1);
        prop_assume!(log.len() <= limits::LOG_BYTES);
        let json = tell(&alloc::format!("{log}{last_ms}\tq\n"), last_ms.saturating_add(later_ms), "");
        let (_, page) = read(&json);
        prop_assert!(page.sentence.as_str().len() <= limits::SENTENCE_BYTES);
        let bytes = story_bytes(&json);
        prop_assert!(bytes <= 16 * 1024, "{bytes} bytes");
        prop_assert!(page.timeline.len() <= record::limits::TIMELINE_EVENTS);
        prop_assert!(page.tasks.len() <= record::limits::STORY_TASKS);
        prop_assert!(page.steps.len() <= record::limits::STORY_STEPS);
        prop_assert!(page.frictions.len() <= record::limits::FRICTIONS);
        prop_assert_eq!(page.timeline.len() + page.dropped_events as usize, count + dropped as usize);
        let points: u32 = page.stuck.parts.iter().map(|part| part.points).sum();
        prop_assert_eq!(points, page.stuck.score);
        let seqs: Vec<u32> = page.timeline.iter().map(|event| event.seq).collect();
        prop_assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        let cited = page.tasks.iter().map(|it| &it.evidence).chain(page.steps.iter().map(|it| &it.evidence));
        let mut cited = cited.chain(page.frictions.iter().map(|it| &it.evidence)).flatten();
        prop_assert!(cited.all(|seq| seqs.contains(seq)));
    }

    #[test]
    fn scrubbing_leaves_every_label_as_it_is(label in "[a-z][a-z0-9_-]{0,18}", known in 0..6_usize, rest in "[a-z0-9_-]{0,16}") {
        let known = ["sk-", "a411111111111111", "no9386011117947", "a--555-123-4567", "pk_live_", "whsec_"][known];
        for label in [label, alloc::format!("{known}{rest}")] {
            let log = alloc::format!("{VERSION}\t0\t0\n0\tk\tdevice\t{label}\n");
            let (context, _) = read(&tell(&log, 0, ""));
            let Some(label) = context.device else { continue };
            let scrubbed = text(label.as_str());
            prop_assert_eq!(scrubbed.as_str(), label.as_str());
        }
    }

    #[test]
    fn what_was_recorded_is_what_is_told(events in proptest::collection::vec((0..4_000_u64, event()), 1..20)) {
        let (tab, last_ms) = tab(events);
        let (_, page) = read(&tell(&tab.log(), last_ms, ""));
        for (told, (t_ms, kind)) in page.timeline.iter().zip(&tab.events) {
            prop_assert_eq!(told.kind.name(), kind.name());
            prop_assert_eq!(told.t_ms, *t_ms);
        }
    }

    #[test]
    fn a_damaged_log_tells_another_bounded_story(
        events in proptest::collection::vec((gap_ms(), event()), 1..40),
        cut in any::<proptest::sample::Index>(),
        put in "[\\t\\n0-9a-z]{0,4}",
    ) {
        let log = tab(events).0.log();
        let at = cut.index(log.len());
        if log.is_char_boundary(at) {
            for text in [&alloc::format!("{}{put}{}", &log[..at], &log[at..]), &log[..at]] {
                let json = tell(text, u64::MAX, "");
                prop_assert!(story_bytes(&json) <= 16 * 1024);
                read(&json);
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
    fn any_text_may_stand_in_the_storage(text in any::<String>(), lines in "([0-9]{1,3}\\t[a-z]\\t[a-z_]{1,9}\\t[\\x00-\\x7f\\u{202e}]{0,9}\\n){0,9}") {
        for text in [&text, &alloc::format!("{VERSION}\t0\t{text}\n{lines}")] {
            let (_, page) = read(&tell(text, 0, ""));
            prop_assert!(page.tasks.len() <= record::limits::STORY_TASKS);
        }
    }
}

#[test]
fn a_log_of_another_version_tells_nothing() {
    let log = Tab::default().visits(0, "/a").clicks(1, "Save").log();
    let (context, story) = read(&tell(&log.replacen(&alloc::format!("{VERSION}"), "2", 1), 5, ""));
    assert!(context.route.as_str().is_empty() && story.timeline.is_empty());
}

#[test]
fn the_context_is_what_is_so_at_the_end() {
    let log = Tab::default().visits(0, "/plans").log();
    let lines = [
        "title\tPlans: Fernly",
        "language\ten",
        "language\tNot A Label",
        "referrer\thttps://search.example",
        "viewport\t1280\t720",
        "device\tdesktop",
        "browser_language\tde-at",
        "release\t2026.11.3",
        "role\tviewer",
        "flag\tnew-editor",
        "flag\tdark",
        "attribute\tseats\t5",
        "attribute\tNo Label\t5",
        "dwell\t61000",
        "scroll_depth\t140",
        "vital\tlcp\t2900\tneeds-improvement",
        "unheard-of\tx",
    ];
    let log: String =
        core::iter::once(log).chain(lines.map(|line| alloc::format!("9\tk\t{line}\n"))).collect();
    let (context, _) = read(&tell(&log, 9, ""));
    let json = serde_json::to_value(&context).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "route": "/plans",
            "title": "Plans: Fernly",
            "language": "en",
            "referrer": "https://search.example",
            "viewport": { "width_px": 1280, "height_px": 720 },
            "device": "desktop",
            "browser_language": "de-at",
            "release": "2026.11.3",
            "role": "viewer",
            "flags": ["new-editor", "dark"],
            "attributes": [{ "name": "seats", "value": "5" }],
            "dwell_ms": 61_000,
            "scroll_depth_percent": 100,
            "vitals": [{ "name": "lcp", "value": 2_900, "rating": "needs-improvement" }],
        })
    );
}

#[test]
fn what_the_visitor_leaves_out_is_told_nowhere() {
    let tab = Tab::default()
        .visits(0, "/plans")
        .clicks(1_000, "Save")
        .alerts(1_100, "Card number is wrong")
        .clicks(5_000, "Save")
        .opens_chat(6_000);
    let log =
        tab.log() + "6000\tk\ttitle\tPlans\n6000\tk\trole\tviewer\n6000\tk\tflag\tnew\n6000\tk\tflag\told\n";
    let told =
        |without: &str| -> serde_json::Value { serde_json::from_str(&tell(&log, 6_000, without)).unwrap() };
    let ids = |told: &serde_json::Value, is_off: u64| -> Vec<String> {
        let shared = told["shared"].as_array().unwrap().iter();
        shared.filter(|it| it["is_off"] == is_off).map(|it| it["id"].as_str().unwrap().into()).collect()
    };
    let whole = told("");
    assert_eq!(ids(&whole, 0), ["title", "role", "flag:new", "flag:old", "0:1", "0:2", "0:3", "0:4"]);
    assert_eq!(whole["shared"][6]["text"], "The page said \u{201c}Card number is wrong\u{201d}");
    let part = told("0:3\nrole\nflag:old");
    assert_eq!(ids(&part, 1), ["role", "flag:old", "0:3"]);
    let (context, story) = (&part["context"], &part["story"]);
    assert!(context.get("role").is_none() && context["flags"].as_array().unwrap().len() == 1);
    assert_eq!(story["timeline"].as_array().unwrap().len(), 3);
    assert!(!alloc::format!("{story}").contains("Card number"), "{story}");
    assert_eq!(story["dropped_events"], 1);
    // The title is that of the place too, and whoever leaves a place out was somewhere.
    let nowhere = told("title\n0:1");
    assert!(!alloc::format!("{}{}", nowhere["context"], nowhere["story"]).contains("Fernly"), "{nowhere}");
    assert_eq!(nowhere["context"]["route"], "");
    assert!(!nowhere["story"]["sentence"].as_str().unwrap().contains("/plans"), "{nowhere}");
}

#[test]
fn a_time_that_no_tab_lives_to_is_none() {
    let log = alloc::format!("{VERSION}\t0\t0\n9999999999999999999\tn\t/a\tA\n");
    let (_, story) = read(&tell(&log, 0, ""));
    assert_eq!(story.timeline[0].t_ms, limits::LAST_MS);
}
