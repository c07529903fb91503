//! Errors of the HTTP API (RFC 9457).

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// The body of every error answer, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// What kind of problem, stable, for a program: `not_signed_in`, `unknown_site_key`, ...
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status again.
    pub status: u16,
    /// The kind in words.
    pub title: String,
    /// What happened this time and what to do about it. Never holds a secret or a visitor's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
