//! The features that a model knows, and how one is found among them.

use alloc::vec::Vec;

/// The features that a model knows, each with the number of its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Keys {
    /// In rising order, each once, and behind them what is no key.
    keys: Vec<u32>,
    /// Where the keys begin that share their upper bits, by those bits.
    starts: Vec<u32>,
    shift: u32,
}

/// Keys that are compared at once.
const WINDOW: usize = 4;

impl Keys {
    /// Bits of a key.
    pub(crate) const BITS: u32 = 24;

    /// Keys in rising order, each below 2 to the power of [`Keys::BITS`].
    pub(crate) fn new(mut keys: Vec<u32>) -> Self {
        // About one key for each start.
        let bits = keys.len().next_power_of_two().trailing_zeros().min(Self::BITS);
        let shift = Self::BITS - bits;
        let starts = (0..1_u32 << bits).map(|upper| {
            let at = keys.partition_point(|key| key >> shift < upper);
            u32::try_from(at).unwrap_or(u32::MAX)
        });
        let starts = starts.collect();
        // No key is that large, so a window at the end finds nothing there.
        keys.extend([u32::MAX; WINDOW]);
        Self { starts, keys, shift }
    }

    /// The row of a feature.
    ///
    /// Whether a feature is known cannot be foreseen, so a branch at every key would be taken wrongly half of the time: the
    /// next few are compared at once, and nearly always these are all that may be it.
    pub(crate) fn row(&self, key: u32) -> Option<usize> {
        let mut start = *self.starts.get((key >> self.shift) as usize)? as usize;
        loop {
            let window: &[u32; WINDOW] = self.keys.get(start..)?.first_chunk()?;
            let hits = window.iter().enumerate().fold(0, |hits, (at, it)| hits | u32::from(*it == key) << at);
            if hits != 0 {
                return Some(start + hits.trailing_zeros() as usize);
            }
            if window[WINDOW - 1] > key {
                return None;
            }
            start += WINDOW;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        // Twenty that share their upper bits, beside others far apart.
        let keys: Vec<u32> = (0..20).map(|it| 5_000 + it).chain((1..500).map(|it| it * 33_000)).collect();
        let found = Keys::new(keys.clone());
        for (row, key) in keys.iter().enumerate() {
            assert_eq!(found.row(*key), Some(row));
            for near in [key - 1, key + 1, key + 40] {
                assert_eq!(found.row(near), keys.binary_search(&near).ok());
            }
        }
        assert_eq!(Keys::new(Vec::new()).row(7), None);
        assert_eq!(found.row((1 << Keys::BITS) - 1), None);
    }
}
