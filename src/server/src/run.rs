//! Starting and stopping.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::{connections, courses, http, limits};

/// A running server.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Server {
    /// Serves on an open listener.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn start(app: Arc<App>, listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let router = http::router(Arc::clone(&app));
        app.tasks.spawn(courses::follow(Arc::clone(&app)));
        // A handle of its own: HTTP connections are waited for separately from sockets.
        let serving = app.tasks.spawn(connections::accept(listener, router, app.stopping.clone()));
        Ok(Self { app, address, serving })
    }

    /// Lets Prometheus read what is counted, on a listener of its own.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn tell_metrics(&self, listener: TcpListener) -> io::Result<SocketAddr> {
        let address = listener.local_addr()?;
        let router = http::metrics_router(Arc::clone(&self.app));
        self.app.tasks.spawn(connections::accept(listener, router, self.app.stopping.clone()));
        Ok(address)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What its requests share.
    #[must_use]
    pub fn app(&self) -> Arc<App> {
        Arc::clone(&self.app)
    }

    /// Stops: accepts nothing more, tells the sockets, waits for what is under way, folds the log. Within
    /// [`limits::STOP_MS`].
    ///
    /// # Errors
    /// When the store could not be closed in order. What was acknowledged is safe all the same.
    pub async fn stop(self) -> Result<(), store::StoreError> {
        self.app.stopping.cancel();
        self.app.tasks.close();
        let end = Duration::from_millis(limits::STOP_MS);
        if tokio::time::timeout(end, self.app.tasks.wait()).await.is_err() {
            tracing::warn!("some connections did not end in time and are cut");
            self.serving.abort();
        }
        let [dropped, differ] = ["dropped", "differs"].map(|device| self.app.metrics.readings(device));
        tracing::info!(
            device_readings_dropped = dropped,
            device_readings_differ = differ,
            "closing the store"
        );
        self.app.store.close().await
    }

    /// Waits until serving ends by itself, which only a fault of this program makes it do.
    pub async fn failed(&mut self) {
        if let Err(error) = (&mut self.serving).await {
            tracing::error!(%error, "the listener's task died");
        }
    }
}
