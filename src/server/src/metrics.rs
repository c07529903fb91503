//! What is counted, for Prometheus. Every label is from a closed set: a route's template and never an address, an
//! outcome's name and never a record's id. Nobody's words, names or ids are here.

use std::fmt;

use api::visitor::RecordOutcome;
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use record::{Outcome, Refusal};
use serde_json::Value;
use store::Store;

use crate::clock::Since;

/// Seconds of an acknowledgement: from a commit on a good disk to one that hangs.
const ACKNOWLEDGED_S: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Side {
    side: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct End {
    outcome: &'static str,
    reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Against {
    device: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: &'static str,
}

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    sockets: Family<Side, Gauge>,
    records: Family<End, Counter>,
    acknowledged: Histogram,
    readings: Family<Against, Counter>,
    refused: Family<Limit, Counter>,
    waiting: Gauge,
    failing: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// One open socket; dropping it counts it out.
#[derive(Debug)]
pub(crate) struct OpenSocket(Gauge);

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A refusal as the wire names it.
fn name(reason: Refusal) -> String {
    match serde_json::to_value(reason) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

impl Metrics {
    /// Everything at zero.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("undertone");
        let requests = Family::<Request, Counter>::default();
        registry.register(
            "http_requests",
            "Requests, by the route's template and the status",
            requests.clone(),
        );
        let sockets = Family::<Side, Gauge>::default();
        registry.register("sockets_open", "Sockets open now", sockets.clone());
        let records = Family::<End, Counter>::default();
        registry.register("records", "Records offered, by what became of them", records.clone());
        let acknowledged = Histogram::new(ACKNOWLEDGED_S);
        let help = "From a batch of records heard to its outcomes ready to be sent, all of them committed";
        registry.register("acknowledgement_seconds", help, acknowledged.clone());
        let readings = Family::<Against, Counter>::default();
        let help = "Readings that devices sent, beside the server's own: agrees, differs, dropped";
        registry.register("device_readings", help, readings.clone());
        let refused = Family::<Limit, Counter>::default();
        registry.register("limiter_refusals", "What a limiter refused", refused.clone());
        let waiting = Gauge::default();
        registry.register("store_writes_waiting", "Writes that wait for their commit", waiting.clone());
        let failing = Gauge::default();
        registry.register("store_failing", "1 while the newest commit has failed", failing.clone());
        // A series that is not there before its first event cannot be told from one that is broken.
        for side in ["visitor", "agent"] {
            drop(sockets.get_or_create(&Side { side }));
        }
        for outcome in ["stored", "duplicate"] {
            drop(records.get_or_create(&End { outcome, reason: String::new() }));
        }
        for device in ["agrees", "differs", "dropped"] {
            drop(readings.get_or_create(&Against { device }));
        }
        Self { registry, requests, sockets, records, acknowledged, readings, refused, waiting, failing }
    }

    /// A request was answered.
    pub(crate) fn request(&self, method: &axum::http::Method, route: &str, status: u16) {
        // A caller may make up methods; these are the ones that any route takes.
        let method = match method.as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "DELETE" => "DELETE",
            _ => "other",
        };
        self.requests.get_or_create(&Request { method, route: route.to_owned(), status }).inc();
    }

    /// A socket is open, until what this gives is dropped.
    pub(crate) fn socket(&self, side: &'static str) -> OpenSocket {
        let gauge = self.sockets.get_or_create_owned(&Side { side });
        gauge.inc();
        OpenSocket(gauge)
    }

    /// Records have their outcomes, which go out now.
    pub(crate) fn acknowledged(&self, heard: Since, outcomes: &[RecordOutcome]) {
        self.acknowledged.observe(heard.seconds());
        for end in outcomes {
            let (outcome, reason) = match &end.outcome {
                Outcome::Stored { .. } => ("stored", String::new()),
                Outcome::Duplicate { .. } => ("duplicate", String::new()),
                Outcome::Refused { reason, .. } => ("refused", name(*reason)),
            };
            self.records.get_or_create(&End { outcome, reason }).inc();
        }
    }

    /// A device's reading was laid beside the server's own.
    pub(crate) fn reading(&self, device: &'static str) {
        self.readings.get_or_create(&Against { device }).inc();
    }

    /// Readings so far, for the log's last line.
    pub(crate) fn readings(&self, device: &'static str) -> u64 {
        self.readings.get_or_create(&Against { device }).get()
    }

    /// The counter of one limiter.
    pub(crate) fn refused_by(&self, limit: &'static str) -> Counter {
        self.refused.get_or_create_owned(&Limit { limit })
    }

    /// Everything, as Prometheus reads it.
    pub(crate) fn text(&self, store: &dyn Store) -> Result<String, fmt::Error> {
        self.waiting.set(i64::try_from(store.waiting()).unwrap_or(i64::MAX));
        self.failing.set(i64::from(store.is_failing()));
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
