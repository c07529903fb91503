//! One visitor beside themselves: how they write now and how they wrote before, and what they asked already.

use alloc::vec::Vec;

use record::{MannerShift, Shift};

use crate::manner::{Manner, Question};
use crate::weights;

/// The visitor's own way of writing. Its memory is bounded: sums, the newest turns, and the newest questions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habits {
    /// All turns before the newest ones.
    before: Tally,
    /// The newest turns, oldest first; at most [`weights::NEWEST_TURNS`].
    newest: Vec<Tally>,
    /// The newest questions, and whether an agent has written since; at most [`weights::QUESTIONS`].
    questions: Vec<(Question, bool)>,
    /// All turns up to the last one that was not clipped.
    fluent: Tally,
    all: Tally,
    clipped_in_a_row: u32,
    agent: Agent,
}

/// What an agent has written since the visitor's last turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Agent {
    #[default]
    Nothing,
    /// Something that a reply may follow.
    Told,
    /// A question: a short answer is only an answer.
    Asked,
}

/// Sums over some turns.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    turns: u32,
    words: u32,
    first_person: u32,
    warm: u32,
}

/// What the newest turn shows beside the ones before.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Shown {
    /// How much the row of clipped replies weighs, which this turn goes on with.
    pub(crate) clipped: Option<f32>,
    /// It asks what was asked before.
    pub(crate) repeats_question: bool,
    /// The writer is gone from what they write, and so is their warmth.
    pub(crate) is_detached: bool,
}

impl Habits {
    /// An agent has written.
    pub(crate) fn agent_wrote(&mut self, text: &str) {
        self.agent = if text.contains('?') { Agent::Asked } else { Agent::Told };
        for (_, is_answered) in &mut self.questions {
            *is_answered = true;
        }
    }

    /// Takes the visitor's next turn, in English. `is_glad` is what its reading says.
    pub(crate) fn push(&mut self, text: &str, is_glad: bool) -> Shown {
        let manner = Manner::of(text);
        let turn = Tally::of(&manner);
        self.all.add(turn);
        // "Perfect, thanks" is short too, and the best that can be heard.
        let is_short = manner.words <= weights::CLIPPED_WORDS && !manner.is_warm && !is_glad;
        if !is_short {
            self.clipped_in_a_row = 0;
            self.fluent = self.all;
        } else if manner.words > 0 && self.agent == Agent::Told {
            self.clipped_in_a_row = self.clipped_in_a_row.saturating_add(1);
        }
        self.agent = Agent::Nothing;
        if self.newest.len() == weights::NEWEST_TURNS {
            let oldest = self.newest.remove(0);
            self.before.add(oldest);
        }
        self.newest.push(turn);
        let asked = |question: &Question| {
            self.questions.iter().any(|(it, is_answered)| *is_answered && it.is_same(question))
        };
        let repeats_question = manner.question.as_ref().is_some_and(asked);
        if let Some(question) = manner.question {
            if self.questions.len() == weights::QUESTIONS {
                self.questions.remove(0);
            }
            self.questions.push((question, false));
        }
        Shown { clipped: self.clipped(), repeats_question, is_detached: self.is_detached() }
    }

    /// How the visitor writes now, beside how they wrote before.
    pub(crate) fn shift(&self) -> Option<MannerShift> {
        if self.before.turns < weights::BASELINE_TURNS || self.newest.len() < weights::NEWEST_TURNS {
            return None;
        }
        let now = self.newest.iter().fold(Tally::default(), |mut all, it| {
            all.add(*it);
            all
        });
        let shift = |of: fn(&Tally) -> u32| Shift { before: self.before.mean(of), now: now.mean(of) };
        Some(MannerShift {
            words: shift(|it| it.words),
            first_person: shift(|it| it.first_person),
            warmth: shift(|it| it.warm),
        })
    }

    fn clipped(&self) -> Option<f32> {
        if self.clipped_in_a_row < weights::CLIPPED_TURNS {
            return None;
        }
        // Somebody who never writes more than a few words is not clipped, only brief.
        let was_talkative = self.fluent.mean(|it| it.words) >= weights::TALKATIVE_WORDS;
        Some(if was_talkative { weights::CLIPPED_REPLIES } else { weights::BRIEF_REPLIES })
    }

    fn is_detached(&self) -> bool {
        let has_gone =
            |it: Shift| it.before >= weights::OWN_WAY_FROM && it.now <= it.before * weights::GONE_BELOW;
        self.shift().is_some_and(|it| has_gone(it.first_person) && has_gone(it.warmth))
    }
}

impl Tally {
    fn of(manner: &Manner) -> Self {
        Self {
            turns: 1,
            words: manner.words.into(),
            first_person: manner.is_first_person.into(),
            warm: manner.is_warm.into(),
        }
    }

    const fn add(&mut self, other: Self) {
        self.turns = self.turns.saturating_add(other.turns);
        self.words = self.words.saturating_add(other.words);
        self.first_person = self.first_person.saturating_add(other.first_person);
        self.warm = self.warm.saturating_add(other.warm);
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs two digits, and counts past 2^24 keep seven"
    )]
    fn mean(&self, of: impl Fn(&Self) -> u32) -> f32 {
        of(self) as f32 / self.turns.max(1) as f32
    }
}
