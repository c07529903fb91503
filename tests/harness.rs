//! What the journeys speak: a house with its people.

mod agent;
mod browser;
mod desk;
mod devtools;
mod driver;
mod front;
mod guide;
mod hand;
mod host_pages;
mod house;
mod kept;
mod line;
mod machine;
pub(crate) mod other_browsers;
mod strace;
mod visitor;
mod watch;
mod ways;

pub(crate) use agent::Agent;
pub(crate) use browser::{Browser, Habits};
pub(crate) use desk::{Desk, Heard};
pub(crate) use devtools::{DevTools, For};
pub(crate) use driver::{Driver, free_port};
pub(crate) use front::{Files, Front};
pub(crate) use house::House;
pub(crate) use kept::{Release, todays_server};
pub(crate) use line::Mood;
pub(crate) use machine::{Machine, say_aloud};
pub(crate) use strace::{Call, Strace};
pub(crate) use visitor::Visitor;
pub(crate) use ways::ways;

use std::future::Future;
use std::time::Duration;

use anyhow::{Result, bail};

/// A condition that a person waits for is true sooner, or the journey has failed. Two busy cores need the room.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Looks until `look` finds something.
///
/// # Errors
/// When patience ends, with `what` and the last thing that was in the way.
pub(crate) async fn until<T, F, L>(what: &str, mut look: L) -> Result<T>
where
    L: FnMut() -> F,
    F: Future<Output = Result<Option<T>>>,
{
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let last = match look().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => "it was not there".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        if tokio::time::Instant::now() >= deadline {
            bail!("waited {} s in vain: {what} ({last})", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
