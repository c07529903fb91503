//! Runs of quick clicks on one control.

use record::Control;
use scrub::Scrubbed;

use crate::{limits, wording};

/// The run of clicks that is going on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ClickRun {
    pub(crate) control: Scrubbed,
    pub(crate) clicks: u32,
    pub(crate) last_ms: u64,
}

impl ClickRun {
    /// Takes one click in; true at the click that turns the run into rage, once for each run.
    pub(crate) fn push(&mut self, t_ms: u64, control: &Control) -> bool {
        let goes_on = self.clicks > 0
            && self.control == control.name
            && t_ms.saturating_sub(self.last_ms) < limits::RAGE_GAP_MS;
        if goes_on {
            self.clicks = self.clicks.saturating_add(1);
        } else {
            self.control = control.name.clone();
            self.clicks = 1;
        }
        self.last_ms = t_ms;
        self.clicks == limits::RAGE_CLICKS && !wording::is_stepper(control.name.as_str())
    }
}
