//! The chat on the screen. Its fixed parts stand in `index.html` and are bound here, a file for each; the turns are
//! drawn by components. All styles stand in `widget.css`, in the same order.

mod composer;
mod header;
mod log;
mod page;
mod sharing;
mod turn;

use std::rc::Rc;

use api::visitor::FrameConfig;
use leptos::prelude::{document, mount_to, window};
use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlElement, KeyboardEvent};

use crate::accent;
use crate::shell::{Shell, View};
use page::{listen, part};

/// What every part gets: the shell to act on, the view to draw, and how the site calls itself.
struct Chat {
    shell: Rc<Shell>,
    view: View,
    site_name: String,
}

/// Binds the page to the chat and starts it. Does nothing to a page that is not ours.
pub(crate) fn mount(config: FrameConfig) {
    let Some(turns) = part::<HtmlElement>(&document(), "turns") else { return };
    // The turns are the root of all that reacts, and the page owns them.
    mount_to(turns.0, move || {
        dress(&document(), &config);
        let view = View::new();
        let chat = Chat { shell: Shell::new(&config, view), view, site_name: config.site_name.clone() };
        if bind(&chat).is_some() {
            chat.shell.start(&config);
        }
        log::turns(&chat)
    })
    .forget();
}

fn bind(chat: &Chat) -> Option<()> {
    let document = document();
    header::bind(&document, chat)?;
    log::bind(&document, chat)?;
    composer::bind(&document, chat)?;
    sharing::bind(&document, chat)?;
    sharing::bind_reading(&document, chat)?;
    close_on_escape(chat);
    part::<HtmlElement>(&document, "chat")?.0.set_class_name("chat");
    Some(())
}

fn dress(document: &Document, config: &FrameConfig) {
    document.set_title(&config.site_name);
    if let Some((colour, ink)) =
        accent::with_ink(&config.accent).filter(|(colour, _)| colour != accent::DEFAULT)
        && let Some(root) = document.document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok())
    {
        // Through the object model, which a policy without inline styles allows.
        drop(root.style().set_property("--fill", &colour));
        drop(root.style().set_property("--on-fill", ink));
    }
}

fn close_on_escape(chat: &Chat) {
    let shell = Rc::clone(&chat.shell);
    listen(
        &window(),
        "keydown",
        Rc::new(move |event| {
            let is_escape = |key: &KeyboardEvent| key.key() == "Escape" && !key.is_composing();
            if event.dyn_ref::<KeyboardEvent>().is_some_and(is_escape) {
                shell.close();
            }
        }),
    );
}
