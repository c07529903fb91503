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
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::response::Response;
use tokio::sync::oneshot;

use answer::{Answer, problem};
use product::{Ask, Product};

/// Bodies that are read: a form of the product is a few short fields.
const BODY_BYTES: usize = 64 * 1024;

/// A running host site; it stops when dropped.
#[derive(Debug)]
pub struct DemoSite {
    /// Where it listens.
    pub address: SocketAddr,
    /// Dropped to stop; `None` once that is done.
    running: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a host site shows.
#[derive(Debug, Clone)]
pub struct Pages {
    /// The folder that is served.
    pub folder: PathBuf,
    /// What stands in the pages for each `{{name}}`.
    pub values: BTreeMap<String, String>,
}

/// What every request needs.
struct Inside {
    pages: Pages,
    product: Product,
}

impl DemoSite {
    /// Serves `pages` on `127.0.0.1:port`; port 0 takes a free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(port: u16, pages: Pages) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).with_context(|| {
            format!("cannot listen on 127.0.0.1:{port} for the demo site. Choose another --demo-port")
        })?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // Its own runtime on its own thread: callers have one, or none.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let inside = Arc::new(Inside { pages, product: Product::default() });
        let router = Router::new().fallback(answer).with_state(inside);
        let (running, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    ended = axum::serve(listener, router) => eprintln!("the demo site ended: {ended:?}"),
                    _ = stopped => {}
                }
            });
            // Whoever waits for a slow answer is not waited for.
            runtime.shutdown_background();
        });
        Ok(Self { address, running: Some(running), thread: Some(thread) })
    }

    /// `http://127.0.0.1:port`, as a browser names it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for DemoSite {
    fn drop(&mut self) {
        drop(self.running.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            eprintln!("the demo site's thread had died");
        }
    }
}

async fn answer(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    find_answer(&inside, request).await.into_response()
}

async fn find_answer(inside: &Inside, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if !path.starts_with("/api/") {
        return match parts.method {
            Method::GET | Method::HEAD => files::find(path, &inside.pages),
            _ => problem(405, "This address does not take that method."),
        };
    }
    let Ok(body) = to_bytes(body, BODY_BYTES).await else {
        return problem(413, "A form of this product is smaller.");
    };
    let body = if body.is_empty() { Ok(serde_json::Value::Null) } else { serde_json::from_slice(&body) };
    let body = match body {
        Ok(body) => body,
        Err(error) => return problem(400, &format!("The body is not JSON: {error}")),
    };
    let cookie = parts.headers.get(header::COOKIE).and_then(|it| it.to_str().ok());
    let ask = Ask {
        method: &parts.method,
        path,
        query: parts.uri.query().unwrap_or_default(),
        body: &body,
        desk: cookie.and_then(desk::key_in),
    };
    inside.product.answer(&ask).await
}

#[cfg(test)]
mod tests;
