//! Requests to our own server, with an end.

use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use crate::limits;

/// Posts JSON. Answers with the body, or with the status of the refusal: 0 when there was no answer.
pub(crate) async fn post(path: &str, body: &str, token: Option<&str>) -> Result<String, u16> {
    let headers = Headers::new().ok();
    if let Some(headers) = &headers {
        let bearer = token.map(|token| ["Bearer ", token].concat());
        drop(headers.set("content-type", "application/json"));
        drop(bearer.map(|bearer| headers.set("authorization", &bearer)));
    }
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&JsValue::from_str(body));
    if let Some(headers) = &headers {
        options.set_headers(headers);
    }
    let response = fetch(path, &options).await.ok_or(0_u16)?;
    if !response.ok() {
        return Err(response.status());
    }
    let text = JsFuture::from(response.text().map_err(|_| 0_u16)?).await.map_err(|_| 0_u16)?;
    text.as_string().ok_or(0)
}

/// Fetches bytes, at most `most`.
pub(crate) async fn bytes(path: &str, most: u32) -> Option<Vec<u8>> {
    let response = fetch(path, &RequestInit::new()).await.filter(Response::ok)?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    let bytes = Uint8Array::new(&buffer);
    (bytes.length() <= most).then(|| bytes.to_vec())
}

async fn fetch(path: &str, options: &RequestInit) -> Option<Response> {
    let controller = AbortController::new().ok()?;
    options.set_signal(Some(&controller.signal()));
    let wait = u32::try_from(limits::CALL_WAIT_MS).unwrap_or(u32::MAX);
    let _end = Timeout::new(wait, move || controller.abort());
    let promise = web_sys::window()?.fetch_with_str_and_init(path, options);
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
