//! `/v1/conversations`: the inbox, and one conversation of it.

#![expect(unused_qualifications, reason = "the document's macro names the query's type by its whole path")]

use std::sync::Arc;

use api::agent::{ConversationDetail, ConversationList};
use axum::Json;
use axum::extract::State;
use record::ConversationId;
use serde::Deserialize;
use store::{Cursor, Party, Slice};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::auth::Agent;
use super::extract::{Path, Query};
use super::refusals::{BadQuery, NoAgent, NoConversation, Unlucky};
use crate::app::App;
use crate::views;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Rows on the page, 1 to 100; what is outside of that is taken as the nearest.
    #[param(default = 100)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Read the inbox
///
/// The conversations of the agent's site, who needs help most first.
#[utoipa::path(
    get,
    path = "/v1/conversations",
    operation_id = "list_conversations",
    tag = "agents",
    security(("agent_session" = [])),
    params(ListQuery),
    responses(
        (status = 200, description = "One page.", body = ConversationList),
        BadQuery, NoAgent, Unlucky,
    ),
)]
async fn list(
    State(app): State<Arc<App>>,
    Agent(agent): Agent,
    Query(query): Query<ListQuery>,
) -> Result<Json<ConversationList>, Failure> {
    let most = api::limits::PAGE_CONVERSATIONS;
    let limit = query.limit.map_or(most, |limit| usize::try_from(limit.max(1)).unwrap_or(most).min(most));
    let wrong_cursor = Failure::Malformed("the cursor is not one that this server gave: begin without one");
    let after = query.cursor.map(|text| text.parse::<Cursor>()).transpose().map_err(|_error| wrong_cursor)?;
    let scope = agent.site.scope;
    let page = app.store.inbox(scope, after, limit).await?;
    Ok(Json(ConversationList {
        conversations: page.rows.into_iter().map(|row| views::summary(&app.live, scope, row)).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AfterQuery {
    /// The last place that is already known; 0 for all.
    #[serde(default)]
    after_seq: u64,
}

/// Read a conversation
///
/// Its row of the inbox, and one page of its records after a place, with the device's and the server's reading of every
/// turn and the page's story. Ask again while the last record's `seq` is below the summary's `head_seq`.
#[utoipa::path(
    get,
    path = "/v1/conversations/{id}",
    operation_id = "read_conversation",
    tag = "agents",
    security(("agent_session" = [])),
    params(("id" = ConversationId, Path, description = "Which conversation."), AfterQuery),
    responses(
        (status = 200, description = "The conversation.", body = ConversationDetail),
        BadQuery, NoAgent, NoConversation, Unlucky,
    ),
)]
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
