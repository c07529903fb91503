//! `/console/` and everything below it: one page, whose own code looks at the address.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Failure, policy, static_files};
use crate::app::App;
use crate::asset;

use super::refusals::{NoFile, TooMany, Unlucky};

/// A wildcard has no spelling that both the router and the document know.
#[derive(OpenApi)]
#[openapi(paths(below))]
struct Below;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Below::openapi())
        .route("/console/{*route}", get(below))
        .routes(routes!(top))
        .routes(routes!(page))
}

/// The console without its slash
#[utoipa::path(
    get,
    path = "/console",
    operation_id = "console_without_slash",
    tag = "pages",
    responses((status = 308, description = "To `/console/`."), TooMany),
)]
async fn top() -> Redirect {
    Redirect::permanent("/console/")
}

/// A page of the console
///
/// Every address below `/console/` is the same page, whose own code looks at the address.
#[utoipa::path(
    get,
    path = "/console/{route}",
    operation_id = "console_page",
    tag = "pages",
    params(("route" = String, Path, description = "What the console shows; it may hold slashes.")),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html; charset=utf-8"),
        NoFile, Unlucky,
    ),
)]
async fn below(state: State<Arc<App>>) -> Result<Response, Failure> {
    page(state).await
}

/// The console
#[utoipa::path(
    get,
    path = "/console/",
    operation_id = "console",
    tag = "pages",
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html; charset=utf-8"),
        NoFile, Unlucky,
    ),
)]
async fn page(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let page = asset::find("console.html").ok_or(static_files::NOT_BUILT)?;
    let html = std::str::from_utf8(page.file.bytes).map_err(|_error| Failure::Internal)?;
    Ok((policy::page_headers(&app, html, &[]), html).into_response())
}
