//! The conversation: a log that stays at its newest line unless the visitor scrolled away.

use leptos::html;
use leptos::prelude::*;

use super::Chat;
use super::icon::{DOWN, icon};
use super::turn::Turn;
use crate::conversation::{Delivery, Row};

/// This close to the end counts as being there: about one line of text.
const END_PX: i32 = 40;

/// The list of turns, what comes before it, and who is typing.
#[component]
pub(crate) fn Log(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let log = NodeRef::<html::Div>::new();
    let is_at_end = RwSignal::new(true);
    let to_end = move || {
        if let Some(log) = log.get_untracked() {
            log.set_scroll_top(log.scroll_height());
        }
    };
    // After what was drawn has its height. A visitor who has just sent something wants to see it.
    Effect::new(move |_| {
        let has_written = view.rows.with(|rows| rows.last().is_some_and(|row| row.line.delivery == Delivery::Sending));
        view.typing.with(|_| ());
        view.draft.with(|_| ());
        view.is_open.with(|_| ());
        if has_written || is_at_end.get_untracked() {
            request_animation_frame(to_end);
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        if is_at_end.get_untracked() {
            to_end();
        }
    });
    on_cleanup(move || resized.remove());
    let scrolled = move |_| {
        let Some(log) = log.get_untracked() else { return };
        let is_there = log.scroll_height() - log.scroll_top() - log.client_height() <= END_PX;
        if is_at_end.get_untracked() != is_there {
            is_at_end.set(is_there);
        }
        chat.act(|shell| shell.scrolled(is_there));
    };
    view! {
        <div class="log" node_ref=log on:scroll=scrolled tabindex="0" aria-label="Conversation" role="region">
            <Greeting chat />
            <button
                type="button"
                class="quiet earlier"
                hidden=move || !view.has_earlier.get()
                on:click=move |_| chat.act(|shell| shell.earlier())
            >
                "Show earlier messages"
            </button>
            <div class="turns" role="log" aria-live="polite" aria-relevant="additions">
                <For
                    each=move || view.rows.get()
                    key=|row: &Row| (row.line.id, row.starts_day, row.follows)
                    children=move |row| view! { <Turn chat row /> }
                />
            </div>
            <Typing chat />
        </div>
        <div class="jump" hidden=move || is_at_end.get()>
            <button type="button" class="raised" on:click=move |_| to_end()>
                {icon(DOWN)}
                <span>"Newest message"</span>
            </button>
        </div>
    }
}

/// What is there before anything was said.
#[component]
fn Greeting(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let is_empty = move || view.rows.with(Vec::is_empty);
    view! {
        <div class="greeting" hidden=move || !is_empty()>
            <p class="hello">"Hello! How can we help?"</p>
            <p>
                "Write to " <bdi>{chat.site_name.get_value()}</bdi>
                " below. Tell us what you are trying to do and what gets in the way."
            </p>
        </div>
    }
}

/// Which agent is writing.
#[component]
fn Typing(chat: Chat) -> impl IntoView {
    let view = chat.view;
    move || {
        view.typing.get().map(|name| {
            view! {
                <p class="typing">
                    <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                    <span><bdi>{name}</bdi> " is writing"</span>
                </p>
            }
        })
    }
}
