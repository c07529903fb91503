//! What goes along with a message, in plain words, and the visitor's choice about it.

use leptos::prelude::*;

use super::Chat;
use super::icon::{SHIELD, icon};
use crate::words;

/// A small disclosure under the composer.
#[component]
pub(crate) fn Sharing(chat: Chat) -> impl IntoView {
    let view = chat.view;
    let shares = RwSignal::new(chat.act(|shell| shell.shares_page()));
    let choose = move |event| {
        let yes = event_target_checked(&event);
        shares.set(yes);
        chat.act(|shell| shell.share_page(yes));
    };
    let lines = move || view.page.with(|page| page.as_ref().map(words::page_lines).unwrap_or_default());
    let reading = move || view.reading.with(|reading| reading.as_ref().and_then(words::reading));
    view! {
        <details class="sharing" on:toggle=move |_| chat.act(|shell| shell.ask_page())>
            <summary>
                {icon(SHIELD)} <span>"Personal details are hidden before sending."</span>
                <span class="more">"What is shared"</span>
            </summary>
            <div class="shared">
                <p>
                    "Your messages, in which e-mail addresses, phone, card and account numbers, passwords and keys are replaced on this device."
                </p>
                <div hidden=move || !view.has_host.get()>
                    <label>
                        <input type="checkbox" prop:checked=move || shares.get() on:change=choose />
                        <span>"What happened on the page, without anything you typed into it:"</span>
                    </label>
                    <blockquote class:is-off=move || !shares.get()>
                        {move || {
                            let lines = lines();
                            let words = if lines.is_empty() { vec!["Nothing so far.".to_owned()] } else { lines };
                            words.into_iter().map(|line| view! { <p dir="auto">{line}</p> }).collect::<Vec<_>>()
                        }}
                    </blockquote>
                </div>
                {move || {
                    reading().map(|words| view! { <p>"This device read your last message as " {words}</p> })
                }}
            </div>
        </details>
    }
}
