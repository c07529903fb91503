//! What both sockets have in common: frames with limits, one loop, a heartbeat, an end in good order.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::Failure;
use crate::app::App;
use crate::{clock, limits};

/// One open socket.
pub(super) struct Call {
    socket: WebSocket,
    heard_at_ms: i64,
}

/// What came.
pub(super) enum Heard {
    /// One frame of text.
    Text(Utf8Bytes),
    /// A frame that no client of ours sends: binary, or over the limit, or not WebSocket at all.
    Wrong(Failure),
    /// The other side is gone.
    Gone,
}

/// The other side is gone, or reads nothing.
pub(super) struct Gone;

/// Limits the frames of a socket, or says what an address for sockets answers to anything else.
pub(super) fn limited(
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<WebSocketUpgrade, Failure> {
    // Any refusal means the same to the caller: this was no handshake.
    let upgrade = upgrade.map_err(|_error| Failure::NotASocket)?;
    let most = api::limits::FRAME_BYTES;
    // Small buffers: a node holds thousands of sockets, and most of them are silent.
    Ok(upgrade
        .max_message_size(most)
        .max_frame_size(most)
        .read_buffer_size(limits::READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(limits::WRITE_BUFFER_BYTES))
}

impl Call {
    pub(super) fn new(socket: WebSocket) -> Self {
        Self { socket, heard_at_ms: clock::now_ms() }
    }

    /// The next frame. May be dropped and asked again without losing any.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            let message = self.socket.recv().await;
            self.heard_at_ms = clock::now_ms();
            match message {
                None | Some(Ok(Message::Close(_))) => return Heard::Gone,
                Some(Ok(Message::Text(text))) => return Heard::Text(text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(_))) => {
                    return Heard::Wrong(Failure::Malformed("frames are text, not binary"));
                }
                Some(Err(error)) => return misread(&error),
            }
        }
    }

    /// Sends one frame, within [`limits::SEND_MS`].
    pub(super) async fn send<T: Serialize>(&mut self, frame: &T) -> Result<(), Gone> {
        let text = serde_json::to_string(frame).map_err(|error| {
            tracing::error!(%error, "a frame has no JSON form");
            Gone
        })?;
        self.send_message(Message::Text(text.into())).await
    }

    async fn send_message(&mut self, message: Message) -> Result<(), Gone> {
        let sent = timeout(Duration::from_millis(limits::SEND_MS), self.socket.send(message)).await;
        if matches!(sent, Ok(Ok(()))) { Ok(()) } else { Err(Gone) }
    }

    /// Keeps the connection open through proxies, and notices a client that is gone without a word.
    pub(super) async fn ping(&mut self) -> Result<(), Gone> {
        if clock::now_ms() - self.heard_at_ms > limits::SILENT_MS {
            return Err(Gone);
        }
        self.send_message(Message::Ping(Default::default())).await
    }

    /// Ends the call with a last frame that says why.
    pub(super) async fn end<T: Serialize>(mut self, goodbye: &T, code: u16) {
        if self.send(goodbye).await.is_err() {
            return;
        }
        let close = CloseFrame { code, reason: Utf8Bytes::default() };
        // Nothing is left to do when even this does not go through.
        drop(self.send_message(Message::Close(Some(close))).await);
        if code == close_code::SIZE {
            // The rest of the frame lies unread. Closing over it resets the connection, and a reset can overtake the
            // goodbye, so the client gets time to read that first.
            tokio::time::sleep(Duration::from_millis(limits::LINGER_MS)).await;
        }
    }
}

/// What to make of a frame that the library could not read. It names no kinds here, so its words must do.
fn misread(error: &axum::Error) -> Heard {
    let error = error.to_string();
    if error.contains("too long") {
        Heard::Wrong(Failure::TooLarge)
    } else if error.contains("UTF-8") {
        Heard::Wrong(Failure::Malformed("frames are text in UTF-8"))
    } else {
        Heard::Gone
    }
}

/// Why a call ends.
pub(super) enum End {
    /// The other side is gone.
    Gone,
    /// It did what may not be, or something failed here.
    Failed(Failure),
    /// The server stops.
    Stopping,
}

/// The last frame's content, in the words of both protocols.
pub(super) struct Farewell {
    pub(super) reason: String,
    pub(super) detail: String,
    pub(super) retry: bool,
    /// The socket's own close code.
    pub(super) code: u16,
}

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl End {
    /// What to say, if anybody is there to hear it.
    pub(super) fn farewell(self) -> Option<Farewell> {
        match self {
            Self::Gone => None,
            Self::Stopping => Some(Farewell {
                reason: "shutting_down".to_owned(),
                detail: "the server is being restarted; call again in a moment".to_owned(),
                retry: true,
                code: close_code::RESTART,
            }),
            Self::Failed(failure) => Some(Farewell {
                reason: failure.kind().to_owned(),
                detail: failure.to_string(),
                retry: failure.is_temporary(),
                code: close_code_of(&failure),
            }),
        }
    }
}

/// Waits for the first frame.
pub(super) async fn first_frame(app: &App, call: &mut Call) -> Result<Utf8Bytes, End> {
    let heard = tokio::select! {
        heard = timeout(Duration::from_millis(limits::HELLO_MS), call.hear()) => heard,
        () = app.stopping.cancelled() => return Err(End::Stopping),
    };
    match heard {
        Err(_elapsed) => Err(Failure::Malformed("no hello came in time").into()),
        Ok(Heard::Gone) => Err(End::Gone),
        Ok(Heard::Wrong(failure)) => Err(failure.into()),
        Ok(Heard::Text(text)) => Ok(text),
    }
}

/// The close code that goes with a failure.
const fn close_code_of(failure: &Failure) -> u16 {
    match failure {
        Failure::TooLarge => close_code::SIZE,
        Failure::Unavailable | Failure::Internal => close_code::ERROR,
        Failure::RateLimited { .. } => close_code::AGAIN,
        _ => close_code::POLICY,
    }
}

/// Who is called, from the hello on: what is done with a frame, an event, and the passing of time.
pub(super) trait Side: Send {
    /// What the client sends.
    type Frame: Send;
    /// What happens elsewhere and concerns it.
    type Event: Clone + Send;

    /// Reads a frame; nothing when it is none of the protocol's.
    fn read(text: &str) -> Option<Self::Frame>;

    /// Counts the frame against the rate of whoever sends it, over all of their sockets.
    fn limit(&self, frame: &Self::Frame) -> Result<(), Failure>;

    /// Does what the frame asks.
    fn handle(&mut self, call: &mut Call, frame: Self::Frame)
    -> impl Future<Output = Result<(), End>> + Send;

    /// Tells what happened.
    fn tell(&mut self, call: &mut Call, event: Self::Event) -> impl Future<Output = Result<(), End>> + Send;

    /// Sends whatever may have been missed.
    fn catch_up(&mut self, call: &mut Call) -> impl Future<Output = Result<(), End>> + Send;

    /// Tells the newest places, by which the client sees what it lacks.
    fn tell_heads(&mut self, call: &mut Call) -> impl Future<Output = Result<(), End>> + Send;

    /// Whether it may still hear; asked at every ping.
    fn may_hear(&self) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Talks until one of the two goes, or the server stops.
pub(super) async fn talk<S: Side>(
    app: &App,
    call: &mut Call,
    side: &mut S,
    events: &mut Receiver<S::Event>,
) -> End {
    match listen(app, call, side, events).await {
        Ok(never) => match never {},
        Err(end) => end,
    }
}

/// What is done with a frame or an event is in a box, since the room for it would else be kept by every silent socket.
async fn listen<S: Side>(
    app: &App,
    call: &mut Call,
    side: &mut S,
    events: &mut Receiver<S::Event>,
) -> Result<Infallible, End> {
    let mut ticks = ticks();
    let mut count: u64 = 0;
    loop {
        tokio::select! {
            heard = call.hear() => match heard {
                Heard::Gone => return Err(End::Gone),
                Heard::Wrong(failure) => return Err(failure.into()),
                Heard::Text(text) => {
                    let malformed = Failure::Malformed("the frame is none that this protocol knows");
                    let frame = S::read(&text).ok_or(malformed)?;
                    side.limit(&frame)?;
                    Box::pin(side.handle(call, frame)).await?;
                }
            },
            event = events.recv() => match event {
                Ok(event) => Box::pin(side.tell(call, event)).await?,
                Err(RecvError::Lagged(_)) => Box::pin(side.catch_up(call)).await?,
                Err(RecvError::Closed) => return Err(End::Stopping),
            },
            _ = ticks.tick() => {
                count += 1;
                Box::pin(side.tell_heads(call)).await?;
                if count.is_multiple_of(PING_EVERY_TICKS) {
                    Box::pin(call.ping()).await?;
                    Box::pin(side.may_hear()).await?;
                }
            }
            () = app.stopping.cancelled() => return Err(End::Stopping),
        }
    }
}

/// Ticks at which heads are told; every fifth also pings.
fn ticks() -> Interval {
    let mut ticks = interval(Duration::from_millis(u64::from(api::limits::HEADS_EVERY_MS)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Pings fall on every n-th tick.
const PING_EVERY_TICKS: u64 = limits::PING_MS / api::limits::HEADS_EVERY_MS as u64;
