//! What was kept, against what was said.

use std::collections::HashMap;
use std::fmt;

use super::conversations::{Recorded, Speaker};
use crate::figures::percentile;

/// The last line of a replay.
#[derive(Debug, Default)]
pub struct Tally {
    conversations: usize,
    turns: usize,
    lost: usize,
    duplicated: usize,
    reordered: usize,
    /// From each send of a visitor until the agent's socket had the record.
    pub(super) socket_ms: Vec<f64>,
    /// From each send of a visitor in a browser until the agent's browser had painted it.
    pub(super) painted_ms: Vec<f64>,
}

impl Tally {
    /// Counts one conversation. A visitor's words are kept without what scrubbing takes out, so the same is taken out
    /// of the recording.
    pub(super) fn compare(&mut self, said: &Recorded, kept: &[(Speaker, String)]) {
        let said: Vec<(Speaker, String)> = said
            .turns
            .iter()
            .map(|turn| match turn.speaker {
                Speaker::Customer => (turn.speaker, scrub_of(&turn.text)),
                Speaker::Agent => (turn.speaker, turn.text.clone()),
            })
            .collect();
        self.conversations += 1;
        self.turns += said.len();
        let (lost, duplicated) = (missing(&said, kept), missing(kept, &said));
        self.lost += lost;
        self.duplicated += duplicated;
        if lost == 0 && duplicated == 0 {
            self.reordered += said.iter().zip(kept).filter(|(said, kept)| said != kept).count();
        } else {
            self.reordered += out_of_order(&said, kept);
        }
    }

    /// Whether everything was kept once and in order.
    #[must_use]
    pub const fn is_faithful(&self) -> bool {
        self.lost == 0 && self.duplicated == 0 && self.reordered == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "conversations {}, turns {}, lost {}, duplicated {}, reordered {}",
            self.conversations, self.turns, self.lost, self.duplicated, self.reordered,
        )?;
        // A comparison alone has waited for nobody.
        if !self.socket_ms.is_empty() {
            write!(f, ", {}", percentiles(&self.socket_ms))?;
        }
        if !self.painted_ms.is_empty() {
            write!(f, ", painted {}, {}", self.painted_ms.len(), percentiles(&self.painted_ms))?;
        }
        Ok(())
    }
}

fn percentiles(ms: &[f64]) -> String {
    format!("p50 {:.1} ms, p95 {:.1} ms", percentile(ms, 50), percentile(ms, 95))
}

fn scrub_of(text: &str) -> String {
    scrub::scrub(text).0.as_str().to_owned()
}

fn counts(turns: &[(Speaker, String)]) -> HashMap<(Speaker, &str), usize> {
    let mut counts = HashMap::new();
    for (speaker, text) in turns {
        *counts.entry((*speaker, text.as_str())).or_default() += 1;
    }
    counts
}

/// How many of `these` are not among `those`, each as often as it stands.
fn missing(these: &[(Speaker, String)], those: &[(Speaker, String)]) -> usize {
    let those = counts(those);
    counts(these)
        .iter()
        .map(|(turn, count)| count.saturating_sub(those.get(turn).copied().unwrap_or(0)))
        .sum()
}

/// How many common turns are not on the longest run that both have in the same order.
fn out_of_order(said: &[(Speaker, String)], kept: &[(Speaker, String)]) -> usize {
    let common = said.len() - missing(said, kept);
    let mut row = vec![0_usize; kept.len() + 1];
    for one in said {
        let mut diagonal = 0;
        for (at, other) in kept.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if one == other { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    common - row[kept.len()]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::conversations::Turn;
    use super::*;

    fn tally(said: &str, kept: &str) -> (usize, usize, usize) {
        let turns = |words: &str| {
            words.chars().map(|letter| (Speaker::Agent, letter.to_string())).collect::<Vec<_>>()
        };
        let recorded = Recorded {
            id: String::new(),
            turns: turns(said)
                .into_iter()
                .map(|(speaker, text)| Turn { speaker, text, gap: Duration::ZERO })
                .collect(),
        };
        let mut tally = Tally::default();
        tally.compare(&recorded, &turns(kept));
        (tally.lost, tally.duplicated, tally.reordered)
    }

    #[test]
    fn every_fault_is_counted() {
        assert_eq!(tally("abcab", "abcab"), (0, 0, 0));
        assert_eq!(tally("abcab", "abcb"), (1, 0, 0));
        assert_eq!(tally("abc", "abbc"), (0, 1, 0));
        assert_eq!(tally("abc", "acb"), (0, 0, 2));
        assert_eq!(tally("abcd", "dab"), (1, 0, 1));
        assert_eq!(tally("abc", ""), (3, 0, 0));
    }

    #[test]
    fn the_last_line_tells_of_waits_where_there_were_any() {
        let mut tally = Tally::default();
        let line = "conversations 0, turns 0, lost 0, duplicated 0, reordered 0";
        assert_eq!(tally.to_string(), line);
        tally.socket_ms = vec![2.0, 4.0];
        let line = format!("{line}, p50 2.0 ms, p95 4.0 ms");
        assert_eq!(tally.to_string(), line);
        tally.painted_ms = vec![30.0];
        assert_eq!(tally.to_string(), format!("{line}, painted 1, p50 30.0 ms, p95 30.0 ms"));
    }
}
