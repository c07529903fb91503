//! How the live connection stands, and how long to wait before calling again.

use crate::limits;

/// The live connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// Calling for the first time.
    Connecting,
    /// Frames arrive.
    Open,
    /// It broke; calling again until it stands. What is on the screen stays.
    Reconnecting,
    /// The server said not to call again, and why.
    Closed(String),
}

/// How long to wait before the `attempt`th call, from 0, in milliseconds. `random` is 0 to 1 and spreads many consoles
/// over time, so that a restarted server is not called by all at once.
pub(crate) fn wait_ms(attempt: u32, random: f64) -> f64 {
    let doubled = limits::RECONNECT_FIRST_MS * f64::from(1_u32 << attempt.min(16));
    doubled.min(limits::RECONNECT_MOST_MS) * (0.5 + 0.5 * random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_are_spread() {
        assert!((wait_ms(0, 1.0) - 500.0).abs() < 1e-9);
        assert!((wait_ms(3, 1.0) - 4_000.0).abs() < 1e-9);
        assert!((wait_ms(3, 0.0) - 2_000.0).abs() < 1e-9);
        assert!((wait_ms(u32::MAX, 7.0) - limits::RECONNECT_MOST_MS).abs() < 1e-9);
    }
}
