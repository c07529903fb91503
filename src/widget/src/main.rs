//! The page's entry: reads what the server put into the page, and draws the chat.

fn main() {
    #[cfg(target_arch = "wasm32")]
    widget::run();
}
