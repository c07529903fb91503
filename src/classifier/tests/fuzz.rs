//! Fuzz targets: whatever the bytes, an answer or a refusal. Here each runs for a fixed count; `cargo bolero test any_text`
//! runs one of them without end.

mod small;

use bolero::check;
use classifier::{Features, Head, Model, Names, Role, attempts, entities, limits};

const MODEL: &[u8] = include_bytes!("../models/undertone-en-1.model");

/// Some seconds without optimisation.
const TEXTS: usize = 20_000;
const FILES: usize = 100_000;

#[test]
fn any_text() {
    let model = Model::parse(MODEL).expect("the shipped model is one");
    check!().with_iterations(TEXTS).with_max_len(400).for_each(|bytes: &[u8]| {
        // The first bytes are names that a site gave.
        let (name, rest) =
            bytes.split_at(bytes.len().min(usize::from(bytes.first().copied().unwrap_or(0) % 8)));
        let (name, text) = (String::from_utf8_lossy(name), String::from_utf8_lossy(rest));
        let names = Names::new([(name.as_ref(), Role::Competitor), ("a", Role::Brand)]);
        let mut features = Features::default();
        features.read_with(&text, &names);
        let said = model.read(&features);
        assert!(!model.language(&features, &text).code().is_empty());
        for (column, _) in model.heads().iter().flat_map(Head::columns) {
            assert!((0.0..=1.0).contains(&said.get(column)));
            for (start, end) in model.evidence(&features, &said, &[column]).concat() {
                assert!(text.get(start as usize..end as usize).is_some());
            }
        }
        assert!(attempts(&text).len() <= limits::ATTEMPTS);
        for entity in entities(&text, &names) {
            assert!(text.get(entity.span.0 as usize..entity.span.1 as usize).is_some());
        }
    });
}

#[test]
fn any_model_file() {
    let whole = small::parts().to_bytes().expect("the small model can be written");
    check!().with_iterations(FILES).with_max_len(60).for_each(|bytes: &[u8]| {
        // As they come, and as changes to a file that its checksum vouches for: two bytes say where, the third what.
        let mut changed = whole.clone();
        let body = changed.len() - small::HEAD_BYTES;
        for change in bytes.chunks_exact(3) {
            changed[small::HEAD_BYTES + usize::from(u16::from_le_bytes([change[0], change[1]])) % body] =
                change[2];
        }
        for file in [bytes.to_vec(), small::vouched(changed)] {
            if let Ok(model) = Model::parse(&file) {
                let features = Features::of("money words and other words!");
                let said = model.read(&features);
                for (column, _) in model.heads().iter().flat_map(Head::columns) {
                    assert!((0.0..=1.0).contains(&said.get(column)));
                    assert!(
                        model.evidence(&features, &said, &[column]).concat().len() <= limits::EVIDENCE_SPANS
                    );
                }
            }
        }
    });
}
