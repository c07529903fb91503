//! The open conversation: its turns, and where to write.

use leptos::prelude::*;
use record::{ConversationId, Role};

use super::composer::Composer;
use super::icon::{Glyph, Icon};
use super::log::Log;
use super::row::name;
use crate::browser;
use crate::desk::{Desk, Pane, Session, use_desk};
use crate::state::inbox::Loading;
use crate::state::thread::{Fetching, Thread};

/// The conversation's pane.
#[component]
pub(crate) fn Conversation() -> impl IntoView {
    let desk = use_desk();
    let is_new =
        Memo::new(move |_| desk.inbox.with(|inbox| inbox.loading == Loading::Done && inbox.len() == 0));
    view! {
        <main class="pane conversation">
            {move || match desk.open.get() {
                None if is_new.get() => view! { <FirstSteps /> }.into_any(),
                None => {
                    view! {
                        <div class="empty">
                            <Icon glyph=Glyph::Chat />
                            <h1>"Choose a conversation"</h1>
                            <p>
                                "Who needs help most is at the top. " <kbd>"J"</kbd> " and " <kbd>"K"</kbd>
                                " move, " <kbd>"Enter"</kbd> " opens, " <kbd>"?"</kbd> " shows the rest."
                            </p>
                        </div>
                    }
                        .into_any()
                }
                Some(id) => view! { <Opened id /> }.into_any(),
            }}
        </main>
    }
}

/// What a site's first agent does before anybody can write.
#[component]
fn FirstSteps() -> impl IntoView {
    let desk = use_desk();
    let line = move || {
        desk.session.with(|session| match session {
            Session::In(me) => format!(
                "<script async src=\"{}/embed.js\" data-site=\"{}\"></script>",
                browser::origin(),
                me.site_key
            ),
            Session::Unknown | Session::Out { .. } | Session::Unreachable(_) => String::new(),
        })
    };
    view! {
        <div class="empty first-steps">
            <Icon glyph=Glyph::Chat />
            <h1>"Ready for the first message"</h1>
            <p>"Put this line into the pages of your site, and the chat is there:"</p>
            <pre tabindex="0" aria-label="The line for your pages"><code>{line}</code></pre>
            <p>"What visitors write appears on the left, who needs help most first."</p>
        </div>
    }
}

/// The conversation that the address names, unless it cannot be shown.
#[component]
fn Opened(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let desk = use_desk();
    // A failure with turns on the screen is told below them instead, since they are still of use.
    let refused = Memo::new(move |_| {
        desk.threads.with(|threads| match threads.get(id) {
            Some(Thread { fetching: Fetching::Failed(words), .. }) => {
                let is_bare = threads.get(id).is_some_and(|thread| thread.complete_to() == 0);
                is_bare.then(|| words.clone())
            }
            Some(_) | None => None,
        })
    });
    move || match refused.get() {
        None => view! {
            <Head id />
            <Log id />
            <Composer id />
        }
        .into_any(),
        Some(words) => view! {
            <div class="empty" role="alert">
                <Icon glyph=Glyph::Alert />
                <h1>"It did not open"</h1>
                <p>{words}</p>
                <button class="button" on:click=move |_| desk.fetch(id)>
                    "Try again"
                </button>
                <button class="button quiet" on:click=move |_| desk.open(None)>
                    "Back to the inbox"
                </button>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Head(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let desk = use_desk();
    let summary = Memo::new(move |_| desk.inbox.with(|inbox| inbox.row(id)));
    let who = move || summary.get().map(|row| name(&row));
    let is_online = move || summary.get().is_some_and(|row| row.visitor_online);
    let place = move || {
        let page = summary.get()?.page.clone()?;
        Some(view! {
            <span class="head-page" dir="auto" title=page.route.as_str().to_owned()>
                {page.title.as_str().to_owned()}
            </span>
        })
    };
    view! {
        <header class="pane-head">
            <button class="button quiet back" aria-label="Back to the inbox" on:click=move |_| desk.pane.set(Pane::Inbox)>
                <Icon glyph=Glyph::Back />
            </button>
            <span class="presence" class:is-online=is_online></span>
            <h1 dir="auto">{who}</h1>
            <span class="head-state">{move || if is_online() { "online" } else { "away" }}</span>
            <span class="grow">{place}</span>
            <button
                class="button quiet to-panel"
                aria-expanded=move || (desk.pane.get() == Pane::Panel).to_string()
                on:click=move |_| {
                    let other = if desk.pane.get() == Pane::Panel { Pane::Conversation } else { Pane::Panel };
                    desk.pane.set(other);
                }
            >
                <Icon glyph=Glyph::Panel />
                "Live panel"
            </button>
        </header>
    }
}

/// Whether the visitor has seen a turn, by the row of its conversation.
pub(crate) fn is_seen(desk: Desk, id: ConversationId, seq: u64) -> bool {
    desk.inbox.with(|inbox| inbox.row(id)).is_some_and(|row| row.visitor_seen_seq >= seq)
}

/// Whether this is the newest turn of its speaker, which alone carries the mark.
pub(crate) fn is_newest(desk: Desk, id: ConversationId, seq: u64, role: Role) -> bool {
    desk.threads.with(|threads| {
        threads
            .get(id)
            .and_then(|thread| thread.turns().rev().find(|turn| turn.role() == role).map(|turn| turn.seq()))
    }) == Some(seq)
}
