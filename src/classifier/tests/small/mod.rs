//! A model file that is small enough to be changed at every byte.

use classifier::{Features, HeadKind, LabelSpec, ModelParts, vocabulary};

/// Bytes before what the checksum is of.
pub(crate) const HEAD_BYTES: usize = 24;

pub(crate) fn label(name: &str) -> LabelSpec {
    LabelSpec {
        name: name.into(),
        bias: -0.5,
        scale: 0.02,
        negated_scale: 0.03,
        slope: 1.1,
        offset: 0.1,
        threshold: 0.6,
    }
}

/// A small model with three features, and a label that none of them speaks for.
pub(crate) fn parts() -> ModelParts {
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
        negated_readout: vec![vec![-127, 0], vec![12, 3], vec![1, 1], vec![-64, 32], vec![0, 0]],
    }
}

/// Bytes with the checksum of what follows it, as a program that wants to be read would write them.
pub(crate) fn vouched(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = bytes[HEAD_BYTES..].iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    bytes[12..20].copy_from_slice(&checksum.to_le_bytes());
    bytes
}
