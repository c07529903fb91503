//! The one plain sentence for an agent.

use alloc::string::String;
use alloc::vec::Vec;

use record::TaskOutcome;
use scrub::{Scrubbed, scrub};

use crate::limits;
use crate::story::Story;
use crate::task::Task;
use crate::text::push_number;

/// Composes the sentence from the most stuck tasks, which come most stuck first. Empty when there is nothing to tell.
pub(crate) fn compose(story: &Story, stuck: &[&Task], now_ms: u64) -> Scrubbed {
    let mut named = stuck.len().min(limits::SENTENCE_TASKS);
    loop {
        let text = with_tasks(story, &stuck[..named], now_ms);
        if text.len() <= limits::SENTENCE_BYTES || named <= 1 {
            return scrub(&text).0;
        }
        named -= 1;
    }
}

fn with_tasks(story: &Story, tasks: &[&Task], now_ms: u64) -> String {
    let gave_up =
        |task: &&Task| task.outcome(now_ms, &story.route, story.chat_opened_ms) == TaskOutcome::GaveUp;
    let all_given_up = !tasks.is_empty() && tasks.iter().all(gave_up);
    let mut clauses: Vec<String> = Vec::new();
    for task in tasks {
        let mut clause = tried(task);
        if !all_given_up && gave_up(task) {
            clause.push_str(", and gave up");
        }
        clauses.push(clause);
    }
    if tasks.is_empty() {
        clauses.extend(loose(story, now_ms));
    }
    clauses.extend(help(story, now_ms));
    if all_given_up {
        clauses.push(String::from("then gave up"));
    }
    finished(&clauses.join("; "))
}

fn tried(task: &Task) -> String {
    let mut clause = String::from("tried ");
    clause.push_str(task.spoken().as_str());
    clause.push(' ');
    push_times(&mut clause, task.tries);
    push_place(&mut clause, &task.route);
    let findings = &task.findings;
    if task.is_disabled {
        clause.push_str(", but it is disabled");
        if let Some(said) = &findings.said {
            clause.push_str(": ");
            push_quoted(&mut clause, said);
        }
    } else if let Some(said) = &findings.said {
        clause.push_str(", saw ");
        push_quoted(&mut clause, said);
        if let Some(answered) = &findings.answered {
            clause.push_str(" (");
            clause.push_str(answered.as_str());
            clause.push(')');
        }
    } else if let Some(answered) = &findings.answered {
        clause.push_str(", but ");
        clause.push_str(answered.as_str());
    } else if let Some(threw) = &findings.threw {
        clause.push_str(", but the page broke: ");
        push_quoted(&mut clause, threw);
    } else if task.rages > 0 {
        clause.push_str(" in quick succession");
    }
    clause
}

fn loose(story: &Story, now_ms: u64) -> Option<String> {
    let loose = story.loose.as_ref()?;
    if now_ms.saturating_sub(loose.t_ms) > limits::LOOSE_MS {
        return None;
    }
    let mut clause = String::new();
    if loose.is_said {
        clause.push_str("saw ");
        push_quoted(&mut clause, &loose.text);
        push_place(&mut clause, &loose.route);
    } else {
        clause.push_str("a request failed");
        push_place(&mut clause, &loose.route);
        clause.push_str(": ");
        clause.push_str(loose.text.as_str());
    }
    Some(clause)
}

fn help(story: &Story, now_ms: u64) -> Option<String> {
    let visits = story.help;
    if visits.count == 0 || now_ms.saturating_sub(visits.last_ms) > limits::STALE_MS {
        return None;
    }
    let mut clause = String::from("visited the help pages ");
    push_times(&mut clause, visits.count);
    Some(clause)
}

fn push_times(out: &mut String, count: u32) {
    push_number(out, u64::from(count));
    out.push_str(if count == 1 { " time" } else { " times" });
}

fn push_place(out: &mut String, route: &Scrubbed) {
    if !route.as_str().is_empty() {
        out.push_str(" on ");
        out.push_str(route.as_str());
    }
}

/// In single quotes, or in double ones around an apostrophe; without the text's own last full stop.
fn push_quoted(out: &mut String, text: &Scrubbed) {
    let text = text.as_str();
    let text = text.strip_suffix('.').filter(|it| !it.ends_with('.')).unwrap_or(text);
    let quote = if text.contains('\'') { '"' } else { '\'' };
    out.push(quote);
    out.push_str(text);
    out.push(quote);
}

/// With a capital letter and a full stop.
fn finished(text: &str) -> String {
    let mut sentence = String::with_capacity(text.len() + 1);
    let mut letters = text.chars();
    if let Some(first) = letters.next() {
        sentence.push(first.to_ascii_uppercase());
        sentence.push_str(letters.as_str());
        sentence.push('.');
    }
    sentence
}
