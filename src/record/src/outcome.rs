//! What ingest did with an offered record. Every offer ends in exactly one outcome.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// The one end of every record offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Committed and synced to disk under this place in its conversation.
    Stored {
        /// The conversation's sequence, from 1, without gaps.
        seq: u64,
        /// The server's clock at receipt, milliseconds since 1970, UTC.
        received_at_ms: i64,
    },
    /// The same record was stored before; nothing changed.
    Duplicate {
        /// Where it stands.
        seq: u64,
        /// When it was first received.
        received_at_ms: i64,
    },
    /// Not stored. The device keeps the text and shows the reason.
    Refused {
        /// Why, for a program.
        reason: Refusal,
        /// Why, for a person: one sentence that says what to do. Never holds the text itself.
        detail: String,
    },
}

impl Outcome {
    /// Where the record stands, unless it was refused.
    #[must_use]
    pub const fn seq(&self) -> Option<u64> {
        match self {
            Self::Stored { seq, .. } | Self::Duplicate { seq, .. } => Some(*seq),
            Self::Refused { .. } => None,
        }
    }
}

/// Why a record was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a record of this schema.
    Malformed,
    /// Over one of the [`crate::limits`].
    TooLarge,
    /// Written by a newer schema than the server's.
    FutureSchema,
    /// The id was used before with another body.
    IdReused,
    /// The conversation belongs to somebody else.
    NotYours,
    /// An amendment names a record that is not there.
    UnknownRecord,
    /// A role that this client may not write as.
    WrongRole,
    /// Sealed values are not enabled on this site.
    SealedNotEnabled,
    /// Too many records in a short time; the detail says when to try again.
    RateLimited,
    /// The store cannot write now (disk full, shutting down). Keep the record and try again.
    Unavailable,
}

impl Refusal {
    /// Whether the same record may be accepted later, so that the device keeps trying.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable)
    }
}
