//! What every request shares.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use record::VisitorId;
use store::Store;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::courses::Courses;
use crate::limiter::{Limiter, Rate};
use crate::live::Live;
use crate::origin::Origin;
use crate::passwords::{PasswordError, Verifier};
use crate::proxies::Proxies;
use crate::reading::ServerReader;
use crate::{clock, limits};

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

/// What is counted of the readings that devices send.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Dropped, because ingest changed the text or the spans did not fit it.
    pub(crate) device_readings_dropped: AtomicU64,
    /// Kept, but with another class or other intents than the server's own.
    pub(crate) device_readings_differ: AtomicU64,
}

/// What every request shares.
#[derive(Debug)]
pub struct App {
    pub(crate) config: Config,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) live: Arc<Live>,
    pub(crate) courses: Courses,
    pub(crate) reader: Arc<ServerReader>,
    pub(crate) counts: Counts,
    pub(crate) passwords: Verifier,
    pub(crate) visitor_records: Limiter<VisitorId>,
    pub(crate) ip_sessions: Limiter<IpAddr>,
    pub(crate) sign_ins: Limiter<(String, IpAddr)>,
    pub(crate) ip_sign_ins: Limiter<IpAddr>,
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
        let records = Rate::per_second(limits::VISITOR_RECORDS_BURST, limits::VISITOR_RECORDS_PER_S);
        let sessions = Rate::per_second(limits::IP_SESSIONS_BURST, limits::IP_SESSIONS_PER_S);
        let sign_ins = Rate { burst: limits::SIGN_INS_BURST, every_ms: limits::SIGN_IN_EVERY_MS };
        let ip_sign_ins = Rate { burst: limits::IP_SIGN_INS_BURST, every_ms: limits::IP_SIGN_IN_EVERY_MS };
        Ok(Arc::new(Self {
            config,
            store,
            live: Live::new(clock::unsigned(clock::now_ms())),
            courses: Courses::default(),
            reader: Arc::new(ServerReader::embedded()),
            counts: Counts::default(),
            passwords: Verifier::new()?,
            visitor_records: Limiter::new(records),
            ip_sessions: Limiter::new(sessions),
            sign_ins: Limiter::new(sign_ins),
            ip_sign_ins: Limiter::new(ip_sign_ins),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Whether limits by address hold for this one.
    pub(crate) fn limits_address(&self, ip: IpAddr) -> bool {
        self.config.limit_loopback || !ip.is_loopback()
    }
}
