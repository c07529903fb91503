//! Every limit of the outbox, each with the reason for its number.

/// Items in the queue. A visitor who writes a message a minute fills it after three hours without a network.
pub const ITEMS: usize = 200;

/// Bytes of all bodies: 200 ordinary records of 4 KiB fit five times, and every browser grants that much.
pub const BYTES: usize = 4 * 1024 * 1024;

/// Bytes of one body: above what the server takes, so that it is the server who says why it is too large.
pub const ITEM_BYTES: usize = 256 * 1024;

/// Items of one batch: a backlog leaves in a few frames, and one refused item holds few others up.
pub const BATCH_ITEMS: usize = 16;

/// Bytes of one batch: half a second on a slow mobile uplink of 4 Mbit/s.
pub const BATCH_BYTES: usize = 256 * 1024;

/// How long an acknowledgement may take. The server commits in milliseconds; a phone that changes its network
/// keeps a dead socket open for minutes, and nobody should wait for that.
pub const ACK_TIMEOUT_MS: u64 = 15_000;

/// The first pause after a failure: long enough for a server to restart, hardly noticed.
pub const BACKOFF_FIRST_MS: u64 = 500;

/// The longest pause. Nobody writing a message waits longer for the network to be tried again.
pub const BACKOFF_CAP_MS: u64 = 30_000;

/// The limits of one outbox; the default is this module's constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Items in the queue.
    pub items: usize,
    /// Bytes of all bodies.
    pub bytes: usize,
    /// Bytes of one body.
    pub item_bytes: usize,
    /// Items of one batch; at least one is always sent.
    pub batch_items: usize,
    /// Bytes of one batch. An item that is larger leaves alone.
    pub batch_bytes: usize,
    /// Milliseconds until a batch counts as lost.
    pub ack_timeout_ms: u64,
    /// Milliseconds of the first pause after a failure.
    pub backoff_first_ms: u64,
    /// Milliseconds of the longest pause.
    pub backoff_cap_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            items: ITEMS,
            bytes: BYTES,
            item_bytes: ITEM_BYTES,
            batch_items: BATCH_ITEMS,
            batch_bytes: BATCH_BYTES,
            ack_timeout_ms: ACK_TIMEOUT_MS,
            backoff_first_ms: BACKOFF_FIRST_MS,
            backoff_cap_ms: BACKOFF_CAP_MS,
        }
    }
}
