//! The version of the record's shape.

use serde::{Deserialize, Deserializer, Serialize};

/// The schema this build writes, and the newest it reads.
pub const SCHEMA_VERSION: u16 = 1;

/// A schema version that this build can read: `1..=`[`SCHEMA_VERSION`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SchemaVersion(u16);

/// The record was written by a newer build than this one, or names no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "schema version {found} is not known here (1 to {SCHEMA_VERSION} are): upgrade the server before the widget"
)]
pub struct UnknownSchema {
    /// The version that was named.
    pub found: u16,
}

impl SchemaVersion {
    /// The version that this build writes.
    pub const CURRENT: Self = Self(SCHEMA_VERSION);

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for SchemaVersion {
    type Error = UnknownSchema;

    fn try_from(found: u16) -> Result<Self, UnknownSchema> {
        if (1..=SCHEMA_VERSION).contains(&found) { Ok(Self(found)) } else { Err(UnknownSchema { found }) }
    }
}

impl<'de> Deserialize<'de> for SchemaVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = u16::deserialize(deserializer)?;
        Self::try_from(found).map_err(serde::de::Error::custom)
    }
}
