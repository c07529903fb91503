//! `/v1/visitor/socket`: the chat itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use api::visitor::{FromVisitor, Hello, ToVisitor};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use record::ConversationId;
use tokio::sync::broadcast::error::RecvError;

use super::Failure;
use super::auth::{Address, OwnSocket};
use super::socket::{self, Call, End, Farewell, Heard};
use crate::app::App;
use crate::clock;
use crate::ingest::{self, VisitorFrame};
use crate::live::{AgentEvent, Presence, VisitorEvent};
use crate::visitors::{self, Caller};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/visitor/socket", any(upgrade))
}

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
    let mut call = Call::new(open, socket::VISITOR_RATE);
    let end = match greet(&app, &mut call, ip).await {
        Err(end) => end,
        Ok((caller, shown)) => {
            let presence = app.live.join(caller.scope, caller.visitor);
            let conversation = shown.keys().next().copied();
            if let Some(id) = conversation {
                app.courses.touch(caller.scope, id, None);
            }
            let mut visit = Visit { app: Arc::clone(&app), call, caller, conversation, shown, presence };
            let end = visit.talk().await;
            let Visit { call: talked, presence, conversation, .. } = visit;
            drop(presence);
            if let Some(id) = conversation {
                app.courses.touch(caller.scope, id, None);
            }
            call = talked;
            end
        }
    };
    if let Some(Farewell { reason, detail, retry, code }) = end.farewell() {
        call.end(&ToVisitor::Goodbye { reason, detail, retry }, code).await;
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
    call: Call,
    caller: Caller,
    /// The newest one, whose head is told.
    conversation: Option<ConversationId>,
    /// The newest place that was sent, for each conversation of the visitor seen on this socket.
    shown: HashMap<ConversationId, u64>,
    presence: Presence,
}

impl Visit {
    async fn talk(&mut self) -> End {
        match self.listen().await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn listen(&mut self) -> Result<std::convert::Infallible, End> {
        // What was committed between reading the welcome's turns and listening would else wait for the next head.
        if let Some(id) = self.conversation {
            self.catch_up(id).await?;
        }
        let app = Arc::clone(&self.app);
        let mut ticks = socket::ticks();
        let mut count: u64 = 0;
        loop {
            tokio::select! {
                heard = self.call.hear() => match heard {
                    Heard::Gone => return Err(End::Gone),
                    Heard::Wrong(failure) => return Err(failure.into()),
                    Heard::Text(text) => self.handle(&text).await?,
                },
                event = self.presence.events.recv() => match event {
                    Ok(event) => self.tell(event).await?,
                    Err(RecvError::Lagged(_)) => self.catch_up_all().await?,
                    Err(RecvError::Closed) => return Err(End::Stopping),
                },
                _ = ticks.tick() => {
                    count += 1;
                    self.tell_head().await?;
                    if count.is_multiple_of(socket::PING_EVERY_TICKS) {
                        self.call.ping().await?;
                    }
                }
                () = app.stopping.cancelled() => return Err(End::Stopping),
            }
        }
    }

    async fn handle(&mut self, text: &str) -> Result<(), End> {
        let malformed = Failure::Malformed("the frame is none that this protocol knows");
        match ingest::frame(text).ok_or(malformed)? {
            VisitorFrame::Append(records) => {
                let now_ms = clock::now_ms();
                let taken = ingest::offer(&self.app, self.caller, &records, now_ms).await;
                let (outcomes, committed) = taken.map_err(|ingest::NoId| {
                    Failure::Malformed("a record has no id that is a UUID of version 7")
                })?;
                if let Some(id) = committed.newest_conversation() {
                    self.conversation = Some(id);
                    self.shown.entry(id).or_insert(0);
                }
                let sent = self.call.send(&ToVisitor::Outcomes { outcomes }).await;
                // Whether or not the visitor heard of it, it is committed, and the agents shall see it.
                ingest::publish(&self.app, committed);
                Ok(sent?)
            }
            VisitorFrame::Other(frame) => {
                self.call.limit()?;
                self.handle_other(*frame).await
            }
        }
    }

    async fn handle_other(&mut self, frame: FromVisitor) -> Result<(), End> {
        let Caller { scope, .. } = self.caller;
        match frame {
            FromVisitor::Hello(_) => return Err(Failure::Malformed("hello is only the first frame").into()),
            FromVisitor::Append { .. } => return Err(Failure::Internal.into()),
            FromVisitor::Fetch { conversation_id, after_seq } => {
                let page = visitors::turns_after(&self.app, self.caller, conversation_id, after_seq).await?;
                // A conversation that is not there has no head and no turns; whose it may be is not said.
                let (head_seq, turns) = page.unwrap_or_default();
                self.call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
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

    async fn tell(&mut self, event: VisitorEvent) -> Result<(), End> {
        match event {
            VisitorEvent::Turn(conversation_id, head_seq, turn) => {
                let shown = self.shown.entry(conversation_id).or_insert(0);
                if turn.seq <= *shown {
                    return Ok(());
                }
                if turn.previous_seq != *shown {
                    return self.catch_up(conversation_id).await;
                }
                *shown = turn.seq;
                self.conversation = Some(conversation_id);
                let turns = vec![turn.as_ref().clone()];
                self.call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
            }
            VisitorEvent::AgentTyping(conversation_id, agent_name, is_typing) => {
                let agent_name = agent_name.as_ref().to_owned();
                self.call.send(&ToVisitor::Typing { conversation_id, agent_name, is_typing }).await?;
            }
            VisitorEvent::AgentSeen(conversation_id, seq) => {
                self.call.send(&ToVisitor::Seen { conversation_id, seq }).await?;
            }
        }
        Ok(())
    }

    async fn catch_up_all(&mut self) -> Result<(), End> {
        let mut known: Vec<ConversationId> = self.shown.keys().copied().collect();
        known.sort_unstable();
        for id in known {
            self.catch_up(id).await?;
        }
        Ok(())
    }

    /// Sends what was committed after the newest place sent.
    async fn catch_up(&mut self, conversation_id: ConversationId) -> Result<(), End> {
        loop {
            let shown = self.shown.get(&conversation_id).copied().unwrap_or(0);
            let page = visitors::turns_after(&self.app, self.caller, conversation_id, shown).await?;
            let Some((head_seq, turns)) = page else { return Ok(()) };
            let Some(last) = turns.last() else { return Ok(()) };
            self.shown.insert(conversation_id, last.seq);
            let is_last_page = turns.len() < api::limits::PAGE_TURNS;
            self.call.send(&ToVisitor::Turns { conversation_id, head_seq, turns }).await?;
            if is_last_page {
                return Ok(());
            }
        }
    }

    async fn tell_head(&mut self) -> Result<(), End> {
        let Some(conversation_id) = self.conversation else { return Ok(()) };
        let Caller { scope, .. } = self.caller;
        let row = self.app.store.conversation(scope, self.caller.party(), conversation_id).await;
        if let Some(row) = row.map_err(Failure::from)? {
            let head_seq = row.head_seq;
            self.call.send(&ToVisitor::Head { conversation_id, head_seq }).await?;
        }
        Ok(())
    }
}
