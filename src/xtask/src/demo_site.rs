//! The demo's host page: a stranger's site on another origin, served from `www/`.
//!
//! It is not part of the server on purpose: Undertone must hold on a page that it does not serve. The three answers
//! of its API are real refusals, so that a visitor can really be stuck.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response, Server};

/// Bodies that are read: an automation is a few short fields.
const BODY_BYTES: u64 = 64 * 1024;

/// A running host site; it stops when dropped.
#[derive(Debug)]
pub struct DemoSite {
    /// Where it listens.
    pub address: SocketAddr,
    server: Arc<Listener>,
    threads: Vec<JoinHandle<()>>,
}

/// `tiny_http`'s server says nothing of itself.
struct Listener(Server);

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listener")
    }
}

/// What a host site shows.
#[derive(Debug, Clone)]
pub struct Pages {
    /// The folder that is served.
    pub folder: PathBuf,
    /// What stands in the pages for each `{{name}}`.
    pub values: BTreeMap<String, String>,
}

/// Requests at once: a browser opens six connections to one host.
const THREADS: usize = 6;

impl DemoSite {
    /// Serves `pages` on `127.0.0.1:port`; port 0 takes a free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(port: u16, pages: Pages) -> Result<Self> {
        let server = Server::http(("127.0.0.1", port)).map_err(|error| {
            anyhow!(
                "cannot listen on 127.0.0.1:{port} for the demo site ({error}). Choose another --demo-port"
            )
        })?;
        let address = server.server_addr().to_ip().ok_or_else(|| anyhow!("the demo site has no address"))?;
        let server = Arc::new(Listener(server));
        let pages = Arc::new(pages);
        let threads = (0..THREADS)
            .map(|_| {
                let (server, pages) = (Arc::clone(&server), Arc::clone(&pages));
                std::thread::spawn(move || {
                    // An error here is the end of the listener; a broken connection is none.
                    while let Ok(request) = server.0.recv() {
                        answer(request, &pages);
                    }
                })
            })
            .collect();
        Ok(Self { address, server, threads })
    }

    /// `http://127.0.0.1:port`, as a browser names it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for DemoSite {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.server.0.unblock();
        }
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                eprintln!("a thread of the demo site had died");
            }
        }
    }
}

fn answer(mut request: Request, pages: &Pages) {
    let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
    let (status, kind, body) = match (request.method(), path.as_str()) {
        (Method::Get, "/api/invoices") => {
            problem(403, "Your role (Editor) may not see invoices. Ask a workspace owner.")
        }
        (Method::Post, "/api/automations") => save_automation(&mut request),
        (Method::Get | Method::Head, path) => file(path, pages),
        _ => problem(405, "This address does not take that method."),
    };
    let mut response = Response::from_data(body).with_status_code(status);
    for (name, value) in
        [("Content-Type", kind), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")]
    {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that went away does not want an answer.
    drop(request.respond(response));
}

fn save_automation(request: &mut Request) -> (u16, &'static str, Vec<u8>) {
    let mut body = Vec::new();
    if request.as_reader().take(BODY_BYTES).read_to_end(&mut body).is_err() {
        return problem(400, "The request broke off.");
    }
    let Ok(automation) = serde_json::from_slice::<serde_json::Value>(&body) else {
        return problem(400, "The body is not JSON.");
    };
    let trigger = automation.get("trigger").and_then(serde_json::Value::as_str).unwrap_or_default();
    if trigger.trim().is_empty() {
        let refusal = serde_json::json!({ "field": "trigger", "message": "Trigger is required" });
        return (422, "application/json", refusal.to_string().into_bytes());
    }
    (201, "application/json", b"{\"saved\":true}".to_vec())
}

fn problem(status: u16, detail: &str) -> (u16, &'static str, Vec<u8>) {
    let title = match status {
        400 => "Bad request",
        403 => "Forbidden",
        404 => "Not found",
        _ => "Method not allowed",
    };
    let body =
        serde_json::json!({ "type": "about:blank", "title": title, "status": status, "detail": detail });
    (status, "application/problem+json", body.to_string().into_bytes())
}

fn file(path: &str, pages: &Pages) -> (u16, &'static str, Vec<u8>) {
    let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    let plain = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'));
    let Some(bytes) = plain.then(|| fs::read(pages.folder.join(name)).ok()).flatten() else {
        return problem(404, "There is no such page.");
    };
    let kind = match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    if !kind.starts_with("text/html") {
        return (200, kind, bytes);
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for (name, value) in &pages.values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    (200, kind, text.into_bytes())
}
