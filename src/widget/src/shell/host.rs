//! The port to the host page. Everything that comes over it is checked here; everything that goes over it is one
//! of [`api::host::ToHost`], which has no place for the visitor's words.

use std::cell::RefCell;
use std::rc::Rc;

use api::host::{FromHost, ToHost};
use gloo_events::EventListener;
use js_sys::{Function, JSON, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, MessagePort};

use crate::wire;

/// What came from the host page.
pub(crate) enum Told {
    /// The port is here.
    Connected,
    /// A message.
    Message(FromHost),
    /// Something that is no message of ours.
    Malformed,
    /// The page is not listened to any more.
    Left,
}

/// The port, once it is there.
#[derive(Default)]
pub(crate) struct Host {
    port: RefCell<Option<MessagePort>>,
    listener: RefCell<Option<EventListener>>,
}

/// Messages that make no sense before the frame stops listening: a page with a fault sends a few, one that attacks
/// sends many.
const MALFORMED: u32 = 100;

impl Host {
    /// Takes the port that the page's first script has kept or will get.
    pub(crate) fn listen(self: &Rc<Self>, tell: Rc<dyn Fn(Told)>) {
        let Some(desk) = web_sys::window().and_then(|window| Reflect::get(&window, &"undertone".into()).ok())
        else {
            return;
        };
        let this = Rc::clone(self);
        let take = Closure::once_into_js(move |port: JsValue| {
            if let Ok(port) = port.dyn_into::<MessagePort>() {
                this.connect(port, tell);
            }
        });
        match Reflect::get(&desk, &"port".into()) {
            Ok(port) if port.is_object() => {
                drop(take.unchecked_into::<Function>().call1(&JsValue::NULL, &port));
            }
            _ => drop(Reflect::set(&desk, &"take".into(), &take)),
        }
    }

    /// Sends a message as a plain object.
    pub(crate) fn tell(&self, message: &ToHost) {
        let port = self.port.borrow();
        let Some(port) = port.as_ref() else { return };
        let object = JSON::parse(&wire::write::to_host(message)).ok();
        if let Some(object) = object {
            // A port to a page that is gone swallows the message, which is right.
            drop(port.post_message(&object));
        }
    }

    fn connect(self: &Rc<Self>, port: MessagePort, tell: Rc<dyn Fn(Told)>) {
        let this = Rc::downgrade(self);
        let malformed = RefCell::new(0_u32);
        let hear = Rc::clone(&tell);
        let listener = EventListener::new(&port, "message", move |event| {
            let nonsense = match event.dyn_ref::<MessageEvent>().map(|event| read(&event.data())) {
                Some(Ok(message)) => return hear(Told::Message(message)),
                Some(Err(weight)) => weight,
                None => 1,
            };
            hear(Told::Malformed);
            *malformed.borrow_mut() += nonsense;
            if *malformed.borrow() > MALFORMED
                && let Some(host) = this.upgrade()
            {
                host.disconnect();
                hear(Told::Left);
            }
        });
        port.start();
        self.port.replace(Some(port));
        self.listener.replace(Some(listener));
        tell(Told::Connected);
    }

    fn disconnect(&self) {
        if let Some(port) = self.port.take() {
            port.close();
        }
        self.listener.take();
    }
}

/// Reads a message: through JSON, so that its size is known before anything is made of it. Nonsense has a weight: one
/// message that is larger than any of `embed.js` was not its, and is one too many.
fn read(data: &JsValue) -> Result<FromHost, u32> {
    if !data.is_object() {
        return Err(1);
    }
    let json = JSON::stringify(data).map_err(|_unreadable| 1_u32)?;
    let limit = u32::try_from(api::limits::HOST_MESSAGE_BYTES).unwrap_or(u32::MAX);
    if json.length() > limit {
        return Err(MALFORMED + 1);
    }
    json.as_string().and_then(|json| wire::from_host(&json)).ok_or(1)
}
