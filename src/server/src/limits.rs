//! Every limit of the server, each with the reason for its number. Those of the wire are in `api::limits`, those of
//! a record in `record::limits`.

/// Records that one visitor may send at once: an outbox that was offline for an afternoon.
pub const VISITOR_RECORDS_BURST: u32 = 120;
/// Records of one visitor per second after that. Nobody writes ten messages a second by hand.
pub const VISITOR_RECORDS_PER_S: u32 = 10;

/// Frames of one visitor other than records and pages (typing, seen, identify), over all of their tabs: a burst of
/// scrolling, then what a hand can do.
pub const VISITOR_FRAMES_BURST: u32 = 120;
/// The same, per second.
pub const VISITOR_FRAMES_PER_S: u32 = 20;

/// Pages of turns that one visitor may read at once: a long history scrolled through, or a dozen tabs that come back
/// together. Each takes one of a few readers for a millisecond.
pub const VISITOR_PAGES_BURST: u32 = 60;
/// The same, per second.
pub const VISITOR_PAGES_PER_S: u32 = 4;

/// Frames of one agent at once, over all of their consoles, replies among them. Agents are known by name, and programs
/// answer for them too: a recording that is played back has one agent in fifty conversations at once.
pub const AGENT_FRAMES_BURST: u32 = 10_000;
/// The same, per second.
pub const AGENT_FRAMES_PER_S: u32 = 1_000;

/// Requests of one address at once, whatever they ask for: three hundred people behind one address who open a page
/// in the same second, at ten requests each. It keeps guessed tokens from the readers of the store.
pub const ADDRESS_REQUESTS_BURST: u32 = 3_000;
/// The same, per second.
pub const ADDRESS_REQUESTS_PER_S: u32 = 300;

/// Visitor sessions from one address at once. A large office or a mobile carrier shares one address; five an hour,
/// as elsewhere, would shut them all out.
pub const ADDRESS_SESSIONS_BURST: u32 = 600;
/// The same, per second.
pub const ADDRESS_SESSIONS_PER_S: u32 = 10;

/// Sign-ins that may fail in a row for one account from one address, then one every ten seconds.
pub const SIGN_INS_BURST: u32 = 8;
/// Sign-ins that may fail in a row from one address over all accounts: an office on a Monday morning.
pub const ADDRESS_SIGN_INS_BURST: u32 = 60;
/// How long one more try takes to come back, for an account.
pub const SIGN_IN_EVERY_MS: u32 = 10_000;
/// The same, for an address.
pub const ADDRESS_SIGN_IN_EVERY_MS: u32 = 1_000;

/// Names that one limiter remembers. 100,000 of them are about 5 MB; full buckets are forgotten first.
pub const LIMITER_KEYS: usize = 100_000;

/// How long a socket may take to say hello: a slow phone gets there in three seconds.
pub const HELLO_MS: u64 = 10_000;

/// How long the head of a request may take to arrive, and how long an idle connection is kept for the next one. It
/// fits into a packet or two; the same slow phone.
pub const HEAD_MS: u64 = 10_000;

/// How long the body of a request may take to arrive: the largest one at 16 KB a second.
pub const BODY_MS: u64 = 16_000;

/// How long no connection is taken after one could not be: the limit on open files was reached, and trying at once
/// would only burn the processor.
pub const ACCEPT_PAUSE_MS: u64 = 500;

/// How often an idle socket is pinged: proxies close what is silent for a minute.
pub const PING_MS: u64 = 25_000;

/// How long a socket may be silent (no frame, no pong) before it counts as gone: two pings and some.
pub const SILENT_MS: i64 = 60_000;

/// How long one frame may take to leave. A client that reads nothing for so long is gone or hostile.
pub const SEND_MS: u64 = 10_000;

/// How long a socket stays after the goodbye to a frame that was too large: a slow phone's round trip.
pub const LINGER_MS: u64 = 1_500;

/// Events that wait for one agent's socket; past it, the socket is told to fetch.
pub const AGENT_EVENTS: usize = 512;

/// Events that wait for one visitor's sockets; past it, a socket reads from the store what it missed. Small, because
/// there is one such queue for every visitor, and each place in it costs 80 bytes whether it is used or not.
pub const VISITOR_EVENTS: usize = 4;

/// What one socket reads at once: an ordinary message with its reading fits, a longer one takes another read. Every open
/// socket keeps this buffer, most of them without ever filling it.
pub const READ_BUFFER_BYTES: usize = 2 * 1024;

/// Conversations whose tracker is kept in memory; the others are read again from the store when they move.
pub const TRACKERS: usize = 4_096;

/// Records that wait with a touched conversation for the follower; past it, it reads them from the store.
pub const TOUCHED_RECORDS: usize = 32;

/// Conversations that the follower takes in one round, so that one commit keeps them all.
pub const FOLLOW_ROUND: usize = 128;

/// Text in one batch that is read on the spot; more goes to a blocking thread, or it would hold up other sockets.
/// 4 KiB take about a millisecond at most.
pub const READ_INLINE_BYTES: usize = 4 * 1024;

/// How long an agent stays signed in: a working week, so that a stolen laptop does not answer for ever.
pub const SESSION_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// An agent's password: long enough that throttled guessing is hopeless.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// A password's upper end, so that hashing has a bound.
pub const PASSWORD_MAX_BYTES: usize = 512;

/// Passwords hashed at the same time: each takes 19 MiB and a core.
pub const HASHING_AT_ONCE: usize = 2;

/// How long a check of readiness may take: past it the disk is as good as gone, and who asks has more to do.
pub const READY_MS: u64 = 2_000;
/// How long its answer is kept. Anybody may ask, and each check costs a commit.
pub const READY_KEPT_MS: i64 = 1_000;

/// How long a stop may take: sockets are told, commits end, the log is folded.
pub const STOP_MS: u64 = 10_000;

/// What may wait in a socket to be written: a page of the longest turns, escaped, and one more. A cap, not memory that
/// is taken; a frame over it could never be sent.
pub const WRITE_BUFFER_BYTES: usize = 4 * api::limits::PAGE_TURNS * record::limits::TEXT_BYTES;

/// Names that a site tells besides what it is called: as many as the reader holds a text against.
pub const SITE_NAMES: usize = reader::limits::SITE_NAMES - 1;
/// Characters of each.
pub const SITE_NAME_CHARS: usize = reader::limits::SITE_NAME_CHARS;
