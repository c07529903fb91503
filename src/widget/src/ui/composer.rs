//! Where the visitor writes.

use std::rc::Rc;

use leptos::prelude::{GetUntracked as _, Set as _, With as _, request_animation_frame};
use wasm_bindgen::JsCast as _;
use web_sys::{Document, HtmlButtonElement, HtmlElement, HtmlTextAreaElement, KeyboardEvent};

use super::Chat;
use super::page::{follow, part};
use crate::shell::Scene;
use crate::words;

/// Binds the text field, the button and the line about the room that is left.
pub(super) fn bind(document: &Document, chat: &Chat) -> Option<()> {
    let view = chat.view;
    let field = part::<HtmlTextAreaElement>(document, "field")?;
    let button = part::<HtmlButtonElement>(document, "send")?;
    // What was written before this code was there, else what was written before the reload.
    let early = field.0.value();
    view.draft.set(if early.is_empty() { chat.shell.draft() } else { early });

    let is_closed = move || view.scene.with(Scene::is_closed);
    let fits = |draft: &String| !draft.trim().is_empty() && draft.trim().len() <= record::limits::TEXT_BYTES;
    follow(Box::new({
        let (field, button) = (field.clone(), button.clone());
        move || {
            field.0.set_disabled(is_closed());
            button.0.set_disabled(is_closed() || !view.draft.with(fits));
        }
    }));
    part::<HtmlElement>(document, "room")?
        .says(move || view.draft.with(|draft| words::room(draft)).unwrap_or_default());
    follow(Box::new({
        let field = field.clone();
        move || {
            view.draft.with(|draft| {
                // Setting an equal value would still move the cursor to the end.
                if field.0.value() != *draft {
                    field.0.set_value(draft);
                }
            });
            grow(&field.0);
        }
    }));
    follow(Box::new({
        let (field, mut was_open) = (field.clone(), false);
        move || {
            let is_open = view.scene.with(|scene| scene.is_open);
            if is_open && !was_open {
                drop(field.0.focus());
            }
            was_open = is_open;
        }
    }));

    let send: Rc<dyn Fn()> = Rc::new({
        let (shell, field) = (Rc::clone(&chat.shell), field.clone());
        move || {
            if !button.0.disabled() && shell.send(&view.draft.get_untracked()) {
                view.draft.set(String::new());
            }
            drop(field.0.focus());
        }
    });
    field.on("input", {
        let (shell, field) = (Rc::clone(&chat.shell), field.clone());
        move |_| {
            let draft = field.0.value();
            shell.drafts(&draft);
            view.draft.set(draft);
        }
    });
    field.on("keydown", {
        let send = Rc::clone(&send);
        move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            // While an input method composes, Enter chooses a word. Some browsers tell it only by the old key code.
            let composes = key.is_composing() || key.key_code() == 229;
            if key.key() == "Enter" && !key.shift_key() && !composes {
                event.prevent_default();
                send();
            }
        }
    });
    part::<HtmlElement>(document, "composer")?.on("submit", move |event| {
        event.prevent_default();
        send();
    });
    Some(())
}

/// Makes the field as high as its text; the style sheet caps it.
fn grow(field: &HtmlTextAreaElement) {
    let field = field.clone();
    request_animation_frame(move || {
        let style = HtmlElement::style(&field);
        drop(style.set_property("height", "auto"));
        drop(style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat()));
    });
}
