//! Every limit of the story, each with the reason for its number.

/// Events kept: as many as a story tells, since tasks remember what older ones meant.
#[expect(clippy::cast_possible_truncation, reason = "it is 64")]
pub const EVENTS: u32 = record::limits::TIMELINE_EVENTS as u32;

/// Tasks remembered: more than anybody tries before asking for help.
pub const TASKS: usize = 24;

/// All tasks together, in bytes: their names and messages, which are ordinarily a tenth of their limits.
pub const TASKS_BYTES: usize = 7_500;

/// What one task costs beside its texts: its numbers and the seqs that it cites.
pub const TASK_OVERHEAD_BYTES: usize = 160;

/// Tasks named in the sentence: a fourth is no longer read.
pub const SENTENCE_TASKS: usize = 3;

/// The sentence: three tasks of ordinary length. Longer ones leave out the least stuck task.
pub const SENTENCE_BYTES: usize = 600;

/// A control's name: longer ones are prose, and the sentence must stay readable.
pub const NAME_BYTES: usize = 60;

/// A route template: deeper paths lose their end.
pub const ROUTE_BYTES: usize = 96;

/// A message, title or description: two lines of text.
pub const MESSAGE_BYTES: usize = 120;

/// Seqs that a task cites: the newest tell what happened.
pub const EVIDENCE: usize = 8;

/// What is read of a log: more than the page's scripts keep of one, and what is added at its end.
pub const LOG_BYTES: usize = 48 * 1024;

/// Vitals of a page: there are three that count.
pub const VITALS: usize = 4;

/// The events, in bytes of JSON. With eight tasks and the steps they stay below the 16 KiB that a story may take on the wire.
pub const TIMELINE_BYTES: usize = 8_000;

/// What one event costs in JSON beside its line: names of fields, quotes. Measured on the longest event name.
pub const EVENT_OVERHEAD_BYTES: usize = 110;

/// A page that refuses an attempt says so within this time; later messages have another cause.
pub const ATTEMPT_MS: u64 = 10_000;

/// A second click this soon is the same attempt: a double click, not a second try.
pub const DOUBLE_CLICK_MS: u64 = 500;

/// A form's submit event follows the click on its button within this time.
pub const SUBMIT_AFTER_CLICK_MS: u64 = 1_000;

/// Clicks on one control closer together than this are a run.
pub const RAGE_GAP_MS: u64 = 1_000;

/// A run of this many clicks is rage, unless the control is made for it.
pub const RAGE_CLICKS: u32 = 3;

/// Nobody tries again after this long: an unresolved task is given up.
pub const GAVE_UP_MS: u64 = 30_000;

/// A message that belongs to no attempt is worth telling for this long: five minutes.
pub const LOOSE_MS: u64 = 5 * 60_000;

/// Tasks and help visits older than this belong to another errand: half an hour.
pub const STALE_MS: u64 = 30 * 60_000;

/// A score from which a task is told.
pub const STUCK_SCORE: u32 = 3;

/// A request's method: `OPTIONS` is the longest of the common ones.
pub const METHOD_BYTES: usize = 8;

/// A request is slow from here on: people begin to try again (Nielsen's ten seconds of attention are long over for a button).
pub const SLOW_MS: u64 = 3_000;

/// Whoever leaves a page so soon and goes back to where they came from did not find there what they wanted.
pub const QUICK_BACK_MS: u64 = 5_000;

/// An error so soon after a click was caused by it.
pub const ERROR_CLICK_MS: u64 = 1_000;

/// Steps that repeat are looked for in blocks of at most so many.
pub const STEP_BLOCK: usize = 4;

/// A step's text: a name and a message.
pub const STEP_BYTES: usize = 200;

/// A label: `excessive_scrolling` is the longest of ours, and most keys that scrubbing knows by their beginning have twenty
/// signs or more.
pub const LABEL_BYTES: usize = 19;

/// Facts that the visitor is shown: flags, attributes and what else there is of a page, some dozens.
pub const SHARED_FACTS: usize = 64;

/// The last time of a tab, in milliseconds since its capture began: two centuries, and far below what JSON's readers can hold.
pub const LAST_MS: u64 = 1 << 42;

/// Digits of a label, as in `es-419`: a number that scrubbing knows has more.
pub const LABEL_DIGITS: usize = 3;
