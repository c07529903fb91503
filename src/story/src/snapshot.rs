//! The story as text, so that it survives a full page load in the tab's own storage.
//!
//! One line for the state, one for each task, one for each event, newest last; fields are parted by tabs. No text in
//! a story holds a tab or a line break. The page's other scripts can write that storage too: what is read is checked
//! and scrubbed again, and anything odd makes the whole snapshot damaged.

use alloc::string::String;
use alloc::vec::Vec;
use core::str::Split;

use record::{Control, ControlState, Label, PageEvent, PageEventKind, Severity};
use scrub::{Scrubbed, scrub};

use crate::limits;
use crate::rage::ClickRun;
use crate::story::{Attempt, HelpVisits, Loose, Story};
use crate::task::{Findings, Progress, Task};
use crate::text::{bounded, push_number};

/// The format's first field. Another number is another format, which is not guessed at.
const VERSION: u64 = 1;

/// The text is no snapshot of this version. Start a new story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DamagedSnapshot;

impl core::fmt::Display for DamagedSnapshot {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("not a snapshot of this version's story")
    }
}

impl core::error::Error for DamagedSnapshot {}

impl Story {
    /// The story as text of at most [`limits::SNAPSHOT_BYTES`]; the oldest events are left out when it gets longer.
    #[must_use]
    pub fn snapshot(&self) -> String {
        let mut text = self.state_line();
        for task in &self.tasks {
            text.push_str(&task_line(task));
        }
        let mut room = limits::SNAPSHOT_BYTES.saturating_sub(text.len());
        let mut lines: Vec<String> = Vec::new();
        for event in self.ring.iter().rev() {
            let line = event_line(event);
            if line.len() > room {
                break;
            }
            room -= line.len();
            lines.push(line);
        }
        for line in lines.iter().rev() {
            text.push_str(line);
        }
        text
    }

    /// The story that the snapshot was taken of; it tells the same.
    ///
    /// # Errors
    /// [`DamagedSnapshot`] when the text is anything else.
    pub fn restore(snapshot: &str) -> Result<Self, DamagedSnapshot> {
        if snapshot.len() > limits::SNAPSHOT_BYTES {
            return Err(DamagedSnapshot);
        }
        let mut lines = snapshot.split_terminator('\n');
        let mut fields = Fields::of(lines.next().unwrap_or_default());
        let mut story = read_state(&mut fields);
        fields.end()?;
        for line in lines {
            let mut fields = Fields::of(line);
            match fields.text() {
                "t" if story.tasks.len() < limits::TASKS => story.tasks.push(read_task(&mut fields)),
                "e" if story.ring.len() < limits::RING_EVENTS => {
                    let event = read_event(&mut fields);
                    let follows = story.ring.back().is_none_or(|before| before.seq < event.seq);
                    if !follows || event.seq > story.last_seq || event.t_ms > story.last_ms {
                        return Err(DamagedSnapshot);
                    }
                    story.ring.push_back(event);
                }
                _ => return Err(DamagedSnapshot),
            }
            fields.end()?;
        }
        let times = [story.run.last_ms, story.help.last_ms]
            .into_iter()
            .chain(story.attempt.iter().map(|it| it.started_ms))
            .chain(story.loose.iter().map(|it| it.t_ms))
            .chain(story.tasks.iter().map(|it| it.last_try_ms));
        if times.into_iter().any(|t_ms| t_ms > story.last_ms) {
            return Err(DamagedSnapshot);
        }
        Ok(story)
    }

    fn state_line(&self) -> String {
        let mut line = Line::default();
        line.number(VERSION);
        line.number(u64::from(self.last_seq));
        line.number(self.last_ms);
        line.text(self.route.as_str());
        line.number(u64::from(self.help.count));
        line.number(self.help.last_ms);
        line.option(self.chat_opened_ms);
        line.option(self.attempt.as_ref().map(|it| it.started_ms));
        line.flag(self.attempt.as_ref().is_some_and(|it| it.has_said));
        line.text(self.run.control.as_str());
        line.number(u64::from(self.run.clicks));
        line.number(self.run.last_ms);
        line.option(self.loose.as_ref().map(|it| it.t_ms));
        if let Some(loose) = &self.loose {
            line.text(loose.route.as_str());
            line.text(loose.text.as_str());
            line.flag(loose.is_said);
        }
        line.finished()
    }
}

fn read_state(fields: &mut Fields<'_>) -> Story {
    let version = fields.number();
    fields.demand(version == VERSION);
    let mut story = Story::new();
    story.last_seq = fields.small();
    story.last_ms = fields.number();
    story.route = fields.scrubbed(limits::ROUTE_BYTES);
    story.help = HelpVisits { count: fields.small(), last_ms: fields.number() };
    story.chat_opened_ms = fields.option();
    let started_ms = fields.option();
    let has_said = fields.flag();
    story.attempt = started_ms.map(|started_ms| Attempt { started_ms, has_said });
    story.run = ClickRun {
        control: fields.scrubbed(limits::NAME_BYTES),
        clicks: fields.small(),
        last_ms: fields.number(),
    };
    if let Some(t_ms) = fields.option() {
        story.loose = Some(Loose {
            t_ms,
            route: fields.scrubbed(limits::ROUTE_BYTES),
            text: fields.scrubbed(limits::MESSAGE_BYTES),
            is_said: fields.flag(),
        });
    }
    story
}

fn task_line(task: &Task) -> String {
    let mut line = Line::default();
    line.text("t");
    line.text(task.route.as_str());
    line.text(task.control.as_str());
    line.text(task.role.as_str());
    for number in [task.tries, task.failures, task.rages] {
        line.number(u64::from(number));
    }
    line.number(task.last_try_ms);
    line.flag(task.is_disabled);
    line.number(match task.progress {
        Progress::Open => 0,
        Progress::Done => 1,
        Progress::Failed => 2,
    });
    for finding in [&task.findings.said, &task.findings.answered, &task.findings.threw] {
        line.text(finding.as_ref().map_or("", Scrubbed::as_str));
    }
    for seq in &task.evidence {
        line.number(u64::from(*seq));
    }
    line.finished()
}

fn read_task(fields: &mut Fields<'_>) -> Task {
    let route = fields.scrubbed(limits::ROUTE_BYTES);
    let control = fields.scrubbed(limits::NAME_BYTES);
    let mut task = Task::new(route, control, fields.label());
    task.tries = fields.small();
    task.failures = fields.small();
    task.rages = fields.small();
    task.last_try_ms = fields.number();
    task.is_disabled = fields.flag();
    task.progress = match fields.number() {
        0 => Progress::Open,
        1 => Progress::Done,
        2 => Progress::Failed,
        _ => fields.damaged(Progress::Open),
    };
    let mut finding = || fields.optional(limits::MESSAGE_BYTES);
    task.findings = Findings { said: finding(), answered: finding(), threw: finding() };
    while fields.has_more() {
        if task.evidence.len() == limits::EVIDENCE {
            return fields.damaged(task);
        }
        task.evidence.push(fields.small());
    }
    task
}

fn event_line(event: &PageEvent) -> String {
    use PageEventKind as E;
    let mut line = Line::default();
    line.text("e");
    line.number(u64::from(event.seq));
    line.number(event.t_ms);
    match &event.kind {
        E::Navigation { route, title } => line.texts(["n", route.as_str(), title.as_str()]),
        E::Click { control } => line.control("c", control),
        E::FormSubmit { control } => line.control("s", control),
        E::FormInvalid { control, message } => {
            line.control("i", control);
            line.text(message.as_ref().map_or("", Scrubbed::as_str));
        }
        E::Message { severity: Severity::Status, text } => line.texts(["m", text.as_str()]),
        E::Message { severity: Severity::Alert, text } => line.texts(["a", text.as_str()]),
        E::Exception { kind, message } => line.texts(["x", kind.as_str(), message.as_str()]),
        E::Request { method, route, status, duration_ms } => {
            line.texts(["r", method.as_str(), route.as_str()]);
            line.number(u64::from(*status));
            line.number(u64::from(*duration_ms));
        }
    }
    line.finished()
}

fn read_event(fields: &mut Fields<'_>) -> PageEvent {
    use PageEventKind as E;
    let seq = fields.small();
    let t_ms = fields.number();
    let kind = match fields.text() {
        "n" => E::Navigation {
            route: fields.scrubbed(limits::ROUTE_BYTES),
            title: fields.scrubbed(limits::MESSAGE_BYTES),
        },
        "c" => E::Click { control: fields.control() },
        "s" => E::FormSubmit { control: fields.control() },
        "i" => E::FormInvalid { control: fields.control(), message: fields.optional(limits::MESSAGE_BYTES) },
        "m" => E::Message { severity: Severity::Status, text: fields.scrubbed(limits::MESSAGE_BYTES) },
        "a" => E::Message { severity: Severity::Alert, text: fields.scrubbed(limits::MESSAGE_BYTES) },
        "x" => E::Exception {
            kind: fields.scrubbed(limits::NAME_BYTES),
            message: fields.scrubbed(limits::MESSAGE_BYTES),
        },
        "r" => E::Request {
            method: fields.scrubbed(limits::METHOD_BYTES),
            route: fields.scrubbed(limits::ROUTE_BYTES),
            status: fields.number().try_into().unwrap_or_default(),
            duration_ms: fields.small(),
        },
        _ => fields.damaged(E::Message { severity: Severity::Status, text: Scrubbed::default() }),
    };
    PageEvent { seq, t_ms, kind }
}

/// One line being written.
#[derive(Default)]
struct Line(String);

impl Line {
    fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\t');
    }

    fn texts<const N: usize>(&mut self, texts: [&str; N]) {
        for text in texts {
            self.text(text);
        }
    }

    fn number(&mut self, number: u64) {
        push_number(&mut self.0, number);
        self.0.push('\t');
    }

    fn flag(&mut self, flag: bool) {
        self.number(u64::from(flag));
    }

    fn option(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.number(number),
            None => self.text(""),
        }
    }

    fn control(&mut self, event: &str, control: &Control) {
        self.texts([event, control.role.as_str(), control.name.as_str()]);
        self.flag(control.state == ControlState::Disabled);
        self.text(control.description.as_ref().map_or("", Scrubbed::as_str));
    }

    fn finished(mut self) -> String {
        self.0.pop();
        self.0.push('\n');
        self.0
    }
}

/// The fields of one line that are still to be read. What is missing or odd reads as nothing and is remembered until
/// [`Fields::end`]: an early return at every field would double the weight of reading.
struct Fields<'l> {
    rest: Split<'l, char>,
    next: Option<&'l str>,
    is_damaged: bool,
}

impl<'l> Fields<'l> {
    fn of(line: &'l str) -> Self {
        let mut rest = line.split('\t');
        let next = rest.next();
        Self { rest, next, is_damaged: false }
    }

    /// Whether the line was whole, and nothing is left of it.
    fn end(&self) -> Result<(), DamagedSnapshot> {
        if self.is_damaged || self.has_more() { Err(DamagedSnapshot) } else { Ok(()) }
    }

    fn demand(&mut self, is_right: bool) {
        self.is_damaged |= !is_right;
    }

    fn damaged<T>(&mut self, instead: T) -> T {
        self.is_damaged = true;
        instead
    }

    fn has_more(&self) -> bool {
        self.next.is_some()
    }

    fn text(&mut self) -> &'l str {
        let text = core::mem::replace(&mut self.next, self.rest.next());
        self.demand(text.is_some());
        text.unwrap_or_default()
    }

    fn number(&mut self) -> u64 {
        let number = self.text().parse();
        self.demand(number.is_ok());
        number.unwrap_or_default()
    }

    fn small(&mut self) -> u32 {
        let number = u32::try_from(self.number());
        self.demand(number.is_ok());
        number.unwrap_or_default()
    }

    fn flag(&mut self) -> bool {
        self.number() == 1
    }

    fn option(&mut self) -> Option<u64> {
        if self.next == Some("") {
            self.text();
            return None;
        }
        Some(self.number())
    }

    fn label(&mut self) -> Label {
        let label = Label::new(self.text());
        self.demand(label.is_ok());
        #[expect(clippy::unwrap_used, reason = "this text is a label")]
        label.unwrap_or_else(|_| Label::new("generic").unwrap())
    }

    fn scrubbed(&mut self, max: usize) -> Scrubbed {
        bounded(&scrub(self.text()).0, max)
    }

    fn optional(&mut self, max: usize) -> Option<Scrubbed> {
        Some(self.scrubbed(max)).filter(|text| !text.as_str().is_empty())
    }

    fn control(&mut self) -> Control {
        let role = self.label();
        let name = self.scrubbed(limits::NAME_BYTES);
        let state = if self.flag() { ControlState::Disabled } else { ControlState::Enabled };
        let description = self.optional(limits::MESSAGE_BYTES);
        Control { role, name, state, description }
    }
}
