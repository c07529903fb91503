//! Limits of the wire, each with the reason for its number.

/// One socket frame or HTTP body of a visitor: a batch of [`BATCH_RECORDS`] records of ordinary size, or two of
/// the largest (96 KiB each).
pub const FRAME_BYTES: usize = 256 * 1024;

/// Records in one batch: what a visitor can have written while offline for a while; more go in a second batch.
pub const BATCH_RECORDS: usize = 32;

/// Turns in one answer: two screens of a chat.
pub const PAGE_TURNS: usize = 100;

/// Conversations in one answer of the inbox.
pub const PAGE_CONVERSATIONS: usize = 100;

/// A name, e-mail address, account or plan that the site passes about a visitor.
pub const IDENTITY_BYTES: usize = 200;

/// How often a server tells the heads of conversations, so that a lost frame is noticed: five seconds.
pub const HEADS_EVERY_MS: u32 = 5_000;

/// How long a typing notice holds without being renewed.
pub const TYPING_HOLDS_MS: u32 = 6_000;

/// One message between host page and frame: a log of at most 48 KiB, whose every sign may be escaped.
pub const HOST_MESSAGE_BYTES: usize = 64 * 1024;

/// The log of a tab: the page's scripts keep 14,000 characters of up to three bytes, and add what is so now, most of it the site's flags and attributes.
pub const LOG_BYTES: usize = 48 * 1024;

/// How long a send waits for the page story before it goes without it.
pub const STORY_WAIT_MS: u32 = 100;
