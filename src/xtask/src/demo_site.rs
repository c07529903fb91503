//! The demo's host site: a stranger's product on another origin, served from `www/`.
//!
//! It is not part of the server on purpose: Undertone must hold on a page that it does not serve. The refusals of its
//! API are real, so that a visitor can really be stuck; `www/README.md` has them in a table.
//!
//! What it does not do: know Undertone, beyond the values that stand in the pages.

mod answer;
mod deliveries;
mod desk;
mod files;
mod product;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};
use tiny_http::{Method, Request, Server};

use answer::{Answer, problem};
use product::{Ask, Product};

/// Bodies that are read: a form of the product is a few short fields.
const BODY_BYTES: u64 = 64 * 1024;

/// Requests at once: a browser opens six connections to one host, and a slow answer of one visitor keeps one busy.
const THREADS: usize = 12;

/// A running host site; it stops when dropped.
#[derive(Debug)]
pub struct DemoSite {
    /// Where it listens.
    pub address: SocketAddr,
    inside: Arc<Inside>,
    threads: Vec<JoinHandle<()>>,
}

/// What the threads share.
struct Inside {
    server: Server,
    pages: Pages,
    product: Product,
}

/// `tiny_http`'s server says nothing of itself.
impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inside").field("pages", &self.pages).finish_non_exhaustive()
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
        let inside = Arc::new(Inside { server, pages, product: Product::default() });
        let threads = (0..THREADS)
            .map(|_| {
                let inside = Arc::clone(&inside);
                std::thread::spawn(move || {
                    // An error here is the end of the listener; a broken connection is none.
                    while let Ok(request) = inside.server.recv() {
                        inside.answer(request);
                    }
                })
            })
            .collect();
        Ok(Self { address, inside, threads })
    }

    /// `http://127.0.0.1:port`, as a browser names it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for DemoSite {
    fn drop(&mut self) {
        self.inside.product.close();
        for _ in &self.threads {
            self.inside.server.unblock();
        }
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                eprintln!("a thread of the demo site had died");
            }
        }
    }
}

impl Inside {
    fn answer(&self, mut request: Request) {
        let answer = self.find_answer(&mut request);
        // A browser that went away does not want an answer.
        drop(request.respond(answer.into_response()));
    }

    fn find_answer(&self, request: &mut Request) -> Answer {
        let url = request.url().split('#').next().unwrap_or("/").to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        if !path.starts_with("/api/") {
            return match request.method() {
                Method::Get | Method::Head => files::find(path, &self.pages),
                _ => problem(405, "This address does not take that method."),
            };
        }
        let body = match read_body(request) {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let cookie = request.headers().iter().find(|it| it.field.equiv("Cookie"));
        self.product.answer(&Ask {
            method: request.method().clone(),
            path,
            query,
            body: &body,
            desk: cookie.and_then(|it| desk::key_in(it.value.as_str())),
        })
    }
}

/// The body as JSON; `null` for an empty one.
fn read_body(request: &mut Request) -> Result<serde_json::Value, Answer> {
    let mut body = Vec::new();
    if request.as_reader().take(BODY_BYTES + 1).read_to_end(&mut body).is_err() {
        return Err(problem(400, "The request broke off."));
    }
    if u64::try_from(body.len()).is_ok_and(|length| length > BODY_BYTES) {
        return Err(problem(413, "A form of this product is smaller."));
    }
    if body.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    serde_json::from_slice(&body).map_err(|error| problem(400, &format!("The body is not JSON: {error}")))
}

#[cfg(test)]
mod tests;
