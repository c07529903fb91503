//! `/healthz`: the process answers. `/readyz`: it can do its work.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use tokio::sync::Mutex;
use tokio::time::timeout;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::refusals::{TooMany, Unlucky};
use crate::app::App;
use crate::{clock, limits};

/// The newest answer of the store: when, and whether it could commit.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(i64, bool)>>);

impl Readiness {
    /// Whether the store can commit. Who asks at the same time shares one check, and its answer holds for a second.
    async fn check(&self, app: &App) -> bool {
        let mut newest = self.0.lock().await;
        let now_ms = clock::now_ms();
        if let Some((at_ms, is_ready)) = *newest
            && (0..limits::READY_KEPT_MS).contains(&(now_ms - at_ms))
        {
            return is_ready;
        }
        let answer = timeout(Duration::from_millis(limits::READY_MS), app.store.ready()).await;
        let is_ready = matches!(answer, Ok(Ok(())));
        *newest = Some((clock::now_ms(), is_ready));
        is_ready
    }
}

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(healthy)).routes(routes!(ready))
}

/// Whether the process answers
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "healthz",
    tag = "operations",
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain; charset=utf-8"), TooMany),
)]
async fn healthy() -> &'static str {
    "ok\n"
}

/// Whether it can do its work
///
/// It reads from the store and commits to it. The answer is kept for a second.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "readyz",
    tag = "operations",
    responses(
        (status = 200, description = "It can.", body = String, content_type = "text/plain; charset=utf-8"),
        Unlucky,
    ),
)]
async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    if app.stopping.is_cancelled() || !app.readiness.check(&app).await {
        return Err(Failure::Unavailable);
    }
    Ok("ready\n")
}
