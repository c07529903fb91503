//! A model file is read as it was written, or refused. Nothing else.

use classifier::{FEATURE_VERSION, Features, HeadKind, LabelSpec, Model, ModelError, ModelParts, vocabulary};
use proptest::prelude::*;

fn label(name: &str) -> LabelSpec {
    LabelSpec { name: name.into(), bias: -0.5, scale: 0.02, slope: 1.1, offset: 0.1, threshold: 0.6 }
}

/// A small model with three features, and a label that none of them speaks for.
fn parts() -> ModelParts {
    let mut keys: Vec<u32> = Features::of("money words").occurrences().map(|it| it.key).take(3).collect();
    keys.sort_unstable();
    ModelParts {
        name: "tiny-1".into(),
        heads: vec![
            ("mood".into(), HeadKind::Classes, vec![label("bad"), label("fine"), label("good")]),
            ("topics".into(), HeadKind::Labels, vec![label("money"), label("silence")]),
        ],
        vocabulary: vocabulary(&[1, 2, 3]),
        keys,
        shifts: vec![0, 3, 15],
        unit: 0.5,
        numbers: vec![7, -7, 0, 1, 5, -3],
        readout: vec![vec![127, 0], vec![-128, 3], vec![1, 1], vec![64, -64], vec![0, 0]],
    }
}

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
    assert!(broken(|parts| parts.unit = f32::INFINITY));
    assert!(broken(|parts| (parts.unit, parts.heads[0].2[0].scale) = (f32::MAX, f32::MAX)));
    assert!(broken(|parts| parts.heads[0].2[0].bias = f32::NAN));
}

proptest! {
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
