//! The story as JSON, in the shape of `record::PageReport`. serde's machinery would weigh more than this crate, and a
//! test holds the two together.

use alloc::string::String;

use crate::story::Story;
use crate::text::{Fields, Line, push_number};
use crate::{event, sentence};

/// A task's fields, in the shape of `record::StuckTask`.
const TASK: &str =
    r#"{"route":"$","control":"$","tries":$,"failures":$,"outcome":"$"<,"message":"$">,"evidence":[$]}"#;

impl Story {
    /// Where the visitor is, and the story so far: `{"context":{"route":..},"story":{..}}`. The story is at most 16 KiB.
    ///
    /// It is for the chat's frame, which scrubs every text of it as it reads it.
    #[must_use]
    pub fn tell(&self, now_ms: u64) -> String {
        let now_ms = now_ms.max(self.last_ms);
        let mut out = String::new();
        fill(&mut out, r#"{"context":{"route":"$"},"story":{"sentence":""#, &self.route);
        push_escaped(&mut out, &sentence::compose(self, now_ms));
        out.push_str("\",\"stuck\":{\"score\":");
        let worst = self.stuck(0, now_ms);
        push_number(&mut out, worst.map_or(0, |task| task.score().into()));
        out.push_str(",\"parts\":[");
        for (label, points) in worst.map(|task| task.parts()).unwrap_or_default() {
            if points > 0 {
                part(&mut out);
                fill(&mut out, "{\"label\":\"$\",\"points\":", label);
                push_number(&mut out, points.into());
                out.push_str("}");
            }
        }
        out.push_str("]},\"tasks\":[");
        let first_seq = self.ring.first_seq();
        for task in (0..record::limits::STORY_TASKS).map_while(|rank| self.stuck(rank, now_ms)) {
            part(&mut out);
            let mut line = Line::default();
            line.text(&task.route);
            line.text(&task.control);
            line.number(task.tries.into());
            line.number(task.failures.into());
            line.text(task.outcome(now_ms, &self.route, self.chat_opened_ms));
            line.text(task.best());
            let mut evidence = String::new();
            for seq in task.evidence.iter().filter(|seq| **seq >= first_seq.max(1)) {
                if !evidence.is_empty() {
                    evidence.push_str(",");
                }
                push_number(&mut evidence, (*seq).into());
            }
            line.text(&evidence);
            fill(&mut out, TASK, &line.finished());
        }
        out.push_str("],\"timeline\":[");
        let mut lines = Fields::of(&self.ring.lines);
        for _ in 0..self.ring.count {
            part(&mut out);
            let mut fields = Fields::of(lines.until(b'\n'));
            out.push_str("{\"seq\":");
            out.push_str(fields.text());
            out.push_str(",\"t_ms\":");
            out.push_str(fields.text());
            out.push_str(",\"event\":\"");
            fill(&mut out, event::template(fields.text()).unwrap_or_default(), fields.all());
            out.push_str("}");
        }
        out.push_str("],\"dropped_events\":");
        push_number(&mut out, self.last_seq.saturating_sub(self.ring.count).into());
        out.push_str("}}");
        out
    }
}

/// A comma, unless a list has just begun.
fn part(out: &mut String) {
    if out.as_bytes().last() != Some(&b'[') {
        out.push_str(",");
    }
}

/// Appends a template with a line's texts in the place of each `$`, and without what stands between `<` and `>` around an
/// empty one. The small letter after a `$` says what the text is, and is left out.
#[inline(never)]
fn fill(out: &mut String, template: &str, line: &str) {
    let mut fields = Fields::of(line);
    let (mut is_skipped, mut from) = (false, 0);
    for (at, byte) in template.bytes().enumerate() {
        if !matches!(byte, b'$' | b'<' | b'>') {
            continue;
        }
        if !is_skipped {
            out.push_str(template.get(from..at).unwrap_or_default());
        }
        from = at + 1;
        if byte == b'$' {
            let text = fields.text();
            if !is_skipped {
                push_escaped(out, text);
            }
            from += usize::from(template.as_bytes().get(from).is_some_and(u8::is_ascii_lowercase));
        } else {
            is_skipped = byte == b'<' && fields.is_at_empty();
        }
    }
    out.push_str(template.get(from..).unwrap_or_default());
}

/// Appends what stands inside of a JSON string. Stories hold no control characters.
fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if matches!(byte, b'"' | b'\\') {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str("\\");
            from = at;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}
