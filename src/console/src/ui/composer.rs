//! Where the agent writes. A draft stays with its conversation.

use leptos::html;
use leptos::prelude::*;
use record::ConversationId;
use wasm_bindgen::JsCast as _;

use super::icon::{Glyph, Icon};
use super::keys::{self, COMPOSER};
use super::row::name;
use crate::desk::{Desk, use_desk};

/// The reply to one conversation.
#[component]
pub(crate) fn Composer(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<html::Textarea>::new();
    let is_empty = RwSignal::new(desk.draft(id).trim().is_empty());
    field.on_load(move |field| {
        field.set_value(&desk.draft(id));
    });
    let send = move || {
        let Some(field) = field.get_untracked() else { return };
        if desk.answer(&field.value()) {
            field.set_value("");
            is_empty.set(true);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        // While an input method composes, Enter ends the composition.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            send();
        }
    };
    let on_input = move |_| {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value();
        desk.set_draft(id, &text);
        desk.hold_for_pointer(false);
        is_empty.set(text.trim().is_empty());
        desk.tell_typing(id, !text.trim().is_empty());
    };
    let too_long = RwSignal::new(false);
    let placeholder = move || {
        let who = desk.inbox.with(|inbox| inbox.row(id)).map(|row| name(&row));
        who.map_or_else(|| String::from("Reply"), |who| format!("Reply to {who}"))
    };
    view! {
        <form
            class="composer"
            class:is-too-long=too_long
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <label class="sr-only" for=COMPOSER>"Reply"</label>
            <textarea
                id=COMPOSER
                node_ref=field
                rows="2"
                dir="auto"
                placeholder=placeholder
                enterkeyhint="send"
                on:keydown=on_key
                on:input=move |event| {
                    on_input(event);
                    let bytes = field.get_untracked().map_or(0, |field| field.value().len());
                    too_long.set(bytes > record::limits::TEXT_BYTES);
                }
                on:blur=move |_| desk.tell_typing(id, false)
            ></textarea>
            <div class="composer-foot">
                <span class="hint">
                    {move || {
                        if too_long.get() {
                            "Too long for one message: split it."
                        } else {
                            "Enter sends, Shift Enter makes a new line"
                        }
                    }}
                </span>
                <button
                    class="button primary"
                    type="submit"
                    disabled=move || is_empty.get() || too_long.get()
                >
                    <Icon glyph=Glyph::Send />
                    "Send"
                </button>
            </div>
        </form>
    }
}

/// Puts the words of a reply that was given up back into the field, before what is there.
pub(crate) fn draft_again(desk: Desk, words: &str) {
    let Some(field) = document()
        .get_element_by_id(COMPOSER)
        .and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
    else {
        return;
    };
    let before = field.value();
    let text = if before.trim().is_empty() { words.to_owned() } else { format!("{words}\n{before}") };
    field.set_value(&text);
    if let Some(id) = desk.open.get_untracked() {
        desk.set_draft(id, &text);
    }
    // The listener of the field learns of it as if it had been typed.
    let told = web_sys::Event::new("input").and_then(|event| field.dispatch_event(&event));
    if told.is_err() || !keys::focus(COMPOSER) {
        leptos::logging::warn!("the reply's field did not take the words back");
    }
}
