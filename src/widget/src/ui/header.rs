//! Whose chat it is, how it stands, and the way out.

use leptos::prelude::*;

use super::Chat;
use super::icon::{CLOSE, icon};
use crate::link::Standing;
use crate::words;

/// The chat's top line.
#[component]
pub(crate) fn Header(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let name = chat.site_name.get_value();
    let initials = words::initials(&name);
    let tone = move || match view.standing.get() {
        Standing::Connected => "status is-connected",
        Standing::Connecting => "status",
        _ => "status is-away",
    };
    view! {
        <header class="header">
            <span class="avatar is-site" aria-hidden="true">{initials}</span>
            <div class="titles">
                <h1 class="title" dir="auto" tabindex="-1">{name}</h1>
                <p class=tone role="status">{move || view.standing.with(words::status)}</p>
            </div>
            <button
                type="button"
                class="quiet round"
                aria-label="Close the chat"
                hidden=move || !view.has_host.get()
                on:click=move |_| chat.act(|shell| shell.close())
            >
                {icon(CLOSE)}
            </button>
        </header>
    }
}
