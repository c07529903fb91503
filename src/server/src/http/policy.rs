//! The headers that say what a page of ours may do and who may show it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::app::App;

/// Puts the strictest policy on every answer that has not said otherwise.
pub(super) async fn headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/v1/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    default(
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if is_api {
        default(header::CACHE_CONTROL, "no-store");
    }
    if app.config.public_origin.is_https() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

/// The policy of one of our pages: its own scripts and styles, the inline ones that it was built with, and WASM.
pub(super) fn page_policy(app: &App, html: &str, frame_ancestors: &[String]) -> Option<HeaderValue> {
    let ancestors = if frame_ancestors.is_empty() { "'none'".to_owned() } else { frame_ancestors.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         connect-src 'self' {socket}; img-src 'self' data:; font-src 'self'; frame-ancestors {ancestors}; \
         base-uri 'none'; form-action 'none'",
        scripts = hashes(html, "script"),
        styles = hashes(html, "style"),
        socket = app.config.public_origin.socket(),
    );
    HeaderValue::try_from(policy).ok()
}

/// ` 'sha256-...'` for each inline element of this name. Elements with a `src` have no text to hash.
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut found = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(&open) {
        rest = &rest[at + open.len()..];
        // `<scripted>` is another element.
        if !rest.starts_with(|next: char| next == '>' || next.is_ascii_whitespace()) {
            continue;
        }
        let Some(text_at) = rest.find('>') else { break };
        let Some(end) = rest[text_at..].find(&close) else { break };
        let text = &rest[text_at + 1..text_at + end];
        if !text.is_empty() {
            found.push_str(&format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text))));
        }
        rest = &rest[text_at + end..];
    }
    found
}

/// The headers of a page of ours.
pub(super) fn page_headers(app: &App, html: &str, frame_ancestors: &[String]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(policy) = page_policy(app, html, frame_ancestors) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
}

/// The headers of a page of ours that runs nothing and loads nothing.
pub(super) fn still_page_headers(html: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let styles = hashes(html, "style");
    let policy = format!(
        "default-src 'none'; style-src{styles}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_elements_are_hashed_and_others_are_not() {
        let html =
            "<script src=\"/a.js\"></script><script type=\"module\">alert(1)</script><scripted>x</scripted>";
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert_eq!(hashes(html, "script"), " 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");
        assert_eq!(hashes("<style></style><style", "style"), "");
    }
}
