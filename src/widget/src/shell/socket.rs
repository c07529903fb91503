//! One WebSocket. Dropping it closes it, and nothing of it is heard afterwards.

use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{MessageEvent, WebSocket};

/// What a socket has to say.
pub(crate) enum Heard {
    /// It is open.
    Open,
    /// A text frame.
    Frame(String),
    /// It is closed, or never opened.
    Closed,
}

/// An open or opening socket.
pub(crate) struct Socket {
    socket: WebSocket,
    _listeners: [EventListener; 3],
}

impl Socket {
    /// Opens one. Nothing when the browser refuses even to try.
    pub(crate) fn open(url: &str, tell: Rc<dyn Fn(Heard)>) -> Option<Self> {
        let socket = WebSocket::new(url).ok()?;
        let listeners = [
            EventListener::new(&socket, "open", {
                let tell = Rc::clone(&tell);
                move |_| tell(Heard::Open)
            }),
            EventListener::new(&socket, "message", {
                let tell = Rc::clone(&tell);
                move |event| {
                    // A binary frame is none of ours: an empty text is counted as malformed.
                    let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                    tell(Heard::Frame(data.unwrap_or_default()));
                }
            }),
            EventListener::new(&socket, "close", move |_| tell(Heard::Closed)),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a frame. One that the browser drops is sent again by the outbox or told again by the next head.
    pub(crate) fn send(&self, frame: &str) -> bool {
        self.socket.ready_state() == WebSocket::OPEN && self.socket.send_with_str(frame).is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Closing a closed socket does nothing, and there is nobody left to tell of an error.
        drop(self.socket.close());
    }
}
