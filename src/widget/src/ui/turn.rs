//! One turn: who, what, when, and how far it got.

use leptos::prelude::*;
use record::RecordId;

use super::Chat;
use super::icon::{CHECK, CHECKS, CLOCK, WARNING, icon};
use crate::conversation::{Delivery, Row, Speaker};
use crate::markup::{self, Part};
use crate::shell::{day_words, time_words};
use crate::words;

/// A bubble with its surroundings.
#[component]
pub(crate) fn Turn(chat: Chat, row: Row) -> impl IntoView {
    let Row { line, starts_day, follows } = row;
    let is_own = line.speaker == Speaker::Visitor;
    let class = match (is_own, follows) {
        (true, true) => "turn own follows",
        (true, false) => "turn own",
        (false, true) => "turn follows",
        (false, false) => "turn",
    };
    let (name, initials) = match &line.speaker {
        Speaker::Visitor => (None, None),
        Speaker::Agent(name) if name.trim().is_empty() => {
            let site = chat.site_name.get_value();
            (Some(site.clone()), Some(words::initials(&site)))
        }
        Speaker::Agent(name) => (Some(name.clone()), Some(words::initials(name))),
    };
    let spoken = name.clone().unwrap_or_else(|| "You".to_owned());
    let note = is_own.then(|| markup::hidden_note(&line.text)).flatten();
    view! {
        {starts_day.then(|| view! { <p class="day"><span>{day_words(line.at_ms)}</span></p> })}
        <div class=class>
            {initials.map(|initials| view! { <span class="avatar" aria-hidden="true">{initials}</span> })}
            <div class="said">
                {name.filter(|_| !follows).map(|name| view! { <p class="name" aria-hidden="true" dir="auto">{name}</p> })}
                <div class="bubble" dir="auto">
                    <span class="unseen">{spoken} ": "</span>
                    {text(&line.text)}
                </div>
                {note.map(|note| view! { <p class="note">{note}"."</p> })}
                <p class="meta">
                    <time>{time_words(line.at_ms)}</time>
                    {is_own.then(|| view! { <State chat id=line.id /> })}
                </p>
                {is_own.then(|| view! { <Refused chat id=line.id /> })}
            </div>
        </div>
    }
}

/// A text as nodes, never as markup.
fn text(text: &str) -> Vec<AnyView> {
    let part = |part| match part {
        Part::Text(words) => words.to_owned().into_any(),
        Part::Link(address) => {
            let address = address.to_owned();
            let href = address.clone();
            view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{address}</a> }.into_any()
        }
        Part::Hidden { kind, .. } => view! { <span class="hidden-value">{kind.words().0}</span> }.into_any(),
    };
    markup::parts(text).into_iter().map(part).collect()
}

/// How far an own turn got, as an icon with words for who cannot see it.
#[component]
fn State(chat: Chat, id: RecordId) -> impl IntoView {
    let view = chat.view;
    let state = Memo::new(move |_| match view.delivery(id) {
        Some(Delivery::Stored(seq)) if seq <= view.agent_seen.get() => (CHECKS, "Seen"),
        Some(Delivery::Stored(_)) => (CHECK, "Sent"),
        Some(Delivery::Sending) => (CLOCK, "Sending"),
        Some(Delivery::Refused(_)) | None => (WARNING, "Not sent"),
    });
    view! {
        {move || {
            let (path, words) = state.get();
            view! { <span class="state">{icon(path)}<span>{words}</span></span> }
        }}
    }
}

/// Why a turn was refused, and what can be done about it.
#[component]
fn Refused(chat: Chat, id: RecordId) -> impl IntoView {
    let view = chat.view;
    let reason = Memo::new(move |_| match view.delivery(id) {
        Some(Delivery::Refused(reason)) => Some(reason),
        _ => None,
    });
    let edit = move |_| {
        if let Some(text) = chat.act(|shell| shell.take_back(id)) {
            // What is being written is not thrown away for it.
            view.draft.update(|draft| {
                if !draft.trim().is_empty() {
                    draft.push('\n');
                }
                draft.push_str(&text);
            });
        }
    };
    move || {
        reason.get().map(|reason| {
            view! {
                <div class="refused" role="alert">
                    <p>{reason}</p>
                    <button type="button" class="quiet" on:click=move |_| chat.act(|shell| shell.retry(id))>
                        "Try again"
                    </button>
                    <button type="button" class="quiet" on:click=edit>"Edit"</button>
                </div>
            }
        })
    }
}
