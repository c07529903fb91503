//! The host page of this bench, three times, from one origin.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

use crate::run::DEMO_SITE_KEY;

/// Which tool a page carries.
#[derive(Debug, Clone, Copy)]
pub(super) enum Variant {
    Plain,
    Ours,
    Sentry,
}

impl Variant {
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Ours, Self::Sentry];

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ours => "ours",
            Self::Sentry => "sentry",
        }
    }
}

/// Nodes of the page: the budget's own.
const NODES: usize = 5_000;

/// Buttons to press, all in sight.
const BUTTONS: usize = 40;

/// Nodes of one row of the list below.
const NODES_A_ROW: usize = 8;

/// A running site; it stops when dropped.
pub(super) struct Site {
    address: SocketAddr,
    server: Arc<Server>,
    /// Where the chat is, once that is known.
    chat: Arc<OnceLock<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    pub(super) fn start(sentry_js: Vec<u8>) -> Result<Self> {
        let server =
            Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!("no port for the page: {error}"))?;
        let address = server.server_addr().to_ip().ok_or_else(|| anyhow!("the page has no address"))?;
        let (server, chat) = (Arc::new(server), Arc::new(OnceLock::new()));
        let thread = std::thread::spawn({
            let (server, chat) = (Arc::clone(&server), Arc::clone(&chat));
            // An error here is the end of the listener.
            move || {
                while let Ok(request) = server.recv() {
                    answer(request, &chat, &sentry_js);
                }
            }
        });
        Ok(Self { address, server, chat, thread: Some(thread) })
    }

    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells where the chat is.
    pub(super) fn embeds(&self, chat: &str) -> Result<()> {
        self.chat.set(chat.to_owned()).map_err(|_other| anyhow!("the page has a chat already"))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        // A thread that has died has nothing more to say here.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn answer(request: Request, chat: &OnceLock<String>, sentry_js: &[u8]) {
    let html = "text/html; charset=utf-8";
    let chat = chat.get().map_or("", String::as_str);
    let ours = format!("<script async src=\"{chat}/embed.js\" data-site=\"{DEMO_SITE_KEY}\"></script>");
    let (kind, body) = match request.url() {
        "/plain" => (html, page(Variant::Plain, "")),
        "/ours" => (html, page(Variant::Ours, &ours)),
        "/sentry" => (html, page(Variant::Sentry, "<script src=\"/sentry.js\"></script>")),
        "/sentry.js" => ("text/javascript", sentry_js.to_vec()),
        "/probe.js" => ("text/javascript", include_bytes!("probe.js").to_vec()),
        // Where Sentry sends to, and the icon that browsers ask for.
        _ => ("application/json", b"{}".to_vec()),
    };
    let mut response = Response::from_data(body);
    // An isolated page gets a finer clock: steps of 5 us instead of 100.
    for (name, value) in [
        ("Content-Type", kind),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cache-Control", "no-cache"),
    ] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    // A browser that went away does not want an answer.
    drop(request.respond(response));
}

fn page(variant: Variant, tool: &str) -> Vec<u8> {
    let mut list = String::new();
    for at in 0..BUTTONS {
        list += &format!("<button type=\"button\">Open report {at}</button>");
    }
    list.push_str("</nav><p id=\"last\">Nothing yet</p><ul>");
    for at in 0..(NODES - BUTTONS) / NODES_A_ROW {
        list += &format!(
            "<li><article><h3>Order {at}</h3><p>Sent on <b>Monday</b> to <a href=\"#{at}\">a customer</a></p>\
             <button type=\"button\" aria-label=\"Refund order {at}\"><i></i></button></article></li>"
        );
    }
    include_str!("page.html")
        .replace("{{variant}}", variant.path())
        .replace("{{tool}}", tool)
        .replace("{{list}}", &list)
        .into_bytes()
}
