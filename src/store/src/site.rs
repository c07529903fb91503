//! Sites, and the scope that every question takes.

use record::{SiteId, SiteNames};

/// The site that a question is about. Only the store makes one, out of a key, a token or a sign-in, so that
/// nobody can ask about a site which they have not shown to belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteScope(SiteId);

impl SiteScope {
    pub(crate) const fn of(id: SiteId) -> Self {
        Self(id)
    }

    /// The site's id.
    #[must_use]
    pub const fn site_id(self) -> SiteId {
        self.0
    }
}

/// A website that embeds the chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What questions about it take.
    pub scope: SiteScope,
    /// The public key in the script tag.
    pub key: String,
    /// How the site calls itself.
    pub name: String,
    /// The exact origins that may show the chat.
    pub allowed_origins: Vec<String>,
    /// `#rrggbb`.
    pub accent: String,
    /// What it tells of itself.
    pub names: SiteNames,
}

/// A site to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSite {
    /// Its id.
    pub id: SiteId,
    /// The public key in the script tag, unique.
    pub key: String,
    /// How the site calls itself.
    pub name: String,
    /// The exact origins that may show the chat.
    pub allowed_origins: Vec<String>,
    /// `#rrggbb`.
    pub accent: String,
    /// What it tells of itself.
    pub names: SiteNames,
    /// Milliseconds since 1970, UTC.
    pub created_at_ms: i64,
}
