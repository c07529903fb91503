//! The inbox: only the rows in sight exist, each at its place.

use leptos::html;
use leptos::prelude::*;
use record::ConversationId;

use super::icon::{Glyph, Icon};
use super::row::InboxRow;
use crate::desk::{Desk, use_desk};
use crate::limits;
use crate::state::inbox::{Filter, Inbox, Loading};

/// The inbox with its filters and its states.
#[component]
pub(crate) fn InboxPane() -> impl IntoView {
    let desk = use_desk();
    let state = Memo::new(move |_| {
        desk.inbox.with(|inbox| match &inbox.loading {
            Loading::First if inbox.len() == 0 => View::Loading,
            Loading::Failed(words) if inbox.len() == 0 => View::Failed(words.clone()),
            _ if inbox.len() == 0 => View::Empty,
            _ if inbox.shown().is_empty() => View::NoneWaiting,
            _ => View::Rows,
        })
    });
    view! {
        <nav class="pane inbox" aria-label="Inbox">
            <Filters />
            {move || match state.get() {
                View::Loading => view! { <Skeleton /> }.into_any(),
                View::Rows => view! { <Rows /> }.into_any(),
                View::Empty => {
                    view! {
                        <div class="empty">
                            <Icon glyph=Glyph::Calm />
                            <h2>"No conversations yet"</h2>
                            <p>"When a visitor writes, it appears here within a moment."</p>
                        </div>
                    }
                        .into_any()
                }
                View::NoneWaiting => {
                    view! {
                        <div class="empty">
                            <Icon glyph=Glyph::Check />
                            <h2>"Nobody is waiting"</h2>
                            <p>"Every visitor has an answer."</p>
                        </div>
                    }
                        .into_any()
                }
                View::Failed(words) => {
                    view! {
                        <div class="empty" role="alert">
                            <Icon glyph=Glyph::Alert />
                            <h2>"The inbox did not load"</h2>
                            <p>{words}</p>
                            <button class="button" on:click=move |_| desk.reload_inbox()>"Try again"</button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </nav>
    }
}

#[derive(Clone, PartialEq)]
enum View {
    Loading,
    Failed(String),
    Empty,
    NoneWaiting,
    Rows,
}

#[component]
fn Filters() -> impl IntoView {
    let desk = use_desk();
    let counts = Memo::new(move |_| {
        desk.inbox.with(|inbox| {
            let is_known = inbox.len() > 0 || inbox.loading == Loading::Done;
            is_known.then(|| (inbox.len(), inbox.waiting()))
        })
    });
    let chip = move |filter: Filter, name: &'static str, count: fn((usize, usize)) -> usize| {
        let is_on = move || desk.inbox.with(|inbox| inbox.filter() == filter);
        view! {
            <button
                class="chip"
                aria-pressed=move || is_on().to_string()
                on:click=move |_| desk.inbox.update(|inbox| inbox.set_filter(filter))
            >
                {name}
                <span class="count">{move || counts.get().map(count)}</span>
            </button>
        }
    };
    view! {
        <div class="filters" role="group" aria-label="Show">
            {chip(Filter::All, "All", |(all, _)| all)}
            {chip(Filter::Waiting, "Waiting", |(_, waiting)| waiting)}
            <span class="grow"></span>
            <Show when=move || desk.inbox.with(Inbox::is_stale)>
                <button
                    class="link"
                    title="Rows keep still while you are among them"
                    on:click=move |_| desk.inbox.update(Inbox::arrange_now)
                >
                    "Order has changed"
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Rows() -> impl IntoView {
    let desk = use_desk();
    let list = NodeRef::<html::Div>::new();
    // From the top, and in height, in CSS pixels.
    let view = RwSignal::new((0.0, 800.0));
    let measure = move || {
        if let Some(list) = list.get_untracked() {
            view.set((f64::from(list.scroll_top()), f64::from(list.client_height())));
        }
    };
    list.on_load(move |_| request_animation_frame(measure));
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let count = Memo::new(move |_| desk.inbox.with(|inbox| inbox.shown().len()));
    let drawn = Memo::new(move |_| {
        let (from, to) = in_sight(view.get(), count.get());
        desk.inbox.with(|inbox| {
            let rows = inbox.shown().iter().copied().enumerate();
            rows.skip(from).take(to - from).collect::<Vec<_>>()
        })
    });
    bring_cursor_into_sight(desk, list);
    view! {
        <div
            class="rows"
            node_ref=list
            role="listbox"
            tabindex="0"
            aria-label="Conversations, who needs help most first"
            aria-activedescendant=move || desk.cursor.get().map(row_id)
            on:scroll=move |_| measure()
            on:pointermove=move |_| desk.hold_for_pointer(true)
            on:pointerleave=move |_| desk.hold_for_pointer(false)
            on:focus=move |_| {
                // A pointer brings the focus too, before its click: nothing may move from under it.
                let by_key = list.get_untracked().is_some_and(|it| it.matches(":focus-visible").unwrap_or(true));
                if by_key && desk.cursor.get_untracked().is_none() {
                    super::keys::step(desk, 0);
                }
            }
        >
            <div class="rows-space" style:height=move || format!("{}px", offset(count.get()))>
                <For each=move || drawn.get() key=|(_, id)| *id let((_, id))>
                    <InboxRow id drawn />
                </For>
            </div>
            <Show when=move || desk.inbox.with(|inbox| inbox.len() >= limits::INBOX_ROWS)>
                <p class="rows-end">
                    {format!("The {} conversations that need help most.", limits::INBOX_ROWS)}
                </p>
            </Show>
        </div>
    }
}

/// The id of a row in the page.
pub(crate) fn row_id(id: ConversationId) -> String {
    format!("row-{id}")
}

/// Where a row begins, in CSS pixels.
#[expect(clippy::cast_precision_loss, reason = "there are a few thousand rows")]
pub(crate) fn offset(index: usize) -> f64 {
    index as f64 * limits::ROW_HEIGHT
}

/// The rows to draw, from and up to.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand rows, from 0")]
fn in_sight((top, height): (f64, f64), count: usize) -> (usize, usize) {
    let first = (top.max(0.0) / limits::ROW_HEIGHT) as usize;
    let shown = (height.max(0.0) / limits::ROW_HEIGHT) as usize + 2;
    let from = first.saturating_sub(limits::OVERSCAN_ROWS).min(count);
    (from, (first + shown + limits::OVERSCAN_ROWS).clamp(from, count))
}

/// Scrolls so that the keyboard's row can be seen whole.
fn bring_cursor_into_sight(desk: Desk, list: NodeRef<html::Div>) {
    Effect::new(move || {
        let (Some(id), Some(list)) = (desk.cursor.get(), list.get()) else { return };
        let at = desk.inbox.with_untracked(|inbox| inbox.shown().iter().position(|row| *row == id));
        let Some(row) = at.map(offset) else { return };
        let top = f64::from(list.scroll_top());
        let height = f64::from(list.client_height());
        let target = if row < top { row } else { (row + limits::ROW_HEIGHT - height).max(top) };
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a few thousand rows")]
        list.set_scroll_top(target as i32);
    });
}

/// Rows to come, in their size, so that nothing moves when they arrive.
#[component]
fn Skeleton() -> impl IntoView {
    let rows = [(); 7].map(|()| {
        view! {
            <div class="skeleton-row">
                <i class="w40"></i>
                <i class="w80"></i>
                <i class="w60"></i>
            </div>
        }
    });
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="sr-only">"Loading conversations"</span>
            {rows}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        assert_eq!(in_sight((0.0, 880.0), 5), (0, 5));
        let (from, to) = in_sight((88.0 * 1_000.0, 880.0), 2_000);
        assert!(from < 1_000 && to > 1_010 && to - from < 40, "{from}..{to}");
        assert_eq!(in_sight((1e9, 880.0), 10), (10, 10));
        assert_eq!(in_sight((-50.0, f64::NAN), 0), (0, 0));
    }
}
