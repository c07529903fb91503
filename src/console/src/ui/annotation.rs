//! How a turn was read: the compact line below it, and the chip that every label is shown as.

use leptos::prelude::*;
use record::{Annotation, ReadBy, Reading, SentimentLabel};

use super::icon::Mood;
use crate::desk::{Evidence, use_desk};
use crate::limits;
use crate::state::shared::Shared;
use crate::state::thread::Turn;
use crate::words;

/// The reading of one visitor turn in a line: the sentiment, and the strongest labels.
#[component]
pub(crate) fn AnnotationLine(
    /// The turn.
    turn: Shared<Turn>,
) -> impl IntoView {
    let desk = use_desk();
    let seq = turn.seq();
    let choose = move |_| {
        desk.chosen.set(Some(seq));
        desk.pinned.set(None);
    };
    let Some(reading) = turn.reading() else {
        return view! {
            <button class="feeling unknown" on:click=choose title="The turn left before a model had read it">
                <Mood label=SentimentLabel::Unknown />
                "Not read yet"
            </button>
        }
        .into_any();
    };
    let analysis = &reading.analysis;
    let signals = analysis.signals.iter().map(|it| (it, "signal"));
    let mut labels: Vec<_> = signals.chain(analysis.intents.iter().map(|it| (it, "intent"))).collect();
    labels.sort_by(|a, b| b.0.confidence.total_cmp(&a.0.confidence));
    let (shown, rest) = split(labels.len());
    let chips: Vec<_> = labels
        .into_iter()
        .take(shown)
        .map(|(it, kind)| view! { <Label seq annotation=it.clone() kind /> })
        .collect();
    let sentiment = analysis.sentiment;
    let is_sure = sentiment.confidence >= limits::CONFIDENT;
    let is_unknown = sentiment.label == SentimentLabel::Unknown;
    let percent = (!is_unknown).then(|| view! { <small>{words::percent(sentiment.confidence)}</small> });
    view! {
        <button
            class=format!("feeling {}", sentiment.label.as_str())
            class:is-tentative=!is_sure && !is_unknown
            title=provenance(reading, turn.device_reading())
            on:click=choose
        >
            <Mood label=sentiment.label />
            {words::sentiment(sentiment.label)}
            {(!is_sure && !is_unknown).then_some("?")}
            {percent}
        </button>
        {chips}
        {(rest > 0)
            .then(|| {
                view! {
                    <button class="link" on:click=choose>
                        {format!("+{rest}")}
                        <span class="sr-only">" more labels in the panel"</span>
                    </button>
                }
            })}
    }
    .into_any()
}

/// How many chips are shown, and how many are left to the panel. One left over is shown instead of "+1".
const fn split(count: usize) -> (usize, usize) {
    if count <= limits::CHIPS + 1 { (count, 0) } else { (limits::CHIPS, count - limits::CHIPS) }
}

/// Who read the turn, with which model, and what the device had said.
pub(crate) fn provenance(reading: &Reading, device: Option<&Reading>) -> String {
    let by = words::read_by(reading.by);
    let model = &reading.analysis.model;
    let mut text = format!("Read {by} by {model}.");
    if reading.by == ReadBy::Device {
        text.push_str(" The server has not read it yet.");
    }
    if let Some(device) = device {
        let (here, there) = (reading.analysis.sentiment.label, device.analysis.sentiment.label);
        if here == there {
            text.push_str(" The visitor's device read the same sentiment");
        } else {
            text.push_str(&format!(" The visitor's device read: {}", words::sentiment(there).to_lowercase()));
        }
        if device.analysis.model != *model {
            text.push_str(&format!(", with {}", device.analysis.model));
        }
        text.push('.');
    }
    text
}

/// One label. The pointer or the focus on it marks the words that caused it; a click keeps them marked.
#[component]
pub(crate) fn Label(
    /// The turn's place.
    seq: u64,
    /// The label with its evidence.
    annotation: Annotation,
    /// What kind it is, as a class: `signal`, `intent`, `emotion`, `urgency`.
    kind: &'static str,
) -> impl IntoView {
    let desk = use_desk();
    let is_tentative = annotation.confidence < limits::CONFIDENT;
    let name = words::label(&annotation.kind());
    let spans = annotation.spans.clone();
    let evidence = StoredValue::new(Evidence { seq, spans: annotation.spans });
    let is_pinned = Memo::new(move |_| {
        !spans.is_empty()
            && desk.pinned.with(|pinned| pinned.as_ref().is_some_and(|it| it.seq == seq && it.spans == spans))
    });
    let show = move || desk.hovered.set(Some(evidence.get_value()));
    let hide = move || desk.hovered.set(None);
    let pin = move |_| {
        let is_on = is_pinned.get_untracked();
        desk.pinned.set((!is_on).then(|| evidence.get_value()));
        desk.chosen.set(Some(seq));
    };
    view! {
        <button
            class=format!("label {kind}")
            class:is-tentative=is_tentative
            aria-pressed=move || is_pinned.get().to_string()
            title=if is_tentative { "Tentative: the model is not sure" } else { "Show the words that caused it" }
            on:pointerenter=move |_| show()
            on:pointerleave=move |_| hide()
            on:focus=move |_| show()
            on:blur=move |_| hide()
            on:click=pin
        >
            {name}
            {is_tentative.then_some("?")}
            <small>{words::percent(annotation.confidence)}</small>
        </button>
    }
}
