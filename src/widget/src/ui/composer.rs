//! Where the visitor writes.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Chat;
use super::icon::{SEND, icon};
use super::sharing::Sharing;
use crate::link::Standing;
use crate::words;

/// The text field, the button, and what is shared.
#[component]
pub(crate) fn Composer(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let field = NodeRef::<html::Textarea>::new();
    let is_closed = move || view.is_over.get() || view.standing.with(|it| matches!(it, Standing::Refused(_)));
    let can_send = move || {
        let fits = |draft: &String| !draft.trim().is_empty() && draft.trim().len() <= record::limits::TEXT_BYTES;
        !is_closed() && view.draft.with(fits)
    };
    let send = move || {
        if can_send() && chat.act(|shell| shell.send(&view.draft.get_untracked())) {
            view.draft.set(String::new());
        }
        if let Some(field) = field.get_untracked() {
            drop(field.focus());
        }
    };
    let key = move |event: KeyboardEvent| {
        // While an input method composes, Enter chooses a word. Some browsers tell it only by the old key code.
        let composes = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composes {
            event.prevent_default();
            send();
        }
    };
    let write = move |event| {
        let draft = event_target_value(&event);
        chat.act(|shell| shell.drafts(&draft));
        view.draft.set(draft);
    };
    // The field is as high as its text; the style sheet caps it.
    Effect::new(move |_| {
        view.draft.with(|_| ());
        request_animation_frame(move || {
            if let Some(field) = field.get_untracked() {
                let style = web_sys::HtmlElement::style(&field);
                drop(style.set_property("height", "auto"));
                drop(style.set_property("height", &[&field.scroll_height().to_string(), "px"].concat()));
            }
        });
    });
    Effect::new(move |_| {
        if view.is_open.get()
            && let Some(field) = field.get_untracked()
        {
            drop(field.focus());
        }
    });
    view! {
        <footer class="footer">
            <form
                class="composer"
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <textarea
                    class="field"
                    node_ref=field
                    rows="1"
                    dir="auto"
                    enterkeyhint="send"
                    aria-label="Your message"
                    aria-describedby="room"
                    placeholder="Write a message"
                    prop:value=move || view.draft.get()
                    disabled=is_closed
                    on:input=write
                    on:keydown=key
                ></textarea>
                <button type="submit" class="send round" aria-label="Send" disabled=move || !can_send()>
                    {icon(SEND)}
                </button>
            </form>
            <p class="room" id="room" role="status">{move || view.draft.with(|draft| words::room(draft))}</p>
            <Sharing chat />
        </footer>
    }
}
