//! Every address of the server: one file for each resource, each with its own `router()`.

mod agent_socket;
mod auth;
mod console;
mod conversations;
mod document;
mod extract;
mod failure;
mod frame;
mod health;
mod metrics;
mod policy;
mod refusals;
mod sessions;
mod socket;
mod static_files;
mod visitor_http;
mod visitor_socket;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::{DefaultOnFailure, TraceLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::{clock, limiter};
use auth::Address;
use refusals::TooMany;

pub(crate) use document::Document;
pub(crate) use failure::Failure;
pub(crate) use health::Readiness;
pub(crate) use metrics::metrics_router;

/// All routes with what holds for every one of them.
pub(crate) fn router(app: Arc<App>) -> Router {
    let span = |request: &Request| {
        // The route and not the address: a query may say more than a log should keep.
        let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        tracing::info_span!("http", method = %request.method(), route)
    };
    let (router, _) = routes().split_for_parts();
    router
        .fallback(async || Failure::NotFound("nothing is at this address"))
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed)
        .layer(from_fn_with_state(Arc::clone(&app), limit))
        .layer(from_fn_with_state(Arc::clone(&app), policy::headers))
        .layer(DefaultBodyLimit::max(api::limits::FRAME_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&app), metrics::count))
        // Whatever fails says why where it fails; a second line for each request that meets it would drown that one.
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_failure(DefaultOnFailure::new().level(tracing::Level::DEBUG)),
        )
        .with_state(app)
}

/// Every address, each with its part of the API's document.
fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(visitor_http::router())
        .merge(visitor_socket::router())
        .merge(sessions::router())
        .merge(conversations::router())
        .merge(agent_socket::router())
        .merge(static_files::router())
        .merge(frame::router())
        .merge(console::router())
        .merge(health::router())
        .merge(document::router())
        .routes(routes!(root))
}

/// The root
#[utoipa::path(
    get,
    path = "/",
    operation_id = "root",
    tag = "pages",
    responses((status = 307, description = "To `/console/`."), TooMany),
)]
async fn root() -> Redirect {
    Redirect::temporary("/console/")
}

/// Counts a request against its address, before anything is looked up for it.
async fn limit(
    State(app): State<Arc<App>>,
    Address(ip): Address,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if app.limits_address(ip) {
        app.limiters.requests.take(limiter::network(ip), clock::now_ms()).map_err(Failure::limited)?;
    }
    Ok(next.run(request).await)
}

fn panicked(_cause: Box<dyn std::any::Any + Send>) -> Response {
    // The panic's own message may hold what neither a log nor an answer should; its place is logged already.
    tracing::error!("a request panicked");
    Failure::Internal.into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        let broken = async || -> &'static str { panic!("my card is 4111 1111 1111 1111") };
        let router = Router::<()>::new().route("/", get(broken)).layer(CatchPanicLayer::custom(panicked));
        let answer = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        let problem: api::Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.kind, "internal");
        assert!(!problem.detail.contains("4111"));
    }
}
