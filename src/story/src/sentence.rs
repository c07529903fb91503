//! The one plain sentence for an agent.

use alloc::string::String;

use crate::limits;
use crate::story::{LooseKind, Story};
use crate::task::{GAVE_UP, Task};
use crate::text::push_number;

/// Composes the sentence from the most stuck tasks. Empty when there is nothing to tell.
pub(crate) fn compose(story: &Story, now_ms: u64) -> String {
    let mut named = limits::SENTENCE_TASKS;
    loop {
        let text = with_tasks(story, named, now_ms);
        if text.len() <= limits::SENTENCE_BYTES || named <= 1 {
            return text;
        }
        named -= 1;
    }
}

fn with_tasks(story: &Story, named: usize, now_ms: u64) -> String {
    let gave_up = |task: &Task| task.outcome(now_ms, &story.route, story.chat_opened_ms) == GAVE_UP;
    let tasks = || (0..named).map_while(|rank| story.stuck(rank, now_ms));
    let all_given_up = tasks().all(gave_up);
    let mut text = String::new();
    for task in tasks() {
        push_tried(&mut text, task);
        if !all_given_up && gave_up(task) {
            text.push_str(", and gave up");
        }
    }
    let has_tasks = !text.is_empty();
    if !has_tasks {
        push_loose(&mut text, story, now_ms);
        push_left(&mut text, story, now_ms);
        if text.is_empty() {
            push_restless(&mut text, story, now_ms);
        }
    }
    let help = story.help;
    if help.count > 0 && now_ms.saturating_sub(help.last_ms) <= limits::STALE_MS {
        push_clause(&mut text, "visited the help pages ");
        push_times(&mut text, help.count);
    }
    if has_tasks && all_given_up {
        push_clause(&mut text, "then gave up");
    }
    if !text.is_empty() {
        text.push_str(".");
    }
    text
}

/// Begins a clause; the first one begins the sentence.
fn push_clause(out: &mut String, words: &str) {
    if out.is_empty() {
        out.push_str(words);
        out.get_mut(..1).unwrap_or_default().make_ascii_uppercase();
    } else {
        out.push_str("; ");
        out.push_str(words);
    }
}

fn push_tried(out: &mut String, task: &Task) {
    push_clause(out, "tried ");
    if !task.control.is_empty() {
        out.push_str(&task.control);
    } else {
        out.push_str("an unnamed ");
        out.push_str(if task.role == "generic" { "element" } else { &task.role });
    }
    out.push_str(" ");
    push_times(out, task.tries);
    push_place(out, &task.route);
    let [said, answered, threw] = &task.findings;
    if task.is_disabled {
        out.push_str(", but it is disabled");
        if !said.is_empty() {
            out.push_str(": ");
            push_quoted(out, said);
        }
    } else if !said.is_empty() {
        out.push_str(", saw ");
        push_quoted(out, said);
        if !answered.is_empty() {
            out.push_str(" (");
            out.push_str(answered);
            out.push_str(")");
        }
    } else if !answered.is_empty() {
        out.push_str(", but ");
        out.push_str(answered);
    } else if !threw.is_empty() {
        out.push_str(", but the page broke: ");
        push_quoted(out, threw);
    } else if task.is_silent {
        out.push_str(", but nothing happened");
    } else if task.rages > 0 {
        out.push_str(" in quick succession");
    }
}

fn push_loose(out: &mut String, story: &Story, now_ms: u64) {
    let loose = &story.loose;
    if loose.text.is_empty() || now_ms.saturating_sub(loose.t_ms) > limits::LOOSE_MS {
        return;
    }
    if loose.kind == LooseKind::Said {
        push_clause(out, "saw ");
        push_quoted(out, &loose.text);
        push_place(out, &loose.route);
    } else {
        push_clause(
            out,
            if loose.kind == LooseKind::Failed { "a request failed" } else { "a request was slow" },
        );
        push_place(out, &loose.route);
        out.push_str(": ");
        out.push_str(&loose.text);
    }
}

fn push_left(out: &mut String, story: &Story, now_ms: u64) {
    let left = &story.left;
    if left.fields == 0 || now_ms.saturating_sub(left.t_ms) > limits::LOOSE_MS {
        return;
    }
    push_clause(out, "began ");
    out.push_str(if left.form.is_empty() { "a form" } else { &left.form });
    push_place(out, &left.route);
    out.push_str(" and left it unsent");
}

/// What the visitor did last that leads nowhere, when there is nothing else to tell.
fn push_restless(out: &mut String, story: &Story, now_ms: u64) {
    let Some(friction) = story.frictions.0.last() else { return };
    let words = match friction.kind.as_str() {
        "quick_back" => "came to a page and turned back at once",
        "excessive_scrolling" => "scrolled up and down",
        "thrashed_cursor" => "moved the pointer to and fro",
        _ => return,
    };
    if now_ms.saturating_sub(friction.t_ms) <= limits::LOOSE_MS {
        push_clause(out, words);
        push_place(out, &friction.route);
    }
}

fn push_times(out: &mut String, count: u32) {
    push_number(out, u64::from(count));
    out.push_str(if count == 1 { " time" } else { " times" });
}

fn push_place(out: &mut String, route: &str) {
    if !route.is_empty() {
        out.push_str(" on ");
        out.push_str(route);
    }
}

/// In single quotes, or in double ones around an apostrophe; without the text's own last full stop.
fn push_quoted(out: &mut String, text: &str) {
    let quote = if text.bytes().any(|byte| byte == b'\'') { "\"" } else { "'" };
    let end = match text.as_bytes() {
        [.., b'.', b'.'] => text.len(),
        [before @ .., b'.'] => before.len(),
        _ => text.len(),
    };
    out.push_str(quote);
    out.push_str(text.get(..end).unwrap_or_default());
    out.push_str(quote);
}
