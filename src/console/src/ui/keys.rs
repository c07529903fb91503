//! Keys that work anywhere on the desk, unless somebody is writing.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::desk::{Desk, Pane};
use crate::state::inbox::Filter;

/// Where the reply is written.
pub(crate) const COMPOSER: &str = "composer";

/// Where the turns scroll; the arrows are theirs while they have the focus.
pub(crate) const TURNS: &str = "turns";

/// Listens as long as the desk is on the screen.
pub(crate) fn listen(desk: Desk, is_help_open: RwSignal<bool>) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if is_help_open.get_untracked() {
            return;
        }
        let is_done = match event.key().as_str() {
            "Escape" => leave(desk),
            _ if is_writing() => false,
            "j" => step(desk, 1),
            "k" => step(desk, -1),
            "ArrowDown" if !is_on_control() => step(desk, 1),
            "ArrowUp" if !is_on_control() => step(desk, -1),
            "Enter" if !is_on_control() => open(desk),
            "r" => focus(COMPOSER),
            "w" => {
                desk.inbox.update(|inbox| {
                    let other = if inbox.filter() == Filter::All { Filter::Waiting } else { Filter::All };
                    inbox.set_filter(other);
                });
                true
            }
            "?" => {
                is_help_open.set(true);
                true
            }
            _ => false,
        };
        if is_done {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Moves the keyboard's row. For a moment the list does not move either, or it would move under the agent's eyes.
pub(crate) fn step(desk: Desk, by: isize) -> bool {
    desk.hold_for_keys();
    desk.inbox.with_untracked(|inbox| {
        let rows = inbox.shown();
        let at = desk.cursor.get_untracked().and_then(|id| rows.iter().position(|row| *row == id));
        let next = match at {
            None => 0,
            Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
        };
        if let Some(id) = rows.get(next) {
            desk.cursor.set(Some(*id));
        }
    });
    true
}

/// Opens the keyboard's row.
pub(crate) fn open(desk: Desk) -> bool {
    let cursor = desk.cursor.get_untracked();
    if cursor.is_some() {
        desk.open(cursor);
    }
    cursor.is_some()
}

/// Out of the reply; else back by one pane.
fn leave(desk: Desk) -> bool {
    if is_writing() {
        return active::<web_sys::HtmlElement>().is_some_and(|element| element.blur().is_ok());
    }
    desk.pinned.set(None);
    match desk.pane.get_untracked() {
        Pane::Panel => desk.pane.set(Pane::Conversation),
        Pane::Conversation => desk.pane.set(Pane::Inbox),
        Pane::Inbox => return false,
    }
    true
}

/// Puts the focus on an element.
pub(crate) fn focus(id: &str) -> bool {
    document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|element| element.focus().is_ok())
}

fn active<T: wasm_bindgen::JsCast>() -> Option<T> {
    document().active_element()?.dyn_into().ok()
}

fn is_writing() -> bool {
    active::<web_sys::HtmlTextAreaElement>().is_some() || active::<web_sys::HtmlInputElement>().is_some()
}

/// On a button Enter presses it, and the arrows scroll what it stands in.
fn is_on_control() -> bool {
    active::<web_sys::Element>().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "BUTTON" | "SUMMARY" | "A") || element.id() == TURNS
    })
}
