//! What was replaced, by kind and count.

use alloc::string::String;
use core::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The kinds of value that are replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A payment card number that passes the Luhn check.
    Card,
    /// An international bank account number that passes modulo 97.
    Iban,
    /// A number shaped like a US social security number.
    Ssn,
    /// An IPv4 or IPv6 address.
    Ip,
    /// A JSON web token.
    Jwt,
    /// An API key, an access token, a private key, or a password or one-time code that is named as one.
    Secret,
    /// A secret inside a URL.
    UrlSecret,
}

/// How many values of each kind were replaced. A value that occurs twice counts twice.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Redactions([u32; Kind::ALL.len()]);

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::Phone,
        Self::Card,
        Self::Iban,
        Self::Ssn,
        Self::Ip,
        Self::Jwt,
        Self::Secret,
        Self::UrlSecret,
    ];

    /// The name in placeholders and on the wire, `email`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Ssn => "ssn",
            Self::Ip => "ip",
            Self::Jwt => "jwt",
            Self::Secret => "secret",
            Self::UrlSecret => "url_secret",
        }
    }

    /// The kind of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl Redactions {
    /// Whether nothing was replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// How many of one kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> u32 {
        self.0.get(kind.index()).copied().unwrap_or(0)
    }

    /// How many of all kinds together.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Each kind that was found with its count, in the order of [`Kind::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Kind, u32)> {
        Kind::ALL.into_iter().zip(self.0).filter(|(_, count)| *count > 0)
    }

    /// Adds what was replaced in another text.
    pub fn merge(&mut self, other: &Self) {
        for (kind, count) in other.iter() {
            self.add(kind, count);
        }
    }

    pub(crate) fn add(&mut self, kind: Kind, more: u32) {
        if let Some(count) = self.0.get_mut(kind.index()) {
            *count = count.saturating_add(more);
        }
    }
}

impl fmt::Debug for Redactions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Redactions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.iter().count()))?;
        for (kind, count) in self.iter() {
            map.serialize_entry(kind.name(), &count)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Redactions {
    /// Kinds of a newer scrubber are left out: their values are gone from the text all the same.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counts;
        impl<'de> Visitor<'de> for Counts {
            type Value = Redactions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from kinds to counts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Redactions, A::Error> {
                let mut counts = Redactions::default();
                while let Some((name, count)) = map.next_entry::<String, u32>()? {
                    if let Some(kind) = Kind::from_name(&name) {
                        counts.add(kind, count);
                    }
                }
                Ok(counts)
            }
        }
        deserializer.deserialize_map(Counts)
    }
}
