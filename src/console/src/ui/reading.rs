//! What the chosen message says: wishes, signals, emotions, each with the words that caused it.

use leptos::prelude::*;
use record::{Analysis, Annotation};

use super::annotation::{Label, provenance};
use crate::desk::{Desk, Evidence, use_desk};
use crate::limits;
use crate::state::shared::Shared;
use crate::state::thread::Turn;
use crate::{spans, words};

/// The reading of the message that the panel speaks of.
#[component]
pub(crate) fn ReadingSections() -> impl IntoView {
    let desk = use_desk();
    let turn = Memo::new(move |_| desk.focus());
    move || {
        let turn = turn.get()?;
        let Some(reading) = turn.reading() else {
            return Some(
                view! {
                    <section>
                        <h3>"What they want"</h3>
                        <p class="none">"Not read yet: the message left before a model was there."</p>
                    </section>
                }
                .into_any(),
            );
        };
        Some(
            view! {
                {wants(desk, &turn, &reading.analysis)}
                {signals(&turn, &reading.analysis)}
                {feelings(&turn, &reading.analysis)}
                <p class="provenance">{provenance(reading, turn.device_reading())}</p>
            }
            .into_any(),
        )
    }
}

fn wants(desk: Desk, turn: &Shared<Turn>, analysis: &Analysis) -> impl IntoView + use<> {
    let rows: Vec<_> = analysis.intents.iter().map(|it| bar(desk, turn, it)).collect();
    let none = rows.is_empty().then(|| {
        let words = if analysis.language.as_str() == "unknown" {
            "Not sure: the language was not recognised."
        } else {
            "Not sure: nothing was clear enough to say."
        };
        view! { <p class="none">{words}</p> }
    });
    view! {
        <section>
            <h3>"What they want"</h3>
            {none}
            <ul class="bars">{rows}</ul>
        </section>
    }
}

/// A label with its confidence as a bar and its words.
fn bar(desk: Desk, turn: &Shared<Turn>, annotation: &Annotation) -> impl IntoView + use<> {
    let quotes = spans::quotes(turn.text(), &annotation.spans);
    let evidence = Evidence { seq: turn.seq(), spans: annotation.spans.clone() };
    let is_tentative = annotation.confidence < limits::CONFIDENT;
    let share = format!("{:.0}%", f64::from(annotation.confidence.clamp(0.0, 1.0)) * 100.0);
    view! {
        <li
            class:is-tentative=is_tentative
            on:pointerenter=move |_| desk.hovered.set(Some(evidence.clone()))
            on:pointerleave=move |_| desk.hovered.set(None)
        >
            <span class="bar-name">
                {words::label(&annotation.kind())}
                {is_tentative.then_some("?")}
            </span>
            <span class="meter" aria-hidden="true">
                <i style:width=share></i>
            </span>
            <small>{words::percent(annotation.confidence)}</small>
            {quoted(quotes)}
        </li>
    }
}

fn quoted(quotes: Vec<String>) -> Option<impl IntoView> {
    (!quotes.is_empty()).then(|| {
        let quotes: Vec<_> = quotes.into_iter().map(|words| view! { <q>{words}</q> }).collect();
        view! { <span class="quotes" dir="auto">{quotes}</span> }
    })
}

fn signals(turn: &Shared<Turn>, analysis: &Analysis) -> Option<impl IntoView + use<>> {
    let seq = turn.seq();
    let rows: Vec<_> = analysis
        .signals
        .iter()
        .map(|it| {
            let quotes = spans::quotes(turn.text(), &it.spans);
            view! {
                <li>
                    <Label seq annotation=it.clone() kind="signal" />
                    {quoted(quotes)}
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section>
                <h3>"Signals"</h3>
                <ul class="signals">{rows}</ul>
            </section>
        }
    })
}

fn feelings(turn: &Shared<Turn>, analysis: &Analysis) -> Option<impl IntoView + use<>> {
    let seq = turn.seq();
    let mut rows: Vec<_> = analysis
        .emotions
        .iter()
        .map(|it| view! { <Label seq annotation=it.clone() kind="emotion" /> }.into_any())
        .collect();
    if let Some(urgency) = &analysis.urgency {
        let name = format!("urgency_{}", urgency.label);
        let label = record::Label::new(&name).unwrap_or_else(|_| urgency.label.clone());
        let annotation = Annotation { label, ..urgency.clone() };
        rows.push(view! { <Label seq annotation kind="urgency" /> }.into_any());
    }
    (!rows.is_empty()).then(|| {
        view! {
            <section>
                <h3>"Feelings and urgency"</h3>
                <div class="labels">{rows}</div>
            </section>
        }
    })
}
