//! The live panel: how it is going, what they want, what they tried, who they are.

use leptos::prelude::*;

use super::course::Course;
use super::icon::{Glyph, Icon};
use super::person::Person;
use super::reading::ReadingSections;
use super::story::{Story, Timeline};
use crate::browser;
use crate::desk::{Pane, use_desk};
use crate::time;

/// The panel beside the open conversation.
#[component]
pub(crate) fn Panel() -> impl IntoView {
    let desk = use_desk();
    let has_summary = Memo::new(move |_| desk.summary().is_some());
    view! {
        <aside class="pane panel" aria-label="Live panel">
            <Show
                when=move || has_summary.get()
                fallback=|| {
                    view! {
                        <div class="empty">
                            <p>"What a visitor feels, wants and tried appears here."</p>
                        </div>
                    }
                }
            >
                <PanelHead />
                <div class="sections">
                    <Course />
                    <Story />
                    <ReadingSections />
                    <Timeline />
                    <Person />
                </div>
            </Show>
        </aside>
    }
}

/// Says which turn the panel speaks of when it is not the newest.
#[component]
fn PanelHead() -> impl IntoView {
    let desk = use_desk();
    let earlier = Memo::new(move |_| {
        let chosen = desk.chosen.get()?;
        let newest = desk.with_thread(crate::state::thread::Thread::newest_visitor_turn)??;
        (newest.seq() != chosen).then(|| {
            let at = desk.focus().map_or(0, |turn| turn.stored.received_at_ms);
            time::clock(at, browser::zone_min(at))
        })
    });
    view! {
        <header class="pane-head panel-head">
            <button
                class="button quiet back"
                aria-label="Back to the conversation"
                on:click=move |_| desk.pane.set(Pane::Conversation)
            >
                <Icon glyph=Glyph::Back />
            </button>
            <h2>"Live panel"</h2>
            <span class="grow"></span>
            {move || match earlier.get() {
                None => view! { <span class="head-state">"newest message"</span> }.into_any(),
                Some(at) => {
                    view! {
                        <span class="head-state">{format!("message of {at}")}</span>
                        <button class="link" on:click=move |_| desk.chosen.set(None)>"Back to newest"</button>
                    }
                        .into_any()
                }
            }}
        </header>
    }
}
