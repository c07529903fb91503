//! A page report as JSON. serde's machinery would weigh more than this file, and a test holds the two together.

use alloc::string::String;

use record::{
    Control, ControlState, PageContext, PageEvent, PageEventKind, PageStory, Severity, StuckTask, TaskOutcome,
};
use scrub::Scrubbed;

/// `{"capture":"full","context":{..},"story":{..}}`, as `record::PageReport` reads it.
#[must_use]
pub fn full_report(context: &PageContext, story: &PageStory) -> String {
    let mut out = Json(String::with_capacity(8 * 1024));
    out.raw("{\"capture\":\"full\",\"context\":{\"route\":");
    out.text(&context.route);
    out.raw(",\"title\":");
    out.text(&context.title);
    if let Some(language) = &context.language {
        out.raw(",\"language\":");
        out.string(language.as_str());
    }
    out.raw("},\"story\":{\"sentence\":");
    out.text(&story.sentence);
    out.raw(",\"stuck\":{\"score\":");
    out.number(u64::from(story.stuck.score));
    out.raw(",\"parts\":");
    out.list(&story.stuck.parts, |out, part| {
        out.raw("{\"label\":");
        out.string(part.label.as_str());
        out.raw(",\"points\":");
        out.number(u64::from(part.points));
        out.raw("}");
    });
    out.raw("},\"tasks\":");
    out.list(&story.tasks, Json::task);
    out.raw(",\"timeline\":");
    out.list(&story.timeline, Json::event);
    out.raw(",\"dropped_events\":");
    out.number(u64::from(story.dropped_events));
    out.raw("}}");
    out.0
}

/// Appends a number in decimal, without the weight of `core::fmt`.
pub(crate) fn push_number(out: &mut String, number: u64) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

struct Json(String);

impl Json {
    fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    fn string(&mut self, text: &str) {
        self.0.push('"');
        for it in text.chars() {
            match it {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(it);
                }
                // Stories hold one line; a control character elsewhere is as good as a space.
                it if it < ' ' => self.0.push(' '),
                it => self.0.push(it),
            }
        }
        self.0.push('"');
    }

    fn text(&mut self, text: &Scrubbed) {
        self.string(text.as_str());
    }

    fn number(&mut self, number: u64) {
        push_number(&mut self.0, number);
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.0.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            write(self, item);
        }
        self.0.push(']');
    }

    fn field(&mut self, name: &str, text: &Scrubbed) {
        self.raw(",\"");
        self.raw(name);
        self.raw("\":");
        self.text(text);
    }

    fn optional(&mut self, name: &str, text: Option<&Scrubbed>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    fn task(&mut self, task: &StuckTask) {
        self.raw("{\"route\":");
        self.text(&task.route);
        self.field("control", &task.control);
        self.raw(",\"tries\":");
        self.number(u64::from(task.tries));
        self.raw(",\"failures\":");
        self.number(u64::from(task.failures));
        self.raw(",\"outcome\":");
        self.string(match task.outcome {
            TaskOutcome::Open => "open",
            TaskOutcome::Done => "done",
            TaskOutcome::Failed => "failed",
            TaskOutcome::GaveUp => "gave_up",
        });
        self.optional("message", task.message.as_ref());
        self.raw(",\"evidence\":");
        self.list(&task.evidence, |out, seq| out.number(u64::from(*seq)));
        self.raw("}");
    }

    fn event(&mut self, event: &PageEvent) {
        use PageEventKind as E;
        self.raw("{\"seq\":");
        self.number(u64::from(event.seq));
        self.raw(",\"t_ms\":");
        self.number(event.t_ms);
        self.raw(",\"event\":");
        self.string(event.kind.name());
        match &event.kind {
            E::Navigation { route, title } => {
                self.field("route", route);
                self.field("title", title);
            }
            E::Click { control } | E::FormSubmit { control } => self.control(control),
            E::FormInvalid { control, message } => {
                self.control(control);
                self.optional("message", message.as_ref());
            }
            E::Message { severity, text } => {
                self.raw(",\"severity\":");
                self.string(match severity {
                    Severity::Status => "status",
                    Severity::Alert => "alert",
                });
                self.field("text", text);
            }
            E::Exception { kind, message } => {
                self.field("exception.type", kind);
                self.field("exception.message", message);
            }
            E::Request { method, route, status, duration_ms } => {
                self.field("method", method);
                self.field("route", route);
                self.raw(",\"status\":");
                self.number(u64::from(*status));
                self.raw(",\"duration_ms\":");
                self.number(u64::from(*duration_ms));
            }
        }
        self.raw("}");
    }

    fn control(&mut self, control: &Control) {
        self.raw(",\"control\":{\"role\":");
        self.string(control.role.as_str());
        self.field("name", &control.name);
        self.raw(",\"state\":");
        self.string(match control.state {
            ControlState::Enabled => "enabled",
            ControlState::Disabled => "disabled",
        });
        self.optional("description", control.description.as_ref());
        self.raw("}");
    }
}

#[cfg(test)]
mod tests {
    use record::{Label, PageReport};
    use scrub::scrub;

    use super::*;

    fn control(name: &str, state: ControlState, description: Option<&str>) -> Control {
        let description = description.map(|it| scrub(it).0);
        Control { role: Label::new("button").unwrap(), name: scrub(name).0, state, description }
    }

    /// One event of every kind, with texts that need escaping.
    fn report_of(text: &str, number: u32) -> (PageContext, PageStory) {
        use PageEventKind as E;
        let it = scrub(text).0;
        let mut story = story::Story::new();
        let kinds = [
            E::Navigation { route: it.clone(), title: it.clone() },
            E::Click { control: control(text, ControlState::Disabled, Some(text)) },
            E::FormSubmit { control: control("Save", ControlState::Enabled, None) },
            E::FormInvalid {
                control: control("Name", ControlState::Enabled, None),
                message: Some(it.clone()),
            },
            E::FormInvalid { control: control(text, ControlState::Enabled, None), message: None },
            E::Message { severity: Severity::Alert, text: it.clone() },
            E::Message { severity: Severity::Status, text: it.clone() },
            E::Exception { kind: it.clone(), message: it.clone() },
            E::Request { method: it.clone(), route: it.clone(), status: 403, duration_ms: number },
        ];
        for (at, kind) in kinds.into_iter().enumerate() {
            story.push(at as u64 * 700, kind);
        }
        let context = PageContext { route: it.clone(), title: it, language: Label::new("en-gb").ok() };
        (context, story.tell(u64::from(number)))
    }

    proptest::proptest! {
        #[test]
        fn serde_reads_what_is_written_here(text in "[\"\\\\/ -~äé😀\u{7f}]{0,40}", number: u32) {
            let (context, story) = report_of(&text, number);
            let read: PageReport = serde_json::from_str(&full_report(&context, &story)).unwrap();
            proptest::prop_assert_eq!(read.context, Some(context));
            proptest::prop_assert_eq!(read.story, Some(story));
            proptest::prop_assert_eq!(read.capture, record::CaptureMode::Full);
            proptest::prop_assert!(read.extra.is_empty());
        }
    }

    #[test]
    fn a_control_character_in_a_title_breaks_nothing() {
        let (mut context, story) = report_of("Save", 1);
        context.title = scrub("a\u{0}b\nc").0;
        let read: PageReport = serde_json::from_str(&full_report(&context, &story)).unwrap();
        assert_eq!(read.context.unwrap().title.as_str(), "a b c");
    }
}
