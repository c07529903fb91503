//! `/v1/visitor/socket`: the chat itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use api::visitor::{FromVisitor, Hello, ToVisitor};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::response::Response;
use record::ConversationId;
use serde_json::value::RawValue;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Failure;
use super::auth::{Address, OwnSocket};
use super::refusals::{ForeignPage, NoSocket, TooMany};
use super::socket::{self, Call, End, Farewell, Side};
use crate::app::App;
use crate::clock::{self, Since};
use crate::ingest::{self, VisitorFrame};
use crate::live::{AgentEvent, VisitorEvent};
use crate::visitors::{self, Caller};

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(upgrade))
}

/// The visitor's socket
///
/// A WebSocket; every frame is one JSON text. The client sends `FromVisitor`, the server `ToVisitor`. The first frame is a `hello`, with the token of an earlier visit if there is one; tokens never stand in an address.
/// The origin must be this server's own.
#[utoipa::path(
    get,
    path = "/v1/visitor/socket",
    operation_id = "visitor_socket",
    tag = "visitors",
    responses((status = 101, description = "The socket is open."), ForeignPage, NoSocket, TooMany),
)]
async fn upgrade(
    State(app): State<Arc<App>>,
    Address(ip): Address,
    _: OwnSocket,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Failure> {
    let upgrade = socket::limited(upgrade)?;
    // The token is taken now, so that a stop waits for a socket that is still being made.
    let tracked = app.tasks.token();
    Ok(upgrade.on_upgrade(async move |socket| {
        answer(app, socket, ip).await;
        drop(tracked);
    }))
}

async fn answer(app: Arc<App>, open: WebSocket, ip: IpAddr) {
    let _counted = app.metrics.socket("visitor");
    let mut call = Call::new(open);
    // In a box, as all that is done now and then: what waits the rest of its life would else keep the room for it.
    let end = match Box::pin(greet(&app, &mut call, ip)).await {
        Err(end) => end,
        Ok((caller, shown)) => {
            let (presence, mut events) = app.live.join(caller.scope, caller.visitor);
            let conversation = shown.keys().next().copied();
            let mut visit = Visit { app: Arc::clone(&app), caller, conversation, shown };
            visit.touch();
            // What was committed between reading the welcome's turns and listening would else wait for the next head.
            let end = match Box::pin(visit.catch_up(&mut call)).await {
                Ok(()) => socket::talk(&app, &mut call, &mut visit, &mut events).await,
                Err(end) => end,
            };
            drop(presence);
            visit.touch();
            end
        }
    };
    if let Some(Farewell { reason, detail, retry, code }) = end.farewell() {
        Box::pin(call.end(&ToVisitor::Goodbye { reason, detail, retry }, code)).await;
    }
}

/// Waits for the hello and answers it. Gives the caller and the newest place already shown.
async fn greet(
    app: &App,
    call: &mut Call,
    ip: IpAddr,
) -> Result<(Caller, HashMap<ConversationId, u64>), End> {
    let hello = hello(&socket::first_frame(app, call).await?)?;
    let (caller, welcome) = visitors::open(app, &hello, ip, clock::now_ms()).await?;
    let shown =
        welcome.conversation.iter().map(|it| (it.id, it.turns.last().map_or(0, |turn| turn.seq))).collect();
    call.send(&ToVisitor::Welcome(welcome)).await?;
    Ok((caller, shown))
}

fn hello(text: &str) -> Result<Hello, Failure> {
    match serde_json::from_str(text) {
        Ok(FromVisitor::Hello(hello)) => Ok(hello),
        Ok(_) | Err(_) => Err(Failure::Malformed("the first frame is a hello")),
    }
}

/// One tab of a visitor, from its hello on.
struct Visit {
    app: Arc<App>,
    caller: Caller,
    /// The newest one, whose head is told.
    conversation: Option<ConversationId>,
    /// The newest place that was sent, for each conversation of the visitor seen on this socket.
    shown: HashMap<ConversationId, u64>,
}

impl Side for Visit {
    type Frame = VisitorFrame;
    type Event = VisitorEvent;

    fn read(text: &str) -> Option<VisitorFrame> {
        ingest::frame(text)
    }

    fn limit(&self, frame: &VisitorFrame) -> Result<(), Failure> {
        let now_ms = clock::now_ms();
        match frame {
            // Ingest counts each record by itself.
            VisitorFrame::Append(records) if !records.is_empty() => Ok(()),
            VisitorFrame::Other(frame) if matches!(**frame, FromVisitor::Fetch { .. }) => {
                visitors::limit_pages(&self.app, self.caller, now_ms)
            }
            VisitorFrame::Append(_) | VisitorFrame::Other(_) => {
                let taken = self.app.limiters.visitor_frames.take(self.caller.visitor, now_ms);
                taken.map_err(Failure::limited)
            }
        }
    }

    async fn handle(&mut self, call: &mut Call, frame: VisitorFrame) -> Result<(), End> {
        match frame {
            VisitorFrame::Append(records) => self.append(call, &records).await,
            VisitorFrame::Other(frame) => self.other(call, *frame).await,
        }
    }

    async fn tell(&mut self, call: &mut Call, event: VisitorEvent) -> Result<(), End> {
        match event {
            VisitorEvent::Turn(conversation_id, head_seq, turn) => {
                let shown = self.shown.entry(conversation_id).or_insert(0);
                if turn.seq <= *shown {
                    return Ok(());
                }
                if turn.previous_seq != *shown {
                    return self.catch_up_with(call, conversation_id).await;
                }
                *shown = turn.seq;
                self.conversation = Some(conversation_id);
                let turns = vec![turn.as_ref().clone()];
                call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
            }
            VisitorEvent::AgentTyping(conversation_id, agent_name, is_typing) => {
                let agent_name = agent_name.as_ref().to_owned();
                call.send(&ToVisitor::Typing { conversation_id, agent_name, is_typing }).await?;
            }
            VisitorEvent::AgentSeen(conversation_id, seq) => {
                call.send(&ToVisitor::Seen { conversation_id, seq }).await?;
            }
        }
        Ok(())
    }

    async fn catch_up(&mut self, call: &mut Call) -> Result<(), End> {
        let mut known: Vec<ConversationId> = self.shown.keys().copied().collect();
        known.sort_unstable();
        for id in known {
            self.catch_up_with(call, id).await?;
        }
        Ok(())
    }

    async fn tell_heads(&mut self, call: &mut Call) -> Result<(), End> {
        let Some(conversation_id) = self.conversation else { return Ok(()) };
        let Caller { scope, .. } = self.caller;
        let row = self.app.store.conversation(scope, self.caller.party(), conversation_id).await;
        if let Some(row) = row.map_err(Failure::from)? {
            let head_seq = row.head_seq;
            call.send(&ToVisitor::Head { conversation_id, head_seq }).await?;
        }
        Ok(())
    }

    /// Today's tokens do not end.
    async fn may_hear(&self) -> Result<(), Failure> {
        Ok(())
    }
}

impl Visit {
    /// The visitor is here, or no longer: the inbox shows it.
    fn touch(&self) {
        if let Some(id) = self.conversation {
            self.app.courses.touch(self.caller.scope, id, None);
        }
    }

    async fn append(&mut self, call: &mut Call, records: &[Box<RawValue>]) -> Result<(), End> {
        let heard = Since::now();
        let taken = ingest::offer(&self.app, self.caller, records, clock::now_ms()).await;
        let (outcomes, committed) = taken
            .map_err(|ingest::NoId| Failure::Malformed("a record has no id that is a UUID of version 7"))?;
        if let Some(id) = committed.newest_conversation() {
            self.conversation = Some(id);
            self.shown.entry(id).or_insert(0);
        }
        self.app.metrics.acknowledged(heard, &outcomes);
        let sent = call.send(&ToVisitor::Outcomes { outcomes }).await;
        // Whether or not the visitor heard of it, it is committed, and the agents shall see it.
        ingest::publish(&self.app, committed);
        Ok(sent?)
    }

    async fn other(&mut self, call: &mut Call, frame: FromVisitor) -> Result<(), End> {
        let Caller { scope, .. } = self.caller;
        match frame {
            FromVisitor::Hello(_) => return Err(Failure::Malformed("hello is only the first frame").into()),
            FromVisitor::Append { .. } => return Err(Failure::Internal.into()),
            FromVisitor::Fetch { conversation_id, after_seq } => {
                let page = visitors::turns_after(&self.app, self.caller, conversation_id, after_seq).await?;
                // A conversation that is not there has no head and no turns; whose it may be is not said.
                let (head_seq, turns) = page.unwrap_or_default();
                call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
            }
            FromVisitor::Typing { conversation_id, is_typing } => {
                if self.owns(conversation_id).await? {
                    let event = AgentEvent::VisitorTyping(conversation_id, is_typing);
                    self.app.live.tell_agents(scope, event);
                }
            }
            FromVisitor::Seen { conversation_id, seq } => {
                let party = self.caller.party();
                let moved = self.app.store.mark_seen(scope, party, conversation_id, seq).await;
                if moved.map_err(Failure::from)?.is_some() {
                    self.app.courses.touch(scope, conversation_id, None);
                }
            }
            FromVisitor::Identify { identity } => {
                visitors::identify(&self.app, self.caller, identity).await?;
            }
        }
        Ok(())
    }

    /// Whether the conversation is this visitor's; the store is asked once for each.
    async fn owns(&mut self, id: ConversationId) -> Result<bool, End> {
        if self.shown.contains_key(&id) {
            return Ok(true);
        }
        let Caller { scope, .. } = self.caller;
        let found = self.app.store.conversation(scope, self.caller.party(), id).await;
        Ok(found.map_err(Failure::from)?.is_some())
    }

    /// Sends what was committed after the newest place sent.
    async fn catch_up_with(&mut self, call: &mut Call, conversation_id: ConversationId) -> Result<(), End> {
        loop {
            let shown = self.shown.get(&conversation_id).copied().unwrap_or(0);
            let page = visitors::turns_after(&self.app, self.caller, conversation_id, shown).await?;
            let Some((head_seq, turns)) = page else { return Ok(()) };
            let Some(last) = turns.last() else { return Ok(()) };
            self.shown.insert(conversation_id, last.seq);
            let is_last_page = turns.len() < api::limits::PAGE_TURNS;
            call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
            if is_last_page {
                return Ok(());
            }
        }
    }
}
