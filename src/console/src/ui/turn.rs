//! One turn: what was said, when, and how far it has come.

use leptos::prelude::*;
use record::{ConversationId, RecordId, Role};

use super::annotation::AnnotationLine;
use super::composer::draft_again;
use super::conversation::{is_newest, is_seen};
use super::icon::{Glyph, Icon};
use crate::browser;
use crate::desk::{Desk, use_desk};
use crate::spans;
use crate::state::outgoing::{Delivery, Outgoing};
use crate::state::shared::Shared;
use crate::state::thread::{Entry, Turn};
use crate::time;

/// What is shown under one id: the turn, or the reply that becomes it in the same place.
#[component]
pub(crate) fn TurnView(
    /// Which conversation.
    conversation: ConversationId,
    /// Which record.
    id: RecordId,
) -> impl IntoView {
    let desk = use_desk();
    let entry = Memo::new(move |_| {
        desk.threads.with(|threads| threads.get(conversation).and_then(|it| it.entry(id)))
    });
    move || match entry.get()? {
        Entry::Turn(turn) if turn.role() == Role::Visitor => {
            Some(view! { <VisitorTurnView conversation turn /> }.into_any())
        }
        Entry::Turn(turn) => Some(view! { <AgentTurnView conversation turn /> }.into_any()),
        Entry::Outgoing(outgoing) => Some(view! { <OutgoingView outgoing /> }.into_any()),
    }
}

fn clock(ms: i64) -> String {
    time::clock(ms, browser::zone_min(ms))
}

/// The words, with the evidence of the label in question marked.
fn words(desk: Desk, turn: Shared<Turn>) -> impl IntoView {
    let seq = turn.seq();
    let marks = Memo::new(move |_| {
        let evidence = desk.hovered.get().or_else(|| desk.pinned.get());
        evidence.filter(|it| it.seq == seq).map(|it| it.spans).unwrap_or_default()
    });
    move || {
        spans::pieces(turn.text(), &marks.get())
            .into_iter()
            .map(|piece| {
                if piece.is_marked {
                    view! { <mark>{piece.text}</mark> }.into_any()
                } else {
                    piece.text.into_any()
                }
            })
            .collect_view()
    }
}

#[component]
fn VisitorTurnView(
    /// Which conversation.
    conversation: ConversationId,
    /// The turn.
    turn: Shared<Turn>,
) -> impl IntoView {
    let desk = use_desk();
    let seq = turn.seq();
    let at = turn.stored.received_at_ms;
    let is_chosen = Memo::new(move |_| desk.chosen.get() == Some(seq));
    view! {
        <article class="turn visitor" class:is-chosen=is_chosen id=format!("turn-{conversation}-{seq}")>
            <div class="bubble">
                <span class="sr-only" dir="ltr">"Visitor: "</span>
                <p dir="auto">{words(desk, turn.clone())}</p>
            </div>
            <footer class="turn-foot">
                <time>{clock(at)}</time>
                <AnnotationLine turn />
            </footer>
        </article>
    }
}

#[component]
fn AgentTurnView(
    /// Which conversation.
    conversation: ConversationId,
    /// The turn.
    turn: Shared<Turn>,
) -> impl IntoView {
    let desk = use_desk();
    let seq = turn.seq();
    let who = turn.agent().map(|agent| agent.agent_name.clone()).unwrap_or_default();
    let mark = Memo::new(move |_| {
        is_newest(desk, conversation, seq, Role::Agent).then(|| is_seen(desk, conversation, seq))
    });
    view! {
        <article class="turn agent">
            <div class="bubble">
                <span class="sr-only" dir="ltr">{format!("{who}: ")}</span>
                <p dir="auto">{turn.text().to_owned()}</p>
            </div>
            <footer class="turn-foot">
                <span aria-hidden="true" dir="auto">{who.clone()}</span>
                <time>{clock(turn.stored.received_at_ms)}</time>
                {move || {
                    mark.get()
                        .map(|seen| {
                            let (glyph, words) =
                                if seen { (Glyph::Checks, "Seen") } else { (Glyph::Check, "Sent") };
                            view! {
                                <span class="delivery" class:is-seen=seen>
                                    <Icon glyph />
                                    {words}
                                </span>
                            }
                        })
                }}
            </footer>
        </article>
    }
}

#[component]
fn OutgoingView(
    /// The reply.
    outgoing: Shared<Outgoing>,
) -> impl IntoView {
    let desk = use_desk();
    let id = outgoing.reply.id;
    let again = move || {
        view! {
            <button class="link" on:click=move |_| desk.send_again(id)>
                "Send again"
            </button>
        }
    };
    let waiting = outgoing.clone();
    let state = match &outgoing.state {
        Delivery::Stored { .. } => view! {
            <span class="delivery">
                <Icon glyph=Glyph::Check />
                "Sent"
            </span>
        }
        .into_any(),
        Delivery::Sending { .. } => view! {
            <span class="delivery">
                <Icon glyph=Glyph::Clock />
                "Sending\u{2026}"
            </span>
            <Show when=move || waiting.is_overdue(desk.now.get())>{again()}</Show>
        }
        .into_any(),
        Delivery::Refused { detail, may_retry } => view! {
            <span class="delivery is-refused" role="alert">
                <Icon glyph=Glyph::Alert />
                "Not sent. "
                {detail.clone()}
            </span>
            {may_retry.then(again)}
            <button
                class="link"
                on:click=move |_| {
                    if let Some(words) = desk.give_up(id) {
                        draft_again(desk, &words);
                    }
                }
            >
                "Edit"
            </button>
        }
        .into_any(),
    };
    let is_settled = matches!(outgoing.state, Delivery::Stored { .. });
    view! {
        <article class="turn agent outgoing" class:is-settled=is_settled>
            <div class="bubble">
                <p dir="auto">{outgoing.reply.text.clone()}</p>
            </div>
            <footer class="turn-foot">{state}</footer>
        </article>
    }
}
