//! What was replaced, by kind and count.

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// An API key, an access token, a private key or a password that is named as one.
    Secret,
    /// A secret inside a URL.
    UrlSecret,
}

/// How many values of each kind were replaced.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redactions(BTreeMap<Kind, u32>);

impl Redactions {
    /// Whether nothing was replaced.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of one kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> u32 {
        self.0.get(&kind).copied().unwrap_or(0)
    }

    /// Each kind with its count, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, u32)> {
        self.0.iter().map(|(kind, count)| (*kind, *count))
    }
}
