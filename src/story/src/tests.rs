//! Golden stories, and what holds for every story.

mod golden;
mod logged;
mod properties;

use alloc::string::String;
use alloc::vec::Vec;

use record::{Control, ControlState, Label, PageContext, PageEventKind, PageStory, Severity};
use scrub::{Scrubbed, scrub};

/// What the server makes of a told log.
pub(super) fn read(told: &str) -> (PageContext, PageStory) {
    let mut told: serde_json::Value = serde_json::from_str(told).unwrap();
    let context = serde_json::from_value(told["context"].take()).unwrap();
    (context, serde_json::from_value(told["story"].take()).unwrap())
}

pub(super) fn text(raw: &str) -> Scrubbed {
    scrub(raw).0
}

pub(super) fn control(role: &str, name: &str) -> Control {
    Control::new(Label::new(role).unwrap(), text(name))
}

/// What a visitor and a page do, with the time in milliseconds.
#[derive(Default)]
pub(super) struct Tab {
    pub(super) events: Vec<(u64, PageEventKind)>,
    pub(super) chat_opened_ms: Option<u64>,
}

impl Tab {
    fn then(mut self, t_ms: u64, kind: PageEventKind) -> Self {
        self.events.push((t_ms, kind));
        self
    }

    pub(super) fn visits(self, t_ms: u64, route: &str) -> Self {
        self.then(t_ms, PageEventKind::Navigation { route: text(route), title: text("Fernly") })
    }

    pub(super) fn clicks(self, t_ms: u64, name: &str) -> Self {
        self.then(t_ms, PageEventKind::Click { control: control("button", name) })
    }

    pub(super) fn follows(self, t_ms: u64, name: &str) -> Self {
        self.then(t_ms, PageEventKind::Click { control: control("link", name) })
    }

    pub(super) fn ticks(self, t_ms: u64, name: &str) -> Self {
        self.then(t_ms, PageEventKind::Click { control: control("checkbox", name) })
    }

    pub(super) fn clicks_disabled(self, t_ms: u64, name: &str, description: &str) -> Self {
        let description = Some(text(description)).filter(|it| !it.as_str().is_empty());
        let it = Control { state: ControlState::Disabled, description, ..control("button", name) };
        self.then(t_ms, PageEventKind::Click { control: it })
    }

    pub(super) fn submits(self, t_ms: u64, name: &str) -> Self {
        self.then(t_ms, PageEventKind::FormSubmit { control: control("button", name) })
    }

    pub(super) fn refuses(self, t_ms: u64, field: &str, message: &str) -> Self {
        let message = Some(text(message)).filter(|it| !it.as_str().is_empty());
        self.then(
            t_ms,
            PageEventKind::FormInvalid { control: control("textbox", field), message, validity: None },
        )
    }

    pub(super) fn alerts(self, t_ms: u64, message: &str) -> Self {
        self.then(t_ms, PageEventKind::Message { severity: Severity::Alert, text: text(message) })
    }

    pub(super) fn announces(self, t_ms: u64, message: &str) -> Self {
        self.then(t_ms, PageEventKind::Message { severity: Severity::Status, text: text(message) })
    }

    pub(super) fn throws(self, t_ms: u64, kind: &str, message: &str) -> Self {
        let (kind, message) = (text(kind), text(message));
        self.then(t_ms, PageEventKind::Exception { kind, message, count: None, fingerprint: None })
    }

    pub(super) fn answers(self, t_ms: u64, method: &str, route: &str, status: u16) -> Self {
        self.answers_after(40, t_ms, method, route, status)
    }

    pub(super) fn answers_after(
        self,
        duration_ms: u32,
        t_ms: u64,
        method: &str,
        route: &str,
        status: u16,
    ) -> Self {
        let (method, route) = (text(method), text(route));
        self.then(t_ms, PageEventKind::Request { method, route, status, duration_ms })
    }

    /// It shows that nothing came of a click some seconds ago.
    pub(super) fn does_nothing(self, t_ms: u64, name: &str) -> Self {
        let control = Some(control("button", name));
        self.then(t_ms, PageEventKind::Friction { kind: Label::new("dead_click").unwrap(), control })
    }

    pub(super) fn roams(self, t_ms: u64, kind: &str) -> Self {
        self.then(t_ms, PageEventKind::Friction { kind: Label::new(kind).unwrap(), control: None })
    }

    pub(super) fn finds_nothing(self, t_ms: u64, field: &str, words: &str) -> Self {
        self.then(
            t_ms,
            PageEventKind::SearchEmpty { control: control("searchbox", field), text: text(words) },
        )
    }

    pub(super) fn reads_help(self, t_ms: u64, doc: &str) -> Self {
        self.then(t_ms, PageEventKind::HelpVisit { doc: text(doc) })
    }

    pub(super) fn begins(self, t_ms: u64, field: &str) -> Self {
        self.then(t_ms, PageEventKind::FormFocus { control: control("textbox", field) })
    }

    pub(super) fn abandons(self, t_ms: u64, form: &str, fields: u32) -> Self {
        self.then(t_ms, PageEventKind::FormAbandon { control: control("form", form), fields })
    }

    pub(super) fn opens_chat(mut self, t_ms: u64) -> Self {
        self.chat_opened_ms = Some(t_ms);
        self
    }

    /// The log, as the page's scripts write it.
    pub(super) fn log(&self) -> String {
        let mut log = alloc::format!("{}\t0\t0\n", crate::VERSION);
        for (t_ms, kind) in &self.events {
            log += &alloc::format!("{t_ms}\t{}\n", logged::line(kind));
        }
        if let Some(t_ms) = self.chat_opened_ms {
            log += &alloc::format!("{t_ms}\tq\n");
        }
        log
    }

    /// The story's facts, one a line.
    pub(super) fn told_at(&self, now_ms: u64) -> String {
        let (_, told) = read(&crate::tell(&self.log(), now_ms, ""));
        let mut out = alloc::format!("{}\n", told.sentence);
        let parts: Vec<String> =
            told.stuck.parts.iter().map(|part| alloc::format!("{} {}", part.label, part.points)).collect();
        out += &alloc::format!("score {} = {}\n", told.stuck.score, parts.join(" + "));
        for task in &told.tasks {
            out += &alloc::format!(
                "{} on {}: {} tries, {} failures, {:?}, {:?}, events {:?}\n",
                task.control,
                task.route,
                task.tries,
                task.failures,
                task.outcome,
                task.message,
                task.evidence
            );
        }
        for (number, step) in (1..).zip(&told.steps) {
            out += &alloc::format!("{number}. {} {:?}\n", step.text, step.evidence);
        }
        for it in &told.frictions {
            out +=
                &alloc::format!("{} {:?} on {} {:?}\n", it.kind, it.control.as_str(), it.route, it.evidence);
        }
        out
    }
}
