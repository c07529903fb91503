//! The browser's edge: clock, zone, randomness, address, storage, and whether anybody looks.

use leptos::prelude::{document, window};
use record::{ConversationId, RecordId};
use wasm_bindgen::JsValue;

/// Where the console lives.
const BASE: &str = "/console/";

/// The device's clock, milliseconds since 1970, UTC.
pub(crate) fn now_ms() -> i64 {
    whole(js_sys::Date::now())
}

/// The minutes to add to local time for UTC, on that day.
pub(crate) fn zone_min(ms: i64) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "times of this millennium are exact in a double")]
    let date = js_sys::Date::new(&JsValue::from_f64(ms as f64));
    whole(date.get_timezone_offset())
}

/// 0 to 1, for spreading in time only.
pub(crate) fn random() -> f64 {
    js_sys::Math::random()
}

/// A fresh id for a reply, or nothing when the browser has no randomness to give.
pub(crate) fn mint(now_ms: i64) -> Option<RecordId> {
    let mut bytes = [0; 10];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(RecordId::mint(u64::try_from(now_ms).ok()?, bytes))
}

/// Whether the page is in sight.
pub(crate) fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// The conversation that the address names.
pub(crate) fn address() -> Option<ConversationId> {
    let path = window().location().pathname().ok()?;
    path.strip_prefix(BASE)?.strip_prefix("c/")?.trim_end_matches('/').parse().ok()
}

/// Puts a conversation into the address, as a new step of the history.
pub(crate) fn set_address(id: Option<ConversationId>) {
    if address() == id {
        return;
    }
    let path = id.map_or_else(|| String::from(BASE), |id| format!("{BASE}c/{id}"));
    let stepped =
        window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&path)));
    if stepped.is_err() {
        leptos::logging::warn!("the browser refused a step in its history");
    }
}

/// The socket's address on this server.
pub(crate) fn socket_url() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/v1/agent/socket", location.host().ok()?))
}

/// Where this server is, as a page on another one would name it.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// What this tab remembers under a name. Nothing when the browser keeps nothing.
pub(crate) fn recall(name: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(name).ok()?
}

/// Remembers a text in this tab, or forgets it when it is empty. A browser that keeps nothing loses only comfort.
pub(crate) fn remember(name: &str, text: &str) {
    let Ok(Some(storage)) = window().session_storage() else { return };
    let kept = if text.is_empty() { storage.remove_item(name) } else { storage.set_item(name, text) };
    if kept.is_err() {
        leptos::logging::warn!("the browser keeps no drafts");
    }
}

/// Forgets everything that this tab remembers.
pub(crate) fn forget_all() {
    if let Ok(Some(storage)) = window().session_storage()
        && storage.clear().is_err()
    {
        leptos::logging::warn!("the browser does not forget the drafts");
    }
}

/// A double without its fraction.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds and minutes fit; a cast saturates")]
fn whole(number: f64) -> i64 {
    number as i64
}
