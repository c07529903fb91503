//! The door.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::desk::{Session, use_desk};

/// Signing in.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let desk = use_desk();
    let email = NodeRef::<html::Input>::new();
    let password = NodeRef::<html::Input>::new();
    let is_busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let has_ended = desk.session.with_untracked(|session| *session == Session::Out { has_ended: true });

    // The attribute `autofocus` does nothing for what a script puts into the page.
    email.on_load(|input| {
        request_animation_frame(move || {
            if input.focus().is_err() {
                leptos::logging::warn!("the browser refused the focus");
            }
        });
    });

    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let (Some(email), Some(field)) = (email.get_untracked(), password.get_untracked()) else { return };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        refused.set(None);
        spawn_local(async move {
            let answer = desk.sign_in(email.value().trim().to_owned(), field.value()).await;
            if let Err(words) = answer {
                is_busy.set(false);
                refused.set(Some(words));
                field.set_value("");
                if field.focus().is_err() {
                    leptos::logging::warn!("the browser refused the focus");
                }
            }
        });
    };

    view! {
        <main class="centre">
            <form class="card door" on:submit=submit aria-labelledby="door-title">
                <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M4 16q3-9 6 0t6 0 6 0 6 0" />
                </svg>
                <h1 id="door-title">"Sign in to Undertone"</h1>
                <Show when=move || has_ended>
                    <p class="note" role="status">
                        "Your session has ended. Sign in to go on where you were."
                    </p>
                </Show>
                <label>
                    "E-mail"
                    <input
                        node_ref=email
                        type="email"
                        name="email"
                        autocomplete="username"
                        inputmode="email"
                        required
                    />
                </label>
                <label>
                    "Password"
                    <input
                        node_ref=password
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        aria-describedby="door-refused"
                        aria-invalid=move || refused.with(Option::is_some).then_some("true")
                    />
                </label>
                <p id="door-refused" class="refused" role="alert">{move || refused.get()}</p>
                <button class="button primary" type="submit" aria-busy=move || is_busy.get().then_some("true")>
                    {move || if is_busy.get() { "Signing in\u{2026}" } else { "Sign in" }}
                </button>
            </form>
        </main>
    }
}
