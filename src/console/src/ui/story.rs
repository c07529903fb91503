//! The page's story: where the visitor is, what they tried, and what the page said.

use leptos::prelude::*;
use record::{
    CaptureMode, Control, ControlState, PageContext, PageEvent, PageEventKind, PageReport, PageStory,
    Severity, StuckTask, TaskOutcome,
};

use super::icon::{Glyph, Icon};
use crate::browser;
use crate::desk::{Desk, use_desk};
use crate::limits;
use crate::state::shared::Shared;
use crate::state::thread::Turn;
use crate::{time, words};

/// The page's part of the panel.
#[component]
pub(crate) fn Story() -> impl IntoView {
    let desk = use_desk();
    let turn = Memo::new(move |_| desk.focus());
    let told = Memo::new(move |_| told_with(desk));
    view! {
        <section class="story" aria-labelledby="story-title">
            <h3 id="story-title">"On the page"</h3>
            {move || place(desk)}
            {move || turn.get().and_then(|turn| capture(turn.page.as_ref(), told.get().is_some()))}
            {move || {
                let told = told.get()?;
                let story = told.page.as_ref()?.story.clone()?;
                let at = told.stored.received_at_ms;
                let is_own = turn.get().is_some_and(|turn| turn == told);
                let origin = (!is_own)
                    .then(|| format!("Told with the message of {}.", time::clock(at, browser::zone_min(at))));
                Some(view! {
                    {origin.map(|words| view! { <p class="none">{words}</p> })}
                    {sentence(&story)}
                    {tasks(&story)}
                    {steps(&story)}
                    {about(told.page.as_ref().and_then(|page| page.context.as_ref()))}
                })
            }}
            {move || turn.get().and_then(|turn| hidden(&turn))}
        </section>
    }
}

/// The chosen message, when it told a story, else the newest one before it that did.
fn told_with(desk: Desk) -> Option<Shared<Turn>> {
    let seq = desk.focus()?.seq();
    desk.with_thread(|thread| thread.newest_story(seq)).flatten()
}

/// Where they are now.
fn place(desk: Desk) -> Option<impl IntoView> {
    let page = desk.summary()?.page.clone()?;
    Some(view! {
        <p class="place">
            <Icon glyph=Glyph::Page />
            <span>
                <strong dir="auto">{page.title.as_str().to_owned()}</strong>
                <code dir="ltr">{page.route.as_str().to_owned()}</code>
            </span>
        </p>
    })
}

fn capture(page: Option<&PageReport>, has_story: bool) -> Option<impl IntoView + use<>> {
    let words = match page {
        // The line above the story says with which message it came.
        None if has_story => return None,
        None => String::from("Nothing of the page came with this message."),
        Some(page) => words::capture(page.capture, page.reason.as_ref().map(record::Label::as_str))?,
    };
    let is_off = page.is_some_and(|page| page.capture == CaptureMode::Off);
    Some(view! { <p class="capture" class:is-off=is_off>{words}</p> })
}

fn sentence(story: &PageStory) -> impl IntoView + use<> {
    let words = story.sentence.as_str().trim().to_owned();
    if words.is_empty() {
        view! { <p class="none">"Nothing worth telling happened on the page."</p> }.into_any()
    } else {
        view! { <p class="sentence" dir="auto">{words}</p> }.into_any()
    }
}

fn tasks(story: &PageStory) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = story.tasks.iter().map(task).collect();
    (!rows.is_empty()).then(|| view! { <ul class="tasks">{rows}</ul> })
}

fn task(task: &StuckTask) -> impl IntoView + use<> {
    let outcome = match task.outcome {
        TaskOutcome::Open => "open",
        TaskOutcome::Done => "done",
        TaskOutcome::Failed => "failed",
        TaskOutcome::GaveUp => "gave-up",
    };
    let mut counts = words::counted(task.tries, "try", "tries");
    if task.failures > 0 {
        counts.push_str(&format!(", {}", words::counted(task.failures, "failure", "failures")));
    }
    let message = task.message.as_ref().map(|it| it.as_str().to_owned());
    view! {
        <li>
            <span class="task-top">
                <strong dir="auto">{task.control.as_str().to_owned()}</strong>
                <span class=format!("outcome {outcome}")>{words::task_outcome(task.outcome)}</span>
            </span>
            <span class="task-counts">{counts} " on " <code dir="ltr">{task.route.as_str().to_owned()}</code></span>
            {message.map(|words| view! { <q dir="auto">{words}</q> })}
        </li>
    }
}

/// How to come there, for whoever wants to see it for themselves.
fn steps(story: &PageStory) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = story
        .steps
        .iter()
        .map(|step| view! { <li dir="auto">{step.text.as_str().to_owned()}</li> })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="steps">
                <summary>"How to see it yourself"</summary>
                <ol>{rows}</ol>
            </details>
        }
    })
}

/// What the page runs on, and how it feels there.
fn about(context: Option<&PageContext>) -> Option<impl IntoView + use<>> {
    let facts = words::page_facts(context?);
    let rows: Vec<_> =
        facts.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd dir="auto">{value}</dd> }).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="facts">
                <summary>"Page and device"</summary>
                <dl>{rows}</dl>
            </details>
        }
    })
}

/// What happened on the page, the newest last.
#[component]
pub(crate) fn Timeline() -> impl IntoView {
    let desk = use_desk();
    let told = Memo::new(move |_| told_with(desk));
    let is_whole = RwSignal::new(false);
    move || {
        let told = told.get()?;
        let story = told.page.as_ref()?.story.as_ref()?;
        let count = story.timeline.len();
        if count == 0 {
            return None;
        }
        let skip = if is_whole.get() { 0 } else { count.saturating_sub(limits::TIMELINE_SHOWN) };
        // Times are told back from the newest event: the tab's clock has no time of day.
        let end = story.timeline.last().map_or(0, |event| event.t_ms);
        let rows: Vec<_> = story.timeline.iter().skip(skip).map(|it| event(it, end)).collect();
        let toggle = if is_whole.get() { String::from("Show fewer") } else { format!("Show all {count}") };
        let dropped = (story.dropped_events > 0).then(|| {
            let words = words::counted(story.dropped_events, "earlier event is", "earlier events are");
            view! { <p class="none">{format!("{words} not kept.")}</p> }
        });
        Some(view! {
            <section class="story">
                <h3>
                    "What happened"
                    {(count > limits::TIMELINE_SHOWN)
                        .then(|| {
                            view! {
                                <button class="link" on:click=move |_| is_whole.update(|it| *it = !*it)>
                                    {toggle}
                                </button>
                            }
                        })}
                </h3>
                {dropped}
                <ol class="timeline">{rows}</ol>
            </section>
        })
    }
}

fn event(event: &PageEvent, end_ms: u64) -> impl IntoView + use<> {
    let (glyph, is_bad, what, detail) = told(&event.kind);
    let before = i64::try_from(end_ms.saturating_sub(event.t_ms)).unwrap_or(i64::MAX);
    let when =
        if before < 1_000 { String::from("last") } else { format!("\u{2212}{}", time::lasted(0, before)) };
    view! {
        <li class:is-bad=is_bad>
            <Icon glyph />
            <span dir="auto">
                {what}
                {detail.map(|words| view! { <q>{words}</q> })}
            </span>
            <time>{when}</time>
        </li>
    }
}

/// An event's icon, whether something went wrong, what happened, and what the page said.
fn told(kind: &PageEventKind) -> (Glyph, bool, String, Option<String>) {
    let text = |text: &str| text.to_owned();
    match kind {
        PageEventKind::Navigation { route, title } => {
            let place = if title.as_str().is_empty() { route } else { title };
            (Glyph::Page, false, format!("Came to {}", place.as_str()), None)
        }
        PageEventKind::Click { control } if control.state == ControlState::Disabled => {
            let description = control.description.as_ref().map(|it| text(it.as_str()));
            (Glyph::Pointer, true, format!("Clicked {}, which is disabled", spoken(control)), description)
        }
        PageEventKind::Click { control } => {
            (Glyph::Pointer, false, format!("Clicked {}", spoken(control)), None)
        }
        PageEventKind::FormInvalid { control, message, .. } => {
            let message = message.as_ref().map(|it| text(it.as_str()));
            (Glyph::Form, true, format!("{} was refused", spoken(control)), message)
        }
        PageEventKind::FormSubmit { control } => {
            (Glyph::Form, false, format!("Sent {}", spoken(control)), None)
        }
        PageEventKind::Message { severity, text: said } => {
            let is_bad = *severity == Severity::Alert;
            let what = if is_bad { "The page warned" } else { "The page said" };
            (Glyph::Speech, is_bad, text(what), Some(text(said.as_str())))
        }
        PageEventKind::FormFocus { control } => {
            (Glyph::Form, false, format!("Went to {}", spoken(control)), None)
        }
        PageEventKind::FormAbandon { control, fields } => {
            let fields = words::counted(*fields, "field", "fields");
            (Glyph::Form, true, format!("Left {} unsent, with {fields} filled in", spoken(control)), None)
        }
        PageEventKind::Friction { kind, control } => {
            let on = control.as_ref().map(|control| format!(" on {}", spoken(control))).unwrap_or_default();
            (Glyph::Pointer, true, format!("{}{on}", words::friction(kind.as_str())), None)
        }
        PageEventKind::SearchEmpty { text: said, .. } => {
            (Glyph::Page, true, text("Searched and found nothing"), Some(text(said.as_str())))
        }
        PageEventKind::HelpVisit { doc } => {
            (Glyph::Page, false, format!("Read the help page {}", doc.as_str()), None)
        }
        PageEventKind::Exception { kind, message, count, .. } => {
            let times = count.map(|count| format!(" ({count} times so far)")).unwrap_or_default();
            (
                Glyph::Fault,
                true,
                format!("Error in the page: {}{times}", kind.as_str()),
                Some(text(message.as_str())),
            )
        }
        PageEventKind::Request { method, route, status, duration_ms } => {
            let end = match status {
                0 => text("got no answer"),
                400.. => format!("failed with {status}"),
                _ => format!("took {} s", duration_ms.div_ceil(1_000)),
            };
            (Glyph::Network, true, format!("{} {} {end}", method.as_str(), route.as_str()), None)
        }
    }
}

fn spoken(control: &Control) -> String {
    let name = control.name.as_str().trim();
    if name.is_empty() {
        format!("a {} without a name", control.role)
    } else {
        format!("\u{201c}{name}\u{201d}")
    }
}

/// What was hidden on the device before it was sent.
fn hidden(turn: &Turn) -> Option<impl IntoView + use<>> {
    let counts: Vec<(String, u32)> = turn
        .visitor()?
        .redactions
        .iter()
        .map(|(kind, count)| {
            let kind = serde_json::to_value(kind).ok().and_then(|it| it.as_str().map(String::from));
            (kind.unwrap_or_default(), count)
        })
        .collect();
    let words = words::redactions(&counts)?;
    Some(view! {
        <p class="hidden-values">
            <Icon glyph=Glyph::Shield />
            {words}
        </p>
    })
}
