//! Every limit of the console, each with the reason for its number.

/// Rows of the inbox that are kept. They are ordered by need, and nobody works past the first two thousand; at
/// about 2 KiB each this is 4 MiB.
pub(crate) const INBOX_ROWS: usize = 2_000;

/// Conversations whose turns stay in memory, so that going back to one is instant.
pub(crate) const OPEN_THREADS: usize = 20;

/// The height of an inbox row in CSS pixels; `inbox.css` has the same number as `--row`. Fixed, so that the
/// rows outside of the window need not exist.
pub(crate) const ROW_HEIGHT: f64 = 88.0;

/// Rows drawn above and below the visible part, so that a quick scroll does not show a gap.
pub(crate) const OVERSCAN_ROWS: usize = 6;

/// Silence on the socket after which it is taken for dead: three heartbeats.
pub(crate) const SILENCE_MS: i64 = 3 * api::limits::HEADS_EVERY_MS as i64;

/// The first wait before calling again after the socket closed.
pub(crate) const RECONNECT_FIRST_MS: f64 = 500.0;

/// The longest wait: a restarted server is found again within a quarter of a minute.
pub(crate) const RECONNECT_MOST_MS: f64 = 15_000.0;

/// A typing notice is renewed in good time before it lapses.
pub(crate) const TYPING_EVERY_MS: i64 = api::limits::TYPING_HOLDS_MS as i64 / 2;

/// The inbox is fetched again at most this often while its version moves together with frames that arrived.
pub(crate) const INBOX_REFRESH_MS: i64 = 60_000;

/// A reply that got no outcome in this time may be sent again by hand.
pub(crate) const REPLY_WAIT_MS: i64 = 10_000;

/// From this confidence on a label is shown as certain; below, as tentative.
pub(crate) const CONFIDENT: f32 = 0.6;

/// Chips in a turn's compact line; the panel has them all.
pub(crate) const CHIPS: usize = 3;

/// Distance from the end, in CSS pixels, within which the conversation still sticks to its end.
pub(crate) const STICKY_PX: i32 = 48;

/// Events of the page that are listed before one asks for the rest.
pub(crate) const TIMELINE_SHOWN: usize = 6;

/// How long the inbox keeps still after a key: the time to look at the row and press Enter.
pub(crate) const KEYS_HOLD_MS: i64 = 4_000;

/// Points of the small line in an inbox row: more would be noise at its size.
pub(crate) const SPARK_POINTS: usize = 12;

/// The risk from which a row is marked as in need, and from which as worth watching.
pub(crate) const RISK_HIGH: f32 = 0.6;
/// See [`RISK_HIGH`].
pub(crate) const RISK_SOME: f32 = 0.3;
