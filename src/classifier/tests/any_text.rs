//! Whatever the text: no panic, spans that fit it, confidences that are numbers, the same answer twice.

use std::fmt::Write as _;

use classifier::{Features, Head, Model, Names, Role, attempts, entities, limits};
use proptest::prelude::*;

const MODEL: &[u8] = include_bytes!("../models/undertone-en-1.model");

fn check(model: &Model, text: &str) {
    let names = Names::new([("it", Role::Brand), ("e", Role::Competitor), ("please help", Role::Product)]);
    let mut named = Features::default();
    named.read_with(text, &names);
    let keys = |features: &Features| features.occurrences().map(|it| it.key).collect::<Vec<_>>();
    // A replaced name may be longer, and then less of the text is read.
    if text.len() * 4 < limits::READ_BYTES {
        assert_eq!(keys(&named), keys(&Features::of(&names.replaced(text))), "names are words like others");
    }
    let features = Features::of(text);
    let confidences = model.read(&features);
    assert_eq!(confidences, model.read(&Features::of(text)), "the same text is read the same twice");
    let columns: Vec<usize> =
        model.heads().iter().flat_map(Head::columns).map(|(column, _)| column).collect();
    let evidence = model.evidence(&features, &confidences, &columns);
    assert_eq!(evidence.len(), columns.len());
    for (column, spans) in columns.into_iter().zip(evidence) {
        let confidence = confidences.get(column);
        assert!((0.0..=1.0).contains(&confidence), "{confidence}");
        assert_eq!(model.evidence(&features, &confidences, &[column]), [&*spans], "asked alone or together");
        assert!(spans.len() <= limits::EVIDENCE_SPANS);
        check_spans(text, &spans);
    }
    let attempts: Vec<_> = attempts(text).iter().map(|attempt| attempt.span).collect();
    assert!(attempts.len() <= limits::ATTEMPTS);
    check_spans(text, &attempts);
    let entities: Vec<_> = entities(text, &names).iter().map(|entity| entity.span).collect();
    assert!(entities.len() <= limits::ENTITIES);
    check_spans(text, &entities);
    assert!(!model.language(&features, text).code().is_empty());
}

/// In order, not overlapping, not empty, on character boundaries.
fn check_spans(text: &str, spans: &[(u32, u32)]) {
    let mut last = 0;
    for (start, end) in spans {
        assert!(*start >= last && end > start, "{spans:?}");
        assert!(text.get(*start as usize..*end as usize).is_some(), "{spans:?} in {text:?}");
        last = *end;
    }
}

#[test]
fn odd_texts_are_read() {
    let model = Model::parse(MODEL).unwrap();
    let mut nested = String::new();
    for number in 0..2000 {
        write!(nested, "[email#{number}][").unwrap();
    }
    let megabyte = "please help, ".repeat(80_000);
    let odd = [
        "",
        " ",
        "\0\u{1}\u{7f}",
        "'''''",
        "[[[[#1]]]]",
        "[email#1]",
        "[email#]",
        "it\u{2019}s",
        "\u{200b}\u{200d}\u{feff}",
        "\u{202e}diap ton\u{202c}",
        "\u{1f469}\u{200d}\u{1f4bb}",
        "İSTANBUL ẞ ŉ",
        "e\u{301}\u{301}\u{301}",
        "ﷺ﷽",
        "i tried",
        "already and and and , , ,",
        "$",
        "#",
        "order order order order order 5",
        &"\n".repeat(10_000),
        &"a".repeat(100_000),
        &"!".repeat(100_000),
        &"[".repeat(100_000),
        &"I tried restarting it, ".repeat(5_000),
        &nested,
        &megabyte,
        &"é".repeat(limits::READ_BYTES),
    ];
    for text in odd {
        check(&model, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&Model::parse(MODEL).unwrap(), &text);
    }

    #[test]
    fn any_support_like_text_is_read(
        words in proptest::collection::vec(
            "(?i)(i|tried|already|and|,|restarting|order|#?[0-9]{1,6}|\\$[0-9.]{1,5}|march|error|not|n't|it|\\[email#1\\]|[a-z]{1,9})",
            0..40,
        )
    ) {
        check(&Model::parse(MODEL).unwrap(), &words.join(" "));
    }
}
