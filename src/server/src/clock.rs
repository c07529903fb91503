//! The one place where the server looks at a clock.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, UTC.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the edge's one clock; everything else takes `now_ms`")]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A moment to measure from. The clock of [`now_ms`] may be set; this one only goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since(Instant);

impl Since {
    /// From now on.
    #[expect(clippy::disallowed_methods, reason = "this is the edge's one clock; a measurement is no input")]
    pub(crate) fn now() -> Self {
        Self(Instant::now())
    }

    /// Seconds, as Prometheus counts.
    pub(crate) fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// The same for minting ids, which count from 1970 without a sign.
#[must_use]
pub fn unsigned(now_ms: i64) -> u64 {
    u64::try_from(now_ms).unwrap_or(0)
}
