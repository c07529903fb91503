//! The reader on the device, which comes after everything else and may never come. It is a module of its own, brought
//! by the page's first script; see `index.html` and `bin/reading.rs`.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::json::Json;
use crate::session::{DeviceReading, Message};

/// Has the reader and its model fetched, unless the visitor saves data. Without them messages leave unread, and the
/// server reads them.
pub(crate) fn fetch(url: &str) {
    if let (false, false, Some(learn)) = (url.is_empty(), saves_data(), at_desk("learn")) {
        drop(learn.call1(&JsValue::NULL, &JsValue::from_str(url)));
    }
}

/// Scrubs a message, and reads it if the reader is there. Nothing when it says nothing.
pub(crate) fn read(raw: &str, now: u64) -> Option<Message> {
    if raw.is_empty() {
        return None;
    }
    let (text, redactions) = scrub::scrub(raw);
    let analysis = at_desk("read")
        .and_then(|read| read.call1(&JsValue::NULL, &JsValue::from_str(text.as_str())).ok())
        .and_then(|json| json.as_string())
        .filter(|json| Json::read(json).is_some());
    let analysed_at_ms = i64::try_from(now).unwrap_or(i64::MAX);
    let reading = analysis.map(|analysis| DeviceReading { analysed_at_ms, analysis });
    Some(Message { text, redactions, reading })
}

/// Has the story of a page's log told without what the visitor leaves out, as soon as what tells it is there, and hands it
/// over; nothing when it does not come.
pub(crate) fn tell(log: &str, now_ms: u64, without: &str, then: impl FnOnce(Option<String>) + 'static) {
    let then = Closure::once_into_js(move |told: JsValue| then(told.as_string()));
    let Some(tell) = at_desk("tell") else {
        return drop(then.unchecked_into::<Function>().call0(&JsValue::NULL));
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a tab")]
    let now_ms = now_ms as f64;
    let with = Array::of4(&log.into(), &now_ms.into(), &without.into(), &then);
    drop(tell.apply(&JsValue::NULL, &with));
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

/// A function of the page's first script.
fn at_desk(name: &str) -> Option<Function> {
    let window = web_sys::window()?;
    let desk = Reflect::get(&window, &"undertone".into()).ok()?;
    Reflect::get(&desk, &JsValue::from_str(name)).ok()?.dyn_into().ok()
}

fn saves_data() -> bool {
    let connection = web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"connection".into()).ok())
        .filter(JsValue::is_object);
    connection
        .and_then(|connection| Reflect::get(&connection, &"saveData".into()).ok())
        .is_some_and(|saves| saves.is_truthy())
}
