//! The weight of every cue, 0..1: how likely a conversation that shows the cue alone is to need a person soon.
//! Set by hand until outcomes can set them.

/// What stays of a cue after one more turn of the visitor: after three turns about a third.
pub const FADE: f32 = 0.7;

/// A cue under this weight would not change anybody's order.
pub const LEAST: f32 = 0.02;

/// Times the newest turn's sentiment above zero, off every weight: a glad turn takes most of the risk away.
pub const RELIEF: f32 = 0.9;

/// No cue alone makes a conversation certain.
pub const AT_MOST: f32 = 0.9;

/// Times the sentiment's distance below zero.
pub const NEGATIVE_SENTIMENT: f32 = 0.3;

/// Signals and emotions, times their confidence. Praise, delight and feature requests wait well.
pub const CUES: &[(&str, f32)] = &[
    ("escalation", 0.6),
    ("churn", 0.55),
    ("compliance", 0.4),
    ("distrust", 0.35),
    ("anger", 0.35),
    ("downgrade", 0.3),
    ("competitor", 0.3),
    ("repeat_contact", 0.3),
    ("frustration", 0.3),
    ("effort", 0.25),
    ("anxiety", 0.2),
    ("bug_report", 0.15),
    ("already_tried", 0.1),
    ("workaround", 0.1),
    ("confusion", 0.1),
];

/// Urgency `high`, times its confidence.
pub const URGENT: f32 = 0.45;

/// Urgency below `high`, times its confidence.
pub const SOMEWHAT_URGENT: f32 = 0.2;

/// Each point of the page's stuck score; a form that refused three times has about ten.
pub const STUCK_POINT: f32 = 0.03;

/// A page alone says less than the visitor's words.
pub const STUCK_AT_MOST: f32 = 0.4;

/// The newest turns that make the slope: enough to be a direction, few enough to be now.
pub const SLOPE_TURNS: usize = 4;

/// A slope from here down is a decline: a fall of 0.3 over three turns.
pub const DECLINE_FROM: f32 = -0.1;

/// Times the slope's size.
pub const DECLINE: f32 = 0.6;

/// Each turn of the visitor after the first that nobody answered.
pub const UNANSWERED_TURN: f32 = 0.07;

/// Somebody who writes in many short lines is not in proportion worse off.
pub const UNANSWERED_AT_MOST: f32 = 0.25;
