//! Every limiter of the server: what is counted, for whom, and how fast.

use std::net::IpAddr;

use record::{AgentId, VisitorId};

use crate::limiter::{Limiter, Rate};
use crate::limits;
use crate::metrics::Metrics;

/// Every limiter of the server.
#[derive(Debug)]
pub(crate) struct Limiters {
    /// Requests of one address, whatever they ask for.
    pub(crate) requests: Limiter<IpAddr>,
    /// New visitors of one address.
    pub(crate) sessions: Limiter<IpAddr>,
    /// Records of one visitor, over all of their sockets.
    pub(crate) visitor_records: Limiter<VisitorId>,
    /// Pages of turns that one visitor reads: by hello, by fetch, and over HTTP.
    pub(crate) visitor_pages: Limiter<VisitorId>,
    /// All other frames of one visitor, over all of their sockets.
    pub(crate) visitor_frames: Limiter<VisitorId>,
    /// Frames of one agent, over all of their sockets.
    pub(crate) agent_frames: Limiter<AgentId>,
    /// Sign-ins that fail, of one account from one address.
    pub(crate) sign_ins: Limiter<(String, IpAddr)>,
    /// Sign-ins that fail, of one address.
    pub(crate) address_sign_ins: Limiter<IpAddr>,
}

impl Limiters {
    /// All of them at rest.
    pub(crate) fn new(metrics: &Metrics) -> Self {
        let rate = Rate::per_second;
        let every = |burst, every_ms| Rate { burst, every_ms };
        let refused = |name| metrics.refused_by(name);
        Self {
            requests: Limiter::new(
                rate(limits::ADDRESS_REQUESTS_BURST, limits::ADDRESS_REQUESTS_PER_S),
                refused("requests"),
            ),
            sessions: Limiter::new(
                rate(limits::ADDRESS_SESSIONS_BURST, limits::ADDRESS_SESSIONS_PER_S),
                refused("sessions"),
            ),
            visitor_records: Limiter::new(
                rate(limits::VISITOR_RECORDS_BURST, limits::VISITOR_RECORDS_PER_S),
                refused("visitor_records"),
            ),
            visitor_pages: Limiter::new(
                rate(limits::VISITOR_PAGES_BURST, limits::VISITOR_PAGES_PER_S),
                refused("visitor_pages"),
            ),
            visitor_frames: Limiter::new(
                rate(limits::VISITOR_FRAMES_BURST, limits::VISITOR_FRAMES_PER_S),
                refused("visitor_frames"),
            ),
            agent_frames: Limiter::new(
                rate(limits::AGENT_FRAMES_BURST, limits::AGENT_FRAMES_PER_S),
                refused("agent_frames"),
            ),
            sign_ins: Limiter::new(
                every(limits::SIGN_INS_BURST, limits::SIGN_IN_EVERY_MS),
                refused("sign_ins"),
            ),
            address_sign_ins: Limiter::new(
                every(limits::ADDRESS_SIGN_INS_BURST, limits::ADDRESS_SIGN_IN_EVERY_MS),
                refused("address_sign_ins"),
            ),
        }
    }
}
