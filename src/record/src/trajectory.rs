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
    /// Who needs help most: what orders the inbox.
    pub risk: Risk,
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

/// One part of a risk score.
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
