//! How a conversation is going.
//!
//! **What it does.** Takes the records of one conversation in order and gives the sentiment path, its slope,
//! and a risk score that orders the inbox, with the reasons that made it.
//!
//! **What it must never know.** Clocks, other conversations, and the words themselves: it sees readings.
//!
//! **Method.** Every cue has a weight (see [`weights`]), times the confidence of the reading that showed it. A cue
//! fades by [`weights::FADE`] with each later turn of the visitor, so that an old complaint counts less than a
//! fresh one. The cues join as if they were independent: `risk = 1 - (1 - w1)(1 - w2)...`. The weights are set by
//! hand and say so; nothing is learnt here. A newest turn that is glad lowers every weight by
//! [`weights::RELIEF`] times its score.
//!
//! Main type: [`Tracker`].

#![no_std]

extern crate alloc;

pub mod weights;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use record::{
    Analysis, Content, Label, PageReport, PathPoint, Reason, Risk, SentimentLabel, StoredRecord, Trajectory,
};

/// Follows one conversation. Its memory is bounded: [`Trajectory::MAX_POINTS`] points and one entry per cue.
#[derive(Debug, Clone, Default)]
pub struct Tracker {
    path: Vec<PathPoint>,
    cues: BTreeMap<Label, Cue>,
    unanswered_turns: u32,
    last_visitor_seq: u64,
}

#[derive(Debug, Clone, Copy)]
struct Cue {
    weight: f32,
    seq: u64,
}

impl Tracker {
    /// Takes the conversation's next record. Records come in the order of their `seq`.
    pub fn push(&mut self, stored: &StoredRecord) {
        match &stored.record.content {
            Content::VisitorTurn(turn) => {
                for cue in self.cues.values_mut() {
                    cue.weight *= weights::FADE;
                }
                // What has faded to nothing leaves, or a conversation of years would list every cue there is.
                self.cues.retain(|_, cue| cue.weight >= weights::LEAST);
                self.unanswered_turns = self.unanswered_turns.saturating_add(1);
                self.last_visitor_seq = stored.seq;
                if let Some(reading) = stored.best_reading() {
                    self.read(stored.seq, &reading.analysis);
                }
                self.look_at_page(stored.seq, turn.page.as_ref());
            }
            Content::AgentTurn(_) => self.unanswered_turns = 0,
            Content::PageAmendment(amendment) => self.look_at_page(stored.seq, Some(&amendment.page)),
        }
    }

    /// The course so far.
    #[must_use]
    pub fn trajectory(&self) -> Trajectory {
        let slope = self.slope();
        Trajectory { path: self.path.clone(), slope, risk: self.risk(slope) }
    }

    fn read(&mut self, seq: u64, analysis: &Analysis) {
        let sentiment = analysis.sentiment;
        let known = sentiment.label != SentimentLabel::Unknown;
        if self.path.len() == Trajectory::MAX_POINTS {
            self.path.remove(0);
        }
        self.path.push(PathPoint { seq, score: known.then_some(sentiment.score), label: sentiment.label });
        if matches!(sentiment.label, SentimentLabel::Negative | SentimentLabel::VeryNegative) {
            self.see("negative_sentiment", weights::NEGATIVE_SENTIMENT * -sentiment.score, seq);
        }
        for annotation in analysis.signals.iter().chain(&analysis.emotions) {
            let label = annotation.label.as_str();
            if let Some((_, weight)) = weights::CUES.iter().find(|(cue, _)| *cue == label) {
                self.see(label, weight * annotation.confidence, seq);
            }
        }
        if let Some(urgency) = &analysis.urgency {
            let weight =
                if urgency.label.as_str() == "high" { weights::URGENT } else { weights::SOMEWHAT_URGENT };
            self.see("urgency", weight * urgency.confidence, seq);
        }
    }

    fn look_at_page(&mut self, seq: u64, page: Option<&PageReport>) {
        let Some(story) = page.and_then(|page| page.story.as_ref()) else { return };
        // Scores past 1,000 all mean the same, and u16 goes into f32 without loss.
        let score = f32::from(u16::try_from(story.stuck.score.min(1_000)).unwrap_or(1_000));
        if score > 0.0 {
            self.see("stuck_on_page", (score * weights::STUCK_POINT).min(weights::STUCK_AT_MOST), seq);
        }
    }

    fn see(&mut self, label: &str, weight: f32, seq: u64) {
        let weight = weight.clamp(0.0, weights::AT_MOST);
        let Ok(label) = Label::new(label) else { return };
        if weight < weights::LEAST {
            return;
        }
        let cue = self.cues.entry(label).or_insert(Cue { weight: 0.0, seq });
        if weight >= cue.weight {
            *cue = Cue { weight, seq };
        }
    }

    /// Least-squares slope over the newest known points.
    fn slope(&self) -> f32 {
        let known: Vec<f32> =
            self.path.iter().rev().filter_map(|point| point.score).take(weights::SLOPE_TURNS).collect();
        let count = u8::try_from(known.len()).map_or(0.0, f32::from);
        if known.len() < 2 {
            return 0.0;
        }
        let middle = (count - 1.0) / 2.0;
        let mean = known.iter().sum::<f32>() / count;
        let (mut above, mut below, mut at) = (0.0, 0.0, 0.0_f32);
        // `known` runs backwards in time, so its own slope has the other sign.
        for score in &known {
            above += (middle - at) * (score - mean);
            below += (at - middle) * (at - middle);
            at += 1.0;
        }
        (above / below).clamp(-2.0, 2.0)
    }

    fn risk(&self, slope: f32) -> Risk {
        let mut reasons: Vec<Reason> = self
            .cues
            .iter()
            .map(|(label, cue)| Reason { label: label.clone(), weight: cue.weight, seq: Some(cue.seq) })
            .collect();
        let mut also = |label: &str, weight: f32, seq: Option<u64>| {
            if let Ok(label) = Label::new(label) {
                reasons.push(Reason { label, weight, seq });
            }
        };
        if slope <= weights::DECLINE_FROM {
            let seq = self.path.last().map(|point| point.seq);
            also("declining_sentiment", (-slope * weights::DECLINE).min(weights::AT_MOST), seq);
        }
        if self.unanswered_turns > 1 {
            let turns = f32::from(u16::try_from(self.unanswered_turns - 1).unwrap_or(u16::MAX));
            let weight = (turns * weights::UNANSWERED_TURN).min(weights::UNANSWERED_AT_MOST);
            also("unanswered_turns", weight, Some(self.last_visitor_seq));
        }
        // Somebody who has just said thanks waits well, whatever was before.
        let newest = self.path.last().and_then(|point| point.score).unwrap_or(0.0);
        let relief = 1.0 - weights::RELIEF * newest.clamp(0.0, 1.0);
        for reason in &mut reasons {
            reason.weight *= relief;
        }
        reasons.retain(|reason| reason.weight >= weights::LEAST);
        let score = 1.0 - reasons.iter().fold(1.0, |calm, reason| calm * (1.0 - reason.weight));
        reasons.sort_by(|one, other| {
            other.weight.total_cmp(&one.weight).then_with(|| one.label.cmp(&other.label))
        });
        Risk { score: score.clamp(0.0, 1.0), reasons }
    }
}

#[cfg(test)]
mod tests;
