//! Limits of the chat, each with the reason for its number.

/// Turns kept and drawn. A page of this many bubbles still scrolls smoothly on a phone; older ones stay on the
/// server.
pub const TURNS_KEPT: usize = 1_000;

/// From this many bytes of a draft on, the composer tells how much room is left: one kibibyte before the end, which
/// is ten lines, so that nobody writes into the wall unwarned.
pub const COUNTER_FROM_BYTES: usize = record::limits::TEXT_BYTES - 1024;

/// Turns of one speaker closer together than this are drawn as one group: five minutes, as people read a chat.
pub const GROUP_WITHIN_MS: i64 = 5 * 60 * 1000;

/// Questions for the page's story whose late answer still becomes an amendment. A visitor who sends more turns than
/// this before the page answers has a page that will not answer.
pub const OPEN_QUESTIONS: usize = 8;

/// A late story is of no use to anyone after the agent has read the turn: one minute.
pub const LATE_STORY_MS: u64 = 60_000;

/// First pause between two calls of the server, doubled with each failure.
pub const BACKOFF_FIRST_MS: u64 = 500;

/// Longest pause between two calls: a visitor who looks at an "offline" line for longer has gone away.
pub const BACKOFF_MAX_MS: u64 = 30_000;

/// Calls that fail in a row before requests over HTTP take over: some networks pass those and no sockets.
pub const CALLS_BEFORE_HTTP: u32 = 3;

/// A call without any frame for this long has failed: slow mobile networks open one in three seconds.
pub const CALL_WAIT_MS: u64 = 10_000;

/// A call that was alive and has been silent for this long is dead: four of the server's heads were missed.
pub const SILENCE_MS: u64 = 4 * api::limits::HEADS_EVERY_MS as u64;

/// How often HTTP asks for new turns: half as often as a socket would be told, since every question is a request.
pub const POLL_EVERY_MS: u64 = 2 * api::limits::HEADS_EVERY_MS as u64;

/// A typing notice is renewed this often while the visitor writes: twice within the time that one holds.
pub const TYPING_EVERY_MS: u64 = api::limits::TYPING_HOLDS_MS as u64 / 2;

/// Without a keystroke for this long the visitor is thinking, not writing.
pub const TYPING_IDLE_MS: u64 = 4_000;

/// How long the device's own store may take to open before the chat goes on without it.
pub const STORE_OPENS_MS: u32 = 1_500;

/// How often a page may change who its visitor is: a site does it at a sign-in, perhaps once more when it knows the
/// account. A thousand times would make the server hang up.
pub const IDENTITIES: u32 = 20;

/// Unread turns told to the host page: a badge shows "99+" at most.
pub const UNREAD_TOLD: u32 = 100;

/// A web address that becomes a link: browsers and servers agree on about this much.
pub const LINK_BYTES: usize = 2_048;

/// Records read back from this device: as many as the outbox takes.
pub const PARCELS: usize = outbox::limits::ITEMS;

/// Things of the page's that a visitor leaves out: everything that there is, and twice.
pub const LEFT_OUT: usize = 256;

/// The page's part of a record: three times what a story may take, since a placeholder can be longer than what it stands for.
pub const PAGE_BYTES: usize = 48 * 1024;
