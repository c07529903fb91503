//! `/healthz`: the process answers. `/readyz`: it can do its work.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::Failure;
use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    if app.stopping.is_cancelled() {
        return Err(Failure::Unavailable);
    }
    app.store.ready().await?;
    Ok("ready\n")
}
