//! What goes along with a message, in plain words, and the visitor's choice about it.

use leptos::prelude::With as _;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlElement, HtmlInputElement};

use super::Chat;
use super::page::{follow, part};

/// Binds the small disclosure under the composer.
pub(super) fn bind(document: &Document, chat: &Chat) -> Option<()> {
    let view = chat.view;
    let shell = chat.shell.clone();
    part::<HtmlElement>(document, "sharing")?.on("toggle", move |_| shell.ask_page());
    part::<HtmlElement>(document, "page")?.is_there_while(move || view.scene.with(|scene| scene.has_host));

    let shares = part::<HtmlInputElement>(document, "shares")?;
    shares.0.set_checked(chat.shell.shares_page());
    let (shell, choice) = (chat.shell.clone(), shares.clone());
    shares.on("change", move |_| shell.share_page(choice.0.checked()));

    let story = part::<HtmlElement>(document, "story")?;
    let document = document.clone();
    follow(Box::new(move || {
        story.0.set_text_content(None);
        let lines = view.scene.with(|scene| scene.page.clone());
        let nothing = ["Nothing so far.".to_owned()];
        for line in if lines.is_empty() { &nothing[..] } else { &lines[..] } {
            let Ok(paragraph) = document.create_element("p") else { return };
            let Ok(paragraph) = paragraph.dyn_into::<HtmlElement>() else { return };
            paragraph.set_dir("auto");
            paragraph.set_text_content(Some(line));
            drop(story.0.append_child(&paragraph));
        }
    }));
    Some(())
}

/// Binds the sentence that tells how the last message was read.
pub(super) fn bind_reading(document: &Document, chat: &Chat) -> Option<()> {
    let view = chat.view;
    let reading = part::<HtmlElement>(document, "reading")?;
    reading.is_there_while(move || view.scene.with(|scene| scene.reading.is_some()));
    reading.says(move || {
        let words = view.scene.with(|scene| scene.reading.clone()).unwrap_or_default();
        ["This device read your last message as ", &words].concat()
    });
    Some(())
}
