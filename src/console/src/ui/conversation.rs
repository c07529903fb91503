//! The open conversation: its turns, and where to write.

use leptos::html;
use leptos::prelude::*;
use record::{ConversationId, RecordId, Role};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use super::composer::Composer;
use super::icon::{Glyph, Icon};
use super::keys::TURNS;
use super::row::name;
use super::turn::TurnView;
use crate::browser;
use crate::desk::{Desk, Pane, use_desk};
use crate::limits;
use crate::state::thread::{Fetching, Thread};
use crate::time;

/// The conversation's pane.
#[component]
pub(crate) fn Conversation() -> impl IntoView {
    let desk = use_desk();
    view! {
        <main class="pane conversation">
            {move || match desk.open.get() {
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
            <Turns id />
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

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Line {
    Day(i64),
    Turn(RecordId),
}

fn lines(thread: &Thread, zone: impl Fn(i64) -> i64) -> Vec<Line> {
    let stored = thread.turns().map(|turn| (turn.stored.record.id, turn.stored.received_at_ms));
    let outgoing = thread.outbox.all().iter().map(|it| (it.reply.id, it.reply.occurred_at_ms));
    let mut lines = Vec::new();
    let mut day_before = i64::MIN;
    for (id, at_ms) in stored.chain(outgoing) {
        // A clock that was turned back must not make a day appear twice: its key would not be unique.
        let day = time::day_number(at_ms, zone(at_ms)).max(day_before);
        if day != day_before {
            lines.push(Line::Day(day));
            day_before = day;
        }
        lines.push(Line::Turn(id));
    }
    lines
}

#[component]
fn Turns(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let desk = use_desk();
    let list = NodeRef::<html::Div>::new();
    let inner = NodeRef::<html::Div>::new();
    let with = move |look: fn(&Thread) -> Option<String>| {
        desk.threads.with(|threads| threads.get(id).and_then(look))
    };
    let log = Memo::new(move |_| {
        desk.threads
            .with(|threads| threads.get(id).map(|it| lines(it, browser::zone_min)).unwrap_or_default())
    });
    let newest =
        Memo::new(move |_| desk.threads.with(|threads| threads.get(id).map_or(0, Thread::complete_to)));
    let unseen = stick_to_the_end(desk, (list, inner), log, newest);
    let failed = Memo::new(move |_| {
        with(|thread| match &thread.fetching {
            Fetching::Failed(words) => Some(words.clone()),
            Fetching::Idle | Fetching::Busy => None,
        })
    });
    let is_loading = move || log.with(Vec::is_empty) && failed.with(Option::is_none);
    view! {
        <div class="turns-box">
            <div
                id=TURNS
                class="turns"
                node_ref=list
                role="log"
                aria-label="Conversation"
                tabindex="0"
                on:scroll=move |_| {
                    if let Some(list) = list.get_untracked() {
                        desk.is_at_end.set(distance_to_end(&list) <= limits::STICKY_PX);
                    }
                }
            >
                <div node_ref=inner>
                <Show when=is_loading>
                    <div class="skeleton turns-skeleton" aria-busy="true">
                        <i class="w60"></i>
                        <i class="w80"></i>
                        <i class="w40"></i>
                    </div>
                </Show>
                <For each=move || log.get() key=|line| *line let(line)>
                    {match line {
                        Line::Day(day) => view! { <DaySeparator day /> }.into_any(),
                        Line::Turn(turn) => view! { <TurnView conversation=id id=turn /> }.into_any(),
                    }}
                </For>
                {move || {
                    failed
                        .get()
                        .map(|words| {
                            view! {
                                <div class="inline-notice" role="alert">
                                    <Icon glyph=Glyph::Alert />
                                    {words}
                                    <button class="link" on:click=move |_| desk.fetch(id)>"Try again"</button>
                                </div>
                            }
                        })
                }}
                <div class="writing" role="status">
                    <Show when=move || desk.is_typing(id)>
                        <span class="dots" aria-hidden="true">
                            <i></i>
                            <i></i>
                            <i></i>
                        </span>
                        "The visitor is writing"
                    </Show>
                </div>
                </div>
            </div>
            <Show when=move || !desk.is_at_end.get() && unseen.get()>
                <button class="button to-end" on:click=move |_| to_end(list)>
                    <Icon glyph=Glyph::Down />
                    "New messages"
                </button>
            </Show>
        </div>
    }
}

/// Keeps the end in sight only where it was. Gives whether something new lies below.
fn stick_to_the_end(
    desk: Desk,
    (list, inner): (NodeRef<html::Div>, NodeRef<html::Div>),
    log: Memo<Vec<Line>>,
    newest: Memo<u64>,
) -> RwSignal<bool> {
    let unseen = RwSignal::new(false);
    Effect::new(move |before: Option<usize>| {
        let count = log.with(Vec::len);
        if !desk.is_at_end.get_untracked() && before.is_some_and(|before| before < count) {
            unseen.set(true);
        }
        count
    });
    // Whatever makes the log grow, a turn, a notice or a narrower window, its end stays in sight.
    let grown = Closure::<dyn FnMut()>::new(move || {
        if desk.is_at_end.get_untracked() {
            to_end(list);
        }
    });
    if let Ok(observer) = ResizeObserver::new(grown.as_ref().unchecked_ref()) {
        let observer = StoredValue::new_local((observer, grown));
        inner.on_load(move |inner| observer.with_value(|(observer, _)| observer.observe(&inner)));
        on_cleanup(move || {
            observer.with_value(|(observer, _)| observer.disconnect());
        });
    }
    Effect::new(move || {
        // Read and not only tracked: a memo that nobody reads does not follow its sources.
        newest.get();
        if desk.is_at_end.get() {
            unseen.set(false);
            request_animation_frame(move || desk.tell_seen());
        }
    });
    unseen
}

fn to_end(list: NodeRef<html::Div>) {
    if let Some(list) = list.try_get_untracked().flatten() {
        list.set_scroll_top(list.scroll_height());
    }
}

fn distance_to_end(list: &web_sys::HtmlDivElement) -> i32 {
    list.scroll_height() - list.scroll_top() - list.client_height()
}

#[component]
fn DaySeparator(
    /// The local day.
    day: i64,
) -> impl IntoView {
    let desk = use_desk();
    let words = Memo::new(move |_| {
        let now = desk.now.get();
        time::day(day, time::day_number(now, browser::zone_min(now)))
    });
    view! {
        <div class="day" role="separator">
            <span>{words}</span>
        </div>
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
