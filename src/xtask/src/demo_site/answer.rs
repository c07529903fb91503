//! What goes back to the browser.

use serde_json::{Value, json};
use tiny_http::{Header, Response};

/// A status, a body and what it is.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub(super) const fn new(status: u16, kind: &'static str, body: Vec<u8>) -> Self {
        Self { status, kind, body, headers: Vec::new() }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string().into_bytes())
    }

    pub(super) fn redirect(to: &str) -> Self {
        Self::new(302, "text/plain; charset=utf-8", Vec::new()).with("Location", to.to_owned())
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn into_response(self) -> Response<std::io::Cursor<Vec<u8>>> {
        let mut response = Response::from_data(self.body).with_status_code(self.status);
        let always = [
            ("Content-Type", self.kind),
            ("Cache-Control", "no-cache"),
            ("X-Content-Type-Options", "nosniff"),
        ];
        let own = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in always.into_iter().chain(own) {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        response
    }
}

/// A refusal as `application/problem+json`.
pub(super) fn problem(status: u16, detail: &str) -> Answer {
    let title = match status {
        400 => "Bad request",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        413 => "Content too large",
        _ => "Internal server error",
    };
    let body = json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    Answer::new(status, "application/problem+json", body.to_string().into_bytes())
}

/// A refusal of one field, in the product's own shape.
pub(super) fn refused(field: &str, message: &str) -> Answer {
    Answer::json(422, &json!({ "field": field, "message": message }))
}
