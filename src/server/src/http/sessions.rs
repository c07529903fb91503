//! `/v1/sessions`: agents sign in and out.

use std::sync::Arc;

use api::agent::{Me, SignIn};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use store::{Agent as AgentRow, SignedIn};

use super::Failure;
use super::auth::{self, Address, Agent, OwnPage};
use super::extract::Body;
use crate::app::App;
use crate::secrets::Token;
use crate::{clock, limits};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/sessions", post(sign_in).delete(sign_out))
        .route("/v1/sessions/current", get(current).delete(sign_out))
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Address(ip): Address,
    _: OwnPage,
    Body(wanted): Body<SignIn>,
) -> Result<Response, Failure> {
    let now_ms = clock::now_ms();
    let email = wanted.email.trim().to_lowercase();
    let wait = |wait_ms| Failure::RateLimited { wait_ms };
    // Cut, so that a long name costs the limiter no memory.
    let account = (email.chars().take(100).collect::<String>(), ip);
    if app.limits_address(ip) {
        app.ip_sign_ins.take(ip, now_ms).map_err(wait)?;
    }
    app.sign_ins.take(account.clone(), now_ms).map_err(wait)?;
    let known = app.store.credentials(&email).await?;
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let matches = app.passwords.check(wanted.password, hash).await;
    let Some(known) = known.filter(|_| matches) else {
        tracing::info!("a sign-in failed");
        return Err(Failure::WrongSignIn);
    };
    // Only failures count: who signs in rightly gets their try back.
    app.sign_ins.give_back(&account);
    app.ip_sign_ins.give_back(&ip);
    let token = Token::mint()?;
    let expires_at_ms = now_ms + limits::SESSION_MS;
    app.store.begin_session(known.scope, known.agent.id, token.hash(), now_ms, expires_at_ms).await?;
    let signed_in = app.store.signed_in(token.hash(), now_ms).await?.ok_or(Failure::Internal)?;
    let cookie = auth::set_cookie(&app, Some(&token)).ok_or(Failure::Internal)?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(me(signed_in))).into_response())
}

async fn sign_out(State(app): State<Arc<App>>, _: OwnPage, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token) = auth::cookie_token(&app, &headers) {
        app.store.end_session(token.hash()).await?;
    }
    let cookie = auth::set_cookie(&app, None).ok_or(Failure::Internal)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn current(Agent(signed_in): Agent) -> Json<Me> {
    Json(me(signed_in))
}

fn me(signed_in: SignedIn) -> Me {
    let AgentRow { id, email, name } = signed_in.agent;
    Me { agent_id: id, name, email, site_name: signed_in.site.name }
}
