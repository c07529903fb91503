//! How to come to where the visitor is stuck, step by step, for whoever wants to see it for themselves.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::event::{DISABLED, answer, field_message};
use crate::limits;
use crate::story::Story;
use crate::task::Task;
use crate::text::{Fields, push_number};

/// One step, with the seqs of the events that it is taken from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) text: String,
    pub(crate) evidence: Vec<u32>,
}

/// The steps that lead to a task's trouble: from when the visitor came to its route to the last that shows it. What was done
/// over and over is told once, with how often.
pub(crate) fn of(story: &Story, task: &Task) -> Vec<Step> {
    let first = story.ring.first_seq();
    let cited = || task.evidence.iter().copied().filter(|seq| *seq >= first && *seq > 0);
    let (Some(from), Some(to)) = (cited().next(), cited().next_back()) else { return Vec::new() };
    let mut told: Vec<Step> = Vec::new();
    let mut lines = Fields::of(&story.ring.lines);
    for _ in 0..story.ring.count {
        let mut fields = Fields::of(lines.until(b'\n'));
        let (seq, _) = (fields.small(), fields.number());
        let event = fields.all();
        if seq > to {
            break;
        }
        let is_arrival = event.starts_with("n\t");
        if seq < from && is_arrival {
            // Only the last arrival before the first try matters.
            told.clear();
        }
        if seq >= from || is_arrival || !told.is_empty() {
            add(&mut told, event, seq);
        }
    }
    shortened(told)
}

/// Adds what an event tells; one that tells nothing new is cited by the step before.
fn add(told: &mut Vec<Step>, event: &str, seq: u32) {
    let text = text(event);
    match told.last_mut() {
        // The click on its button was told before.
        Some(last) if event.starts_with("s\t") && last.text == text => last.evidence.push(seq),
        Some(last) if text.is_empty() || last.text == text && event.starts_with(['a', 'm', 'i']) => {
            last.evidence.push(seq);
        }
        _ if text.is_empty() => {}
        _ => told.push(Step { text, evidence: vec![seq] }),
    }
}

fn text(event: &str) -> String {
    let mut fields = Fields::of(event);
    let kind = fields.text();
    let [first, second, third, fourth, _selector, sixth] = core::array::from_fn(|_| fields.text());
    let named = || if second.is_empty() { ["an unnamed ", first].concat() } else { String::from(second) };
    let quoted = |text: &str| ["\u{201c}", text, "\u{201d}"].concat();
    match kind {
        "n" => ["Go to ", first].concat(),
        "c" | "t" | "s" if third == DISABLED && fourth.is_empty() => {
            ["Press ", &named(), ", which is disabled"].concat()
        }
        "c" | "t" | "s" if third == DISABLED => {
            ["Press ", &named(), ", which is disabled: ", &quoted(fourth)].concat()
        }
        "c" | "t" | "s" => [verb(first), &named()].concat(),
        "i" => ["The page refuses it: ", &quoted(&field_message(second, sixth))].concat(),
        "b" => ["Leave ", &named(), " without sending it"].concat(),
        "a" | "m" => ["The page says ", &quoted(first)].concat(),
        "x" => ["An error is thrown: ", first, ": ", second].concat(),
        "r" => answer(first, second, Fields::of(third).small(), Fields::of(fourth).number()),
        "f" if third.is_empty() => String::from("Nothing happens"),
        "f" => ["Nothing comes of ", third].concat(),
        "z" => ["The search finds nothing: ", &quoted(third)].concat(),
        "h" => ["Read the help page ", first].concat(),
        _ => String::new(),
    }
}

/// What one does with a control of this role.
fn verb(role: &str) -> &'static str {
    match role {
        "link" => "Follow ",
        "textbox" | "searchbox" | "spinbutton" | "combobox" => "Go to the field ",
        "checkbox" | "radio" | "switch" | "option" | "tab" | "menuitemcheckbox" | "menuitemradio" => {
            "Choose "
        }
        _ => "Press ",
    }
}

/// Blocks of steps that follow themselves become one step, which says so; and of a list over its limit the first step, which
/// says where, and the newest are kept.
fn shortened(told: Vec<Step>) -> Vec<Step> {
    let mut short: Vec<Item> = Vec::new();
    for step in told {
        short.push(Item::Step(step));
        let again = (1..=limits::STEP_BLOCK).rev().find(|length| is_repeated(&short, *length));
        let Some(length) = again else { continue };
        let block = short.split_off(short.len() - length);
        let seqs = block.into_iter().flat_map(Item::into_evidence);
        match short.last_mut() {
            Some(Item::Again { times, evidence, .. }) => {
                *times += 1;
                evidence.extend(seqs);
            }
            _ => {
                let evidence = seqs.collect();
                short.push(Item::Again { length, times: 1, evidence });
            }
        }
    }
    let over = short.len().saturating_sub(record::limits::STORY_STEPS);
    if over > 0 {
        short.drain(1..=over);
    }
    let numbered = short.into_iter().enumerate();
    numbered.map(|(at, item)| item.into_step(at)).collect()
}

/// A step, or that the steps before it come again.
enum Item {
    Step(Step),
    Again { length: usize, times: u32, evidence: Vec<u32> },
}

impl Item {
    fn text(&self) -> Option<&str> {
        if let Self::Step(step) = self { Some(&step.text) } else { None }
    }

    fn into_evidence(self) -> Vec<u32> {
        match self {
            Self::Step(Step { evidence, .. }) | Self::Again { evidence, .. } => evidence,
        }
    }

    /// As the step behind so many others.
    fn into_step(self, at: usize) -> Step {
        let (length, times, evidence) = match self {
            Self::Step(step) => return step,
            Self::Again { length, times, evidence } => (length, times, evidence),
        };
        let mut text = String::from(if length == 1 { "Step " } else { "Steps " });
        let mut number = |number: usize| push_number(&mut text, number as u64);
        number((at + 1).saturating_sub(length).max(1));
        if length > 1 {
            text.push_str(if length == 2 { " and " } else { " to " });
            push_number(&mut text, at as u64);
        }
        text.push_str(" again");
        if times > 1 {
            text.push_str(", ");
            push_number(&mut text, times.into());
            text.push_str(" more times");
        }
        Step { text, evidence }
    }
}

/// Whether the last so many steps are those before them, or before the word that those came again.
fn is_repeated(items: &[Item], length: usize) -> bool {
    let Some(at) = items.len().checked_sub(length).filter(|at| *at >= length) else { return false };
    let (before, last) = items.split_at(at);
    let before = match before {
        [before @ .., Item::Again { length: other, .. }] if *other == length => before,
        before => before,
    };
    let same = before.iter().rev().zip(last.iter().rev());
    before.len() >= length
        && same.take(length).all(|(one, other)| one.text().is_some() && one.text() == other.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(steps: &str) -> String {
        let steps =
            steps.chars().zip(1..).map(|(letter, seq)| Step { text: letter.into(), evidence: vec![seq] });
        let told: Vec<String> = shortened(steps.collect()).into_iter().map(|step| step.text).collect();
        told.join(" ")
    }

    #[test]
    fn what_comes_again_is_told_once() {
        assert_eq!(told("abc"), "a b c");
        assert_eq!(told("abcbc"), "a b c Steps 2 and 3 again");
        assert_eq!(told("abcbcbcd"), "a b c Steps 2 and 3 again, 2 more times d");
        assert_eq!(told("abbbb"), "a b Step 2 again, 3 more times");
        assert_eq!(told("abcdabcd"), "a b c d Steps 1 to 4 again");
        assert_eq!(told("abcxbcy"), "a b c x b c y");
        assert_eq!(told(""), "");
    }

    #[test]
    fn a_long_way_keeps_its_beginning_and_its_end() {
        assert_eq!(told("abcdefghijklmnop"), "a f g h i j k l m n o p");
    }
}
