//! `/v1/visitor/...` over HTTP: for visitors whose network lets no socket through.

#![expect(unused_qualifications, reason = "the document's macro names the query's type by its whole path")]

use std::sync::Arc;

use api::visitor::{AppendAnswer, AppendBody, OpenSession, ToVisitor, Welcome};
use axum::Json;
use axum::extract::State;
use record::ConversationId;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::auth::{Address, Bearer, OwnPage};
use super::document::examples;
use super::extract::{Body, Path, Query};
use super::refusals::{BadBody, BadHello, BadQuery, ForeignPage, NoConversation, NoSite, NoVisitor, Unlucky};
use crate::app::App;
use crate::clock::Since;
use crate::{clock, ingest, visitors};

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(open)).routes(routes!(append)).routes(routes!(turns))
}

/// Open a session
///
/// The visitor of the token, or a new one when there is no token or nobody knows it. The answer holds the newest
/// conversation, and a token when it is new: keep it, it is shown once.
#[utoipa::path(
    post,
    path = "/v1/visitor/sessions",
    operation_id = "open_visitor_session",
    tag = "visitors",
    request_body(content = OpenSession, example = json!({ "protocol": 1, "site_key": "demo" })),
    responses(
        (status = 200, description = "The session is open.", body = Welcome),
        BadHello, ForeignPage, NoSite, Unlucky,
    ),
)]
async fn open(
    State(app): State<Arc<App>>,
    Address(ip): Address,
    _: OwnPage,
    Body(hello): Body<OpenSession>,
) -> Result<Json<Welcome>, Failure> {
    let (_, welcome) = visitors::open(&app, &hello, ip, clock::now_ms()).await?;
    Ok(Json(welcome))
}

#[derive(Deserialize)]
struct Records {
    records: Vec<Box<RawValue>>,
}

/// Send records
///
/// Each record ends in exactly one outcome: stored (and synced to the disk), duplicate, or refused with a reason. A bad
/// record costs only itself. Sending one again under the same id is harmless, so a client repeats what it has no outcome
/// of.
#[utoipa::path(
    post,
    path = "/v1/visitor/records",
    operation_id = "append_records",
    tag = "visitors",
    security(("visitor_token" = [])),
    request_body(content = AppendBody, example = json!(examples::append())),
    responses(
        (status = 200, description = "One outcome for each record, in order.", body = AppendAnswer),
        BadBody, NoVisitor, ForeignPage, Unlucky,
    ),
)]
async fn append(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Bearer(caller): Bearer,
    Body(body): Body<Records>,
) -> Result<Json<AppendAnswer>, Failure> {
    let heard = Since::now();
    if body.records.len() > api::limits::BATCH_RECORDS {
        return Err(Failure::Malformed("a batch holds at most 32 records"));
    }
    // A task of its own: a visitor who leaves before the answer must not leave a commit that nobody is told of.
    let work = {
        let app = Arc::clone(&app);
        async move {
            let (outcomes, committed) = ingest::offer(&app, caller, &body.records, clock::now_ms()).await?;
            ingest::publish(&app, committed);
            Ok(outcomes)
        }
    };
    let done: Result<Vec<_>, ingest::NoId> =
        app.tasks.spawn(work).await.map_err(|_panicked| Failure::Internal)?;
    let outcomes =
        done.map_err(|ingest::NoId| Failure::Malformed("a record has no id that is a UUID of version 7"))?;
    app.metrics.acknowledged(heard, &outcomes);
    Ok(Json(AppendAnswer { outcomes }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AfterQuery {
    /// The last place that is already known; 0 for all.
    #[serde(default)]
    after_seq: u64,
}

/// Read turns
///
/// One page of a conversation of the visitor's own, after a place. Ask again while the last turn's `seq` is below
/// `head_seq`.
#[utoipa::path(
    get,
    path = "/v1/visitor/conversations/{id}/turns",
    operation_id = "read_turns",
    tag = "visitors",
    security(("visitor_token" = [])),
    params(("id" = ConversationId, Path, description = "Which conversation."), AfterQuery),
    responses(
        (status = 200, description = "A frame of the kind `turns`.", body = ToVisitor),
        BadQuery, NoVisitor, NoConversation, Unlucky,
    ),
)]
async fn turns(
    State(app): State<Arc<App>>,
    Bearer(caller): Bearer,
    Path(conversation_id): Path<ConversationId>,
    Query(query): Query<AfterQuery>,
) -> Result<Json<ToVisitor>, Failure> {
    visitors::limit_pages(&app, caller, clock::now_ms())?;
    let (head_seq, turns) = visitors::turns_after(&app, caller, conversation_id, query.after_seq)
        .await?
        .ok_or(Failure::NotFound("no conversation of yours has this id"))?;
    Ok(Json(ToVisitor::Turns { conversation_id, head_seq, turns }))
}
