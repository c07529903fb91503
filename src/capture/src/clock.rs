//! The tab's clock: milliseconds since its capture began, going on over page loads.

/// Where the tab's time begins, milliseconds since 1970 by the browser's monotonic clock. `Date`, which pages and tests
/// replace, is not asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Began(f64);

impl Began {
    /// The tab's time begins with this page load.
    pub(crate) const fn now(time_origin: f64) -> Self {
        Self(time_origin)
    }

    /// As an earlier page of the tab wrote it; nothing when it lies in the future or is no time.
    pub(crate) fn restored(text: &str, time_origin: f64) -> Option<Self> {
        let began: u64 = text.parse().ok()?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are exact in a double until the year 287396"
        )]
        let began = began as f64;
        (began <= time_origin).then_some(Self(began))
    }

    pub(crate) fn written(self) -> u64 {
        whole(self.0)
    }

    /// The tab's time at `page_ms` of the page load that began at `time_origin`.
    pub(crate) fn tab_ms(self, time_origin: f64, page_ms: f64) -> u64 {
        whole(time_origin + page_ms - self.0)
    }
}

/// Whole milliseconds; a negative or broken time is 0.
pub(crate) fn whole(ms: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "`as` saturates, and NaN becomes 0"
    )]
    let whole = ms as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_over_page_loads_and_never_runs_backwards_below_zero() {
        let began = Began::now(1_000.4);
        assert_eq!(began.tab_ms(1_000.4, 250.9), 250);
        let later = Began::restored("1000", 61_000.0).unwrap();
        assert_eq!(later.tab_ms(61_000.0, 5.0), 60_005);
        assert_eq!(later.tab_ms(0.0, 5.0), 0);
        assert_eq!(Began::restored("99999999999999", 61_000.0), None);
        assert_eq!(Began::restored("soon", 61_000.0), None);
        assert_eq!(whole(f64::NAN), 0);
    }
}
