//! The live socket: hello, watch, and whatever the server tells, until the page goes away.
//!
//! A frame is a hint and the sequence is the truth: a gap or a head that disagrees leads to a fetch. After a break
//! everything that may have been missed is fetched, and replies without an outcome are sent again.

use std::time::Duration;

use api::agent::{FromAgent, ToAgent};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use record::ConversationId;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, WebSocket};

use super::Desk;
use crate::browser;
use crate::limits;
use crate::link::{self, Link};

/// The line to the server, and what it needs between frames.
#[derive(Default)]
pub(crate) struct Live {
    line: Option<Line>,
    /// Which call this is; what an older one still says is not listened to.
    call: u64,
    /// Calls since the last one that was answered.
    attempt: u32,
    /// When the last frame arrived, by the device's clock.
    heard_at_ms: i64,
    waiting: Option<TimeoutHandle>,
    /// The inbox's version at the last heartbeat, and whether rows arrived since.
    inbox_version: Option<u64>,
    rows_arrived: bool,
    inbox_fetched_at_ms: i64,
    has_been_open: bool,
}

/// A socket with its listeners, which must live as long as it.
struct Line {
    socket: WebSocket,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(Event)>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        if self.socket.close().is_err() {
            leptos::logging::warn!("the socket was closed already");
        }
    }
}

impl Desk {
    /// Calls the server, leaving any earlier call.
    pub(crate) fn call(self) {
        self.put_down();
        let call = self.live.try_update_value(|live| {
            live.call += 1;
            live.heard_at_ms = browser::now_ms();
            if let Some(waiting) = live.waiting.take() {
                waiting.clear();
            }
            live.call
        });
        let Some((call, url)) = call.zip(browser::socket_url()) else { return };
        let Ok(socket) = WebSocket::new(&url) else { return self.broke(call) };
        let greeting = socket.clone();
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_| {
            let hello = FromAgent::Hello { protocol: api::PROTOCOL_VERSION };
            if !say(&greeting, &hello) {
                self.broke(call);
            }
        });
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let is_current = self.live.with_value(|live| live.call == call);
            if let Some(text) = event.data().as_string().filter(|_| is_current) {
                self.hear(&text);
            }
        });
        let on_close = Closure::<dyn FnMut(Event)>::new(move |_| self.broke(call));
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        let line = Line { socket, _on_open: on_open, _on_message: on_message, _on_close: on_close };
        self.live.update_value(|live| live.line = Some(line));
    }

    /// Ends the call and calls no more: signed out, or the page goes to sleep.
    pub(crate) fn hang_up(self) {
        self.put_down();
        self.live.update_value(|live| {
            live.call += 1;
            live.attempt = 0;
            live.has_been_open = false;
            live.inbox_version = None;
            if let Some(waiting) = live.waiting.take() {
                waiting.clear();
            }
        });
        self.link.set(Link::Connecting);
    }

    /// Lets the line go, a moment later: one of its own listeners may be running now.
    fn put_down(self) {
        if let Some(line) = self.live.try_update_value(|live| live.line.take()).flatten() {
            queue_microtask(move || drop(line));
        }
    }

    /// The line broke: call again after a while that grows.
    fn broke(self, call: u64) {
        let attempt = self.live.try_update_value(|live| {
            if live.call != call {
                return None;
            }
            live.call += 1;
            live.attempt = live.attempt.saturating_add(1);
            Some(live.attempt - 1)
        });
        let Some(attempt) = attempt.flatten() else { return };
        self.put_down();
        if matches!(self.link.get_untracked(), Link::Closed(_)) {
            return;
        }
        self.link.set(Link::Reconnecting);
        // A refused call does not say why: a session that has ended would be called for ever.
        self.check_session();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "500 to 15,000")]
        let wait = Duration::from_millis(link::wait_ms(attempt, browser::random()) as u64);
        if let Ok(waiting) = set_timeout_with_handle(move || self.call(), wait) {
            self.live.update_value(|live| live.waiting = Some(waiting));
        }
    }

    /// Calls at once when there is no line: the network came back, the page came into sight, or the agent asks.
    pub(crate) fn call_now(self) {
        if !self.is_connected() && matches!(self.session.get_untracked(), super::Session::In(_)) {
            if matches!(self.link.get_untracked(), Link::Closed(_)) {
                self.link.set(Link::Reconnecting);
            }
            self.call();
        }
    }

    /// Takes a line that has been silent for three heartbeats for dead: a network may vanish without a word.
    pub(crate) fn watch_the_line(self) {
        let silent = self.live.with_value(|live| {
            live.line.is_some() && browser::now_ms().saturating_sub(live.heard_at_ms) > limits::SILENCE_MS
        });
        if silent {
            let call = self.live.with_value(|live| live.call);
            self.broke(call);
        }
    }

    /// Whether frames can be sent.
    pub(crate) fn is_connected(self) -> bool {
        self.link.with_untracked(|link| *link == Link::Open)
    }

    /// Tells the server something. What cannot be told now is told again when the line stands, where it matters.
    pub(crate) fn tell(self, frame: &FromAgent) {
        if self.is_connected() {
            self.live.with_value(|live| {
                if let Some(line) = &live.line
                    && !say(&line.socket, frame)
                {
                    leptos::logging::warn!("a frame could not be sent; it is sent again after the break");
                }
            });
        }
    }

    fn hear(self, text: &str) {
        self.live.update_value(|live| live.heard_at_ms = browser::now_ms());
        match serde_json::from_str::<ToAgent>(text) {
            Ok(frame) => self.take_frame(frame),
            // A newer server may say more than this page understands; the heads still tell what is missing.
            Err(error) => leptos::logging::warn!("a frame was not understood: {error}"),
        }
    }

    fn take_frame(self, frame: ToAgent) {
        match frame {
            ToAgent::Welcome { now_ms, .. } => self.welcome(now_ms),
            ToAgent::Conversation { summary } => {
                self.live.update_value(|live| live.rows_arrived = true);
                self.inbox.update(|inbox| inbox.update(summary));
            }
            ToAgent::Record { conversation_id, record } => {
                if record.record.role() == Some(record::Role::Visitor) {
                    self.set_typing(conversation_id, false);
                }
                let missing = self.threads.try_update(|threads| {
                    let thread = threads.get_mut(conversation_id)?;
                    thread.merge(record);
                    thread.missing_after()
                });
                if missing.flatten().is_some() {
                    self.fetch(conversation_id);
                }
            }
            ToAgent::VisitorTyping { conversation_id, is_typing } => {
                self.set_typing(conversation_id, is_typing);
            }
            ToAgent::Outcome(outcome) => self.threads.update(|threads| {
                threads.settle(outcome.id, &outcome.outcome);
            }),
            ToAgent::Heads { inbox_version, watched } => self.compare_heads(inbox_version, watched),
            ToAgent::Goodbye { reason, detail, retry } => self.goodbye(&reason, detail, retry),
        }
    }

    fn welcome(self, now_ms: i64) {
        self.ahead_ms.set_value(now_ms.saturating_sub(browser::now_ms()));
        self.now.set(now_ms);
        let is_back = self.live.try_update_value(|live| {
            live.attempt = 0;
            live.inbox_version = None;
            std::mem::replace(&mut live.has_been_open, true)
        });
        self.link.set(Link::Open);
        let open = self.open.get_untracked();
        self.tell(&FromAgent::Watch { conversation_id: open });
        // Between a fetch and the watch a record may have come: one more look costs little.
        if let Some(id) = open {
            self.fetch(id);
        }
        if is_back == Some(true) {
            self.load_inbox();
        }
        let unsettled: Vec<_> = self.threads.with_untracked(|threads| {
            threads.iter().flat_map(|(_, thread)| thread.outbox.unsettled().cloned()).collect()
        });
        for reply in unsettled {
            self.tell(&FromAgent::Reply(reply));
        }
        self.tell_seen();
    }

    fn set_typing(self, id: ConversationId, is_typing: bool) {
        let until = self.now_ms().saturating_add(i64::from(api::limits::TYPING_HOLDS_MS));
        self.typing.update(|typing| {
            if is_typing {
                typing.insert(id, until);
            } else {
                typing.remove(&id);
            }
        });
    }

    fn compare_heads(self, inbox_version: u64, watched: Option<(ConversationId, u64)>) {
        let now = browser::now_ms();
        let is_missed = self.live.try_update_value(|live| {
            let has_moved = live.inbox_version.replace(inbox_version).is_some_and(|it| it != inbox_version);
            let rows_arrived = std::mem::take(&mut live.rows_arrived);
            // A version that moved without a row is a lost frame. One that moved with rows is as expected, yet
            // one of several rows may be missing: looked at now and then.
            let is_due = now.saturating_sub(live.inbox_fetched_at_ms) > limits::INBOX_REFRESH_MS;
            let is_missed = has_moved && (!rows_arrived || is_due);
            if is_missed {
                live.inbox_fetched_at_ms = now;
            }
            is_missed
        });
        if is_missed == Some(true) {
            self.load_inbox();
        }
        if let Some((id, head_seq)) = watched {
            let missing = self.threads.try_update(|threads| {
                let thread = threads.get_mut(id)?;
                thread.expect(head_seq);
                thread.missing_after()
            });
            if missing.flatten().is_some() {
                self.fetch(id);
            }
        }
    }

    fn goodbye(self, reason: &str, detail: String, retry: bool) {
        if reason == "not_signed_in" {
            self.has_ended();
        } else if !retry {
            self.link.set(Link::Closed(detail));
        }
    }
}

fn say(socket: &WebSocket, frame: &FromAgent) -> bool {
    serde_json::to_string(frame).is_ok_and(|text| socket.send_with_str(&text).is_ok())
}
