//! What a site tells of itself so that its messages are understood.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

/// The names that matter to a site. Without them "leaving X for Y" says that somebody leaves, and not whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SiteNames {
    /// What customers call the site besides its name: its company, its main product, abbreviations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brand: Vec<String>,
    /// Whom customers may go to or come from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competitors: Vec<String>,
    /// Products, plans and features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
}

impl SiteNames {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.brand.is_empty() && self.competitors.is_empty() && self.products.is_empty()
    }
}
