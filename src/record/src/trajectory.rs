//! How a conversation is going. The numbers are made by the crate `trajectory`; the shapes are on the wire.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{Label, SentimentLabel};

/// The course of one conversation so far.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trajectory {
    /// One point for each visitor turn that was read, in order; the newest [`Trajectory::MAX_POINTS`].
    pub path: Vec<PathPoint>,
    /// Change of sentiment per visitor turn over the newest turns, -2..=2; below 0 it gets worse.
    pub slope: f32,
    /// Who needs help most: what orders the inbox. It is the escalation probability as far as hand-set weights can say it.
    pub risk: Risk,
    /// How hard it has been for the visitor to get this done. Nothing when no cue says that it was hard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// How the visitor writes now, beside how they wrote before. Nothing before there is something to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manner: Option<MannerShift>,
    /// Whether somebody who is frustrated is still with us.
    #[serde(default, skip_serializing_if = "Stance::is_settled")]
    pub stance: Stance,
}

impl Trajectory {
    /// Points kept: what the panel's picture can show.
    pub const MAX_POINTS: usize = 64;
}

/// The sentiment of one visitor turn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PathPoint {
    /// The turn's place in the conversation.
    pub seq: u64,
    /// -1..=1, or nothing when the reading does not know.
    pub score: Option<f32>,
    /// The class that was shown.
    pub label: SentimentLabel,
}

/// How much a conversation needs a person, with why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Risk {
    /// 0..=1.
    pub score: f32,
    /// What made the score, heaviest first.
    pub reasons: Vec<Reason>,
}

/// How hard something was to get done, with why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Effort {
    /// 0..=1; from [`Effort::HARD`] on it was hard.
    pub score: f32,
    /// What made the score, heaviest first.
    pub reasons: Vec<Reason>,
}

impl Effort {
    /// A score from here on is in the hard band.
    pub const HARD: f32 = 0.3;
}

/// How a visitor writes in their newest turns, beside all turns before those.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MannerShift {
    /// Mean words in a turn.
    pub words: Shift,
    /// Share of turns in which the writer speaks of themselves ("I", "our"), 0..=1.
    pub first_person: Shift,
    /// Share of turns that thank, greet, ask nicely or are glad, 0..=1.
    pub warmth: Shift,
}

/// One measure of a visitor beside their own baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// Over the turns before the newest ones.
    pub before: f32,
    /// Over the newest turns.
    pub now: f32,
}

/// Whether somebody who is frustrated is still with us. Who complains at length wants it solved; who has stopped to is
/// about to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stance {
    /// Nothing says that they are frustrated.
    #[default]
    Settled,
    /// Frustrated, and engaged.
    Resilient,
    /// Frustrated, and detached: clipped replies, or themselves and their warmth gone from what they write.
    DangerZone,
}

impl Stance {
    /// Whether nothing says that they are frustrated.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        *self == Self::Settled
    }
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// What was seen: a signal's label, `declining_sentiment`, `stuck_on_page`, ...
    pub label: Label,
    /// Its share of the score, 0..=1.
    pub weight: f32,
    /// The turn that shows it best.
    pub seq: Option<u64>,
}
