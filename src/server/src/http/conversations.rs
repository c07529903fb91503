//! `/v1/conversations`: the inbox, and one conversation of it.

use std::sync::Arc;

use api::agent::{ConversationDetail, ConversationList};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use record::ConversationId;
use serde::Deserialize;
use store::{Cursor, Party, Slice};

use super::Failure;
use super::auth::Agent;
use super::extract::{Path, Query};
use crate::app::App;
use crate::views;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/conversations", get(list)).route("/v1/conversations/{id}", get(one))
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<usize>,
    cursor: Option<String>,
}

async fn list(
    State(app): State<Arc<App>>,
    Agent(agent): Agent,
    Query(query): Query<ListQuery>,
) -> Result<Json<ConversationList>, Failure> {
    let most = api::limits::PAGE_CONVERSATIONS;
    let limit = query.limit.unwrap_or(most).clamp(1, most);
    let wrong_cursor = Failure::Malformed("the cursor is not one that this server gave: begin without one");
    let after = query.cursor.map(|text| text.parse::<Cursor>()).transpose().map_err(|_error| wrong_cursor)?;
    let scope = agent.site.scope;
    let page = app.store.inbox(scope, after, limit).await?;
    Ok(Json(ConversationList {
        conversations: page.rows.into_iter().map(|row| views::summary(&app.live, scope, row)).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}

#[derive(Deserialize)]
struct AfterQuery {
    #[serde(default)]
    after_seq: u64,
}

async fn one(
    State(app): State<Arc<App>>,
    Agent(agent): Agent,
    Path(id): Path<ConversationId>,
    Query(query): Query<AfterQuery>,
) -> Result<Json<ConversationDetail>, Failure> {
    let scope = agent.site.scope;
    let party = Party::Agent(agent.agent.id);
    let row = app.store.conversation(scope, party, id).await?;
    let row = row.ok_or(Failure::NotFound("no conversation of your site has this id"))?;
    let slice = Slice::RecordsAfter(query.after_seq);
    let records = app.store.records(scope, party, id, slice, api::limits::PAGE_TURNS).await?;
    Ok(Json(ConversationDetail {
        summary: views::summary(&app.live, scope, row),
        records: records.into_iter().map(|(record, _)| record).collect(),
    }))
}
