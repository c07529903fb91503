//! One row of the inbox.

use api::agent::ConversationSummary;
use leptos::prelude::*;
use record::{ConversationId, Role};

use super::inbox::{offset, row_id};
use crate::desk::{Desk, use_desk};
use crate::limits;
use crate::path::{self, Frame};
use crate::state::inbox::unread;
use crate::state::shared::Shared;
use crate::{time, words};

/// The small line's box.
const SPARK: Frame = Frame { width: 56.0, height: 22.0, margin: 3.0 };

/// One row, at its place in the list.
#[component]
pub(crate) fn InboxRow(
    /// Which conversation.
    id: ConversationId,
    /// The rows in sight with their places.
    drawn: Memo<Vec<(usize, ConversationId)>>,
) -> impl IntoView {
    let desk = use_desk();
    let summary = Memo::new(move |_| desk.inbox.with(|inbox| inbox.row(id)));
    let index = Memo::new(move |_| drawn.with(|rows| rows.iter().find(|row| row.1 == id).map(|row| row.0)));
    let place = move || format!("translateY({}px)", offset(index.get().unwrap_or_default()));
    let is_open = move || desk.open.get() == Some(id);
    view! {
        <div
            id=row_id(id)
            class="row"
            class:is-cursor=move || desk.cursor.get() == Some(id)
            role="option"
            aria-selected=move || is_open().to_string()
            aria-posinset=move || index.get().map(|index| (index + 1).to_string())
            aria-setsize=move || desk.inbox.with(|inbox| inbox.shown().len().to_string())
            style:transform=place
            on:click=move |_| desk.open(Some(id))
        >
            {move || summary.get().map(|row| content(desk, row))}
        </div>
    }
}

/// A risk's class, for its colour; the words beside it say the same.
pub(crate) const fn risk_class(score: f32) -> &'static str {
    if score >= limits::RISK_HIGH {
        "risk high"
    } else if score >= limits::RISK_SOME {
        "risk some"
    } else {
        "risk low"
    }
}

/// How to call the visitor.
pub(crate) fn name(row: &ConversationSummary) -> String {
    let identity = &row.visitor.identity;
    words::visitor_name(identity.name.as_deref(), identity.email.as_deref(), row.visitor.id)
}

/// The main reason, when there is something to say.
fn reason(row: &ConversationSummary) -> Option<String> {
    let risk = &row.trajectory.risk;
    risk.reasons.first().map(|reason| words::reason(reason.label.as_str()))
}

fn content(desk: Desk, row: Shared<ConversationSummary>) -> impl IntoView {
    let id = row.id;
    let unread = unread(&row);
    let risk = &row.trajectory.risk;
    let who = name(&row);
    let route = row.page.as_ref().map(|page| page.route.as_str().to_owned());
    let preview = row.last_turn.preview.clone();
    let is_answer = row.last_turn.role == Role::Agent;
    let preview_shown = move || {
        if desk.is_typing(id) { String::from("is writing\u{2026}") } else { preview.clone() }
    };
    let last_at = row.last_turn.received_at_ms;
    let waiting = row.waiting_since_ms;
    let since = move || {
        let now = desk.now.get();
        waiting.map_or_else(|| time::lasted(last_at, now), |since| time::lasted(since, now))
    };
    let told = row.clone();
    view! {
        <span class=risk_class(risk.score) aria-hidden="true">
            <i style:height=format!("{:.0}%", f64::from(risk.score.clamp(0.0, 1.0)) * 100.0)></i>
        </span>
        <span class="row-top">
            <span class="presence" class:is-online=row.visitor_online></span>
            <span class="row-name" dir="auto">{who}</span>
            <span class="sr-only">{move || spoken(&told, desk.now.get())}</span>
            <span class="row-since" class:is-waiting=waiting.is_some() aria-hidden="true">{since}</span>
        </span>
        <span class="row-middle" class:is-unread=move || { unread > 0 }>
            {is_answer.then(|| view! { <span class="row-whose">"Answer:"</span> })}
            <span class="row-preview" class:is-typing=move || desk.is_typing(id) dir="auto">{preview_shown}</span>
            {(unread > 0).then(|| view! { <span class="badge">{unread} <span class="sr-only">" unread"</span></span> })}
        </span>
        <span class="row-bottom">
            {reason(&row).map(|words| view! { <span class=risk_class(risk.score)>{words}</span> })}
            {route.map(|route| view! { <code class="row-route" dir="ltr">{route}</code> })}
            <Spark summary=row.clone() />
            <span class="sr-only">{words::sentiment(row.last_turn.sentiment)}</span>
        </span>
    }
}

/// The sentiment path, small.
#[component]
fn Spark(
    /// The row.
    summary: Shared<ConversationSummary>,
) -> impl IntoView {
    let path = &summary.trajectory.path;
    let newest = path.get(path.len().saturating_sub(limits::SPARK_POINTS)..).unwrap_or_default();
    let dots = path::dots(newest, SPARK);
    let (solid, dashed) = path::lines(&dots);
    let last = dots.last().copied();
    view! {
        <svg class="spark" viewBox="0 0 56 22" aria-hidden="true">
            <path class="zero" d="M3 11h50" />
            <path class="line" d=solid />
            <path class="line dashed" d=dashed />
            {last
                .map(|dot| {
                    view! {
                        <circle
                            class=format!("dot {}", dot.point.label.as_str())
                            cx=dot.x.to_string()
                            cy=format!("{:.1}", dot.y)
                            r="2.5"
                        />
                    }
                })}
        </svg>
    }
}

/// What the row shows without words, for who cannot see it. It follows the name and is part of the row's own.
fn spoken(row: &ConversationSummary, now_ms: i64) -> String {
    let mut spoken = String::new();
    if row.visitor_online {
        spoken.push_str(", online");
    }
    if let Some(since) = row.waiting_since_ms {
        // In minutes, so that a name does not change every second under a reader.
        let minutes = u32::try_from(now_ms.saturating_sub(since).max(0) / 60_000).unwrap_or(u32::MAX);
        spoken.push_str(", waiting ");
        spoken.push_str(&words::counted(minutes, "minute", "minutes"));
    }
    spoken.push_str(", risk ");
    spoken.push_str(&words::percent(row.trajectory.risk.score));
    spoken
}
