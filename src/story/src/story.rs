//! The ring, the tasks, and what each event does to them.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use record::{Control, ControlState, PageEvent, PageEventKind, PageStory, Severity, StuckScore, StuckTask};
use scrub::{Scrubbed, route_template};

use crate::event::{answer, bounded_event, event_cost, field_message, joined};
use crate::rage::ClickRun;
use crate::task::{Finding, Progress, Task};
use crate::wording::{self, Meaning};
use crate::{limits, sentence};

/// What happened in one tab, bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub(crate) ring: VecDeque<PageEvent>,
    pub(crate) last_seq: u32,
    pub(crate) last_ms: u64,
    pub(crate) route: Scrubbed,
    /// The task tried longest ago first.
    pub(crate) tasks: Vec<Task>,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) run: ClickRun,
    pub(crate) loose: Option<Loose>,
    pub(crate) help: HelpVisits,
    pub(crate) chat_opened_ms: Option<u64>,
}

/// The try that is going on; always of the last task in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) started_ms: u64,
    /// Something was said about this try already.
    pub(crate) has_said: bool,
}

/// The newest trouble that belongs to no attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Loose {
    pub(crate) t_ms: u64,
    pub(crate) route: Scrubbed,
    pub(crate) text: Scrubbed,
    /// The page said it; else it is a request and its answer.
    pub(crate) is_said: bool,
}

/// Visits to help pages on this errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HelpVisits {
    pub(crate) count: u32,
    pub(crate) last_ms: u64,
}

impl Default for Story {
    fn default() -> Self {
        Self::new()
    }
}

impl Story {
    /// A tab in which nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            ring: VecDeque::new(),
            last_seq: 0,
            last_ms: 0,
            route: Scrubbed::default(),
            tasks: Vec::new(),
            attempt: None,
            run: ClickRun::default(),
            loose: None,
            help: HelpVisits::default(),
            chat_opened_ms: None,
        }
    }

    /// Takes one event in and gives it the next seq, which is returned. `t_ms` counts since the tab's capture began;
    /// a time before the last event's is taken as the last event's. Texts are cut to their [`limits`].
    pub fn push(&mut self, t_ms: u64, kind: PageEventKind) -> u32 {
        self.last_ms = self.last_ms.max(t_ms);
        self.last_seq = self.last_seq.saturating_add(1);
        let kind = bounded_event(kind);
        self.learn(&kind);
        self.make_room();
        if self.ring.len() == limits::RING_EVENTS {
            self.ring.pop_front();
        }
        self.ring.push_back(PageEvent { seq: self.last_seq, t_ms: self.last_ms, kind });
        self.last_seq
    }

    /// The visitor opened the chat: what is unresolved now was given up.
    pub fn chat_opened(&mut self, t_ms: u64) {
        self.last_ms = self.last_ms.max(t_ms);
        self.chat_opened_ms = Some(self.last_ms);
    }

    /// The time of the newest event, 0 before the first.
    #[must_use]
    pub const fn last_ms(&self) -> u64 {
        self.last_ms
    }

    /// The story so far. At most 16 KiB as JSON.
    #[must_use]
    pub fn tell(&self, now_ms: u64) -> PageStory {
        let now_ms = now_ms.max(self.last_ms);
        let stuck = self.stuck(now_ms);
        let timeline = self.timeline();
        let first_seq = timeline.first().map_or(u32::MAX, |event| event.seq);
        let shown = u32::try_from(timeline.len()).unwrap_or(u32::MAX);
        let worst = |task: &&Task| StuckScore { score: task.score(), parts: task.stuck_parts() };
        PageStory {
            sentence: sentence::compose(self, &stuck, now_ms),
            stuck: stuck.first().map(worst).unwrap_or_default(),
            tasks: stuck.iter().map(|task| self.told(task, now_ms, first_seq)).collect(),
            timeline,
            dropped_events: self.last_seq.saturating_sub(shown),
        }
    }

    /// The tasks that somebody is stuck on, most stuck first, the more recent of two equals first.
    fn stuck(&self, now_ms: u64) -> Vec<&Task> {
        let mut stuck: Vec<&Task> = Vec::new();
        for task in self.tasks.iter().rev() {
            let score = task.score();
            if score < limits::STUCK_SCORE || task.is_stale(now_ms) {
                continue;
            }
            // Insertion by hand: the library's sort is kilobytes for two dozen tasks.
            let at = stuck.iter().position(|other| other.score() < score).unwrap_or(stuck.len());
            stuck.insert(at, task);
            stuck.truncate(record::limits::STORY_TASKS);
        }
        stuck
    }

    fn told(&self, task: &Task, now_ms: u64, first_seq: u32) -> StuckTask {
        StuckTask {
            route: task.route.clone(),
            control: task.control.clone(),
            tries: task.tries,
            failures: task.failures,
            outcome: task.outcome(now_ms, &self.route, self.chat_opened_ms),
            message: task.findings.best().cloned(),
            evidence: task.evidence.iter().copied().filter(|seq| *seq >= first_seq).collect(),
        }
    }

    /// The newest events that fit, oldest first.
    fn timeline(&self) -> Vec<PageEvent> {
        let mut room = limits::TIMELINE_BYTES;
        let newest = self.ring.iter().rev().take(record::limits::TIMELINE_EVENTS);
        let fits = newest.take_while(|event| {
            let cost = event_cost(&event.kind);
            let fits = cost <= room;
            room = room.saturating_sub(cost);
            fits
        });
        let mut timeline: Vec<PageEvent> = fits.cloned().collect();
        timeline.reverse();
        timeline
    }

    fn learn(&mut self, kind: &PageEventKind) {
        match kind {
            PageEventKind::Navigation { route, .. } => self.navigated(route),
            PageEventKind::Click { control } => self.clicked(control),
            PageEventKind::FormSubmit { control } => self.submitted(control),
            PageEventKind::FormInvalid { control, message } => {
                self.trouble(Finding::Said(field_message(control, message.as_ref())));
            }
            PageEventKind::Message { severity, text } => self.said(*severity, text),
            PageEventKind::Exception { kind, message } => {
                let colon = if kind.as_str().is_empty() || message.as_str().is_empty() { "" } else { ": " };
                let text = joined(&[kind.as_str(), colon, message.as_str()]);
                self.trouble(Finding::Threw(text));
            }
            PageEventKind::Request { method, route, status, .. } => {
                self.trouble(Finding::Answered(answer(method, route, *status)));
            }
        }
    }

    fn navigated(&mut self, route: &Scrubbed) {
        let has_moved = *route != self.route;
        if has_moved {
            let now_ms = self.last_ms;
            let is_fresh = |attempt: &Attempt| now_ms - attempt.started_ms <= limits::ATTEMPT_MS;
            if self.attempt.as_ref().is_some_and(is_fresh) {
                self.succeed();
            }
            if wording::is_help(route.as_str()) {
                let is_new_errand = now_ms.saturating_sub(self.help.last_ms) > limits::STALE_MS;
                let before = if is_new_errand { 0 } else { self.help.count };
                self.help = HelpVisits { count: before.saturating_add(1), last_ms: now_ms };
            }
        }
        self.route = route.clone();
    }

    fn clicked(&mut self, control: &Control) {
        let is_rage = self.run.push(self.last_ms, control);
        let is_disabled = control.state == ControlState::Disabled;
        if !is_disabled && !is_primary(control.role.as_str()) {
            return;
        }
        if !self.is_double_click(control) {
            self.open_attempt(control);
        }
        let Some(task) = self.tasks.last_mut() else { return };
        if is_disabled {
            task.is_disabled = true;
            task.fail();
            task.find(Finding::Said(control.description.clone().unwrap_or_default()), true);
        }
        if is_rage {
            task.rages = task.rages.saturating_add(1);
        }
    }

    fn is_double_click(&self, control: &Control) -> bool {
        let (Some(attempt), Some(task)) = (&self.attempt, self.tasks.last()) else { return false };
        task.control == control.name
            && task.route == self.route
            && self.last_ms - attempt.started_ms < limits::DOUBLE_CLICK_MS
    }

    fn submitted(&mut self, control: &Control) {
        let now_ms = self.last_ms;
        let follows_click = |attempt: &Attempt| now_ms - attempt.started_ms < limits::SUBMIT_AFTER_CLICK_MS;
        let is_same_page = self.tasks.last().is_some_and(|task| task.route == self.route);
        if is_same_page && self.attempt.as_ref().is_some_and(follows_click) {
            if let Some(task) = self.tasks.last_mut() {
                task.cite(self.last_seq);
            }
            return;
        }
        self.open_attempt(control);
    }

    /// Opens an attempt and makes its task the last of the table.
    fn open_attempt(&mut self, control: &Control) {
        let is_it = |task: &Task| {
            task.control == control.name && task.role == control.role && task.route == self.route
        };
        let mut task = match self.tasks.iter().position(is_it) {
            Some(at) => self.tasks.remove(at),
            None => Task::new(self.route.clone(), control.name.clone(), control.role.clone()),
        };
        task.try_at(self.last_ms);
        task.cite(self.last_seq);
        self.tasks.push(task);
        self.attempt = Some(Attempt { started_ms: self.last_ms, has_said: false });
    }

    /// Lets tasks go until the table is within its limits: first the oldest that nobody is stuck on, then the oldest.
    /// The last one stays, since the open attempt is its.
    fn make_room(&mut self) {
        let is_over = |tasks: &[Task]| {
            tasks.len() > limits::TASKS || tasks.iter().map(Task::cost).sum::<usize>() > limits::TASKS_BYTES
        };
        while self.tasks.len() > 1 && is_over(&self.tasks) {
            let before_last = &self.tasks[..self.tasks.len() - 1];
            let at = before_last.iter().position(|task| task.score() == 0).unwrap_or(0);
            self.tasks.remove(at);
        }
    }

    fn said(&mut self, severity: Severity, text: &Scrubbed) {
        match wording::meaning(severity, text.as_str()) {
            Meaning::Failure => self.trouble(Finding::Said(text.clone())),
            Meaning::Success => {
                let now_ms = self.last_ms;
                let is_fresh = |attempt: &Attempt| now_ms - attempt.started_ms <= limits::ATTEMPT_MS;
                if self.attempt.as_ref().is_some_and(is_fresh) {
                    self.succeed();
                }
            }
            Meaning::Neither => {}
        }
    }

    /// The page showed that the try worked. Trouble that it showed before, for the same try, weighs more.
    fn succeed(&mut self) {
        let seq = self.last_seq;
        if let Some(task) = self.tasks.last_mut()
            && task.progress != Progress::Failed
        {
            task.progress = Progress::Done;
            task.cite(seq);
        }
    }

    /// The page showed trouble: the open attempt's if there is one, else nobody's.
    fn trouble(&mut self, finding: Finding) {
        let now_ms = self.last_ms;
        let seq = self.last_seq;
        let fresh = self.attempt.as_mut().filter(|it| now_ms - it.started_ms <= limits::ATTEMPT_MS);
        if let (Some(attempt), Some(task)) = (fresh, self.tasks.last_mut()) {
            let is_said = matches!(finding, Finding::Said(_));
            let replaces = is_said && !attempt.has_said;
            attempt.has_said |= is_said;
            // A disabled control says why in its description; what the page says later is about something else.
            if !task.is_disabled {
                task.fail();
                task.find(finding, replaces);
                task.cite(seq);
                return;
            }
        }
        let (text, is_said) = match finding {
            Finding::Said(text) => (text, true),
            Finding::Answered(text) => (text, false),
            Finding::Threw(_) => return,
        };
        // What a person could read is kept rather than the request behind it.
        let is_echo = self.loose.as_ref().is_some_and(|it| {
            it.is_said && !is_said && it.route == self.route && now_ms - it.t_ms <= limits::ATTEMPT_MS
        });
        if !text.as_str().is_empty() && !is_echo {
            self.loose = Some(Loose { t_ms: now_ms, route: self.route.clone(), text, is_said });
        }
    }
}

/// Tells the story of events that were recorded on a page which could not run the story itself. Each event
/// keeps its time; seqs are given anew, and addresses become templates. The chat counts as open at `now_ms`.
#[must_use]
pub fn retell(timeline: &[PageEvent], now_ms: u64) -> PageStory {
    let mut story = Story::new();
    for event in timeline {
        let mut kind = event.kind.clone();
        if let PageEventKind::Navigation { route, .. } | PageEventKind::Request { route, .. } = &mut kind {
            *route = route_template(route.as_str());
        }
        story.push(event.t_ms, kind);
    }
    story.chat_opened(now_ms);
    story.tell(now_ms)
}

/// Roles whose click is an attempt at something. Ticking a box or going to a field prepares one.
fn is_primary(role: &str) -> bool {
    matches!(role, "button" | "link" | "menuitem" | "switch" | "generic")
}
