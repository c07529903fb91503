//! Icons: strokes in a box of 16, drawn here so that no font or file is needed.

use leptos::prelude::*;
use record::SentimentLabel;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// Back.
    Back,
    /// Sent.
    Check,
    /// Seen.
    Checks,
    /// Under way.
    Clock,
    /// Refused, or failed.
    Alert,
    /// A click.
    Pointer,
    /// A page.
    Page,
    /// A form.
    Form,
    /// Words on the page.
    Speech,
    /// An error in the page's code.
    Fault,
    /// A request.
    Network,
    /// Hidden values.
    Shield,
    /// Down to the end.
    Down,
    /// Send.
    Send,
    /// The panel.
    Panel,
    /// Leave.
    Leave,
    /// Keyboard.
    Keyboard,
    /// An empty inbox.
    Calm,
    /// Choose a conversation.
    Chat,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M9.5 3.5 5 8l4.5 4.5",
            Self::Check => "m3.5 8.5 3 3 6-7",
            Self::Checks => "m1.5 8.5 3 3 6-7M8.5 11.2l.3.3 5.7-7",
            Self::Clock => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.2l2 1.3",
            Self::Alert => "M8 2.2 14.3 13H1.7L8 2.2ZM8 6.5v3M8 11.2v.1",
            Self::Pointer => "m5 3 8 5.2-3.6.8-1.6 3.5L5 3Z",
            Self::Page => "M4 2h5l3 3v9H4V2Zm5 0v3h3M6 8h4M6 10.5h4",
            Self::Form => "M2.5 3.5h11v3h-11zM2.5 9.5h7v3h-7zM12.5 11h1",
            Self::Speech => "M2.5 3.5h11v7h-6L4.5 13v-2.5h-2v-7Z",
            Self::Fault => "M5.5 4 2 8l3.5 4M10.5 4 14 8l-3.5 4M9 3.5l-2 9",
            Self::Network => {
                "M3 10.5a2.5 2.5 0 0 1 .6-4.9 4.4 4.4 0 0 1 8.6.9 2 2 0 0 1 .3 4M6.3 9.3l3.4 3.4M9.7 9.3l-3.4 3.4"
            }
            Self::Shield => "M8 1.8 13 3.6v4c0 3.2-2.1 5.5-5 6.6-2.9-1.1-5-3.4-5-6.6v-4l5-1.8Z",
            Self::Down => "M8 3v9.5M4 8.8l4 4 4-4",
            Self::Send => "M13.8 2.2 2 6.6l4.8 2.2 2.2 4.9 4.8-11.5ZM6.8 8.8l3-3",
            Self::Panel => "M2.5 3h11v10h-11zM9.5 3v10",
            Self::Leave => "M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6",
            Self::Keyboard => "M1.5 4h13v8h-13zM4 6.5h.1M6.6 6.5h.1M9.2 6.5h.1M11.8 6.5h.1M4.8 9.5h6.4",
            Self::Calm => "M2 9.5h3.2l1 2h3.6l1-2H14M2 9.5V13h12V9.5L11.8 3H4.2L2 9.5Z",
            Self::Chat => "M2 3h9v6H6l-2.5 2V9H2V3ZM11 6h3v5.5h-1.5v2L10 11.5H7.5",
        }
    }
}

/// An icon; it says nothing to a screen reader, the words beside it do.
#[component]
pub(crate) fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=glyph.path() />
        </svg>
    }
}

/// A face for a sentiment. Not knowing has no face but a dashed ring, so that it never looks like neutral.
#[component]
pub(crate) fn Mood(
    /// The sentiment.
    label: SentimentLabel,
) -> impl IntoView {
    let mouth = match label {
        SentimentLabel::VeryNegative => "M5 11.6q3-3.6 6 0M4.8 5l2 1M11.2 5l-2 1",
        SentimentLabel::Negative => "M5.4 11q2.6-2.2 5.2 0M6 6.3v.4M10 6.3v.4",
        SentimentLabel::Neutral => "M5.5 10.3h5M6 6.3v.4M10 6.3v.4",
        SentimentLabel::Positive => "M5.4 9.6q2.6 2.4 5.2 0M6 6.3v.4M10 6.3v.4",
        SentimentLabel::VeryPositive => "M4.8 9h6.4q-.8 3.4-3.2 3.4T4.8 9ZM6 5.8v.6M10 5.8v.6",
        SentimentLabel::Unknown => "M6.4 6.4a1.6 1.6 0 1 1 2.3 1.5q-.7.4-.7 1.2M8 11.2v.1",
    };
    view! {
        <svg class=format!("icon mood {}", label.as_str()) viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.5" />
            <path d=mouth />
        </svg>
    }
}
