//! Requests to our own server, with an end. The old request object: it has a timeout of its own and calls back, where
//! a promise would bring a whole executor's code along.

use gloo_events::EventListener;
use web_sys::XmlHttpRequest;

use crate::limits;

/// Posts JSON. Calls back with the body, or with the status of the refusal: 0 when there was no answer.
pub(crate) fn post(path: &str, body: &str, token: Option<&str>, done: Box<dyn FnOnce(Result<String, u16>)>) {
    let Some(request) = open("POST", path) else { return done(Err(0)) };
    let mut is_set = request.set_request_header("content-type", "application/json").is_ok();
    if let Some(token) = token {
        is_set &= request.set_request_header("authorization", &["Bearer ", token].concat()).is_ok();
    }
    if !is_set {
        return done(Err(0));
    }
    send(
        &request,
        Some(body),
        Box::new(|request| {
            let status = request.status().unwrap_or(0);
            let text = request.response_text().ok().flatten();
            done(text.filter(|_| (200..300).contains(&status)).ok_or(status));
        }),
    );
}

fn open(method: &str, path: &str) -> Option<XmlHttpRequest> {
    let request = XmlHttpRequest::new().ok()?;
    request.open(method, path).ok()?;
    request.set_timeout(u32::try_from(limits::CALL_WAIT_MS).unwrap_or(u32::MAX));
    Some(request)
}

fn send(request: &XmlHttpRequest, body: Option<&str>, ended: Box<dyn FnOnce(&XmlHttpRequest)>) {
    let this = request.clone();
    // However it ends, it ends with this event.
    EventListener::once(request, "loadend", move |_| ended(&this)).forget();
    // A request that cannot even be sent ends in the same way.
    drop(request.send_with_opt_str(body));
}
