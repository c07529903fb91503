//! Every limit of the scrubber, each with the reason for its number.

/// Passes over one text. A replaced value can free its left neighbour (a number that ran into an address), so
/// a text is read again until nothing changes. People's texts need two; a text that still changes after eight
/// was built to, and is replaced as a whole.
pub const PASSES: usize = 8;

/// The highest number of a placeholder. Five digits: more than a text of the allowed length holds, and too few
/// for a number of interest to hide in something that looks like a placeholder. Later values share it.
pub const HIGHEST_NUMBER: u32 = 99_999;

/// Output bytes per input byte, at most: the shortest value that is replaced has one byte, but only behind a
/// name (`&pw=1`), and the longest placeholder has 18.
pub const GROWTH: usize = 6;

/// Bytes of output allowed on top of [`GROWTH`], for texts of a few bytes.
pub const GROWTH_BASE: usize = 32;

/// Characters in the name of a secret, such as `X-Amz-Security-Token`.
pub(crate) const NAME: usize = 40;

/// Characters of a named value after which it need not look like a secret: no word is that long.
pub(crate) const LONG_VALUE: usize = 200;

/// Characters between quotes that may be one value with spaces: a passphrase of six words has 40.
pub(crate) const QUOTED: usize = 64;

/// Digit groups of one telephone number: `00 1 (555) 12 34 56 78` has seven.
pub(crate) const GROUPS: usize = 8;

/// Characters of the longest IPv6 address (`0000:…:255.255.255.255`).
pub(crate) const IPV6: usize = 45;

/// How far a word such as "phone" or "call" speaks about a number, in characters: "call my manager back,
/// please, under" is 36.
pub(crate) const REACH_FAR: usize = 44;

/// How far "order" or "version" does: "order number is: #" is 13 after the word.
pub(crate) const REACH_NEAR: usize = 14;

/// How far "code" does: "code that you sent me is" is 20 after the word.
pub(crate) const REACH_CODE: usize = 24;
