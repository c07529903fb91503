//! Icons: one path each, drawn with the text's colour.

use leptos::prelude::*;

pub(crate) const CLOSE: &str = "M5 5l10 10M15 5L5 15";
pub(crate) const SEND: &str = "M10 16V4M4.5 9.5L10 4l5.5 5.5";
pub(crate) const DOWN: &str = "M10 4v12M4.5 10.5L10 16l5.5-5.5";
pub(crate) const CLOCK: &str = "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M10 6.5V10l2.5 1.5";
pub(crate) const CHECK: &str = "M4.5 10.5l3.5 3.5 7.5-8";
pub(crate) const CHECKS: &str = "M2 10.5l3.5 3.5 7.5-8M9.5 13l1 1 7.5-8";
pub(crate) const WARNING: &str = "M10 3.5l7 12.5H3zM10 8.5v3.5M10 14v.2";
pub(crate) const SHIELD: &str = "M10 2.8l6 2.2v4.6c0 3.6-2.4 6.2-6 7.6c-3.6-1.4-6-4-6-7.6V5zM7.3 10l2 2 3.5-4";

/// An icon beside words that say the same, so it is hidden from screen readers.
pub(crate) fn icon(path: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=path />
        </svg>
    }
}
