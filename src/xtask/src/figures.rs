//! Figures, as they are summed up and as a person reads them.

/// A figure as a person reads it: three digits that count.
pub(crate) fn number(figure: f64) -> String {
    let digits = match figure.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    let text = format!("{figure:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The same with its unit.
pub(crate) fn with_unit(figure: f64, unit: &str) -> String {
    if unit.is_empty() { number(figure) } else { format!("{} {unit}", number(figure)) }
}

/// The middle figure, or the mean of the two in the middle.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match (sorted.len() % 2, sorted.get(half), half.checked_sub(1).and_then(|below| sorted.get(below))) {
        (1, Some(middle), _) => *middle,
        (0, Some(above), Some(below)) => f64::midpoint(*below, *above),
        _ => f64::NAN,
    }
}

/// The figure that so many in a hundred do not exceed: the nearest rank.
pub(crate) fn percentile(figures: &[f64], percent: usize) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let figures: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!((percentile(&figures, 50), percentile(&figures, 95)), (50.0, 95.0));
        assert!(percentile(&[], 50).is_nan());
        assert!((median(&figures) - 50.5).abs() < f64::EPSILON);
        assert!((median(&figures[1..]) - 50.0).abs() < f64::EPSILON);
    }

    #[test]
    fn figures_are_short() {
        let shown = [0.123_45, 1.0, 12.345, 1_234.5].map(number);
        assert_eq!(shown, ["0.123", "1", "12.3", "1234"]);
    }
}
