//! The story as JSON, in the shape of `record::PageReport`. serde's machinery would weigh more than this crate, and a
//! test holds the two together.

use alloc::string::String;

use crate::context::Context;
use crate::story::Story;
use crate::text::{Fields, Line, bounded, push_number};
use crate::{event, limits, sentence, steps};

/// A task's fields, in the shape of `record::StuckTask`.
const TASK: &str =
    r#"{"route":"$","control":"$","tries":$,"failures":$,"outcome":"$"<,"message":"$">,"evidence":[$]}"#;

/// A step's and a friction's fields, in the shapes of `record::Step` and `record::Friction`.
const STEP: &str = r#"{"text":"$","evidence":[$]}"#;
const FRICTION: &str = r#"{"kind":"$","route":"$","control":"$","evidence":[$]}"#;

impl Story {
    /// Where the visitor is, and the story so far: `{"context":{..},"story":{..}}`. The story is at most 16 KiB.
    ///
    /// Every text of it is scrubbed by whoever reads it.
    pub(crate) fn told(&self, context: &Context, now_ms: u64) -> String {
        let now_ms = now_ms.max(self.last_ms);
        let mut out = String::from("{\"context\":");
        context.write(&mut out, &self.route);
        out.push_str(",\"story\":{\"sentence\":\"");
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
        for task in (0..record::limits::STORY_TASKS).map_while(|rank| self.stuck(rank, now_ms)) {
            let mut line = Line::default();
            line.text(&task.route);
            line.text(&task.control);
            line.number(task.tries.into());
            line.number(task.failures.into());
            line.text(task.outcome(now_ms, &self.route, self.chat_opened_ms));
            line.text(task.best());
            line.text(&self.cited(&task.evidence));
            part(&mut out);
            fill(&mut out, TASK, &line.finished());
        }
        out.push_str("],\"steps\":[");
        for step in worst.map(|task| steps::of(self, task)).unwrap_or_default() {
            let mut line = Line::default();
            line.text(&bounded(&step.text, limits::STEP_BYTES));
            line.text(&self.cited(&step.evidence));
            part(&mut out);
            fill(&mut out, STEP, &line.finished());
        }
        out.push_str("],\"frictions\":[");
        for friction in &self.frictions.0 {
            let mut line = Line::default();
            line.text(&friction.kind);
            line.text(&friction.route);
            line.text(&friction.control);
            let [first, last] = friction.evidence;
            line.text(&self.cited(if first == last { &friction.evidence[1..] } else { &friction.evidence }));
            part(&mut out);
            fill(&mut out, FRICTION, &line.finished());
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

    /// The seqs that the timeline still has, parted by commas.
    fn cited(&self, evidence: &[u32]) -> String {
        let first_seq = self.ring.first_seq();
        let mut seqs = String::new();
        for seq in evidence.iter().filter(|seq| **seq >= first_seq.max(1)) {
            if !seqs.is_empty() {
                seqs.push_str(",");
            }
            push_number(&mut seqs, (*seq).into());
        }
        seqs
    }
}

/// A comma, unless a list has just begun.
pub(crate) fn part(out: &mut String) {
    if out.as_bytes().last() != Some(&b'[') {
        out.push_str(",");
    }
}

/// Appends a template with a line's texts in the place of each `$`, and without what stands between `<` and `>` around an
/// empty one. The small letter after a `$` says what the text is, and is left out.
#[inline(never)]
pub(crate) fn fill(out: &mut String, template: &str, line: &str) {
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
