//! The application: the door or the desk, and what listens to the whole page.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use super::shell::Shell;
use super::sign_in::SignIn;
use crate::browser;
use crate::desk::{Desk, Session};

/// The whole page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let desk = Desk::new();
    provide_context(desk);
    listen(desk);
    desk.ask_who();
    let screen = Memo::new(move |_| desk.session.with(Screen::of));
    view! {
        {move || match screen.get() {
            Screen::Blank => view! { <Waiting /> }.into_any(),
            Screen::Door => view! { <SignIn /> }.into_any(),
            Screen::Desk => view! { <Shell /> }.into_any(),
            Screen::Unreachable(words) => view! { <Unreachable words /> }.into_any(),
        }}
    }
}

/// Which screen a session leads to; a new name of the same agent does not build the desk anew.
#[derive(Clone, PartialEq)]
enum Screen {
    Blank,
    Door,
    Desk,
    Unreachable(String),
}

impl Screen {
    fn of(session: &Session) -> Self {
        match session {
            Session::Unknown => Self::Blank,
            Session::Out { .. } => Self::Door,
            Session::In(_) => Self::Desk,
            Session::Unreachable(words) => Self::Unreachable(words.clone()),
        }
    }
}

/// Before the server has said who is here. Usually over before anything could be read, so there is nothing.
#[component]
fn Waiting() -> impl IntoView {
    view! { <main class="centre" aria-busy="true"></main> }
}

#[component]
fn Unreachable(
    /// What happened.
    words: String,
) -> impl IntoView {
    let desk = crate::desk::use_desk();
    let ask = move || {
        if browser::is_visible() {
            desk.ask_who();
        }
    };
    if let Ok(asking) = set_interval_with_handle(ask, Duration::from_secs(4)) {
        on_cleanup(move || asking.clear());
    }
    view! {
        <main class="centre">
            <div class="card notice" role="alert">
                <h1>"No connection"</h1>
                <p>{words}" Trying again by itself."</p>
                <button class="button" on:click=move |_| desk.ask_who()>"Try now"</button>
            </div>
        </main>
    }
}

/// Clock, history, network and visibility; they belong to the page, so nothing ends them.
fn listen(desk: Desk) {
    set_interval(move || desk.tick(), Duration::from_secs(1));
    let is_in = move || matches!(desk.session.get_untracked(), Session::In(_));
    window_event_listener(ev::popstate, move |_| {
        if is_in() {
            desk.open(browser::address());
        }
    });
    window_event_listener(ev::online, move |_| desk.call_now());
    // A socket that is open keeps a page out of the browser's back-forward cache.
    window_event_listener_untyped("pagehide", move |_| desk.hang_up());
    window_event_listener_untyped("pageshow", move |_| {
        if is_in() && !desk.is_connected() {
            desk.call();
        }
    });
    let looking = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() {
            desk.tick();
            desk.call_now();
            desk.tell_seen();
        }
    });
    drop(looking);
    Effect::new(move || {
        let title = desk.session.with(|session| match session {
            Session::In(me) => me.site_name.clone(),
            Session::Unknown | Session::Out { .. } | Session::Unreachable(_) => String::from("Sign in"),
        });
        let waiting = if matches!(desk.session.get(), Session::In(_)) {
            desk.inbox.with(crate::state::inbox::Inbox::waiting)
        } else {
            0
        };
        let count = if waiting > 0 { format!("({waiting}) ") } else { String::new() };
        document().set_title(&format!("{count}{title} \u{b7} Undertone"));
    });
}
