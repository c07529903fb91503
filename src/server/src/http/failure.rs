//! Every way in which a request can fail, each with its sentence (RFC 9457).

use api::Problem;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::StoreError;

use crate::secrets::NoRandomness;

/// Every way in which a request can fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("sign in at /console/ first")]
    NotSignedIn,
    #[error("the address or the password is wrong")]
    WrongSignIn,
    #[error("this request comes from another origin; open the page at {0}")]
    ForeignOrigin(String),
    #[error("no site has this key: look at data-site in the script tag, and at `undertone site list`")]
    UnknownSiteKey,
    #[error("the bearer token is missing or not known: open a session at /v1/visitor/sessions")]
    UnknownToken,
    #[error("this server speaks protocol versions 1 to {}: upgrade the server first", api::PROTOCOL_VERSION)]
    UnknownProtocol,
    #[error("{0}")]
    NotFound(&'static str),
    #[error("this address does not take this method")]
    MethodNotAllowed,
    #[error("{0}")]
    Malformed(&'static str),
    #[error("send JSON, with `content-type: application/json`")]
    NotJson,
    #[error("the body is over {} KiB", api::limits::FRAME_BYTES / 1024)]
    TooLarge,
    #[error("the request took too long to arrive: try again")]
    TooSlow,
    #[error("too many requests: try again in {} s", wait_ms / 1_000 + 1)]
    RateLimited { wait_ms: i64 },
    #[error("the server cannot use its disk now: try again later")]
    Unavailable,
    #[error("something went wrong in the server; its log says what")]
    Internal,
    #[error("this address is for WebSockets: connect with one")]
    NotASocket,
}

impl Failure {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::WrongSignIn | Self::UnknownToken => StatusCode::UNAUTHORIZED,
            Self::ForeignOrigin(_) => StatusCode::FORBIDDEN,
            Self::UnknownSiteKey | Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnknownProtocol | Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotASocket => StatusCode::UPGRADE_REQUIRED,
        }
    }

    /// A limiter's refusal.
    pub(crate) const fn limited(wait_ms: i64) -> Self {
        Self::RateLimited { wait_ms }
    }

    /// For a program: `type` of the problem, and `reason` of a socket's goodbye.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::WrongSignIn => "wrong_sign_in",
            Self::ForeignOrigin(_) => "foreign_origin",
            Self::UnknownSiteKey => "unknown_site_key",
            Self::UnknownToken => "unknown_token",
            Self::UnknownProtocol => "unknown_protocol",
            Self::NotFound(_) => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Malformed(_) => "malformed",
            Self::NotJson => "not_json",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
            Self::NotASocket => "not_a_socket",
        }
    }

    /// Whether the same call may succeed later.
    pub(crate) const fn is_temporary(&self) -> bool {
        matches!(self, Self::TooSlow | Self::RateLimited { .. } | Self::Unavailable | Self::Internal)
    }

    pub(crate) fn problem(&self) -> Problem {
        Problem {
            kind: self.kind().to_owned(),
            status: self.status().as_u16(),
            title: self.kind().replace('_', " "),
            detail: self.to_string(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem()).unwrap_or_default();
        let json = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status(), [(header::CONTENT_TYPE, json)], body).into_response();
        if let Self::RateLimited { wait_ms } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_ms / 1_000 + 1));
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable,
            StoreError::Newer { .. } | StoreError::Taken { .. } => {
                tracing::error!(%error, "the store refused what should have worked");
                Self::Internal
            }
        }
    }
}

impl From<NoRandomness> for Failure {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(%error, "no token could be made");
        Self::Internal
    }
}

// The extractors' own messages may quote the body, so each becomes a sentence of ours.
impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::NotJson,
            _ => Self::Malformed("the body is not the JSON that this address takes"),
        }
    }
}

impl From<PathRejection> for Failure {
    fn from(_: PathRejection) -> Self {
        Self::NotFound("the id in the address is not a UUID of version 7")
    }
}

impl From<QueryRejection> for Failure {
    fn from(_: QueryRejection) -> Self {
        Self::Malformed("a value in the address's query is not of its kind")
    }
}
