//! Every limit of capture, each with the reason for its number.

/// Bytes read of a control's name before it is scrubbed and cut to what a story keeps: several times that, so that
/// no half of a secret is left where reading stopped.
pub const NAME_BYTES: usize = 400;

/// Bytes read of a message, for the same reason.
pub const MESSAGE_BYTES: usize = 1_500;

/// Nodes visited for one name or message: a control with more inside is a card, and its beginning names it.
pub const NAME_NODES: u32 = 64;

/// Mutation records looked at in one batch. A page that rebuilds itself has thousands, and its message is said again
/// or still showing at the next attempt.
pub const MUTATIONS: u32 = 64;

/// Regions read after one batch, and at the start.
pub const REGIONS: usize = 8;

/// Fields that one refused form reports: the first are what the visitor sees.
pub const INVALID_FIELDS: u32 = 4;

/// Refusals this close together belong to one submit.
pub const INVALID_BURST_MS: f64 = 500.0;

/// Disabled controls compared with the place of a click that hit none.
pub const DISABLED_CONTROLS: u32 = 64;

/// A pointer that moved further than this between down and up was dragging or selecting, in CSS pixels.
pub const CLICK_SLOP_PX: i32 = 10;

/// A click event after the pointer's report on the same disabled control.
pub const SAME_CLICK_MS: f64 = 1_000.0;

/// The same words in the same kind of region within this time are one message that was rendered in steps.
pub const SAME_MESSAGE_MS: f64 = 1_000.0;

/// How long a page may take to renew a message after an attempt, before one that still stands counts as said again.
pub const RENEW_MS: f64 = 300.0;

/// Standing messages remembered.
pub const STANDING: usize = 4;

/// Shadow roots left on the way from an event's target to its control.
pub const SHADOW_HOPS: u32 = 4;
