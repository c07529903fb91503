//! One turn: who, what, when, and how far it got.

#![expect(unreachable_pub, reason = "the component macro writes a public item beside each component")]

use std::rc::Rc;

use leptos::prelude::*;
use record::RecordId;

use crate::conversation::{Delivery, Row, Speaker};
use crate::markup::{self, Part};
use crate::shell::{Shell, View, day_words, time_words};
use crate::words;

const CLOCK: &str = "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M10 6.5V10l2.5 1.5";
const CHECK: &str = "M4.5 10.5l3.5 3.5 7.5-8";
const CHECKS: &str = "M2 10.5l3.5 3.5 7.5-8M9.5 13l1 1 7.5-8";
const WARNING: &str = "M10 3.5l7 12.5H3zM10 8.5v3.5M10 14v.2";

/// The shell, as components can copy it.
type Stored = StoredValue<Rc<Shell>, LocalStorage>;

/// A bubble with its surroundings.
#[component]
pub(crate) fn Turn(shell: Stored, view: View, site_name: String, row: Row) -> impl IntoView {
    let Row { line, starts_day, follows } = row;
    let is_own = line.speaker == Speaker::Visitor;
    let class = match (is_own, follows) {
        (true, true) => "turn own follows",
        (true, false) => "turn own",
        (false, true) => "turn follows",
        (false, false) => "turn",
    };
    // What a turn does not have is empty, and the style sheet takes it away.
    let name = match line.speaker {
        Speaker::Visitor => String::new(),
        Speaker::Agent(name) if name.trim().is_empty() => site_name,
        Speaker::Agent(name) => name,
    };
    let initials = words::initials(&name);
    let spoken = if is_own { "You".to_owned() } else { name.clone() };
    let note = if is_own { markup::hidden_note(&line.text) } else { None };
    view! {
        {starts_day.then(|| view! { <p class="day"><span>{day_words(line.at_ms)}</span></p> })}
        <div class=class>
            <span class="avatar" aria-hidden="true">{initials}</span>
            <div class="said">
                <p class="name" aria-hidden="true"><bdi>{name}</bdi></p>
                <div class="bubble" dir="auto">
                    <span class="unseen" dir="ltr">{spoken} ": "</span>
                    {text(&line.text)}
                </div>
                <p class="note">{note}</p>
                <p class="meta">
                    <time>{time_words(line.at_ms)}</time>
                    {is_own.then(|| view! { <State view id=line.id /> })}
                </p>
                {is_own.then(|| view! { <Refused shell view id=line.id /> })}
            </div>
        </div>
    }
}

/// A text as nodes, never as markup.
///
/// All parts are one kind of element, since each kind costs the page bytes: an anchor that leads nowhere is plain text
/// to browsers and screen readers.
fn text(text: &str) -> Vec<impl IntoView + use<>> {
    let part = |part| {
        let (words, href, class) = match part {
            Part::Text(words) => (words, None, ""),
            Part::Link(address) => (address, Some(address.to_owned()), ""),
            Part::Hidden { kind, .. } => (kind.words().0, None, "hidden-value"),
        };
        let words = words.to_owned();
        view! { <a href=href class=class target="_blank" rel="noopener noreferrer nofollow">{words}</a> }
    };
    markup::parts(text).into_iter().map(part).collect()
}

/// How far an own turn got, as an icon with words for who cannot see it.
#[component]
fn State(view: View, id: RecordId) -> impl IntoView {
    let state = move || match view.delivery(id) {
        Some(Delivery::Seen) => (CHECKS, "Seen"),
        Some(Delivery::Stored(_)) => (CHECK, "Sent"),
        Some(Delivery::Sending) => (CLOCK, "Sending"),
        Some(Delivery::Refused(_)) | None => (WARNING, "Not sent"),
    };
    view! {
        <span class="state">
            <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
                <path d=move || state().0 />
            </svg>
            <span>{move || state().1}</span>
        </span>
    }
}

/// Why a turn was refused, and what can be done about it.
#[component]
fn Refused(shell: Stored, view: View, id: RecordId) -> impl IntoView {
    let reason = move || match view.delivery(id) {
        Some(Delivery::Refused(reason)) => Some(reason),
        _ => None,
    };
    let edit = move |_| {
        if let Some(text) = shell.try_with_value(|shell| shell.take_back(id)).flatten() {
            // What is being written is not thrown away for it.
            view.draft.update(|draft| {
                if !draft.trim().is_empty() {
                    draft.push('\n');
                }
                draft.push_str(&text);
            });
        }
    };
    view! {
        <div class="refused" role="alert" hidden=move || reason().is_none()>
            <p>{move || reason().unwrap_or_default()}</p>
            <button type="button" class="quiet" on:click=move |_| shell.with_value(|shell| shell.retry(id))>
                "Try again"
            </button>
            <button type="button" class="quiet" on:click=edit>
                "Edit"
            </button>
        </div>
    }
}
