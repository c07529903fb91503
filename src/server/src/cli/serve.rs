//! `undertone serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use serde::Serialize;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::App;
use crate::seed::{self, SignIn};
use crate::settings::{Address, Settings};
use crate::{Config, Proxies, Server};

#[derive(Serialize)]
struct Ready<'r> {
    origin: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    demo: Option<&'r SignIn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<String>,
}

/// Opens the listener for metrics; gives their address.
async fn tell_metrics(server: &Server, address: SocketAddr) -> anyhow::Result<String> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("metrics_listen: cannot listen on {address}; is it in use?"))?;
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "metrics are told to whoever reaches this address");
    }
    Ok(format!("http://{}/metrics", server.tell_metrics(listener)?))
}

/// Serves until it is told to stop.
///
/// # Errors
/// When the address is in use, the store fails, or the demo cannot be made.
pub async fn run(store: Arc<dyn Store>, settings: Settings, out: &mut dyn Write) -> anyhow::Result<()> {
    let listen = settings.listen.0;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}: is another server running there?"))?;
    let public_origin = settings.origin(listener.local_addr()?.port());
    let proxies = Proxies::new(&settings.trusted_proxies, settings.proxy_header);
    let config = Config { public_origin: public_origin.clone(), limit_loopback: false, proxies };
    let app = App::new(config, store)?;
    let demo = match &settings.demo_origin {
        Some(origin) => seed::demo(&app, origin, &settings.data).await?,
        None => None,
    };
    // Before the ready line, so that whoever waits for it may send a signal at once.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut server = Server::start(app, listener)?;
    let metrics = match settings.metrics_listen {
        Some(Address(address)) => Some(tell_metrics(&server, address).await?),
        None => None,
    };
    writeln!(out, "chat and API   {public_origin}")?;
    writeln!(out, "agent console  {public_origin}/console/")?;
    if let Some(demo) = &demo {
        writeln!(out, "sign in as     {}  {}", demo.email, demo.password)?;
    }
    if let Some(metrics) = &metrics {
        writeln!(out, "metrics        {metrics}")?;
    }
    let ready = Ready { origin: public_origin.as_str(), demo: demo.as_ref(), metrics };
    writeln!(out, "ready {}", serde_json::to_string(&ready)?)?;
    out.flush()?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = server.failed() => anyhow::bail!("serving ended by itself: this is a fault; its log says more"),
    }
    tracing::info!("stopping");
    server.stop().await.context("stopped, but the store did not close in order; nothing acknowledged is lost")
}
