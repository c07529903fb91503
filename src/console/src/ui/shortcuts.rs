//! The list of shortcuts.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

const SHORTCUTS: [(&[&str], &str); 8] = [
    (&["J", "\u{2193}"], "Next conversation"),
    (&["K", "\u{2191}"], "Previous conversation"),
    (&["Enter"], "Open it"),
    (&["R"], "Write a reply"),
    (&["W"], "Only those who wait, or all"),
    (&["Esc"], "Leave the reply, or go back"),
    (&["Enter", "Ctrl Enter"], "Send, while writing"),
    (&["?"], "This list"),
];

/// The list of shortcuts, as a dialog.
#[component]
pub(crate) fn Shortcuts(
    /// Whether it is open.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if is_open.get() && !dialog.open() {
            if dialog.show_modal().is_err() {
                is_open.set(false);
            }
        } else if !is_open.get() {
            dialog.close();
        }
    });
    let rows = SHORTCUTS.map(|(keys, what)| {
        let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect();
        view! {
            <div>
                <dt>{keys}</dt>
                <dd>{what}</dd>
            </div>
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="card shortcuts"
            aria-labelledby="shortcuts-title"
            on:close=move |_| is_open.set(false)
            on:click=move |event| {
                // The dialog itself is only hit beside its content: on the backdrop.
                let hit = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok());
                if hit.is_some() {
                    is_open.set(false);
                }
            }
        >
            <div class="inner">
                <h2 id="shortcuts-title">"Shortcuts"</h2>
                <dl>{rows}</dl>
                <button class="button" on:click=move |_| is_open.set(false)>"Close"</button>
            </div>
        </dialog>
    }
}
