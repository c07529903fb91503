//! The conversation: a log that stays at its newest line unless the visitor scrolled away.

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::{Document, HtmlElement};

use super::Chat;
use super::page::{follow, listen, part};
use super::turn::Turn;
use crate::conversation::{Delivery, Row};

/// This close to the end counts as being there: about one line of text.
const END_PX: i32 = 40;

/// Binds the log, what stands around its turns, and the way back to its end.
pub(super) fn bind(document: &Document, chat: &Chat) -> Option<()> {
    let view = chat.view;
    let shell = Rc::clone(&chat.shell);
    part::<HtmlElement>(document, "greeting")?.is_there_while(move || view.rows.with(Vec::is_empty));
    let earlier = part::<HtmlElement>(document, "earlier")?;
    earlier.is_there_while(move || view.scene.with(|scene| scene.has_earlier));
    earlier.on("click", move |_| shell.earlier());
    part::<HtmlElement>(document, "typing")?
        .is_there_while(move || view.scene.with(|scene| scene.typist.is_some()));
    part::<HtmlElement>(document, "typist")?
        .says(move || view.scene.with(|scene| scene.typist.clone()).unwrap_or_default());

    let log = part::<HtmlElement>(document, "log")?;
    let is_at_end = RwSignal::new(true);
    let to_end: Rc<dyn Fn()> = Rc::new({
        let log = log.0.clone();
        move || {
            let log = log.clone();
            // After what was drawn has its height.
            request_animation_frame(move || log.set_scroll_top(log.scroll_height()));
        }
    });
    follow(Box::new({
        let to_end = Rc::clone(&to_end);
        move || {
            // A visitor who has just sent something wants to see it.
            let is_sending = |row: &Row| row.line.delivery == Delivery::Sending;
            let has_written = view.rows.with(|rows| rows.last().is_some_and(is_sending));
            view.scene.with(|_| ());
            view.draft.with(|_| ());
            if has_written || is_at_end.get_untracked() {
                to_end();
            }
        }
    }));
    let jump = part::<HtmlElement>(document, "jump")?;
    jump.is_there_while(move || !is_at_end.get());
    jump.on("click", {
        let to_end = Rc::clone(&to_end);
        move |_| to_end()
    });
    listen(
        &window(),
        "resize",
        Rc::new(move |_| {
            if is_at_end.get_untracked() {
                to_end();
            }
        }),
    );
    let (shell, scrolled) = (Rc::clone(&chat.shell), log.0.clone());
    log.on("scroll", move |_| {
        let is_there = scrolled.scroll_height() - scrolled.scroll_top() - scrolled.client_height() <= END_PX;
        if is_at_end.get_untracked() != is_there {
            is_at_end.set(is_there);
        }
        shell.scrolled(is_there);
    });
    Some(())
}

/// Draws the turns.
pub(super) fn turns(chat: &Chat) -> impl IntoView + use<> {
    let view = chat.view;
    let (shell, site_name) = (StoredValue::new_local(Rc::clone(&chat.shell)), chat.site_name.clone());
    view! {
        <For
            each=move || view.rows.get()
            key=|row: &Row| (row.line.id, row.starts_day, row.follows)
            children=move |row| view! { <Turn shell view site_name=site_name.clone() row /> }
        />
    }
}
