//! Who asks: origins, agents' cookies, visitors' bearer tokens.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use store::SignedIn;
use subtle::ConstantTimeEq as _;

use super::Failure;
use crate::app::App;
use crate::secrets::Token;
use crate::visitors::Caller;
use crate::{clock, limits};

/// The cookie's name. With the `__Host-` prefix a browser takes it from an encrypted, exact host only.
pub(super) fn cookie_name(app: &App) -> &'static str {
    if app.config.public_origin.is_https() { "__Host-undertone" } else { "undertone" }
}

/// The header that hands the session to the browser, or (without a token) takes it away.
pub(super) fn set_cookie(app: &App, token: Option<&Token>) -> Option<HeaderValue> {
    let secure = if app.config.public_origin.is_https() { "; Secure" } else { "" };
    let (value, age) = match token {
        Some(token) => (token.reveal(), limits::SESSION_MS / 1_000),
        None => (String::new(), 0),
    };
    let name = cookie_name(app);
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}");
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The session's token in the request's cookie.
pub(super) fn cookie_token(app: &App, headers: &HeaderMap) -> Option<Token> {
    let name = cookie_name(app);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .and_then(|(_, value)| Token::parse(value))
}

/// Whoever the cookie signs in.
pub(super) async fn signed_in(app: &App, headers: &HeaderMap) -> Result<SignedIn, Failure> {
    let token = cookie_token(app, headers).ok_or(Failure::NotSignedIn)?;
    app.store.signed_in(token.hash(), clock::now_ms()).await?.ok_or(Failure::NotSignedIn)
}

/// The address of whoever calls, as far as the operator's proxies can be believed.
pub(super) struct Address(pub(super) IpAddr);

impl FromRequestParts<Arc<App>> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        // Every connection is served with its peer's address; without it no limit could be counted.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().ok_or(Failure::Internal)?.0;
        Ok(Self(app.config.proxies.caller(peer, &parts.headers)))
    }
}

/// An agent whose session holds.
pub(super) struct Agent(pub(super) SignedIn);

impl FromRequestParts<Arc<App>> for Agent {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        signed_in(app, &parts.headers).await.map(Self)
    }
}

/// A visitor whose bearer token is known.
pub(super) struct Bearer(pub(super) Caller);

impl FromRequestParts<Arc<App>> for Bearer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .and_then(Token::parse)
            .ok_or(Failure::UnknownToken)?;
        let visitor = app.store.visitor_by_token(token.hash()).await?.ok_or(Failure::UnknownToken)?;
        Ok(Self(Caller { scope: visitor.scope, visitor: visitor.id, digests: token.digest_key() }))
    }
}

/// The request changes something, and it comes from our own pages or from no browser at all: a browser always
/// sends one of the two headers with such a request.
pub(super) struct OwnPage;

impl FromRequestParts<Arc<App>> for OwnPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let fetch_site = parts.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let foreign_fetch = fetch_site.is_some_and(|site| site != b"same-origin" && site != b"none");
        let foreign_origin = parts.headers.contains_key(header::ORIGIN) && !is_own(app, &parts.headers);
        if foreign_fetch || foreign_origin { Err(foreign(app)) } else { Ok(Self) }
    }
}

/// The request is for a socket, and it says that it comes from our own origin. Sockets know no same-origin rule,
/// so this header is the whole of the check, and one without it is refused too.
pub(super) struct OwnSocket;

impl FromRequestParts<Arc<App>> for OwnSocket {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        if is_own(app, &parts.headers) { Ok(Self) } else { Err(foreign(app)) }
    }
}

fn is_own(app: &App, headers: &HeaderMap) -> bool {
    let own = app.config.public_origin.as_str().as_bytes();
    headers.get(header::ORIGIN).is_some_and(|origin| bool::from(origin.as_bytes().ct_eq(own)))
}

fn foreign(app: &App) -> Failure {
    Failure::ForeignOrigin(app.config.public_origin.to_string())
}
