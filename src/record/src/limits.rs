//! Every limit of the record, each with the reason for its number.

/// A turn's text. Four times the longest message in the replayed support corpora; a visitor who pastes a log
/// gets a sentence that says so, instead of a frame that the socket refuses.
pub const TEXT_BYTES: usize = 16 * 1024;

/// One record as JSON: a full text, its analysis, and a full page story (at most 16 KiB), with room to spare.
pub const RECORD_BYTES: usize = 96 * 1024;

/// Annotations in one list of an analysis: there are under 20 labels of each kind.
pub const ANNOTATIONS: usize = 32;

/// Evidence spans of one annotation: more are not read by anyone.
pub const SPANS: usize = 16;

/// A label: the longest of ours has 19 characters; a site's own topics get room.
pub const LABEL_BYTES: usize = 40;

/// Entities of one turn.
pub const ENTITIES: usize = 64;

/// Events in a story's timeline: what an agent scrolls through at most; the ring behind it may be longer.
pub const TIMELINE_EVENTS: usize = 64;

/// Tasks named in a story: the sentence reports three, the panel lists a few more.
pub const STORY_TASKS: usize = 8;

/// Steps that lead to where somebody is stuck: more are a video, not a list.
pub const STORY_STEPS: usize = 12;

/// Frictions told of a tab: the newest, as many as somebody looks through.
pub const FRICTIONS: usize = 12;

/// Feature flags that a site tells of.
pub const FLAGS: usize = 16;

/// Attributes of an account that a site tells of.
pub const ATTRIBUTES: usize = 16;

/// A name, title, message or route shown by a page. Longer accessible names are prose, not names.
pub const PAGE_TEXT_BYTES: usize = 200;

/// Unknown fields kept of one object: a newer client adds a handful, a hostile one would add thousands.
pub const EXTRA_FIELDS: usize = 16;

/// Bytes of all strings in one object's unknown fields.
pub const EXTRA_BYTES: usize = 4 * 1024;

/// Nesting of unknown values.
pub const EXTRA_DEPTH: usize = 4;

/// Sealed values beside one text.
pub const SEALED_VALUES: usize = 16;

/// A sealed value, base64: an address of 200 characters, sealed, fits twice.
pub const SEALED_BYTES: usize = 512;
