//! The chat on the screen. One component a file; all styles stand in `widget.css`, in the same order.

#![expect(unreachable_pub, reason = "the component macro writes a public function beside each private one")]

mod banner;
mod composer;
mod header;
mod icon;
mod log;
mod sharing;
mod turn;

use std::rc::Rc;

use api::visitor::FrameConfig;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::accent;
use crate::shell::{Shell, View};
use banner::Banner;
use composer::Composer;
use header::Header;
use log::Log;

/// What every component gets: the shell to act on and the view to draw.
#[derive(Clone, Copy)]
pub(crate) struct Chat {
    shell: StoredValue<Rc<Shell>, LocalStorage>,
    /// What is drawn.
    pub(crate) view: View,
    /// How the site calls itself.
    pub(crate) site_name: StoredValue<String>,
}

impl Chat {
    /// Acts on the shell. Nothing once the page is being torn down.
    pub(crate) fn act<R: Default>(self, act: impl FnOnce(&Rc<Shell>) -> R) -> R {
        self.shell.try_with_value(act).unwrap_or_default()
    }
}

/// Draws the chat into the page and starts it. Nothing is drawn when the page has no place for it.
pub(crate) fn mount(config: FrameConfig) {
    let document = document();
    let Some(root) = document.get_element_by_id("chat").and_then(|root| root.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    dress(&document, &config);
    root.set_text_content(None);
    root.set_class_name("chat");
    mount_to(root, move || {
        let view = View::new();
        let shell = Shell::new(&config, view);
        view.draft.set(shell.draft());
        shell.start(&config);
        let site_name = StoredValue::new(config.site_name);
        let chat = Chat { shell: StoredValue::new_local(shell), view, site_name };
        close_on_escape(chat);
        view! {
            <Header chat />
            <Banner chat />
            <Log chat />
            <Composer chat />
        }
    })
    .forget();
}

fn dress(document: &web_sys::Document, config: &FrameConfig) {
    document.set_title(&config.site_name);
    if let Some((colour, ink)) = accent::with_ink(&config.accent).filter(|(colour, _)| colour != accent::DEFAULT)
        && let Some(root) = document.document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok())
    {
        // Through the object model, which a policy without inline styles allows.
        drop(root.style().set_property("--fill", &colour));
        drop(root.style().set_property("--on-fill", ink));
    }
}

fn close_on_escape(chat: Chat) {
    let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() && !event.default_prevented() {
            chat.act(|shell| shell.close());
        }
    });
    on_cleanup(move || handle.remove());
}
