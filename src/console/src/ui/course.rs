//! How the conversation is going: the sentiment path as a picture, and the risk with its reasons.

use leptos::prelude::*;
use record::{Effort, MannerShift, PathPoint, SentimentLabel, Shift, Trajectory};

use super::row::risk_class;
use crate::browser;
use crate::desk::{Desk, use_desk};
use crate::path::{self, Dot, Frame};
use crate::{time, words};

/// Where the line is drawn; the bands' names stand to the left of it.
const FRAME: Frame = Frame { width: 262.0, height: 96.0, margin: 8.0 };
const LEFT: f64 = 82.0;

/// The bands from the top, with the scores between which they lie.
const BANDS: [(SentimentLabel, f64, f64); 5] = [
    (SentimentLabel::VeryPositive, 1.0, 0.6),
    (SentimentLabel::Positive, 0.6, 0.2),
    (SentimentLabel::Neutral, 0.2, -0.2),
    (SentimentLabel::Negative, -0.2, -0.6),
    (SentimentLabel::VeryNegative, -0.6, -1.0),
];

/// How it is going.
#[component]
pub(crate) fn Course() -> impl IntoView {
    let desk = use_desk();
    let trajectory = Memo::new(move |_| desk.summary().map(|row| row.trajectory.clone()).unwrap_or_default());
    view! {
        <section aria-labelledby="course-title">
            <h3 id="course-title">"Sentiment over the conversation"</h3>
            <Picture trajectory />
            {move || risk(desk, &trajectory.get())}
        </section>
    }
}

#[component]
fn Picture(
    /// How it is going.
    trajectory: Memo<Trajectory>,
) -> impl IntoView {
    let desk = use_desk();
    let under = RwSignal::new(None::<u64>);
    let bands = BANDS.map(|(label, top, bottom)| {
        let (top, bottom) = (FRAME.y(top), FRAME.y(bottom));
        view! {
            <rect
                class=format!("band {}", label.as_str())
                x=LEFT.to_string()
                y=format!("{top:.1}")
                width=FRAME.width.to_string()
                height=format!("{:.1}", bottom - top)
            />
            <text class="band-name" x=(LEFT - 8.0).to_string() y=format!("{:.1}", f64::midpoint(top, bottom) + 3.5)>
                {words::sentiment(label)}
            </text>
        }
    });
    let dots = Memo::new(move |_| trajectory.with(|it| path::dots(&it.path, FRAME)));
    let lines = Memo::new(move |_| dots.with(|dots| path::lines(dots)));
    view! {
        <figure class="picture">
            <svg viewBox="0 0 344 96" role="img" aria-label=move || trajectory.with(|it| told(&it.path, it.slope))>
                {bands}
                <g transform=format!("translate({LEFT} 0)")>
                    <path class="line" d=move || lines.with(|lines| lines.0.clone()) />
                    <path class="line dashed" d=move || lines.with(|lines| lines.1.clone()) />
                    <For each=move || dots.get() key=|dot| (dot.point.seq, dot.x.to_bits(), dot.y.to_bits()) let(dot)>
                        {point(desk, dot, under)}
                    </For>
                </g>
            </svg>
            <figcaption>{move || caption(desk, under.get())}</figcaption>
        </figure>
    }
}

fn point(desk: Desk, dot: Dot, under: RwSignal<Option<u64>>) -> impl IntoView {
    let seq = dot.point.seq;
    let is_focus = Memo::new(move |_| desk.focus().is_some_and(|turn| turn.seq() == seq));
    let (x, y) = (format!("{:.1}", dot.x), format!("{:.1}", dot.y));
    view! {
        <g
            class="point"
            class:is-focus=is_focus
            on:pointerenter=move |_| under.set(Some(seq))
            on:pointerleave=move |_| under.set(None)
            on:click=move |_| go_to(desk, seq)
        >
            <circle class="target" cx=x.clone() cy=y.clone() r="11" />
            <circle class=format!("dot {}", dot.point.label.as_str()) cx=x cy=y r="4.5" />
        </g>
    }
}

/// Chooses a turn and brings it into sight.
pub(crate) fn go_to(desk: Desk, seq: u64) {
    desk.chosen.set(Some(seq));
    let Some(id) = desk.open.get_untracked() else { return };
    if let Some(turn) = document().get_element_by_id(&format!("turn-{id}-{seq}")) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        turn.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The turn under the pointer, else the one whose reading is shown.
fn caption(desk: Desk, under: Option<u64>) -> Option<impl IntoView> {
    let turn = under
        .and_then(|seq| desk.with_thread(|thread| thread.turn(seq)).flatten())
        .or_else(|| desk.focus())?;
    let at = turn.stored.received_at_ms;
    let sentiment = turn.reading().map(|reading| reading.analysis.sentiment);
    let label = sentiment.map_or(SentimentLabel::Unknown, |it| it.label);
    let said = match sentiment.filter(|it| it.label != SentimentLabel::Unknown) {
        Some(it) => format!("{} {}", words::sentiment(label), words::percent(it.confidence)),
        None => String::from(words::sentiment(label)),
    };
    Some(view! {
        <time>{time::clock(at, browser::zone_min(at))}</time>
        <strong class=label.as_str()>{said}</strong>
        <q dir="auto">{turn.text().to_owned()}</q>
    })
}

/// The picture in words.
fn told(path: &[PathPoint], slope: f32) -> String {
    if path.is_empty() {
        return String::from("No message of the visitor has been read yet.");
    }
    let steps: Vec<&str> = path.iter().map(|point| words::sentiment(point.label)).collect();
    format!("Message by message: {}. {}", steps.join(", "), direction(slope))
}

fn direction(slope: f32) -> &'static str {
    if slope <= -0.15 {
        "Getting worse."
    } else if slope >= 0.15 {
        "Getting better."
    } else {
        "About steady."
    }
}

fn risk(desk: Desk, trajectory: &Trajectory) -> impl IntoView + use<> {
    let score = trajectory.risk.score;
    let level = match risk_class(score) {
        "risk high" => "Needs help now",
        "risk some" => "Worth watching",
        _ => "Nothing pressing",
    };
    let reasons: Vec<_> = trajectory
        .risk
        .reasons
        .iter()
        .map(|reason| {
            let weight = f64::from(reason.weight.clamp(0.0, 1.0));
            let words = words::reason(reason.label.as_str());
            let seq = reason.seq;
            let name = match seq {
                Some(seq) => view! {
                    <button class="link reason" title="Show the message" on:click=move |_| go_to(desk, seq)>
                        {words}
                    </button>
                }
                .into_any(),
                None => view! { <span class="reason">{words}</span> }.into_any(),
            };
            view! {
                <li>
                    {name}
                    <span class="meter" aria-hidden="true">
                        <i style:width=format!("{:.0}%", weight * 100.0)></i>
                    </span>
                </li>
            }
        })
        .collect();
    view! {
        <div class="going">
            <p class=risk_class(score)>
                <strong>{level}</strong>
                <small>{format!("risk {}", words::percent(score))}</small>
            </p>
            <p class="direction">{direction(trajectory.slope)}</p>
        </div>
        {words::stance(trajectory.stance).map(|words| view! { <p class="stance">{words}</p> })}
        <ul class="reasons">{reasons}</ul>
        {trajectory.effort.as_ref().and_then(effort).map(|words| view! { <p class="beside">{words}</p> })}
        {trajectory.manner.and_then(manner).map(|words| view! { <p class="beside">{words}</p> })}
    }
}

/// What made it hard, when it was.
fn effort(effort: &Effort) -> Option<String> {
    let reasons: Vec<String> =
        effort.reasons.iter().take(3).map(|reason| words::reason(reason.label.as_str())).collect();
    (effort.score >= Effort::HARD).then(|| format!("Hard for them so far: {}.", reasons.join(", ")))
}

/// What has changed in how they write, with both values.
fn manner(manner: MannerShift) -> Option<String> {
    /// A smaller change than this is one message.
    const TOLD_FROM: f32 = 0.35;
    let change = |what: &str, shift: Shift| {
        let told = format!(
            "{what} in {} of messages, was {}",
            words::percent(shift.now),
            words::percent(shift.before)
        );
        ((shift.now - shift.before).abs() >= TOLD_FROM).then_some(told)
    };
    let changes: Vec<String> = [
        change("warm words", manner.warmth),
        change("\u{201c}I\u{201d} or \u{201c}we\u{201d}", manner.first_person),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!changes.is_empty()).then(|| format!("Last five messages: {}.", changes.join("; ")))
}
