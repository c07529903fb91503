//! What the session has become, as signals that the components draw.

use leptos::prelude::*;
use record::{PageReport, RecordId};

use super::day_of;
use crate::conversation::{Delivery, Row};
use crate::link::Standing;
use crate::session::Session;

/// Everything that is drawn. A signal changes only when its value does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) rows: Shown<Vec<Row>>,
    pub(crate) standing: Shown<Standing>,
    pub(crate) typing: Shown<Option<String>>,
    pub(crate) agent_seen: Shown<u64>,
    pub(crate) has_earlier: Shown<bool>,
    pub(crate) page: Shown<Option<PageReport>>,
    pub(crate) reading: Shown<Option<String>>,
    pub(crate) is_over: Shown<bool>,
    pub(crate) is_open: Shown<bool>,
    pub(crate) has_host: Shown<bool>,
    pub(crate) is_durable: Shown<bool>,
    pub(crate) draft: RwSignal<String>,
}

/// One value on the screen.
#[derive(Debug)]
pub(crate) struct Shown<T: 'static>(RwSignal<T>);

impl<T> Copy for Shown<T> {}

impl<T> Clone for Shown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: PartialEq + Send + Sync + 'static> Shown<T> {
    fn new(value: T) -> Self {
        Self(RwSignal::new(value))
    }

    /// Shows a value, if it is another one.
    pub(crate) fn set_to(&self, value: T) {
        if self.0.with_untracked(|shown| *shown != value) {
            self.0.set(value);
        }
    }

    /// The value, tracked.
    pub(crate) fn get(&self) -> T
    where
        T: Clone,
    {
        self.0.get()
    }

    /// Looks at the value, tracked.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.0.with(look)
    }
}

impl View {
    pub(crate) fn new() -> Self {
        Self {
            rows: Shown::new(Vec::new()),
            standing: Shown::new(Standing::Connecting),
            typing: Shown::new(None),
            agent_seen: Shown::new(0),
            has_earlier: Shown::new(false),
            page: Shown::new(None),
            reading: Shown::new(None),
            is_over: Shown::new(false),
            is_open: Shown::new(false),
            has_host: Shown::new(false),
            is_durable: Shown::new(true),
            draft: RwSignal::new(String::new()),
        }
    }

    pub(crate) fn show(&self, session: &Session) {
        self.rows.set_to(session.chat.rows(day_of));
        self.standing.set_to(session.standing());
        self.typing.set_to(session.agent_typing().map(str::to_owned));
        self.agent_seen.set_to(session.chat.agent_seen());
        self.has_earlier.set_to(session.chat.has_earlier());
        self.page.set_to(session.page().cloned());
        self.is_over.set_to(session.is_over());
    }

    pub(crate) fn is_draft_empty(&self) -> bool {
        self.draft.with_untracked(String::is_empty)
    }

    /// How far one turn got, tracked. Nothing when it is gone.
    pub(crate) fn delivery(&self, id: RecordId) -> Option<Delivery> {
        let find = |rows: &Vec<Row>| rows.iter().rev().find(|row| row.line.id == id).map(|row| row.line.delivery.clone());
        self.rows.with(find)
    }
}
