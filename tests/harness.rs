//! What the journeys speak: a house with its people.

mod agent;
mod case;
mod desk;
mod device;
mod devtools;
mod front;
mod guide;
mod hand;
mod host_pages;
mod house;
mod kept;
mod line;
mod machine;
pub(crate) mod other_browsers;
mod screen;
mod strace;
mod visitor;
mod watch;
mod ways;

pub(crate) use agent::{Agent, Answers};
pub(crate) use case::Step;
pub(crate) use desk::{Desk, Heard};
pub(crate) use device::own_texts;
pub(crate) use devtools::{DevTools, For};
pub(crate) use front::{Files, Front};
pub(crate) use house::House;
pub(crate) use kept::{Release, todays_server};
pub(crate) use line::Mood;
pub(crate) use machine::{Machine, say_aloud};
pub(crate) use strace::{Call, Strace};
pub(crate) use visitor::Visitor;
pub(crate) use ways::ways;
pub(crate) use xtask::browser::{Browser, Driver, Habits, free_port, until};

/// How somebody who changed nothing has set up their browser; `CHROMIUM` names the one to take.
pub(crate) fn habits() -> Habits {
    Habits { chromium: std::env::var_os("CHROMIUM").map(Into::into), preferences: None }
}

/// Chromium's driver; `CHROMEDRIVER` names the one to take.
pub(crate) async fn driver() -> anyhow::Result<Driver> {
    let program = std::env::var_os("CHROMEDRIVER").map(std::path::PathBuf::from);
    Driver::of_chromium(program.as_deref()).await
}
