//! Every limit of the store, each with the reason for its number.

/// Writes that wait for the writer. At 2,000 writes a second this is half a second; past it, callers wait, which
/// reaches the sockets as back-pressure instead of memory.
pub const WRITE_QUEUE: usize = 1_024;

/// Writes that share one commit. More would only delay the first of them: at 20 us each this is 5 ms.
pub const GROUP_JOBS: usize = 256;

/// Connections that read. Two cores here; SQLite's readers do not block each other, and more than a few only
/// compete for the processor.
pub const READERS: usize = 4;

/// How long a statement waits for another process (`undertone site add` beside a running server).
pub const BUSY_MS: u64 = 5_000;

/// The same while a log in doubt is folded: every question waits for that, and the next write tries again.
pub const DOUBT_BUSY_MS: u64 = 500;

/// Characters of the newest turn that the inbox shows: two lines of a list.
pub const PREVIEW_CHARS: usize = 140;

/// Conversations told at once whose course is behind: a start after a crash works through them in pages.
pub const BEHIND: usize = 500;
