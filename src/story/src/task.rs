//! One task of the visitor: a control on a route, how often it was tried and what the page said about it.

use alloc::string::String;
use alloc::vec::Vec;

use record::{Label, StuckPart, TaskOutcome};
use scrub::{Scrubbed, scrub};

use crate::limits;

/// A control on a route, with its current series of tries. A series ends when the task is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) route: Scrubbed,
    pub(crate) control: Scrubbed,
    pub(crate) role: Label,
    pub(crate) tries: u32,
    pub(crate) failures: u32,
    pub(crate) rages: u32,
    pub(crate) last_try_ms: u64,
    pub(crate) is_disabled: bool,
    pub(crate) progress: Progress,
    pub(crate) findings: Findings,
    pub(crate) evidence: Vec<u32>,
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

/// What the page showed of a failure, from the best for a person to the worst.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Findings {
    /// What it said, or what it says about a disabled control.
    pub(crate) said: Option<Scrubbed>,
    /// A request and its answer, `GET /api/reports answered 403`.
    pub(crate) answered: Option<Scrubbed>,
    /// An error, `TypeError: x is undefined`.
    pub(crate) threw: Option<Scrubbed>,
}

impl Findings {
    /// The one that says most to a person.
    pub(crate) fn best(&self) -> Option<&Scrubbed> {
        self.said.as_ref().or(self.answered.as_ref()).or(self.threw.as_ref())
    }
}

/// One thing that the page showed.
#[derive(Debug)]
pub(crate) enum Finding {
    Said(Scrubbed),
    Answered(Scrubbed),
    Threw(Scrubbed),
}

impl Task {
    pub(crate) fn new(route: Scrubbed, control: Scrubbed, role: Label) -> Self {
        Self {
            route,
            control,
            role,
            tries: 0,
            failures: 0,
            rages: 0,
            last_try_ms: 0,
            is_disabled: false,
            progress: Progress::Open,
            findings: Findings::default(),
            evidence: Vec::new(),
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
            self.findings = Findings::default();
            self.evidence.clear();
        }
        self.tries = self.tries.saturating_add(1);
        self.last_try_ms = t_ms;
        self.is_disabled = false;
        self.progress = Progress::Open;
    }

    /// The last try failed. A try fails once, however many things the page shows about it.
    pub(crate) fn fail(&mut self) {
        if self.progress != Progress::Failed {
            self.failures = self.failures.saturating_add(1);
            // What the page said may still be showing; requests and errors belong to the try before.
            self.findings.answered = None;
            self.findings.threw = None;
        }
        self.progress = Progress::Failed;
    }

    /// Keeps what the page showed; the first of each kind in one try is the reason, the rest are its echoes.
    /// `replaces` lets a newer saying take the place of an earlier try's.
    pub(crate) fn find(&mut self, finding: Finding, replaces: bool) {
        let (slot, text) = match finding {
            Finding::Said(text) => (&mut self.findings.said, text),
            Finding::Answered(text) => (&mut self.findings.answered, text),
            Finding::Threw(text) => (&mut self.findings.threw, text),
        };
        if (replaces || slot.is_none()) && !text.as_str().is_empty() {
            *slot = Some(text);
        }
    }

    pub(crate) fn cite(&mut self, seq: u32) {
        if self.evidence.len() == limits::EVIDENCE {
            self.evidence.remove(0);
        }
        self.evidence.push(seq);
    }

    pub(crate) fn is_stale(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.last_try_ms) > limits::STALE_MS
    }

    /// About how many bytes it takes in a snapshot.
    pub(crate) fn cost(&self) -> usize {
        let findings = [&self.findings.said, &self.findings.answered, &self.findings.threw];
        let found: usize = findings.into_iter().flatten().map(|text| text.as_str().len()).sum();
        limits::TASK_OVERHEAD_BYTES + self.route.as_str().len() + self.control.as_str().len() + found
    }

    /// The parts of its score: none when nothing went wrong, or when it was done in the end.
    pub(crate) fn parts(&self) -> [(&'static str, u32); 4] {
        let is_stuck = self.progress != Progress::Done && (self.failures > 0 || self.rages > 0);
        let has_error = self.progress == Progress::Failed && self.findings.best().is_some();
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

    pub(crate) fn stuck_parts(&self) -> Vec<StuckPart> {
        let part =
            |(name, points): (&str, u32)| Label::new(name).ok().map(|label| StuckPart { label, points });
        self.parts().into_iter().filter(|(_, points)| *points > 0).filter_map(part).collect()
    }

    /// What became of it, for a visitor who is on `route` now and opened the chat at `chat_ms`.
    pub(crate) fn outcome(&self, now_ms: u64, route: &Scrubbed, chat_ms: Option<u64>) -> TaskOutcome {
        // A silent try after a failed one may have worked: then nobody may say that the visitor gave up.
        let is_unresolved = match self.progress {
            Progress::Done => return TaskOutcome::Done,
            Progress::Failed => true,
            Progress::Open => self.failures == 0 && self.rages > 0,
        };
        let asked = chat_ms.is_some_and(|t_ms| t_ms >= self.last_try_ms);
        let waited = now_ms.saturating_sub(self.last_try_ms) >= limits::GAVE_UP_MS;
        match self.progress {
            _ if is_unresolved && (asked || waited || *route != self.route) => TaskOutcome::GaveUp,
            Progress::Failed => TaskOutcome::Failed,
            Progress::Open | Progress::Done => TaskOutcome::Open,
        }
    }

    /// How the control is spoken of.
    pub(crate) fn spoken(&self) -> Scrubbed {
        if !self.control.as_str().is_empty() {
            return self.control.clone();
        }
        let mut text = String::from("an unnamed ");
        text.push_str(if self.role.as_str() == "generic" { "element" } else { self.role.as_str() });
        scrub(&text).0
    }
}
