//! `/console/` and everything below it: one page, whose own code looks at the address.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use super::{Failure, policy, static_files};
use crate::app::App;
use crate::asset;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/console", get(async || Redirect::permanent("/console/")))
        .route("/console/", get(page))
        .route("/console/{*route}", get(page))
}

async fn page(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let page = asset::find("console.html").ok_or(static_files::NOT_BUILT)?;
    let html = std::str::from_utf8(page.file.bytes).map_err(|_error| Failure::Internal)?;
    Ok((policy::page_headers(&app, html, &[]), html).into_response())
}
