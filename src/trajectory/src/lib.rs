//! How a conversation is going.
//!
//! **What it does.** Takes the records of one conversation in order and gives the sentiment path, its slope, a risk score
//! that orders the inbox, the effort it has been, and the visitor's manner beside their own baseline, each with the reasons
//! that made it.
//!
//! **What it must never know.** Clocks, other conversations, and models: it sees readings, and counts words by short lists.
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

mod habits;
mod manner;
pub mod weights;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use record::{
    Analysis, Content, Effort, Label, PageReport, PathPoint, Reason, Risk, SentimentLabel, Stance,
    StoredRecord, Trajectory,
};

use habits::{Habits, Shown};

/// Follows one conversation. Its memory is bounded: [`Trajectory::MAX_POINTS`] points, two entries per cue, and of the
/// visitor's manner a few sums, turns and questions.
#[derive(Debug, Clone, Default)]
pub struct Tracker {
    path: Vec<PathPoint>,
    cues: BTreeMap<Label, Cue>,
    /// The heaviest that each cue of effort has been. Effort is spent, so it does not fade.
    effort: BTreeMap<Label, Cue>,
    habits: Habits,
    /// What the newest turn showed beside the ones before.
    shown: Shown,
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
                let reading = stored.best_reading();
                if let Some(reading) = reading {
                    self.read(stored.seq, &reading.analysis);
                }
                // The words that are counted are English.
                self.shown = Shown::default();
                if let Some(reading) = reading.filter(|reading| reading.analysis.language.as_str() == "en") {
                    let is_glad = reading.analysis.sentiment.score > weights::GLAD_ABOVE;
                    self.hear(stored.seq, turn.text.as_str(), is_glad);
                }
                self.look_at_page(stored.seq, turn.page.as_ref());
            }
            Content::AgentTurn(turn) => {
                self.unanswered_turns = 0;
                self.habits.agent_wrote(turn.text.as_str());
            }
            Content::PageAmendment(amendment) => self.look_at_page(stored.seq, Some(&amendment.page)),
        }
    }

    /// The course so far.
    #[must_use]
    pub fn trajectory(&self) -> Trajectory {
        let slope = self.slope();
        let risk = self.risk(slope);
        let stance = self.stance(&risk);
        Trajectory {
            path: self.path.clone(),
            slope,
            risk,
            effort: self.effort(),
            manner: self.habits.shift(),
            stance,
        }
    }

    /// How the turn is written, beside how the visitor wrote before.
    fn hear(&mut self, seq: u64, text: &str, is_glad: bool) {
        self.shown = self.habits.push(text, is_glad);
        if let Some(weight) = self.shown.clipped {
            self.see("clipped_replies", weight, seq);
        }
        if self.shown.repeats_question {
            self.see("repeated_question", weights::REPEATED_QUESTION, seq);
        }
        if self.shown.is_detached {
            self.see("detachment", weights::DETACHMENT, seq);
        }
    }

    fn effort(&self) -> Option<Effort> {
        let mut reasons: Vec<Reason> = self.effort.iter().map(reason).collect();
        if reasons.is_empty() {
            return None;
        }
        reasons.sort_by(heaviest_first);
        Some(Effort { score: joined(&reasons), reasons })
    }

    fn stance(&self, risk: &Risk) -> Stance {
        // What was before they were glad is over.
        let glad_seq =
            self.path.iter().rev().find(|it| it.score.is_some_and(|score| score > weights::GLAD_ABOVE));
        let glad_seq = glad_seq.map_or(0, |point| point.seq);
        let is_frustrated = risk.reasons.iter().any(|reason| {
            weights::FRUSTRATION.contains(&reason.label.as_str())
                && reason.weight >= weights::FRUSTRATED_FROM
                && reason.seq.is_some_and(|seq| seq > glad_seq)
        });
        let since_glad = self.path.iter().filter(|point| point.seq > glad_seq);
        let was_frustrated = is_frustrated
            || since_glad.filter_map(|point| point.score).any(|score| score <= weights::FRUSTRATED_BELOW);
        let has_become_short = self.shown.clipped.is_some_and(|weight| weight >= weights::CLIPPED_REPLIES);
        let has_gone_quiet = self.shown.is_detached || has_become_short;
        if was_frustrated && has_gone_quiet {
            Stance::DangerZone
        } else if is_frustrated {
            Stance::Resilient
        } else {
            Stance::Settled
        }
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
            let kind = annotation.kind();
            if let Some((_, weight)) = weights::CUES.iter().find(|(cue, _)| *cue == kind) {
                self.see(&kind, weight * annotation.confidence, seq);
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
        if let Some((_, times)) = weights::EFFORT.iter().find(|(cue, _)| *cue == label.as_str()) {
            keep_heaviest(&mut self.effort, label.clone(), (weight * times).min(weights::AT_MOST), seq);
        }
        keep_heaviest(&mut self.cues, label, weight, seq);
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
        let mut reasons: Vec<Reason> = self.cues.iter().map(reason).collect();
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
        reasons.sort_by(heaviest_first);
        Risk { score: joined(&reasons), reasons }
    }
}

fn keep_heaviest(cues: &mut BTreeMap<Label, Cue>, label: Label, weight: f32, seq: u64) {
    let cue = cues.entry(label).or_insert(Cue { weight: 0.0, seq });
    if weight >= cue.weight {
        *cue = Cue { weight, seq };
    }
}

fn reason((label, cue): (&Label, &Cue)) -> Reason {
    Reason { label: label.clone(), weight: cue.weight, seq: Some(cue.seq) }
}

fn heaviest_first(one: &Reason, other: &Reason) -> Ordering {
    other.weight.total_cmp(&one.weight).then_with(|| one.label.cmp(&other.label))
}

/// All reasons as if they were independent.
fn joined(reasons: &[Reason]) -> f32 {
    let calm = reasons.iter().fold(1.0, |calm, reason| calm * (1.0 - reason.weight));
    (1.0_f32 - calm).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
