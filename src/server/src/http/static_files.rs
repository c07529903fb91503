//! `/embed.js` and `/assets/*`: files that any site may load, precompressed, with validators.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use crate::app::App;
use crate::asset::{self, Asset};

use super::refusals::{NoFile, TooMany};

/// What stands where the web files would, when the binary was built without them.
pub(super) const NOT_BUILT: Failure = Failure::NotFound(
    "this binary was built without the web files: run `cargo xtask build`, then build it again",
);

/// A wildcard has no spelling that both the router and the document know.
#[derive(OpenApi)]
#[openapi(paths(hashed))]
struct Hashed;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Hashed::openapi())
        .route("/assets/{*name}", get(hashed))
        .routes(routes!(embed))
}

/// The script of the tag
///
/// What a site's pages load; it may be kept for five minutes.
#[utoipa::path(
    get,
    path = "/embed.js",
    operation_id = "embed",
    tag = "pages",
    responses(
        (status = 200, description = "The script.", body = String, content_type = "text/javascript; charset=utf-8"),
        (status = 304, description = "It has not changed."),
        NoFile, TooMany,
    ),
)]
async fn embed(headers: HeaderMap) -> Result<Response, Failure> {
    let asset = asset::find("embed.js").ok_or(NOT_BUILT)?;
    // Its address never changes, so it is looked at again after five minutes.
    Ok(serve(asset, &headers, "public, max-age=300, stale-while-revalidate=86400"))
}

/// A file of the web parts
///
/// Its name changes with its content, so it may be kept for ever.
#[utoipa::path(
    get,
    path = "/assets/{name}",
    operation_id = "asset",
    tag = "pages",
    params(("name" = String, Path, description = "As the pages name it; it may hold slashes.")),
    responses(
        (status = 200, description = "The file.", content_type = "*/*"),
        (status = 304, description = "It has not changed."),
        NoFile, TooMany,
    ),
)]
async fn hashed(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = asset::find(&format!("assets/{name}"))
        .ok_or(Failure::NotFound("no file of this build has this name; reload the page that asked for it"))?;
    Ok(serve(asset, &headers, "public, max-age=31536000, immutable"))
}

fn serve(asset: &'static Asset, request: &HeaderMap, caching: &'static str) -> Response {
    let (bytes, encoding) = choose(asset, request);
    // One validator for each encoding, or a cache could mix them up.
    let etag = format!("\"{}-{}\"", asset.etag, encoding.unwrap_or("id"));
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, asset.content_type);
    set(header::CACHE_CONTROL, caching);
    set(header::VARY, "accept-encoding");
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    if let Ok(value) = HeaderValue::try_from(&etag) {
        headers.insert(header::ETAG, value);
    }
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, bytes).into_response()
}

/// Whether a browser takes bodies packed in this way.
pub(super) fn accepts(request: &HeaderMap, name: &str) -> bool {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|part| {
        let (coding, quality) = part.split_once(';').unwrap_or((part, "q=1"));
        let refused = quality.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
        coding.trim().eq_ignore_ascii_case(name) && !refused
    })
}

fn choose(asset: &'static Asset, request: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepts = |name| accepts(request, name);
    match (asset.file.br, asset.file.gz) {
        (Some(br), _) if accepts("br") => (br, Some("br")),
        (_, Some(gz)) if accepts("gzip") => (gz, Some("gzip")),
        _ => (asset.file.bytes, None),
    }
}
