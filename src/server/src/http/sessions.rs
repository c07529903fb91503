//! `/v1/sessions`: agents sign in and out.

use std::sync::Arc;

use api::agent::{Me, SignIn};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use store::{Agent as AgentRow, SignedIn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::auth::{self, Address, Agent, OwnPage};
use super::extract::Body;
use super::refusals::{BadBody, BadSignIn, ForeignPage, NoAgent, Unlucky};
use crate::app::App;
use crate::secrets::Token;
use crate::{clock, limiter, limits};

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(sign_in, sign_out)).routes(routes!(current, sign_out_here))
}

/// Sign in
///
/// The answer sets the session's cookie (`HttpOnly`, `SameSite=Strict`), which holds for a week.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    operation_id = "sign_in",
    tag = "agents",
    request_body(
        content = SignIn,
        example = json!({ "email": "ana@shop.example", "password": "correct horse battery" }),
    ),
    responses(
        (
            status = 201,
            description = "Signed in.",
            body = Me,
            headers(("set-cookie" = String, description = "The session's token.")),
        ),
        BadBody, BadSignIn, ForeignPage, Unlucky,
    ),
)]
async fn sign_in(
    State(app): State<Arc<App>>,
    Address(ip): Address,
    _: OwnPage,
    Body(wanted): Body<SignIn>,
) -> Result<Response, Failure> {
    let now_ms = clock::now_ms();
    let email = wanted.email.trim().to_lowercase();
    // Cut, so that a long name costs the limiter no memory.
    let network = limiter::network(ip);
    let account = (email.chars().take(100).collect::<String>(), network);
    if app.limits_address(ip) {
        app.limiters.address_sign_ins.take(network, now_ms).map_err(Failure::limited)?;
    }
    app.limiters.sign_ins.take(account.clone(), now_ms).map_err(Failure::limited)?;
    let known = app.store.credentials(&email).await?;
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let matches = app.passwords.check(wanted.password, hash).await;
    let Some(known) = known.filter(|_| matches) else {
        tracing::info!("a sign-in failed");
        return Err(Failure::WrongSignIn);
    };
    // Only failures count: who signs in rightly gets their try back.
    app.limiters.sign_ins.give_back(&account);
    app.limiters.address_sign_ins.give_back(&network);
    let token = Token::mint()?;
    let expires_at_ms = now_ms + limits::SESSION_MS;
    app.store.begin_session(known.scope, known.agent.id, token.hash(), now_ms, expires_at_ms).await?;
    let signed_in = app.store.signed_in(token.hash(), now_ms).await?.ok_or(Failure::Internal)?;
    let cookie = auth::set_cookie(&app, Some(&token)).ok_or(Failure::Internal)?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(me(signed_in))).into_response())
}

/// Sign out
///
/// Ends the session of the cookie and takes the cookie away. Without one there is nothing to do, and that is no error.
#[utoipa::path(
    delete,
    path = "/v1/sessions",
    operation_id = "sign_out",
    tag = "agents",
    responses((status = 204, description = "Signed out."), ForeignPage, Unlucky),
)]
async fn sign_out(State(app): State<Arc<App>>, _: OwnPage, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = auth::cookie_token(&app, &headers) {
        app.store.end_session(token.hash()).await?;
    }
    let cookie = auth::set_cookie(&app, None).ok_or(Failure::Internal)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Sign out of the current session
///
/// The same as `DELETE /v1/sessions`.
#[utoipa::path(
    delete,
    path = "/v1/sessions/current",
    operation_id = "end_current_session",
    tag = "agents",
    responses((status = 204, description = "Signed out."), ForeignPage, Unlucky),
)]
async fn sign_out_here(
    state: State<Arc<App>>,
    own: OwnPage,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    sign_out(state, own, headers).await
}

/// Who is signed in
#[utoipa::path(
    get,
    path = "/v1/sessions/current",
    operation_id = "current_session",
    tag = "agents",
    security(("agent_session" = [])),
    responses((status = 200, description = "The agent.", body = Me), NoAgent, Unlucky),
)]
async fn current(Agent(signed_in): Agent) -> Json<Me> {
    Json(me(signed_in))
}

fn me(signed_in: SignedIn) -> Me {
    let AgentRow { id, email, name } = signed_in.agent;
    let site = signed_in.site;
    Me { agent_id: id, name, email, site_name: site.name, site_key: site.key }
}
