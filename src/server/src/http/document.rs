//! `/v1/openapi.json`: the API's document, made from the routes and the types on the wire; `/v1/docs`: the same for
//! people.

pub(super) mod examples;
mod page;
mod plain;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, Server};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::refusals::TooMany;
use super::{Failure, auth, policy};
use crate::app::App;

/// What the routes do not say themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Undertone",
        description = "A support chat that notices what a visitor is stuck on.\n\nThe chat's frame and the console use this \
                       API and nothing else. Errors are problems (RFC 9457) with a `type` for programs and a `detail` for \
                       people. Times are milliseconds since 1970, UTC. A conversation's order is its `seq`, from 1 without \
                       gaps; clocks are only shown.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "visitors", description = "The chat: sessions, records and turns of one visitor, by token."),
        (name = "agents", description = "The console: sign-in, inbox and conversations of one site, by cookie."),
        (name = "pages", description = "What browsers load: the script of the tag, the chat's frame, the console."),
        (name = "operations", description = "For whoever runs the server."),
        (name = "document", description = "This document."),
    ),
    components(schemas(
        api::Problem,
        api::visitor::FromVisitor,
        api::visitor::ToVisitor,
        api::agent::FromAgent,
        api::agent::ToAgent,
    )),
)]
struct Undertone;

/// The document in its two forms, as they are sent.
#[derive(Debug)]
pub(crate) struct Document {
    json: Bytes,
    page: String,
}

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(openapi)).routes(routes!(docs))
}

/// This document
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "openapi",
    tag = "document",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/json"), TooMany),
)]
async fn openapi(State(app): State<Arc<App>>) -> Response {
    let json = document(&app).json.clone();
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// This document, to be read
#[utoipa::path(
    get,
    path = "/v1/docs",
    operation_id = "docs",
    tag = "document",
    responses((status = 200, description = "A page.", body = String, content_type = "text/html; charset=utf-8"), TooMany),
)]
async fn docs(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let page = &document(&app).page;
    Ok((policy::still_page_headers(page), page.clone()).into_response())
}

/// Made once: the routes and the types do not change while the server runs.
fn document(app: &App) -> &Document {
    app.document.get_or_init(|| {
        let value = value(app);
        let page = page::render(&value);
        Document { json: Bytes::from(value.to_string()), page }
    })
}

/// The whole document.
fn value(app: &App) -> Value {
    let mut document = Undertone::openapi();
    document.merge(super::routes().into_openapi());
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document.servers = Some(vec![Server::new(app.config.public_origin.as_str())]);
    let cookie = ApiKeyValue::with_description(
        auth::cookie_name(app),
        "An agent's session: the cookie that a sign-in sets.",
    );
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A visitor's token, from the answer that opened the session."))
        .build();
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme("agent_session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    components.add_security_scheme("visitor_token", SecurityScheme::Http(token));
    // Its own types always have a JSON form.
    let mut value = serde_json::to_value(document).unwrap_or_default();
    plain::descriptions(&mut value);
    plain::numbers(&mut value);
    for (place, keyword, limit) in LIMITS {
        if let Some(Value::Object(schema)) = value.pointer_mut(&format!("/components/schemas/{place}")) {
            schema.insert((*keyword).to_owned(), json!(limit));
        }
    }
    for (name, examples) in examples::of_shapes() {
        if let Some(Value::Object(schema)) = value.pointer_mut(&format!("/components/schemas/{name}")) {
            schema.insert("examples".to_owned(), Value::Array(examples));
        }
    }
    value
}

/// Limits that the types cannot tell: where, which keyword, how much. Lengths are limited in bytes, and a text has at
/// most as many characters.
const LIMITS: &[(&str, &str, usize)] = &[
    ("Hello/properties/protocol", "minimum", 1),
    ("Hello/properties/protocol", "maximum", api::PROTOCOL_VERSION as usize),
    ("AppendBody/properties/records", "maxItems", api::limits::BATCH_RECORDS),
    ("AppendAnswer/properties/outcomes", "maxItems", api::limits::BATCH_RECORDS),
    ("Conversation/properties/turns", "maxItems", api::limits::PAGE_TURNS),
    ("ConversationDetail/properties/records", "maxItems", api::limits::PAGE_TURNS),
    ("ConversationList/properties/conversations", "maxItems", api::limits::PAGE_CONVERSATIONS),
    ("AgentTurn/properties/text", "maxLength", record::limits::TEXT_BYTES),
    ("Reply/properties/text", "maxLength", record::limits::TEXT_BYTES),
    ("Turn/properties/text", "maxLength", record::limits::TEXT_BYTES),
    ("Annotation/properties/spans", "maxItems", record::limits::SPANS),
    ("PageStory/properties/tasks", "maxItems", record::limits::STORY_TASKS),
    ("PageStory/properties/timeline", "maxItems", record::limits::TIMELINE_EVENTS),
    ("Trajectory/properties/path", "maxItems", record::Trajectory::MAX_POINTS),
];

#[cfg(test)]
mod tests;
