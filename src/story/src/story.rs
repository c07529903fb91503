//! The tasks, and what each event does to them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::event::{DISABLED, answer, field_message, is_failure, joined};
use crate::friction::{Frictions, Way};
use crate::limits;
use crate::rage::ClickRun;
use crate::ring::Ring;
use crate::task::{Finding, Progress, Task};
use crate::text::Fields;
use crate::wording::{self, Meaning};

/// What happened in one tab, bounded.
#[derive(Debug, Default)]
pub(crate) struct Story {
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
    pub(crate) left: Left,
    pub(crate) help: HelpVisits,
    pub(crate) frictions: Frictions,
    pub(crate) way: Way,
    pub(crate) chat_opened_ms: Option<u64>,
}

/// The newest trouble that belongs to no attempt, if its text says any.
#[derive(Debug, Default)]
pub(crate) struct Loose {
    pub(crate) t_ms: u64,
    pub(crate) route: String,
    pub(crate) text: String,
    pub(crate) kind: LooseKind,
}

/// What kind of trouble belongs to no attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum LooseKind {
    /// The page said it.
    #[default]
    Said,
    /// A request and its answer.
    Failed,
    /// A request that took long.
    Slow,
}

/// The form that was left last without being sent, if its name says which.
#[derive(Debug, Default)]
pub(crate) struct Left {
    pub(crate) t_ms: u64,
    pub(crate) route: String,
    pub(crate) form: String,
    pub(crate) fields: u32,
}

/// Visits to help pages on this errand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HelpVisits {
    pub(crate) count: u32,
    pub(crate) last_ms: u64,
}

impl Story {
    /// A tab of whose events so many are not known any more.
    pub(crate) fn new(dropped: u32) -> Self {
        Self { last_seq: dropped, ..Self::default() }
    }

    /// The seq of the event that comes next.
    pub(crate) const fn next_seq(&self) -> u32 {
        self.last_seq.saturating_add(1)
    }

    /// Takes one cleaned event in and gives it the next seq. A time before the last event's is taken as the last event's.
    pub(crate) fn push(&mut self, t_ms: u64, event: &str) {
        self.skip(t_ms, 1);
        self.learn(event);
        self.make_room();
        self.ring.push(self.last_seq, self.last_ms, event);
    }

    /// Events of which nothing is told.
    pub(crate) fn skip(&mut self, t_ms: u64, events: u32) {
        self.last_ms = self.last_ms.max(t_ms);
        self.last_seq = self.last_seq.saturating_add(events);
    }

    /// The visitor went somewhere, and leaves out where.
    pub(crate) fn is_somewhere(&mut self) {
        self.route.clear();
        self.attempt_ms = None;
    }

    /// The visitor opened the chat: what is unresolved now was given up.
    pub(crate) fn chat_opened(&mut self, t_ms: u64) {
        self.last_ms = self.last_ms.max(t_ms);
        self.chat_opened_ms = Some(self.last_ms);
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
        let [first, second, third, fourth, _selector, sixth] = core::array::from_fn(|_| fields.text());
        match kind {
            "n" => self.navigated(first),
            "c" | "t" => {
                if kind == "t" {
                    self.run = ClickRun::default();
                }
                self.clicked(first, second, third == DISABLED, fourth);
            }
            "s" => self.submitted(first, second),
            "i" => self.trouble(Finding::Said, field_message(second, sixth)),
            "b" => {
                let (route, form, fields) =
                    (self.route.clone(), String::from(second), Fields::of(third).small());
                self.left = Left { t_ms: self.last_ms, route, form, fields };
            }
            "a" | "m" => self.said(kind == "a", first),
            "x" => self.threw(first, second),
            "r" => self.answered(first, second, Fields::of(third).small(), Fields::of(fourth).number()),
            "f" => self.nothing_happened(first, second, third),
            "g" => self.frictions.push(first, self.last_ms, &self.route, "", [self.last_seq; 2]),
            "z" => self.trouble(Finding::Said, String::from(third)),
            "h" => self.read_help(),
            _ => debug_assert!(matches!(kind, "o"), "{kind} means nothing to a task"),
        }
    }

    /// The task that was being tried at a time: the newest that was tried at most ten seconds before.
    fn tried_at(&mut self, t_ms: u64) -> Option<&mut Task> {
        let task = self.tasks.iter_mut().rev().find(|task| task.last_try_ms <= t_ms)?;
        (t_ms.saturating_sub(task.last_try_ms) <= limits::ATTEMPT_MS).then_some(task)
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
        if let Some(came) = self.way.step(&self.route, route, self.last_ms, self.last_seq) {
            self.frictions.push("quick_back", self.last_ms, &self.route, "", [came, self.last_seq]);
        }
        if wording::is_help(route) {
            self.read_help();
        }
        self.route = String::from(route);
    }

    fn read_help(&mut self) {
        // A page of help by its path, and by what the site says of it, is one page.
        if self.help.count > 0 && self.help.last_ms == self.last_ms {
            return;
        }
        if self.last_ms.saturating_sub(self.help.last_ms) > limits::STALE_MS {
            self.help.count = 0;
        }
        self.help = HelpVisits { count: self.help.count.saturating_add(1), last_ms: self.last_ms };
    }

    fn clicked(&mut self, role: &str, name: &str, is_disabled: bool, description: &str) {
        // Quick clicks into a field or on a box select a text, or set what they set.
        let may_rage = is_disabled || is_primary(role);
        let is_rage = may_rage && self.run.push(self.last_ms, self.last_seq, name);
        if is_rage {
            self.frictions.push(
                "rage_click",
                self.last_ms,
                &self.route,
                name,
                [self.run.first_seq, self.last_seq],
            );
        }
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

    /// A control was clicked, and for some seconds nothing at all came of it. It may be an older task's by now.
    fn nothing_happened(&mut self, kind: &str, role: &str, name: &str) {
        let is_it = |task: &&mut Task| task.control == name && task.role == role && task.route == self.route;
        let mut first = self.last_seq;
        if let Some(task) = self.tasks.iter_mut().find(is_it) {
            first = task.evidence[limits::EVIDENCE - 1];
            // Whatever the page has said of it is more than that.
            if task.progress == Progress::Open {
                task.fail();
                task.is_silent = true;
                task.cite(self.last_seq);
            }
        }
        self.frictions.push(kind, self.last_ms, &self.route, name, [first, self.last_seq]);
    }

    fn submitted(&mut self, role: &str, name: &str) {
        if self.left.route == self.route {
            self.left = Left::default();
        }
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

    fn threw(&mut self, class: &str, message: &str) {
        let colon = if class.is_empty() || message.is_empty() { "" } else { ": " };
        if self.has_tried_within(limits::ERROR_CLICK_MS)
            && let Some(task) = self.tasks.last()
        {
            let evidence = [task.evidence[limits::EVIDENCE - 1], self.last_seq];
            self.frictions.push("error_click", self.last_ms, &self.route, &task.control, evidence);
        }
        self.trouble(Finding::Threw, joined(&[class, colon, message]));
    }

    /// A request failed or was slow. It belongs to the try that it began in, however late its answer comes.
    fn answered(&mut self, method: &str, route: &str, status: u32, duration_ms: u64) {
        let text = answer(method, route, status, duration_ms);
        let began_ms = self.last_ms.saturating_sub(duration_ms);
        if is_failure(status) && duration_ms <= limits::ATTEMPT_MS {
            return self.trouble(Finding::Answered, text);
        }
        let seq = self.last_seq;
        if let Some(task) = self.tried_at(began_ms).filter(|task| !task.is_disabled) {
            if is_failure(status) {
                task.fail();
            }
            task.find(Finding::Answered, text, false);
            task.cite(seq);
            return;
        }
        self.set_loose(text, if is_failure(status) { LooseKind::Failed } else { LooseKind::Slow });
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
        if finding != Finding::Threw {
            self.set_loose(text, if is_said { LooseKind::Said } else { LooseKind::Failed });
        }
    }

    fn set_loose(&mut self, text: String, kind: LooseKind) {
        let loose = &self.loose;
        // What a person could read is kept rather than the request behind it, and a failure rather than a long wait.
        let says_more = match kind {
            LooseKind::Said => false,
            LooseKind::Failed => loose.kind == LooseKind::Said,
            LooseKind::Slow => loose.kind != LooseKind::Slow,
        };
        let is_echo = says_more
            && !loose.text.is_empty()
            && loose.route == self.route
            && self.last_ms.saturating_sub(loose.t_ms) <= limits::ATTEMPT_MS;
        if !text.is_empty() && !is_echo {
            self.loose = Loose { t_ms: self.last_ms, route: self.route.clone(), text, kind };
        }
    }
}

/// Roles whose click is an attempt at something. Ticking a box or going to a field prepares one.
fn is_primary(role: &str) -> bool {
    matches!(role, "button" | "link" | "menuitem" | "switch" | "generic")
}
