//! The tasks, and what each event does to them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::event::{self, DISABLED, answer, field_message, joined};
use crate::limits;
use crate::rage::ClickRun;
use crate::ring::Ring;
use crate::task::{Finding, Progress, Task};
use crate::text::Fields;
use crate::wording::{self, Meaning};

/// What happened in one tab, bounded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    pub(crate) ring: Ring,
    pub(crate) last_seq: u32,
    pub(crate) last_ms: u64,
    pub(crate) route: String,
    /// The task tried longest ago first.
    pub(crate) tasks: Vec<Task>,
    /// When the try began that is going on; always of the last task in the table.
    pub(crate) attempt_ms: Option<u64>,
    /// Something was said about this try already.
    pub(crate) has_said: bool,
    pub(crate) run: ClickRun,
    pub(crate) loose: Loose,
    pub(crate) help: HelpVisits,
    pub(crate) chat_opened_ms: Option<u64>,
}

/// The newest trouble that belongs to no attempt, if its text says any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Loose {
    pub(crate) t_ms: u64,
    pub(crate) route: String,
    pub(crate) text: String,
    /// The page said it; else it is a request and its answer.
    pub(crate) is_said: bool,
}

/// Visits to help pages on this errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HelpVisits {
    pub(crate) count: u32,
    pub(crate) last_ms: u64,
}

impl Story {
    /// A tab in which nothing has happened yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            ring: Ring::new(),
            last_seq: 0,
            last_ms: 0,
            route: String::new(),
            tasks: Vec::new(),
            attempt_ms: None,
            has_said: false,
            run: ClickRun::new(),
            loose: Loose { t_ms: 0, route: String::new(), text: String::new(), is_said: false },
            help: HelpVisits { count: 0, last_ms: 0 },
            chat_opened_ms: None,
        }
    }

    /// Takes one event in and gives it the next seq. `t_ms` counts since the tab's capture began; a time before the last
    /// event's is taken as the last event's.
    ///
    /// The event is a letter and its texts, parted by tabs; no text holds a tab or a line break. Each is cut to its
    /// limit; what is missing is empty, and an event whose letter is none of these is no event.
    ///
    /// | letter | what happened | texts |
    /// |---|---|---|
    /// | `n` | the visitor came to a page or a route | route template, title |
    /// | `c` | a click | role, name, `enabled` or `disabled`, description |
    /// | `s` | a form was sent | the same, of the button that sent it |
    /// | `i` | a field was refused | the same, and what the page says about it |
    /// | `a`, `m` | the page said something, loud or politely | what |
    /// | `x` | an uncaught error | its class, its message |
    /// | `r` | a request failed | method, route template, status or 0 for no answer, milliseconds |
    pub fn push(&mut self, t_ms: u64, event: &str) {
        let Some(event) = event::cleaned(event) else { return };
        self.last_ms = self.last_ms.max(t_ms);
        self.last_seq = self.last_seq.saturating_add(1);
        self.learn(&event);
        self.make_room();
        self.ring.push(self.last_seq, self.last_ms, &event);
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

    /// The task that somebody is stuck on with so many before it: the most stuck first, the more recent of two equals
    /// first.
    pub(crate) fn stuck(&self, rank: usize, now_ms: u64) -> Option<&Task> {
        let score = |task: &Task| if task.is_stale(now_ms) { 0 } else { task.score() };
        // The library's sort is kilobytes for two dozen tasks.
        self.tasks.iter().enumerate().find_map(|(at, task)| {
            let mine = score(task);
            let is_before =
                |(other, it): (usize, &Task)| score(it).saturating_add(u32::from(other > at)) > mine;
            let before = self.tasks.iter().enumerate().filter(|it| is_before(*it)).count();
            (mine >= limits::STUCK_SCORE && before == rank).then_some(task)
        })
    }

    fn learn(&mut self, event: &str) {
        let mut fields = Fields::of(event);
        let kind = fields.text();
        let [first, second, third, fourth, fifth] = core::array::from_fn(|_| fields.text());
        match kind {
            "n" => self.navigated(first),
            "c" => self.clicked(first, second, third == DISABLED, fourth),
            "s" => self.submitted(first, second),
            "i" => self.trouble(Finding::Said, field_message(second, fifth)),
            "a" | "m" => self.said(kind == "a", first),
            "x" => {
                let colon = if first.is_empty() || second.is_empty() { "" } else { ": " };
                self.trouble(Finding::Threw, joined(&[first, colon, second]));
            }
            _ => self.trouble(Finding::Answered, answer(first, second, third)),
        }
    }

    /// Whether the try that is going on began at most so long ago.
    fn has_tried_within(&self, ms: u64) -> bool {
        self.attempt_ms.is_some_and(|started_ms| self.last_ms.saturating_sub(started_ms) <= ms)
    }

    fn navigated(&mut self, route: &str) {
        if route == self.route {
            return;
        }
        if self.has_tried_within(limits::ATTEMPT_MS) {
            self.succeed();
        }
        if wording::is_help(route) {
            if self.last_ms.saturating_sub(self.help.last_ms) > limits::STALE_MS {
                self.help.count = 0;
            }
            self.help = HelpVisits { count: self.help.count.saturating_add(1), last_ms: self.last_ms };
        }
        self.route = String::from(route);
    }

    fn clicked(&mut self, role: &str, name: &str, is_disabled: bool, description: &str) {
        let is_rage = self.run.push(self.last_ms, name);
        if !is_disabled && !is_primary(role) {
            return;
        }
        let is_same = self.tasks.last().is_some_and(|task| task.control == name && task.route == self.route);
        if !is_same || !self.has_tried_within(limits::DOUBLE_CLICK_MS - 1) {
            self.open_attempt(role, name);
        }
        let Some(task) = self.tasks.last_mut() else { return };
        if is_disabled {
            task.is_disabled = true;
            task.fail();
            task.find(Finding::Said, String::from(description), true);
        }
        if is_rage {
            task.rages = task.rages.saturating_add(1);
        }
    }

    fn submitted(&mut self, role: &str, name: &str) {
        let follows_click = self.has_tried_within(limits::SUBMIT_AFTER_CLICK_MS - 1);
        match self.tasks.last_mut() {
            Some(task) if follows_click && task.route == self.route => task.cite(self.last_seq),
            _ => self.open_attempt(role, name),
        }
    }

    /// Opens an attempt and makes its task the last of the table.
    fn open_attempt(&mut self, role: &str, name: &str) {
        let is_it = |task: &Task| task.control == name && task.role == role && task.route == self.route;
        let mut task = match self.tasks.iter().position(is_it) {
            Some(at) => self.tasks.remove(at),
            None => Task::new(self.route.clone(), String::from(name), String::from(role)),
        };
        task.try_at(self.last_ms);
        task.cite(self.last_seq);
        self.tasks.push(task);
        self.attempt_ms = Some(self.last_ms);
        self.has_said = false;
    }

    /// Lets tasks go until the table is within its limits: first the oldest that nobody is stuck on, then the oldest.
    /// The last one stays, since the open attempt is its.
    fn make_room(&mut self) {
        while let Some((_, others @ [_, ..])) = self.tasks.split_last() {
            let bytes: usize = self.tasks.iter().map(Task::cost).sum();
            if self.tasks.len() <= limits::TASKS && bytes <= limits::TASKS_BYTES {
                return;
            }
            let at = others.iter().position(|task| task.score() == 0).unwrap_or(0);
            self.tasks.remove(at);
        }
    }

    fn said(&mut self, is_alert: bool, text: &str) {
        match wording::meaning(is_alert, text) {
            Meaning::Failure => self.trouble(Finding::Said, String::from(text)),
            Meaning::Success if self.has_tried_within(limits::ATTEMPT_MS) => self.succeed(),
            Meaning::Success | Meaning::Neither => {}
        }
    }

    /// The page showed that the try worked. Trouble that it showed before, for the same try, weighs more.
    fn succeed(&mut self) {
        if let Some(task) = self.tasks.last_mut()
            && task.progress != Progress::Failed
        {
            task.progress = Progress::Done;
            task.cite(self.last_seq);
        }
    }

    /// The page showed trouble: the open attempt's if there is one, else nobody's.
    fn trouble(&mut self, finding: Finding, text: String) {
        let is_said = finding == Finding::Said;
        if self.has_tried_within(limits::ATTEMPT_MS)
            && let Some(task) = self.tasks.last_mut()
        {
            let replaces = is_said && !self.has_said;
            self.has_said |= is_said;
            // A disabled control says why in its description; what the page says later is about something else.
            if !task.is_disabled {
                task.fail();
                task.find(finding, text, replaces);
                task.cite(self.last_seq);
                return;
            }
        }
        let loose = &self.loose;
        // What a person could read is kept rather than the request behind it.
        let is_echo = loose.is_said
            && !is_said
            && loose.route == self.route
            && self.last_ms.saturating_sub(loose.t_ms) <= limits::ATTEMPT_MS;
        if finding != Finding::Threw && !text.is_empty() && !is_echo {
            self.loose = Loose { t_ms: self.last_ms, route: self.route.clone(), text, is_said };
        }
    }
}

/// Roles whose click is an attempt at something. Ticking a box or going to a field prepares one.
fn is_primary(role: &str) -> bool {
    matches!(role, "button" | "link" | "menuitem" | "switch" | "generic")
}
