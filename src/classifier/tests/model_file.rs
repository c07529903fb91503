//! A model file is read as it was written, or refused. Nothing else.

mod small;

use classifier::{
    FEATURE_VERSION, Features, GROUPS, HeadKind, Model, ModelError, ModelParts, is_negated, scales,
};
use proptest::prelude::*;
use small::{label, parts, vouched};

#[test]
fn what_was_written_is_read() {
    let bytes = parts().to_bytes().unwrap();
    let model = Model::parse(&bytes).unwrap();
    assert_eq!(model.name(), "tiny-1");
    let names: Vec<&str> = model.heads().iter().map(|head| head.name.as_str()).collect();
    assert_eq!(names, ["mood", "topics"]);
    assert_eq!(model.head("topics").unwrap().labels[1].threshold, label("silence").threshold);
    let confidences = model.read(&Features::of("some words about money"));
    let classes: f32 = (0..3).map(|column| confidences.get(column)).sum();
    assert!((classes - 1.0).abs() < 1e-5, "classes share 1: {classes}");
    assert_eq!(parts().to_bytes().unwrap(), bytes, "the same parts give the same file");
}

#[test]
fn another_format_is_refused_by_name() {
    let bytes = parts().to_bytes().unwrap();
    let with = |at: usize, value: u8| {
        let mut changed = bytes.clone();
        changed[at] = value;
        Model::parse(&changed).unwrap_err()
    };
    assert_eq!(with(0, b'X'), ModelError::NotAModel);
    assert_eq!(with(8, 99), ModelError::Format { found: 99 });
    let found = FEATURE_VERSION ^ 0x7f;
    assert_eq!(with(10, u8::try_from(found).unwrap()), ModelError::Features { found });
    assert_eq!(with(bytes.len() - 1, 0x55), ModelError::Checksum);
    assert_eq!(Model::parse(b"").unwrap_err(), ModelError::NotAModel);
    assert!(ModelError::Checksum.to_string().contains("damaged"));
}

#[test]
fn parts_that_do_not_fit_are_not_written() {
    let broken = |change: fn(&mut ModelParts)| {
        let mut parts = parts();
        change(&mut parts);
        parts.to_bytes().is_err()
    };
    assert!(broken(|parts| parts.name = "Tiny One".into()));
    assert!(broken(|parts| parts.readout[0].push(1)));
    assert!(broken(|parts| drop(parts.readout.pop())));
    assert!(broken(|parts| parts.numbers[0] = -8));
    assert!(broken(|parts| parts.numbers.truncate(5)));
    assert!(broken(|parts| parts.shifts[0] = 16));
    assert!(broken(|parts| parts.keys.swap(0, 2)));
    assert!(broken(|parts| parts.keys[2] = 1 << 24));
    assert!(broken(|parts| parts.keys[2] = u32::MAX));
    assert!(broken(|parts| parts.heads[0].2[0].scale = 1e37), "sums would not be numbers any more");
    assert!(broken(|parts| parts.heads[1].2[0].slope = -1e9));
    assert!(broken(|parts| parts.unit = f32::INFINITY));
    assert!(broken(|parts| (parts.unit, parts.heads[0].2[0].scale) = (f32::MAX, f32::MAX)));
    assert!(broken(|parts| parts.heads[0].2[0].bias = f32::NAN));
}

/// What is explained of every label adds up to what was said of it.
fn explains_what_it_says(model: &Model, text: &str) {
    let features = Features::of(text);
    let said = model.read(&features);
    for head in model.heads() {
        let sums: Vec<f32> = head
            .columns()
            .map(|(column, _)| {
                let explained = model.explain(&features, &said, column).expect("the column is there");
                assert!(
                    explained
                        .words
                        .iter()
                        .all(|((start, end), _)| text.get(*start as usize..*end as usize).is_some())
                );
                explained.rest + explained.words.iter().map(|(_, adds)| adds).sum::<f32>()
            })
            .collect();
        let total: f32 = sums.iter().map(|sum| sum.exp()).sum();
        for ((column, _), sum) in head.columns().zip(&sums) {
            let wanted = match head.kind {
                HeadKind::Labels => 1.0 / (1.0 + (-sum).exp()),
                HeadKind::Classes => sum.exp() / total,
            };
            assert!(
                (said.get(column) - wanted).abs() < 2e-3,
                "{text}: {} is explained as {wanted}",
                said.get(column)
            );
        }
    }
}

#[test]
fn the_shipped_model_explains_what_it_says() {
    let model = Model::parse(include_bytes!("../models/undertone-en-1.model")).unwrap();
    let texts = [
        "I don't think the delivery was good, and NOBODY answers!!",
        "thank you, it works",
        "Hi Ana. We are switching to another provider!! I do not want a refund :( Why? It is not www.shop.example",
        "the export hangs\nI never got an answer\n\nregards",
        "",
    ];
    texts.into_iter().for_each(|text| explains_what_it_says(&model, text));
}

#[test]
fn a_confidence_is_what_the_numbers_of_the_file_say() {
    let mut parts = parts();
    parts.heads[1].2[0].slope = 0.1;
    let model = Model::parse(&parts.to_bytes().unwrap()).unwrap();
    for text in ["money words", "not money words"] {
        let occurrences: Vec<_> = Features::of(text).occurrences().collect();
        let known: Vec<(usize, usize)> = occurrences
            .iter()
            .filter_map(|it| Some((parts.keys.iter().position(|key| *key == it.key)?, it.group)))
            .collect();
        let mut counts = [0; GROUPS];
        known.iter().for_each(|(_, group)| counts[*group] += 1);
        // The topic money: what each feature's numbers and the readout give, in plain arithmetic.
        let mut sum = -0.5;
        for (row, group) in known {
            let numbers = &parts.numbers[row * 2..row * 2 + 2];
            let (first, second, scale) =
                if is_negated(group) { (-64.0, 32.0, 0.03) } else { (64.0, -64.0, 0.02) };
            let product = f32::from(numbers[0]) * first + f32::from(numbers[1]) * second;
            let part = product * parts.unit / f32::from(1_u16 << parts.shifts[row]) * scale;
            sum += part * scales(counts)[group];
        }
        let wanted = 1.0 / (1.0 + (-(sum * 0.1 + 0.1)).exp());
        let said = model.read(&Features::of(text)).get(3);
        assert!((said - wanted).abs() < 1e-3, "{text}: {said} instead of {wanted}");
        explains_what_it_says(&model, text);
    }
    let negated = |text: &str| Features::of(text).occurrences().filter(|it| is_negated(it.group)).count();
    assert!(negated("not money words") > 0 && negated("money words, but no") == 0);
}

proptest! {
    /// Whatever stands in a file that its checksum vouches for: it is refused, or it is read and says numbers.
    #[test]
    fn a_vouched_file_is_refused_or_says_numbers(changes in proptest::collection::vec((24_usize..1000, any::<u8>()), 1..6)) {
        let mut bytes = parts().to_bytes().unwrap();
        let length = bytes.len();
        for (at, byte) in changes {
            bytes[24 + (at - 24) % (length - 24)] = byte;
        }
        if let Ok(model) = Model::parse(&vouched(bytes)) {
            let features = Features::of("money words and other words!");
            let said = model.read(&features);
            for (column, _) in model.heads().iter().flat_map(classifier::Head::columns) {
                prop_assert!((0.0..=1.0).contains(&said.get(column)), "{}", said.get(column));
                prop_assert!(model.evidence(&features, &said, &[column]).concat().len() <= 8);
            }
        }
    }

    #[test]
    fn a_cut_file_is_refused(keep in 0_usize..1000) {
        let bytes = parts().to_bytes().unwrap();
        prop_assume!(keep < bytes.len());
        prop_assert!(Model::parse(&bytes[..keep]).is_err());
    }

    #[test]
    fn a_changed_byte_is_refused(at in 0_usize..1000, change in 1_u8..) {
        let mut bytes = parts().to_bytes().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= change;
        prop_assert!(Model::parse(&bytes).is_err());
    }

    /// Junk with a right checksum gets past the first gate; what lies behind must hold as well.
    #[test]
    fn junk_that_claims_to_be_a_model_never_panics(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut bytes = parts().to_bytes().unwrap();
        bytes.truncate(12);
        let checksum = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes.extend_from_slice(&u32::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend_from_slice(&body);
        prop_assert!(Model::parse(&bytes).is_err());
    }
}
