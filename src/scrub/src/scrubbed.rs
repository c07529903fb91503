//! Text that has passed the scrubber.

use alloc::string::String;
use core::fmt;
use core::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize};

use crate::fold::Folded;
use crate::numbering::Numbering;
use crate::{Kind, Redactions, limits, placeholder, scan};

/// Text without personal or secret values. The only ways to make one are [`scrub`],
/// [`route_template`](crate::route_template) and [`truncated`](Self::truncated); reading one off the wire
/// scrubs again. Two are equal if their texts are.
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
///
/// The result is at most [`limits::GROWTH`] times as long as `raw`, plus [`limits::GROWTH_BASE`] bytes.
/// Scrubbing it again changes nothing.
#[must_use]
pub fn scrub(raw: &str) -> (Scrubbed, Redactions) {
    let mut redactions = Redactions::default();
    let text = settle(raw, &mut redactions);
    (Scrubbed { text, altered: false }, redactions)
}

/// Reads the text again until nothing is found, so that the result is what scrubbing leaves alone.
fn settle(raw: &str, redactions: &mut Redactions) -> String {
    let mut text = String::from(raw);
    let mut numbering: Option<Numbering> = None;
    for _ in 0..limits::PASSES {
        let folded = Folded::new(&text);
        let found = scan::scan(&folded);
        if found.is_empty() {
            return text;
        }
        let numbering = numbering.get_or_insert_with(|| Numbering::after(folded.present));
        let mut out = String::with_capacity(text.len() + found.len() * 8);
        let mut kept = 0;
        for value in found {
            let (start, end) = folded.span(value.start, value.end);
            out.push_str(text.get(kept..start).unwrap_or_default());
            placeholder::write(
                &mut out,
                value.kind,
                numbering.number(&folded, value.start, value.end, value.kind),
            );
            redactions.add(value.kind, 1);
            kept = end;
        }
        out.push_str(text.get(kept..).unwrap_or_default());
        text = out;
    }
    redactions.add(Kind::Secret, 1);
    text.clear();
    placeholder::write(&mut text, Kind::Secret, 1);
    text
}

impl Scrubbed {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether reading it off the wire changed it.
    #[must_use]
    pub const fn was_altered(&self) -> bool {
        self.altered
    }

    /// The beginning of the text, at most `max_bytes` long, cut between characters and never inside a
    /// placeholder. It may come out shorter: a cut can make a harmless number look like a telephone number.
    #[must_use]
    pub fn truncated(&self, max_bytes: usize) -> Self {
        if self.text.len() <= max_bytes {
            return self.clone();
        }
        let mut text = String::from(placeholder::prefix(&self.text, max_bytes));
        for _ in 0..limits::PASSES {
            text = settle(&text, &mut Redactions::default());
            if text.len() <= max_bytes {
                return Self { text, altered: false };
            }
            text = String::from(placeholder::prefix(&text, max_bytes));
        }
        Self::default()
    }
}

impl AsRef<str> for Scrubbed {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Scrubbed {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Scrubbed {}

impl PartialOrd for Scrubbed {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scrubbed {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Scrubbed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

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
        let text = settle(&raw, &mut Redactions::default());
        let altered = text != raw;
        Ok(Self { text, altered })
    }
}
