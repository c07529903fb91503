//! The story as text, so that it survives a full page load in the tab's own storage.
//!
//! One line for the state, one for each task, one for each event, newest last; fields are parted by tabs. No text in
//! a story holds a tab or a line break. The page's other scripts can write that storage too: what is read is checked
//! again, and anything odd makes the whole snapshot damaged.

use alloc::string::String;

use crate::rage::ClickRun;
use crate::story::{HelpVisits, Loose, Story};
use crate::task::{Progress, Task};
use crate::text::{Fields, Line};
use crate::{event, limits};

/// The format's first field. Another number is another format, which is not guessed at.
const VERSION: u64 = 2;

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
    /// The story as text of at most [`limits::SNAPSHOT_BYTES`].
    #[must_use]
    pub fn snapshot(&self) -> String {
        let mut line = Line::default();
        line.number(VERSION);
        line.number(self.last_seq.into());
        line.number(self.last_ms);
        line.text(&self.route);
        line.number(self.help.count.into());
        line.number(self.help.last_ms);
        line.option(self.chat_opened_ms);
        line.option(self.attempt_ms);
        line.number(self.has_said.into());
        line.text(&self.run.control);
        line.number(self.run.clicks.into());
        line.number(self.run.last_ms);
        line.number(self.loose.t_ms);
        line.text(&self.loose.route);
        line.text(&self.loose.text);
        line.number(self.loose.is_said.into());
        line.number(self.tasks.len() as u64);
        let mut text = line.finished();
        text.push_str("\n");
        for task in &self.tasks {
            text.push_str(&task_line(task));
            text.push_str("\n");
        }
        text.push_str(&self.ring.lines);
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
        let mut lines = Fields::of(snapshot);
        let mut it = Fields::of(lines.until(b'\n'));
        let version = it.number();
        it.demand(version == VERSION);
        let mut story = Self {
            last_seq: it.small(),
            last_ms: it.number(),
            route: it.bounded(limits::ROUTE_BYTES),
            help: HelpVisits { count: it.small(), last_ms: it.number() },
            chat_opened_ms: it.option(),
            attempt_ms: it.option(),
            has_said: it.flag(),
            run: ClickRun {
                control: it.bounded(limits::NAME_BYTES),
                clicks: it.small(),
                last_ms: it.number(),
            },
            loose: Loose {
                t_ms: it.number(),
                route: it.bounded(limits::ROUTE_BYTES),
                text: it.bounded(limits::MESSAGE_BYTES),
                is_said: it.flag(),
            },
            ..Self::default()
        };
        let tasks = it.number();
        it.demand(tasks <= limits::TASKS as u64 && !it.has_more());
        for _ in 0..tasks.min(limits::TASKS as u64) {
            let mut fields = Fields::of(lines.until(b'\n'));
            story.tasks.push(read_task(&mut fields));
            it.demand(!fields.is_damaged && !fields.has_more());
        }
        let mut before = 0;
        loop {
            let line = lines.until(b'\n');
            if !lines.has_more() {
                // The last line ends in a line break too.
                it.demand(line.is_empty() && !lines.is_damaged);
                break;
            }
            let mut fields = Fields::of(line);
            let (seq, t_ms) = (fields.small(), fields.number());
            let event = event::cleaned(fields.all());
            it.demand(!fields.is_damaged && before < seq && seq <= story.last_seq && t_ms <= story.last_ms);
            it.demand(event.is_some());
            story.ring.push(seq, t_ms, &event.unwrap_or_default());
            before = seq;
        }
        if it.is_damaged { Err(DamagedSnapshot) } else { Ok(story) }
    }
}

fn task_line(task: &Task) -> String {
    let mut line = Line::default();
    line.text(&task.route);
    line.text(&task.control);
    line.text(&task.role);
    line.number(task.tries.into());
    line.number(task.failures.into());
    line.number(task.rages.into());
    line.number(task.last_try_ms);
    line.number(task.is_disabled.into());
    line.number(task.progress as u64);
    for finding in &task.findings {
        line.text(finding);
    }
    for seq in &task.evidence {
        line.number((*seq).into());
    }
    line.finished()
}

fn read_task(fields: &mut Fields<'_>) -> Task {
    let route = fields.bounded(limits::ROUTE_BYTES);
    let control = fields.bounded(limits::NAME_BYTES);
    let role = fields.bounded(limits::NAME_BYTES);
    let mut task = Task::new(route, control, role);
    task.tries = fields.small();
    task.failures = fields.small();
    task.rages = fields.small();
    task.last_try_ms = fields.number();
    task.is_disabled = fields.flag();
    task.progress = match fields.number() {
        0 => Progress::Open,
        1 => Progress::Done,
        _ => Progress::Failed,
    };
    for finding in &mut task.findings {
        *finding = fields.bounded(limits::MESSAGE_BYTES);
    }
    for seq in &mut task.evidence {
        *seq = fields.small();
    }
    task
}
