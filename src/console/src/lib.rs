//! The agents' live assist: inbox, conversation and live panel, served at `/console/`.
//!
//! **What it does.** Shows who needs help most, what they said, how it was read and why, and what they tried on
//! their page, while the chat is open; sends the agent's answers. Everything on the screen is recoverable by
//! sequence: a lost frame or a broken line costs a fetch and never a turn.
//!
//! **What it must never know.** How a reading, a risk or a story is made, and what a visitor typed before it was
//! scrubbed. It shows what `record` and `api` carry and draws no conclusions of its own.
//!
//! Main types: [`state::inbox::Inbox`] and [`state::thread::Thread`] (pure, tested natively).

mod browser;
mod desk;
mod http;
mod limits;
mod link;
mod path;
mod spans;
mod state;
mod time;
mod ui;
mod words;

/// Puts the console into the page in place of what the page showed while it loaded.
pub fn start() {
    console_error_panic_hook::set_once();
    if let Some(shell) = leptos::prelude::document().get_element_by_id("boot") {
        shell.remove();
    }
    leptos::mount::mount_to_body(ui::App);
}
