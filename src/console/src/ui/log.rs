//! The log of a conversation: days, turns, and the end that stays in sight.

use leptos::html;
use leptos::prelude::*;
use record::{ConversationId, RecordId};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use super::icon::{Glyph, Icon};
use super::keys::TURNS;
use super::turn::TurnView;
use crate::browser;
use crate::desk::{Desk, use_desk};
use crate::limits;
use crate::state::thread::{Fetching, Thread};
use crate::time;

/// One line of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Line {
    Day(i64),
    Turn(RecordId),
}

/// The turns with a line before each new day.
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

/// The turns by their days, with what is on its way, and the end kept in sight.
#[component]
pub(crate) fn Log(
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
                <Writing id />
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

#[component]
fn Writing(
    /// Which conversation.
    id: ConversationId,
) -> impl IntoView {
    let desk = use_desk();
    view! {
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
    // Whatever makes the log grow or its window shrink, a turn, a notice or a longer reply, its end stays in sight.
    let grown = Closure::<dyn FnMut()>::new(move || {
        if desk.is_at_end.get_untracked() {
            to_end(list);
        }
    });
    if let Ok(observer) = ResizeObserver::new(grown.as_ref().unchecked_ref()) {
        let observer = StoredValue::new_local((observer, grown));
        inner.on_load(move |inner| observer.with_value(|(observer, _)| observer.observe(&inner)));
        list.on_load(move |list| observer.with_value(|(observer, _)| observer.observe(&list)));
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

#[cfg(test)]
mod tests {
    use api::agent::Reply;

    use super::*;

    #[test]
    fn a_day_is_named_once_even_when_a_clock_runs_backwards() {
        const DAY: i64 = 86_400_000;
        let id = |number: u8| RecordId::mint(1, [number; 10]);
        let mut thread = Thread::default();
        for (number, at) in [(1, DAY), (2, 2 * DAY), (3, DAY), (4, 2 * DAY + 5)] {
            let conversation_id = ConversationId::mint(1, [9; 10]);
            let text = String::from("words");
            thread.outbox.add(Reply { id: id(number), conversation_id, occurred_at_ms: at, text }, at);
        }
        let turn = |number| Line::Turn(id(number));
        let expected = [Line::Day(1), turn(1), Line::Day(2), turn(2), turn(3), turn(4)];
        assert_eq!(lines(&thread, |_| 0), expected);
    }
}
