//! The agent's desk: everything that the screens share, and what the agent can do with it.
//!
//! Its signals belong to the page and live as long as it, so tasks that it starts need no owner to end them.

mod conversations;
mod live;
mod session;

use std::collections::BTreeMap;

use api::agent::ConversationSummary;
use leptos::prelude::*;
use record::{ConversationId, Span};

use crate::browser;
use crate::limits;
use crate::link::Link;
use crate::state::inbox::Inbox;
use crate::state::shared::Shared;
use crate::state::thread::{Thread, Threads, Turn};

pub(crate) use session::Session;

/// The words that a label points to, in one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The turn's place.
    pub(crate) seq: u64,
    /// Where in its text.
    pub(crate) spans: Vec<Span>,
}

/// Which pane is in front where there is room for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    /// The inbox.
    #[default]
    Inbox,
    /// The conversation.
    Conversation,
    /// The live panel.
    Panel,
}

/// Everything that the screens share. Copying it copies handles.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Who is signed in.
    pub(crate) session: RwSignal<Session>,
    /// The inbox.
    pub(crate) inbox: RwSignal<Inbox>,
    /// The conversations that were opened.
    pub(crate) threads: RwSignal<Threads>,
    /// The one on the screen.
    pub(crate) open: RwSignal<Option<ConversationId>>,
    /// The row that the keyboard is on.
    pub(crate) cursor: RwSignal<Option<ConversationId>>,
    /// The turn that the agent chose to look at; none means the visitor's newest.
    pub(crate) chosen: RwSignal<Option<u64>>,
    /// The label under the pointer.
    pub(crate) hovered: RwSignal<Option<Evidence>>,
    /// The label that was clicked.
    pub(crate) pinned: RwSignal<Option<Evidence>>,
    /// Until when each visitor is taken to be writing, by the server's clock.
    pub(crate) typing: RwSignal<BTreeMap<ConversationId, i64>>,
    /// The live connection.
    pub(crate) link: RwSignal<Link>,
    /// Which pane is in front.
    pub(crate) pane: RwSignal<Pane>,
    /// Whether the end of the conversation is in sight.
    pub(crate) is_at_end: RwSignal<bool>,
    /// The server's clock, once a second.
    pub(crate) now: RwSignal<i64>,
    /// What the server's clock is ahead of the device's.
    ahead_ms: StoredValue<i64>,
    /// Whether the pointer is at work in the inbox, and until when the keyboard is taken to be there.
    hands: StoredValue<(bool, i64)>,
    drafts: StoredValue<BTreeMap<ConversationId, String>>,
    told_typing_at: StoredValue<Option<(ConversationId, i64)>>,
    live: StoredValue<live::Live, LocalStorage>,
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new() -> Self {
        Self {
            session: RwSignal::new(Session::Unknown),
            inbox: RwSignal::default(),
            threads: RwSignal::default(),
            open: RwSignal::new(None),
            cursor: RwSignal::new(None),
            chosen: RwSignal::new(None),
            hovered: RwSignal::new(None),
            pinned: RwSignal::new(None),
            typing: RwSignal::default(),
            link: RwSignal::new(Link::Connecting),
            pane: RwSignal::default(),
            is_at_end: RwSignal::new(true),
            now: RwSignal::new(browser::now_ms()),
            ahead_ms: StoredValue::new(0),
            hands: StoredValue::new((false, 0)),
            drafts: StoredValue::default(),
            told_typing_at: StoredValue::new(None),
            live: StoredValue::new_local(live::Live::default()),
        }
    }

    /// The server's clock now.
    pub(crate) fn now_ms(self) -> i64 {
        browser::now_ms().saturating_add(self.ahead_ms.get_value())
    }

    /// Once a second: waiting times move on, typing notices lapse, and a silent line is noticed.
    pub(crate) fn tick(self) {
        let now = self.now_ms();
        self.now.set(now);
        if self.typing.with_untracked(|typing| typing.values().any(|until| *until <= now)) {
            self.typing.update(|typing| typing.retain(|_, until| *until > now));
        }
        self.settle_inbox();
        self.watch_the_line();
    }

    /// The pointer moves in the inbox, or is not at work there any more: it left, or the agent writes.
    pub(crate) fn hold_for_pointer(self, is_inside: bool) {
        if self.hands.get_value().0 != is_inside {
            self.hands.update_value(|hands| hands.0 = is_inside);
            self.settle_inbox();
        }
    }

    /// The keyboard moved in the inbox.
    pub(crate) fn hold_for_keys(self) {
        let until = browser::now_ms().saturating_add(limits::KEYS_HOLD_MS);
        self.hands.update_value(|hands| hands.1 = until);
        self.settle_inbox();
    }

    fn settle_inbox(self) {
        let (is_inside, until) = self.hands.get_value();
        let is_held = is_inside || until > browser::now_ms();
        if self.inbox.with_untracked(|inbox| inbox.is_held() != is_held) {
            self.inbox.update(|inbox| inbox.hold(is_held));
        }
    }

    /// Something of the open conversation, followed.
    pub(crate) fn with_thread<T>(self, look: impl FnOnce(&Thread) -> T) -> Option<T> {
        let id = self.open.get()?;
        self.threads.with(|threads| threads.get(id).map(look))
    }

    /// The row of the open conversation, followed.
    pub(crate) fn summary(self) -> Option<Shared<ConversationSummary>> {
        let id = self.open.get()?;
        self.inbox.with(|inbox| inbox.row(id))
    }

    /// The turn whose reading is shown, followed: the chosen one, else the visitor's newest.
    pub(crate) fn focus(self) -> Option<Shared<Turn>> {
        let chosen = self.chosen.get();
        self.with_thread(|thread| {
            chosen
                .and_then(|seq| thread.turn(seq))
                .filter(|turn| turn.visitor().is_some())
                .or_else(|| thread.newest_visitor_turn())
        })
        .flatten()
    }

    /// Whether a visitor is writing, followed.
    pub(crate) fn is_typing(self, id: ConversationId) -> bool {
        self.typing.with(|typing| typing.contains_key(&id))
    }
}

/// The desk, from anywhere below the application.
pub(crate) fn use_desk() -> Desk {
    expect_context()
}
