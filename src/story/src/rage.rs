//! Runs of quick clicks on one control.

use alloc::string::String;

use crate::{limits, wording};

/// The run of clicks that is going on.
#[derive(Debug, Default)]
pub(crate) struct ClickRun {
    pub(crate) control: String,
    pub(crate) clicks: u32,
    pub(crate) last_ms: u64,
    /// The seq of its first click.
    pub(crate) first_seq: u32,
}

impl ClickRun {
    /// Takes one click in; true at the click that turns the run into rage, once for each run.
    pub(crate) fn push(&mut self, t_ms: u64, seq: u32, control: &str) -> bool {
        let goes_on = self.control == control && t_ms.saturating_sub(self.last_ms) < limits::RAGE_GAP_MS;
        if self.clicks == 0 || !goes_on {
            self.control = String::from(control);
            self.clicks = 0;
            self.first_seq = seq;
        }
        self.clicks = self.clicks.saturating_add(1);
        self.last_ms = t_ms;
        self.clicks == limits::RAGE_CLICKS && !wording::is_stepper(control)
    }
}
