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
    ("escalation_implied", 0.45),
    ("compliance", 0.4),
    ("distrust", 0.35),
    ("anger", 0.35),
    ("churn_implied", 0.3),
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

/// A reply of so many words is clipped: "still broken", "no", "and now?".
pub const CLIPPED_WORDS: u16 = 3;

/// So many clipped replies in a row are no accident. Only what follows an agent's words is a reply, and what answers an
/// agent's question may be short.
pub const CLIPPED_TURNS: u32 = 3;

/// From this many words a turn on, a visitor is not brief by nature.
pub const TALKATIVE_WORDS: f32 = 6.0;

/// Clipped replies of somebody who wrote more before.
pub const CLIPPED_REPLIES: f32 = 0.3;

/// Clipped replies of somebody who has always been brief.
pub const BRIEF_REPLIES: f32 = 0.1;

/// The question was asked before, so it was not answered.
pub const REPEATED_QUESTION: f32 = 0.3;

/// Questions remembered: a repeated one comes soon or not at all.
pub const QUESTIONS: usize = 8;

/// Turns that are "now" when a visitor is held beside themselves.
pub const NEWEST_TURNS: usize = 5;

/// Turns before them that make a baseline: of fewer, one turn would decide.
pub const BASELINE_TURNS: u32 = 3;

/// A visitor who speaks of themselves, or is warm, in this share of turns has it as their way.
pub const OWN_WAY_FROM: f32 = 0.4;

/// What is left below this part of the baseline is gone.
pub const GONE_BELOW: f32 = 0.4;

/// The visitor is gone from what they write, and so is their warmth: detached and formal.
pub const DETACHMENT: f32 = 0.35;

/// Sentiment from here down counts as frustration for the stance.
pub const FRUSTRATED_BELOW: f32 = -0.2;

/// Sentiment above this is relief, which ends what was before.
pub const GLAD_ABOVE: f32 = 0.2;

/// Cues of frustration for the stance. A person may be asked for, and a plan be cancelled, in all calm.
pub const FRUSTRATION: &[&str] = &[
    "negative_sentiment",
    "frustration",
    "anger",
    "effort",
    "repeat_contact",
    "repeated_question",
    "distrust",
];

/// A cue of frustration under this weight is over.
pub const FRUSTRATED_FROM: f32 = 0.05;

/// What makes effort, times the cue's weight in the risk: a cue that hardly needs a person may still be all the effort.
pub const EFFORT: &[(&str, f32)] = &[
    ("effort", 2.0),
    ("already_tried", 2.0),
    ("workaround", 2.0),
    ("repeat_contact", 1.2),
    ("repeated_question", 0.8),
    ("stuck_on_page", 1.0),
];
