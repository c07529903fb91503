//! The server's log: one line for what an operator may want to know, never what anybody wrote.
//!
//! Only our own crates say more at a higher level. The libraries below them would print the frames and headers that
//! they carry, so they are heard from `warn` on and no setting changes that.

use std::io::{self, IsTerminal as _};
use std::panic::PanicHookInfo;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry};

use crate::settings::{LogFormat, LogLevel};

/// What may say more: our crates, and the layer that tells of requests by their route.
const OURS: [&str; 7] = ["undertone", "server", "store", "reader", "classifier", "trajectory", "tower_http"];

/// Begins the log of this process. A second call changes nothing.
pub fn begin(level: LogLevel, format: LogFormat) {
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let heard = Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_targets(OURS.map(|target| (target, level)));
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    // It fails only when a log has begun already.
    drop(registry().with(lines.with_filter(heard)).try_init());
    std::panic::set_hook(Box::new(panicked));
}

/// A panic's own message may quote the text that it tripped over, so only its place is told.
fn panicked(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "something in the server panicked: please report this line");
}
