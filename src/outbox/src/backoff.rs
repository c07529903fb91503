//! How long to leave the network alone after a failure.

/// Pauses that double with every failure up to a cap, each between half and all of its length, so that the
/// visitors of a restarted server do not all come back in the same moment.
#[derive(Debug, Clone)]
pub struct Backoff {
    first_ms: u64,
    cap_ms: u64,
    failures: u32,
    pause_ms: u64,
    since_ms: u64,
}

impl Backoff {
    /// No pause yet; the first will be at most `first_ms` long, and none longer than `cap_ms`.
    #[must_use]
    pub const fn new(first_ms: u64, cap_ms: u64) -> Self {
        Self { first_ms, cap_ms, failures: 0, pause_ms: 0, since_ms: 0 }
    }

    /// Something failed at `now_ms`; `seed` is any number that differs between devices.
    pub fn failed(&mut self, now_ms: u64, seed: u64) {
        let doubled = self.first_ms.saturating_mul(1 << self.failures.min(32));
        let longest = doubled.min(self.cap_ms);
        self.failures = self.failures.saturating_add(1);
        self.pause_ms = longest - mix(seed ^ u64::from(self.failures)) % (longest / 2 + 1);
        self.since_ms = now_ms;
    }

    /// A frame came in: the connection works. That a send returned without an error does not show it.
    pub const fn succeeded(&mut self) {
        self.failures = 0;
        self.pause_ms = 0;
    }

    /// Things go forward again: the next pause is a first one. The one that is running goes on.
    pub const fn forget_failures(&mut self) {
        self.failures = 0;
    }

    /// Milliseconds until the next attempt, 0 for now. A clock that was set back makes nobody wait longer than
    /// the pause once more.
    #[must_use]
    pub fn remaining(&self, now_ms: u64) -> u64 {
        if now_ms < self.since_ms {
            return self.pause_ms;
        }
        self.pause_ms.saturating_sub(now_ms - self.since_ms)
    }

    /// Failures since the last success.
    #[must_use]
    pub const fn failures(&self) -> u32 {
        self.failures
    }

    /// Puts the pause on the clock's new time, when the clock was set back.
    pub(crate) fn follow(&mut self, now_ms: u64) {
        self.since_ms = self.since_ms.min(now_ms);
    }
}

/// Spreads any seed, even a counter, over all numbers (the finaliser of `SplitMix64`).
const fn mix(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
