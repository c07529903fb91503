//! One sentence when words do not go through.

use leptos::prelude::*;

use super::Chat;
use super::icon::{WARNING, icon};
use crate::words;

/// The trouble, if there is any. The region is always there, so that a screen reader notices when words come in.
#[component]
pub(crate) fn Banner(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let trouble = move || {
        if view.is_over.get() {
            return Some("This chat has ended on this device.".to_owned());
        }
        view.standing.with(|standing| words::trouble(standing, view.is_durable.get()))
    };
    view! {
        <div class="banner" role="status">
            {move || trouble().map(|words| view! { {icon(WARNING)} <p>{words}</p> })}
        </div>
    }
}
