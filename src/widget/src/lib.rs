//! The visitor's chat, inside an iframe of our own origin.
//!
//! **What it does.** Shows the conversation, scrubs and reads what the visitor writes on their own device, asks the
//! host page for its story, and brings every record to the server exactly once in effect, across reloads and
//! outages.
//!
//! **What it must never know.** The host page beyond the messages of [`api::host`], which it distrusts; other
//! visitors; the server's own reading. The visitor's raw words never leave this device, and never go to the host
//! page at all.
//!
//! **Two halves.** Pure: [`conversation`], [`link`], [`session`], [`markup`]; frames and times go in, lines and
//! effects come out, and all of it is tested without a browser. For the browser only: `shell`, which carries the
//! effects out, and `ui`, which draws.
//!
//! Main types: [`session::Session`], [`conversation::Conversation`], [`link::Link`].

pub mod accent;
pub mod conversation;
pub mod json;
pub mod limits;
pub mod link;
pub mod markup;
pub mod session;
#[cfg(target_arch = "wasm32")]
mod shell;
#[cfg(target_arch = "wasm32")]
mod ui;
pub mod wire;
pub mod words;

/// Reads the site's config out of the page and draws the chat. Without one the page keeps what it says by itself.
#[cfg(target_arch = "wasm32")]
pub fn run() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let script = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("undertone-site"));
    let config = script.and_then(|script| script.text_content());
    if let Some(config) = config.and_then(|json| wire::frame_config(&json)) {
        ui::mount(config);
    }
}
