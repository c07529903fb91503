//! From sums to confidences, the same in every build.

pub(crate) fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + exp(-value))
}

/// e to the power of a number, to four parts in a million: the power of two next to it, times the beginning of the series of
/// e to the x for what is left. It ends at the largest and smallest power of two. Without branches, so that a head's labels
/// are reckoned side by side; and only products, sums and bits, so that every build gives the same.
fn exp(value: f32) -> f32 {
    // A number of this size has no room for what is behind the point: adding it rounds, and leaves the whole in the lowest bits.
    const ROUNDER: f32 = 12_582_912.0;
    let twos = (value * core::f32::consts::LOG2_E).clamp(-126.0, 127.0);
    let rounded = twos + ROUNDER;
    let x = (twos - (rounded - ROUNDER)) * core::f32::consts::LN_2;
    let series =
        1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x / 720.0)))));
    let whole = rounded.to_bits().wrapping_sub(ROUNDER.to_bits());
    series * f32::from_bits(whole.wrapping_add(127) << 23)
}

pub(crate) fn softmax(values: &mut [f32]) {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    // One step of each kind at a time, so that the labels of a large head are reckoned side by side.
    values.iter_mut().for_each(|value| *value = exp(*value - largest));
    let total: f32 = values.iter().sum();
    if total > 0.0 {
        let part = 1.0 / total;
        values.iter_mut().for_each(|value| *value *= part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e_are_right_to_four_parts_in_a_million() {
        for step in -8_700..=8_800_i16 {
            let value = f32::from(step) / 100.0;
            let (is, should) = (f64::from(exp(value)), libm::exp(f64::from(value)));
            assert!((is / should - 1.0).abs() < 4e-6, "{value}: {is} for {should}");
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37 && exp(f32::NAN).is_nan());
        assert!(exp(0.0) == 1.0);
    }
}
