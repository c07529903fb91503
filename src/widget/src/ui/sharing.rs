//! What goes along with a message, in plain words, and the visitor's choice about it.

use leptos::prelude::With as _;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlElement, HtmlInputElement};

use super::Chat;
use super::page::{follow, part};
use crate::wire::page::Thing;

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

    let list = part::<HtmlElement>(document, "story")?;
    // One listener for all of the list's buttons, which come and go.
    let shell = chat.shell.clone();
    list.on("click", move |event| {
        let button = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok());
        if let Some(id) = button.and_then(|it| it.get_attribute("data-id")) {
            shell.leave_out(&id);
        }
    });
    let document = document.clone();
    follow(Box::new(move || {
        let things = view.scene.with(|scene| scene.page.clone());
        let chosen = document.active_element().and_then(|it| it.get_attribute("data-id"));
        list.0.set_text_content(None);
        if things.is_empty() {
            list.0.set_text_content(Some("Nothing so far."));
        }
        for thing in &things {
            row(&document, &list.0, thing, chosen.as_deref());
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

/// Appends one thing to the list, with a button that leaves it out or puts it back. The list is made anew at each change: the
/// button that had the focus has it again.
fn row(document: &Document, list: &HtmlElement, thing: &Thing, chosen: Option<&str>) -> Option<()> {
    let element = |name: &str| document.create_element(name).ok()?.dyn_into::<HtmlElement>().ok();
    let (row, text) = (element("li")?, element("span")?);
    text.set_dir("auto");
    text.set_text_content(Some(&thing.text));
    row.append_child(&text).ok()?;
    if thing.is_off {
        row.set_class_name("is-off");
    }
    list.append_child(&row).ok()?;
    if thing.id.is_empty() {
        row.set_class_name("is-told");
        return Some(());
    }
    let button = element("button")?;
    let does = if thing.is_off { "Put back" } else { "Leave out" };
    button.set_attribute("type", "button").ok()?;
    button.set_attribute("data-id", &thing.id).ok()?;
    button.set_attribute("aria-label", &[does, ": ", &thing.text].concat()).ok()?;
    button.set_text_content(Some(does));
    row.append_child(&button).ok()?;
    if chosen == Some(&thing.id) {
        button.focus().ok()?;
    }
    Some(())
}
