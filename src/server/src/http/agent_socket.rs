//! `/v1/agent/socket`: the live side of the console.

use std::sync::Arc;

use api::agent::{FromAgent, Reply, ToAgent};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use record::{
    AgentTurn, Channel, Content, ConversationId, Extra, InteractionRecord, Label, Provenance, SchemaVersion,
    VisitorId,
};
use sha2::{Digest as _, Sha256};
use store::{Party, SignedIn, SiteScope, Slice};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::auth::{self, OwnSocket};
use super::refusals::{ForeignPage, NoSocket, TooMany};
use super::socket::{self, Call, End, Farewell, Side};
use crate::app::App;
use crate::clock::{self, Since};
use crate::ingest;
use crate::live::{AgentEvent, VisitorEvent};

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(upgrade))
}

/// The agent's socket
///
/// A WebSocket; every frame is one JSON text. The client sends `FromAgent`, the server `ToAgent`. Who is not signed in gets the socket and a `goodbye` on it, since a browser cannot see why a handshake was refused.
/// The origin must be this server's own.
#[utoipa::path(
    get,
    path = "/v1/agent/socket",
    operation_id = "agent_socket",
    tag = "agents",
    security(("agent_session" = [])),
    responses((status = 101, description = "The socket is open."), ForeignPage, NoSocket, TooMany),
)]
async fn upgrade(
    State(app): State<Arc<App>>,
    _: OwnSocket,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = socket::limited(upgrade)?;
    let tracked = app.tasks.token();
    // A browser cannot see why a handshake was refused, so who is not signed in is told so on the socket.
    Ok(upgrade.on_upgrade(async move |socket| {
        answer(app, socket, headers).await;
        drop(tracked);
    }))
}

async fn answer(app: Arc<App>, open: WebSocket, headers: HeaderMap) {
    let _counted = app.metrics.socket("agent");
    let mut call = Call::new(open);
    let end = match Box::pin(greet(&app, &mut call, &headers)).await {
        Err(end) => end,
        Ok(signed_in) => {
            let mut events = app.live.listen(signed_in.site.scope);
            let mut desk = Desk { app: Arc::clone(&app), headers, signed_in, watched: None };
            socket::talk(&app, &mut call, &mut desk, &mut events).await
        }
    };
    if let Some(Farewell { reason, detail, retry, code }) = end.farewell() {
        Box::pin(call.end(&ToAgent::Goodbye { reason, detail, retry }, code)).await;
    }
}

async fn greet(app: &App, call: &mut Call, headers: &HeaderMap) -> Result<SignedIn, End> {
    let signed_in = auth::signed_in(app, headers).await?;
    let text = socket::first_frame(app, call).await?;
    match serde_json::from_str(&text) {
        Ok(FromAgent::Hello { protocol: 1..=api::PROTOCOL_VERSION }) => {}
        Ok(FromAgent::Hello { .. }) => return Err(Failure::UnknownProtocol.into()),
        Ok(_) | Err(_) => return Err(Failure::Malformed("the first frame is a hello").into()),
    }
    let protocol = api::PROTOCOL_VERSION;
    call.send(&ToAgent::Welcome { protocol, now_ms: clock::now_ms() }).await?;
    Ok(signed_in)
}

/// The conversation open on the agent's screen.
#[derive(Debug, Clone, Copy)]
struct Watched {
    id: ConversationId,
    /// The newest place that was there when watching began, or was sent since.
    seq: u64,
}

/// One console, from its hello on.
struct Desk {
    app: Arc<App>,
    headers: HeaderMap,
    signed_in: SignedIn,
    watched: Option<Watched>,
}

impl Side for Desk {
    type Frame = FromAgent;
    type Event = AgentEvent;

    fn read(text: &str) -> Option<FromAgent> {
        serde_json::from_str(text).ok()
    }

    fn limit(&self, _frame: &FromAgent) -> Result<(), Failure> {
        let taken = self.app.limiters.agent_frames.take(self.signed_in.agent.id, clock::now_ms());
        taken.map_err(Failure::limited)
    }

    async fn handle(&mut self, call: &mut Call, frame: FromAgent) -> Result<(), End> {
        match frame {
            FromAgent::Hello { .. } => {
                return Err(Failure::Malformed("hello is only the first frame").into());
            }
            FromAgent::Watch { conversation_id } => {
                self.watched = None;
                if let Some(id) = conversation_id {
                    let row = self.app.store.conversation(self.scope(), self.party(), id).await;
                    let row = row.map_err(Failure::from)?;
                    self.watched = row.map(|row| Watched { id, seq: row.head_seq });
                }
                // At once, so that what was committed between the console's fetch and this shows as a head that
                // disagrees.
                self.tell_heads(call).await?;
            }
            FromAgent::Reply(reply) => self.reply(call, reply).await?,
            FromAgent::Typing { conversation_id, is_typing } => {
                if let Some(visitor) = self.visitor_of(conversation_id).await? {
                    let name = self.signed_in.agent.name.as_str().into();
                    let event = VisitorEvent::AgentTyping(conversation_id, name, is_typing);
                    self.app.live.tell_visitor(self.scope(), visitor, event);
                }
            }
            FromAgent::Seen { conversation_id, seq } => {
                let moved = self.app.store.mark_seen(self.scope(), self.party(), conversation_id, seq).await;
                if let Some(seq) = moved.map_err(Failure::from)? {
                    if let Some(visitor) = self.visitor_of(conversation_id).await? {
                        let event = VisitorEvent::AgentSeen(conversation_id, seq);
                        self.app.live.tell_visitor(self.scope(), visitor, event);
                    }
                    self.app.courses.touch(self.scope(), conversation_id, None);
                }
            }
        }
        Ok(())
    }

    async fn tell(&mut self, call: &mut Call, event: AgentEvent) -> Result<(), End> {
        match event {
            AgentEvent::Row(summary) => {
                let summary = summary.as_ref().clone();
                call.send(&ToAgent::Conversation { summary }).await?;
            }
            AgentEvent::VisitorTyping(conversation_id, is_typing) => {
                call.send(&ToAgent::VisitorTyping { conversation_id, is_typing }).await?;
            }
            AgentEvent::Record(conversation_id, record) => {
                let Some(watched) = self.watched.as_mut().filter(|it| it.id == conversation_id) else {
                    return Ok(());
                };
                if record.seq > watched.seq + 1 {
                    return self.catch_up_with_watched(call).await;
                }
                if record.seq == watched.seq + 1 {
                    watched.seq = record.seq;
                    let record = record.as_ref().clone();
                    call.send(&ToAgent::Record { conversation_id, record }).await?;
                }
            }
        }
        Ok(())
    }

    async fn catch_up(&mut self, call: &mut Call) -> Result<(), End> {
        self.catch_up_with_watched(call).await?;
        // Rows of the inbox were missed too: the heads disagree now, so the console fetches.
        self.tell_heads(call).await
    }

    async fn tell_heads(&mut self, call: &mut Call) -> Result<(), End> {
        let mut watched = None;
        if let Some(Watched { id, .. }) = self.watched {
            let row = self.app.store.conversation(self.scope(), self.party(), id).await;
            watched = row.map_err(Failure::from)?.map(|row| (id, row.head_seq));
        }
        let inbox_version = self.app.live.inbox_version(self.scope());
        call.send(&ToAgent::Heads { inbox_version, watched }).await?;
        Ok(())
    }

    /// Whoever signed out in another tab, or whose week is over, hears no more.
    async fn may_hear(&self) -> Result<(), Failure> {
        auth::signed_in(&self.app, &self.headers).await.map(drop)
    }
}

impl Desk {
    fn scope(&self) -> SiteScope {
        self.signed_in.site.scope
    }

    fn party(&self) -> Party {
        Party::Agent(self.signed_in.agent.id)
    }

    /// Makes the record of an answer: who writes is what the session says, and nothing that the console sent.
    async fn reply(&mut self, call: &mut Call, reply: Reply) -> Result<(), End> {
        let heard = Since::now();
        let digest = Sha256::digest(serde_json::to_vec(&reply).unwrap_or_default()).into();
        let client = Label::new("console").map_err(|_error| Failure::Internal)?;
        let record = InteractionRecord {
            schema: SchemaVersion::CURRENT,
            id: reply.id,
            conversation_id: reply.conversation_id,
            channel: Channel::Chat,
            occurred_at_ms: reply.occurred_at_ms,
            content: Content::AgentTurn(AgentTurn {
                text: reply.text,
                agent_id: self.signed_in.agent.id,
                agent_name: self.signed_in.agent.name.clone(),
            }),
            provenance: Provenance { client },
            extra: Extra::default(),
        };
        let now_ms = clock::now_ms();
        let (outcome, committed) =
            ingest::agent_turn(&self.app, self.scope(), self.party(), record, digest, now_ms).await;
        self.app.metrics.acknowledged(heard, std::slice::from_ref(&outcome));
        let sent = call.send(&ToAgent::Outcome(outcome)).await;
        ingest::publish(&self.app, committed);
        Ok(sent?)
    }

    async fn visitor_of(&mut self, id: ConversationId) -> Result<Option<VisitorId>, End> {
        let row = self.app.store.conversation(self.scope(), self.party(), id).await;
        Ok(row.map_err(Failure::from)?.map(|row| row.visitor_id))
    }

    /// Sends the watched conversation's records that were committed after the newest one sent.
    async fn catch_up_with_watched(&mut self, call: &mut Call) -> Result<(), End> {
        while let Some(Watched { id, seq }) = self.watched {
            let slice = Slice::RecordsAfter(seq);
            let limit = api::limits::PAGE_TURNS;
            let page = self.app.store.records(self.scope(), self.party(), id, slice, limit).await;
            let page = page.map_err(Failure::from)?;
            let is_last_page = page.len() < limit;
            for (record, _) in page {
                self.watched = Some(Watched { id, seq: record.seq });
                call.send(&ToAgent::Record { conversation_id: id, record }).await?;
            }
            if is_last_page {
                break;
            }
        }
        Ok(())
    }
}
