//! A small generator (splitmix64): training needs an order and dice that fall the same twice, not secrecy.

/// Numbers that look random, the same ones for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "24 bits, which a float holds")]
    const fn even(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u32 << 24) as f32
    }

    /// True in this part of all throws.
    pub(crate) const fn chance(&mut self, part: f32) -> bool {
        self.even() < part
    }

    /// A number of the normal distribution with spread 1, by the sum of twelve even ones: good enough to begin with.
    pub(crate) fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.even()).sum::<f32>() - 6.0
    }

    /// A number from 0 to below `count`; 0 of none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % (count as u64).max(1)).unwrap_or(0)
    }

    pub(crate) fn shuffle(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            let other = self.below(at + 1);
            order.swap(at, other);
        }
    }
}
