//! What is on the screen. Components are thin: they show the desk's state and pass on what the agent does.

#![expect(unreachable_pub, reason = "the component macro makes its functions public in their module")]

mod annotation;
mod app;
mod composer;
mod conversation;
mod course;
mod icon;
mod inbox;
mod keys;
mod log;
mod panel;
mod person;
mod reading;
mod row;
mod shell;
mod shortcuts;
mod sign_in;
mod story;
mod turn;

pub(crate) use app::App;
