//! The shipped model says of known texts what it said when it was trained: language, labels, and confidences to
//! three decimals. A difference means that features, format or arithmetic have changed.

use classifier::{Features, Head, Model};

const MODEL: &[u8] = include_bytes!("../models/undertone-en-1.model");
const GOLDEN: &str = include_str!("../fixtures/golden.tsv");

#[test]
fn the_shipped_model_says_what_it_said() {
    let model = Model::parse(MODEL).unwrap();
    let mut texts = 0;
    for line in GOLDEN.lines() {
        let mut fields = line.split('\t');
        let text = fields.next().unwrap();
        let features = Features::of(text);
        assert_eq!(fields.next(), Some(model.language(&features, text).code()), "{text}");
        let confidences = model.read(&features);
        for (column, label) in model.heads().iter().flat_map(Head::columns) {
            let (name, value) = fields.next().unwrap().split_once(':').unwrap();
            assert_eq!(name, label.name, "{text}");
            let value: f32 = value.parse().unwrap();
            // Half a unit of the third decimal for the file's rounding, and a little for ours.
            let difference = (value - confidences.get(column)).abs();
            assert!(difference <= 0.000_6, "{text}: {name} {value} {}", confidences.get(column));
        }
        assert_eq!(fields.next(), None, "{text}");
        texts += 1;
    }
    assert!(texts >= 25, "the golden file has only {texts} texts");
}

#[test]
fn no_label_is_sure_of_what_it_cannot_read() {
    let model = Model::parse(MODEL).unwrap();
    for text in
        ["", " \n\n", "😡😡😡", "12345", "ログインできません", "Ich kann mich nicht anmelden, bitte helfen"]
    {
        let features = Features::of(text);
        assert_ne!(model.language(&features, text).code(), "en", "{text}");
    }
    for text in
        ["refund pls", "how do i reset my password", "It's broken", "teh app keeps crashign on startup"]
    {
        assert_eq!(model.language(&Features::of(text), text).code(), "en", "{text}");
    }
}
