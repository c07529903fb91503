//! Which places of a conversation are here.
//!
//! A turn names its place and the place of the turn before it, so it proves that nothing said lies between the two:
//! it covers `previous..=seq` without `previous` itself. What no turn covers is a gap.

/// A set of places, as half-open ranges `(after, up_to]`, ascending, not touching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Coverage(Vec<(u64, u64)>);

impl Coverage {
    /// Marks the places after `after` up to and with `up_to` as known. Tells whether any of them was new.
    pub(super) fn add(&mut self, after: u64, up_to: u64) -> bool {
        if after >= up_to || self.0.iter().any(|range| range.0 <= after && up_to <= range.1) {
            return false;
        }
        let (mut low, mut high) = (after, up_to);
        self.0.retain(|range| {
            let touches = range.0 <= high && low <= range.1;
            if touches {
                low = low.min(range.0);
                high = high.max(range.1);
            }
            !touches
        });
        let at = self.0.partition_point(|range| range.0 < low);
        self.0.insert(at, (low, high));
        true
    }

    /// The newest known place, 0 for none.
    pub(super) fn head(&self) -> u64 {
        self.0.last().map_or(0, |range| range.1)
    }

    /// The place before the first known one: 0 when the beginning is here, or when nothing is.
    pub(super) fn starts_after(&self) -> u64 {
        self.0.first().map_or(0, |range| range.0)
    }

    /// The end of the first range that another one follows: what comes after it is missing.
    pub(super) fn first_gap(&self) -> Option<u64> {
        (self.0.len() > 1).then(|| self.0[0].1)
    }
}
