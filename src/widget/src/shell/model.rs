//! The reader and its model, which comes after everything else and may never come.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Reflect};
use reader::Reader;
use record::{ReadBy, Reading};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{Written, http};
use crate::limits;

/// The model, once it is there.
#[derive(Clone, Default)]
pub(crate) struct Model(Rc<RefCell<Option<Reader>>>);

impl Model {
    /// Fetches the model, unless the visitor saves data. Without it messages leave unread and the server reads them.
    pub(crate) fn fetch(&self, url: &str) {
        if url.is_empty() || saves_data() {
            return;
        }
        let model = Rc::clone(&self.0);
        let done = move |bytes: Vec<u8>| drop(model.replace(Reader::new(&bytes).ok()));
        http::bytes(&url, limits::MODEL_BYTES, Box::new(done));
    }

    /// Scrubs a message, and reads it if the model is there. Nothing when it says nothing.
    pub(crate) fn read(&self, raw: &str, now: u64) -> Option<Written> {
        if raw.is_empty() {
            return None;
        }
        let Some(reader) = &*self.0.borrow() else {
            let (text, redactions) = scrub::scrub(raw);
            return Some(Written { text, redactions, reading: None });
        };
        let read = reader.read(raw);
        let analysed_at_ms = i64::try_from(now).unwrap_or(i64::MAX);
        let reading = Reading { by: ReadBy::Device, analysed_at_ms, analysis: read.analysis };
        Some(Written { text: read.text, redactions: read.redactions, reading: Some(reading) })
    }
}

/// Runs something when the browser has nothing better to do.
pub(crate) fn when_idle(then: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let then = Closure::once_into_js(then);
    // WebKit has no idle callback; a second after the start is idle enough.
    match Reflect::get(&window, &"requestIdleCallback".into()).map(|it| it.dyn_into::<Function>()) {
        Ok(Ok(idle)) => drop(idle.call1(&window, &then)),
        _ => {
            let then: Function = then.unchecked_into();
            gloo_timers::callback::Timeout::new(1_000, move || drop(then.call0(&JsValue::NULL))).forget();
        }
    }
}

fn saves_data() -> bool {
    let connection = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"connection".into()).ok())
        .filter(JsValue::is_object);
    connection
        .and_then(|connection| Reflect::get(&connection, &"saveData".into()).ok())
        .is_some_and(|saves| saves.is_truthy())
}
