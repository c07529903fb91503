//! Reads recorded conversations.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// One recorded conversation.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// Its name in the file.
    pub(crate) id: String,
    /// Its turns, in order; none is blank, and the first is the customer's.
    pub(crate) turns: Vec<Turn>,
}

/// One recorded turn.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) speaker: Speaker,
    /// Without blanks at its ends, which a chat takes away too.
    pub(crate) text: String,
    /// The time since the turn before it.
    pub(crate) gap: Duration,
}

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Speaker {
    /// The visitor.
    #[serde(alias = "visitor", alias = "user")]
    Customer,
    /// The support team.
    Agent,
}

/// Turns without times follow each other as fast as somebody reads and types, then sped up like the others.
const GAP_WITHOUT_TIMES: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Turns { id: serde_json::Value, turns: Vec<PlainTurn> },
    Star { id: serde_json::Value, events: Vec<StarEvent> },
}

#[derive(Deserialize)]
struct PlainTurn {
    role: Speaker,
    text: String,
    at_ms: Option<u64>,
}

#[derive(Deserialize)]
struct StarEvent {
    role: String,
    kind: String,
    #[serde(default)]
    text: Option<String>,
    /// Seconds since 1970.
    #[serde(default)]
    at: Option<u64>,
}

impl StarEvent {
    /// What was said aloud: what the customer typed, and what the agent picked or typed to send. The drafts that the
    /// agent asked suggestions for, the instructions and the look-ups were never seen by the other side.
    fn said(self) -> Option<PlainTurn> {
        let role = match (self.role.as_str(), self.kind.as_str()) {
            ("customer", "utter") => Speaker::Customer,
            ("agent", "utter" | "pick_suggestion") => Speaker::Agent,
            _ => return None,
        };
        Some(PlainTurn { role, text: self.text?, at_ms: self.at.map(|at| at.saturating_mul(1_000)) })
    }
}

/// Reads a file of JSON lines, and says aloud what of it no chat could be.
pub(super) fn read(file: &Path) -> Result<Vec<Recorded>> {
    let lines = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let mut recorded = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(lines).lines()) {
        let line = line.with_context(|| format!("cannot read {}", file.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("{}, line {number}: not a recorded conversation", file.display()))?;
        let (id, turns) = match line {
            Line::Turns { id, turns } => (id, turns),
            Line::Star { id, events } => (id, events.into_iter().filter_map(StarEvent::said).collect()),
        };
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        recorded.push(Recorded { id, turns: with_gaps(turns) });
    }
    let (turns, conversations) = leave_out(&mut recorded);
    if turns > 0 || conversations > 0 {
        eprintln!(
            "Left out: {turns} turns of agents before anybody had asked, since a chat begins with its visitor; \
             {conversations} conversations without a visitor."
        );
    }
    if recorded.is_empty() {
        bail!("{} holds no conversation", file.display());
    }
    Ok(recorded)
}

/// Takes away what agents said before the customer did, and conversations in which the customer says nothing. Gives how
/// many turns and how many conversations that were.
fn leave_out(recorded: &mut Vec<Recorded>) -> (usize, usize) {
    let mut turns = 0;
    for one in recorded.iter_mut() {
        let is_customer = |turn: &Turn| turn.speaker == Speaker::Customer;
        let first = one.turns.iter().position(is_customer).unwrap_or(one.turns.len());
        turns += one.turns.drain(..first).count();
    }
    let before = recorded.len();
    recorded.retain(|one| !one.turns.is_empty());
    (turns, before - recorded.len())
}

fn with_gaps(turns: Vec<PlainTurn>) -> Vec<Turn> {
    let mut before = None;
    turns
        .into_iter()
        .filter(|turn| !turn.text.trim().is_empty())
        .map(|turn| {
            let gap = match (before, turn.at_ms) {
                (Some(before), Some(at)) => Duration::from_millis(at.saturating_sub(before)),
                (None, Some(_)) => Duration::ZERO,
                (_, None) => GAP_WITHOUT_TIMES,
            };
            before = turn.at_ms.or(before);
            Turn { speaker: turn.role, text: turn.text.trim().to_owned(), gap }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_lines(lines: &str) -> Result<Vec<Recorded>> {
        let file = std::env::temp_dir().join(format!("replay-{}-{}.jsonl", std::process::id(), lines.len()));
        std::fs::write(&file, lines).unwrap();
        let recorded = read(&file);
        std::fs::remove_file(file).unwrap();
        recorded
    }

    #[test]
    fn both_shapes_are_read() {
        let recorded = read_lines(concat!(
            r#"{"id": "a", "turns": [{"role": "customer", "text": "Hi", "at_ms": 5}, {"role": "agent", "text": " "}]}"#,
            "\n\n",
            r#"{"id": 7, "events": [{"role": "customer", "kind": "utter", "text": "Help", "at": 100},"#,
            r#"{"role": "agent", "kind": "request_suggestions", "text": "draft", "at": 101},"#,
            r#"{"role": "agent", "kind": "pick_suggestion", "text": "Yes?", "at": 103}]}"#,
        ))
        .unwrap();
        assert_eq!(recorded.len(), 2);
        assert_eq!(recorded[0].turns.len(), 1);
        assert_eq!(recorded[1].id, "7");
        let said: Vec<_> = recorded[1].turns.iter().map(|turn| (turn.speaker, turn.text.as_str())).collect();
        assert_eq!(said, [(Speaker::Customer, "Help"), (Speaker::Agent, "Yes?")]);
        assert_eq!(recorded[1].turns[1].gap, Duration::from_secs(3));
    }

    #[test]
    fn a_chat_begins_with_its_visitor() {
        let recorded = read_lines(concat!(
            r#"{"id": "a", "brand_handle": "shop", "roles_reliable": true, "summary": "s", "turns": ["#,
            r#"{"role": "agent", "text": "Hello?"}, {"role": "customer", "text": " Hi "}, {"role": "agent", "text": "Yes"}]}"#,
            "\n",
            r#"{"id": "b", "turns": [{"role": "agent", "text": "Nobody there"}]}"#,
        ))
        .unwrap();
        assert_eq!(recorded.len(), 1);
        let said: Vec<_> = recorded[0].turns.iter().map(|turn| (turn.speaker, turn.text.as_str())).collect();
        assert_eq!(said, [(Speaker::Customer, "Hi"), (Speaker::Agent, "Yes")]);
    }

    #[test]
    fn another_shape_is_refused_with_its_line() {
        let error = read_lines("{\"id\": 1, \"turns\": []}\n{\"text\": 1}").unwrap_err();
        assert!(format!("{error:#}").contains("line 2"), "{error:#}");
    }
}
