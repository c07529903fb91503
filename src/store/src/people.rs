//! Agents and visitors.

use std::fmt;

use record::{AgentId, VisitorId};

use crate::{Site, SiteScope};

/// The SHA-256 of a secret token: all that the store ever sees of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// A person who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The id.
    pub id: AgentId,
    /// The address, lower case.
    pub email: String,
    /// The name that visitors see.
    pub name: String,
}

/// An agent to be added.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAgent {
    /// The agent.
    pub agent: Agent,
    /// A PHC string.
    pub password_hash: String,
    /// Milliseconds since 1970, UTC.
    pub created_at_ms: i64,
}

impl fmt::Debug for NewAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAgent").field("agent", &self.agent).finish_non_exhaustive()
    }
}

/// What a sign-in is checked against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Who.
    pub agent: Agent,
    /// Whose site.
    pub scope: SiteScope,
    /// A PHC string.
    pub password_hash: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("agent", &self.agent).finish_non_exhaustive()
    }
}

/// An agent whose session holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub agent: Agent,
    /// The one site they may see.
    pub site: Site,
}

/// A visitor known by their token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Whose visitor.
    pub scope: SiteScope,
    /// The id.
    pub id: VisitorId,
    /// What the site said of them, a JSON object.
    pub identity: Option<String>,
}

/// A visitor to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVisitor {
    /// The id.
    pub id: VisitorId,
    /// The hash of the bearer token.
    pub token_hash: TokenHash,
    /// Milliseconds since 1970, UTC.
    pub created_at_ms: i64,
}
