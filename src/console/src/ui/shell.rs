//! The desk: a bar, and three panes, of which a small screen shows one or two.

use leptos::prelude::*;

use super::conversation::Conversation;
use super::icon::{Glyph, Icon};
use super::inbox::InboxPane;
use super::keys;
use super::panel::Panel;
use super::shortcuts::Shortcuts;
use crate::desk::{Desk, Pane, Session, use_desk};
use crate::link::Link;

/// The desk.
#[component]
pub(crate) fn Shell() -> impl IntoView {
    let desk = use_desk();
    let is_help_open = RwSignal::new(false);
    keys::listen(desk, is_help_open);
    let pane = move || match desk.pane.get() {
        Pane::Inbox => "inbox",
        Pane::Conversation => "conversation",
        Pane::Panel => "panel",
    };
    view! {
        <div class="desk" data-pane=pane data-open=move || desk.open.get().is_some().to_string()>
            <Bar is_help_open />
            <LinkNotice />
            <InboxPane />
            <Conversation />
            <Panel />
        </div>
        <Shortcuts is_open=is_help_open />
    }
}

#[component]
fn Bar(
    /// Whether the list of shortcuts is open.
    is_help_open: RwSignal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let me = move |pick: fn(&api::agent::Me) -> &String| {
        desk.session.with(|session| match session {
            Session::In(me) => pick(me).clone(),
            Session::Unknown | Session::Out { .. } | Session::Unreachable(_) => String::new(),
        })
    };
    view! {
        <header class="bar">
            <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                <path d="M4 16q3-9 6 0t6 0 6 0 6 0" />
            </svg>
            <strong class="site" dir="auto">{move || me(|me| &me.site_name)}</strong>
            <span class="grow"></span>
            <span class="me" dir="auto" title=move || me(|me| &me.email)>{move || me(|me| &me.name)}</span>
            <button class="button quiet wide-only" on:click=move |_| is_help_open.set(true)>
                <Icon glyph=Glyph::Keyboard />
                "Shortcuts"
            </button>
            <button class="button quiet" on:click=move |_| desk.sign_out()>
                <Icon glyph=Glyph::Leave />
                "Sign out"
            </button>
        </header>
    }
}

/// A quiet line when what is on the screen may be old. It fades in late, so that a blink of the network stays unseen.
#[component]
fn LinkNotice() -> impl IntoView {
    let desk = use_desk();
    let notice = move |desk: Desk| match desk.link.get() {
        Link::Open | Link::Connecting => None,
        Link::Reconnecting => {
            Some((String::from("Reconnecting\u{2026} What you see may be a moment old."), "Try now"))
        }
        Link::Closed(words) => Some((words, "Connect again")),
    };
    view! {
        <div class="link-notice" role="status" aria-live="polite">
            {move || {
                notice(desk)
                    .map(|(words, action)| {
                        view! {
                            <p>
                                <span class="pulse" aria-hidden="true"></span>
                                {words}
                                <button class="link" on:click=move |_| desk.call_now()>{action}</button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}
