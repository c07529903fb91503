//! `/v1/visitor/...` over HTTP: for visitors whose network lets no socket through.

use std::sync::Arc;

use api::visitor::{AppendAnswer, OpenSession, ToVisitor, Welcome};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use record::ConversationId;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Failure;
use super::auth::{Address, Bearer, OwnPage};
use super::extract::{Body, Path, Query};
use crate::app::App;
use crate::{clock, ingest, visitors};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/visitor/sessions", post(open))
        .route("/v1/visitor/records", post(append))
        .route("/v1/visitor/conversations/{id}/turns", get(turns))
}

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

async fn append(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Bearer(caller): Bearer,
    Body(body): Body<Records>,
) -> Result<Json<AppendAnswer>, Failure> {
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
    Ok(Json(AppendAnswer { outcomes }))
}

#[derive(Deserialize)]
struct AfterQuery {
    #[serde(default)]
    after_seq: u64,
}

async fn turns(
    State(app): State<Arc<App>>,
    Bearer(caller): Bearer,
    Path(conversation_id): Path<ConversationId>,
    Query(query): Query<AfterQuery>,
) -> Result<Json<ToVisitor>, Failure> {
    let (head_seq, turns) = visitors::turns_after(&app, caller, conversation_id, query.after_seq)
        .await?
        .ok_or(Failure::NotFound("no conversation of yours has this id"))?;
    Ok(Json(ToVisitor::Turns { conversation_id, head_seq, turns }))
}
