//! What every request shares.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use store::Store;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock;
use crate::courses::Courses;
use crate::http::{Document, Readiness};
use crate::limiters::Limiters;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::origin::Origin;
use crate::passwords::{PasswordError, Verifier};
use crate::proxies::Proxies;
use crate::reading::ServerReader;

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where browsers reach this server. Sockets and sign-ins from any other origin are refused.
    pub public_origin: Origin,
    /// Whether the limits by address hold for the loopback address too. Behind a reverse proxy on this machine every
    /// visitor comes from there, so by default they do not.
    pub limit_loopback: bool,
    /// The proxies whose word on a caller's address is taken.
    pub proxies: Proxies,
}

/// What every request shares.
#[derive(Debug)]
pub struct App {
    pub(crate) config: Config,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) live: Arc<Live>,
    pub(crate) courses: Courses,
    pub(crate) reader: Arc<ServerReader>,
    pub(crate) metrics: Metrics,
    pub(crate) passwords: Verifier,
    pub(crate) limiters: Limiters,
    pub(crate) readiness: Readiness,
    /// The API's document, made when it is first asked for.
    pub(crate) document: OnceLock<Document>,
    /// Cancelled when the server stops.
    pub(crate) stopping: CancellationToken,
    /// Everything that a stop waits for.
    pub(crate) tasks: TaskTracker,
}

impl App {
    /// Puts the parts together; nothing runs yet.
    ///
    /// # Errors
    /// [`PasswordError`] when the verifier cannot be made.
    pub fn new(config: Config, store: Arc<dyn Store>) -> Result<Arc<Self>, PasswordError> {
        let metrics = Metrics::new();
        Ok(Arc::new(Self {
            config,
            store,
            live: Live::new(clock::unsigned(clock::now_ms())),
            courses: Courses::default(),
            reader: Arc::new(ServerReader::embedded()),
            passwords: Verifier::new()?,
            limiters: Limiters::new(&metrics),
            metrics,
            readiness: Readiness::default(),
            document: OnceLock::new(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Whether limits by address hold for this one. A caller on this machine is its operator, or a proxy that has not
    /// been named and stands for everybody: neither can be told apart by address. One that has been named and tells no
    /// caller is held back as any other.
    pub(crate) fn limits_address(&self, ip: IpAddr) -> bool {
        self.config.limit_loopback || !ip.is_loopback() || self.config.proxies.trusts(ip)
    }
}
