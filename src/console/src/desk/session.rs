//! Signing in and out, and coming back to the same place when a session has ended.

use api::agent::{Me, SignIn};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Desk;
use crate::browser;
use crate::http::{self, Failure};

/// The session that is open now.
const CURRENT: &str = "/v1/sessions/current";

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Session {
    /// Being asked.
    Unknown,
    /// Nobody. `has_ended` tells somebody who was here a moment ago why they see the door again.
    Out {
        /// A session ended by itself.
        has_ended: bool,
    },
    /// This agent.
    In(Me),
    /// The server did not answer, with what to show.
    Unreachable(String),
}

impl Desk {
    /// Asks who is signed in, and begins.
    pub(crate) fn ask_who(self) {
        spawn_local(async move {
            match http::get::<Me>(CURRENT).await {
                Ok(me) => self.enter(me),
                Err(Failure::SignedOut) => self.session.set(Session::Out { has_ended: false }),
                Err(failure) => self.session.set(Session::Unreachable(failure.words())),
            }
        });
    }

    /// Signs in. Gives what to show when it was refused, without telling which of the two was wrong.
    pub(crate) async fn sign_in(self, email: String, password: String) -> Result<(), String> {
        match http::post::<_, Me>("/v1/sessions", &SignIn { email, password }).await {
            Ok(me) => {
                self.enter(me);
                Ok(())
            }
            Err(Failure::SignedOut) => {
                Err(String::from("That e-mail address and password do not match. Try again."))
            }
            Err(failure) => Err(failure.words()),
        }
    }

    fn enter(self, me: Me) {
        // Drafts outlive a session, but never pass from one agent to another.
        let owner = me.agent_id.to_string();
        if browser::recall("agent").is_some_and(|before| before != owner) {
            self.forget();
        }
        browser::remember("agent", &owner);
        self.session.set(Session::In(me));
        self.open(browser::address());
        self.load_inbox();
        self.call();
    }

    /// Signs out, and forgets everything.
    pub(crate) fn sign_out(self) {
        spawn_local(async move {
            match http::delete(CURRENT).await {
                Ok(()) | Err(Failure::SignedOut | Failure::NotFound) => {
                    self.hang_up();
                    self.forget();
                    browser::set_address(None);
                    self.session.set(Session::Out { has_ended: false });
                }
                Err(failure) => self.session.set(Session::Unreachable(failure.words())),
            }
        });
    }

    /// Asks whether the session still stands. No answer says nothing.
    pub(crate) fn check_session(self) {
        spawn_local(async move {
            if http::get::<Me>(CURRENT).await == Err(Failure::SignedOut) {
                self.has_ended();
            }
        });
    }

    /// The server knows no session any more. The address and the drafts stay, so that signing in leads back.
    pub(crate) fn has_ended(self) {
        if matches!(self.session.get_untracked(), Session::In(_)) {
            self.hang_up();
            self.session.set(Session::Out { has_ended: true });
        }
    }

    fn forget(self) {
        browser::forget_all();
        self.drafts.set_value(Default::default());
        self.inbox.set(Default::default());
        self.threads.set(Default::default());
        self.open.set(None);
        self.cursor.set(None);
        self.typing.set(Default::default());
    }
}
