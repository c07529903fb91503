//! One task of the visitor: a control on a route, how often it was tried and what the page said about it.

use alloc::string::String;

use crate::limits;

/// A control on a route, with its current series of tries. A series ends when the task is done.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) route: String,
    pub(crate) control: String,
    pub(crate) role: String,
    pub(crate) tries: u32,
    pub(crate) failures: u32,
    pub(crate) rages: u32,
    pub(crate) last_try_ms: u64,
    pub(crate) is_disabled: bool,
    /// Nothing at all came of the last try.
    pub(crate) is_silent: bool,
    pub(crate) progress: Progress,
    /// What the page showed of a failure, by [`Finding`], from the best for a person to the worst; empty for nothing.
    pub(crate) findings: [String; 3],
    /// The seqs of the newest events that show it, oldest first, filled up with zeros in front.
    pub(crate) evidence: [u32; limits::EVIDENCE],
}

/// How the last try went, as far as the page has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing was seen yet, neither good nor bad.
    Open,
    /// The page showed that it worked.
    Done,
    /// The page showed that it did not work.
    Failed,
}

/// What kind of thing the page showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// What it said, or what it says about a disabled control.
    Said,
    /// A request and its answer, `GET /api/reports answered 403`.
    Answered,
    /// An error, `TypeError: x is undefined`.
    Threw,
}

impl Task {
    pub(crate) fn new(route: String, control: String, role: String) -> Self {
        Self {
            route,
            control,
            role,
            tries: 0,
            failures: 0,
            rages: 0,
            last_try_ms: 0,
            is_disabled: false,
            is_silent: false,
            progress: Progress::Open,
            findings: Default::default(),
            evidence: [0; limits::EVIDENCE],
        }
    }

    /// The visitor tries. What came before still counts, unless it was done, or was long ago and without trouble.
    pub(crate) fn try_at(&mut self, t_ms: u64) {
        let was_quiet = self.failures == 0 && self.rages == 0;
        let was_long_ago = t_ms.saturating_sub(self.last_try_ms) > limits::ATTEMPT_MS;
        if self.progress == Progress::Done || (was_quiet && was_long_ago) || self.is_stale(t_ms) {
            self.tries = 0;
            self.failures = 0;
            self.rages = 0;
            self.findings = Default::default();
            self.evidence = [0; limits::EVIDENCE];
        }
        self.tries = self.tries.saturating_add(1);
        self.last_try_ms = t_ms;
        self.is_disabled = false;
        self.is_silent = false;
        self.progress = Progress::Open;
    }

    /// The last try failed. A try fails once, however many things the page shows about it.
    pub(crate) fn fail(&mut self) {
        if self.progress != Progress::Failed {
            self.failures = self.failures.saturating_add(1);
            // What the page said may still be showing; requests and errors belong to the try before.
            let [_, echoes @ ..] = &mut self.findings;
            *echoes = Default::default();
        }
        self.progress = Progress::Failed;
    }

    /// Keeps what the page showed; the first of each kind in one try is the reason, the rest are its echoes.
    /// `replaces` lets a newer saying take the place of an earlier try's.
    pub(crate) fn find(&mut self, finding: Finding, text: String, replaces: bool) {
        let slot = &mut self.findings[finding as usize];
        if (replaces || slot.is_empty()) && !text.is_empty() {
            *slot = text;
        }
    }

    /// The finding that says most to a person, empty when there is none.
    pub(crate) fn best(&self) -> &str {
        self.findings.iter().find(|it| !it.is_empty()).map_or("", String::as_str)
    }

    pub(crate) fn cite(&mut self, seq: u32) {
        self.evidence.rotate_left(1);
        self.evidence[limits::EVIDENCE - 1] = seq;
    }

    pub(crate) fn is_stale(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.last_try_ms) > limits::STALE_MS
    }

    /// About how many bytes it takes.
    pub(crate) fn cost(&self) -> usize {
        let found: usize = self.findings.iter().map(String::len).sum();
        limits::TASK_OVERHEAD_BYTES + self.route.len() + self.control.len() + found
    }

    /// The parts of its score: none when nothing went wrong, or when it was done in the end.
    pub(crate) fn parts(&self) -> [(&'static str, u32); 4] {
        let is_stuck = self.progress != Progress::Done && (self.failures > 0 || self.rages > 0);
        let has_error = self.progress == Progress::Failed && !self.best().is_empty();
        let points = |points: u32| if is_stuck { points } else { 0 };
        [
            ("failures", points(self.failures.saturating_mul(3))),
            ("rage_clicks", points(self.rages.saturating_mul(2))),
            ("tries", points(self.tries.saturating_sub(1))),
            ("error_showing", points(if has_error { 2 } else { 0 })),
        ]
    }

    pub(crate) fn score(&self) -> u32 {
        self.parts().iter().fold(0, |sum, (_, points)| sum.saturating_add(*points))
    }

    /// What became of it, for a visitor who is on `route` now and opened the chat at `chat_ms`: one of the names of
    /// `record::TaskOutcome`.
    pub(crate) fn outcome(&self, now_ms: u64, route: &str, chat_ms: Option<u64>) -> &'static str {
        // A silent try after a failed one may have worked: then nobody may say that the visitor gave up.
        let is_unresolved = match self.progress {
            Progress::Done => return "done",
            Progress::Failed => true,
            Progress::Open => self.failures == 0 && self.rages > 0,
        };
        let asked = chat_ms.is_some_and(|t_ms| t_ms >= self.last_try_ms);
        let waited = now_ms.saturating_sub(self.last_try_ms) >= limits::GAVE_UP_MS;
        if is_unresolved && (asked || waited || route != self.route) {
            GAVE_UP
        } else if self.progress == Progress::Failed {
            "failed"
        } else {
            "open"
        }
    }
}

/// The visitor failed and went on to something else, or opened the chat.
pub(crate) const GAVE_UP: &str = "gave_up";
