//! Identifiers: UUIDs of version 7, minted on the device, so that a record has its name before any network.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

/// A text that is not an identifier of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID of version 7 in its hyphenated lower-case form")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Mints an id from the caller's clock (milliseconds since 1970, UTC) and ten random bytes.
            #[must_use]
            pub const fn mint(now_ms: u64, random: [u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(now_ms, &random).into_uuid())
            }

            /// The sixteen bytes, big-endian: their order is the order of minting, to the millisecond.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads what [`Self::as_bytes`] gave.
            ///
            /// # Errors
            /// [`IdError`] when the bytes are not sixteen or not of version 7.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                Uuid::from_slice(bytes).ok().filter(|uuid| uuid.get_version_num() == 7).map(Self).ok_or(IdError)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                // One spelling only: an id that has two would be two keys for one thing.
                if text.len() != 36 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    return Err(IdError);
                }
                let uuid = Uuid::try_parse(text).ok().ok_or(IdError)?;
                if uuid.get_version_num() == 7 { Ok(Self(uuid)) } else { Err(IdError) }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::openapi::text()
                    .description(Some("A UUID of version 7 in its hyphenated lower-case form."))
                    .pattern(Some("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"))
                    .examples(["018bcfe5-6800-7abc-8def-0123456789ab"])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a UUID of version 7")
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    };
}

id! {
    /// One record. Minted on the device that wrote it; sending it twice is harmless.
    RecordId
}
id! {
    /// One conversation. Minted by the visitor's device with its first record.
    ConversationId
}
id! {
    /// One visitor of one site, as far as one browser can tell. Minted by the server.
    VisitorId
}
id! {
    /// One agent. Minted by the server.
    AgentId
}
id! {
    /// One site: the unit of tenancy. Minted by the server; the public site key is another value.
    SiteId
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn minted_ids_sort_by_time_and_read_back() {
        let earlier = RecordId::mint(1_700_000_000_000, [255; 10]);
        let later = RecordId::mint(1_700_000_000_001, [0; 10]);
        assert!(earlier < later);
        assert_eq!(earlier.to_string().parse(), Ok(earlier));
        assert_eq!(RecordId::from_slice(earlier.as_bytes()), Ok(earlier));
    }

    #[test]
    fn other_spellings_and_versions_are_refused() {
        for text in [
            "",
            "018bcfe568007fffbfffffffffffffff",
            "018BCFE5-6800-7FFF-BFFF-FFFFFFFFFFFF",
            "f47ac10b-58cc-4372-a567-0e02b2c3d479",
            "018bcfe5-6800-7fff-bfff-ffffffffffff ",
        ] {
            assert_eq!(text.parse::<RecordId>(), Err(IdError), "{text:?}");
        }
    }
}
