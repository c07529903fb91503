//! What the session has become, as signals that are drawn. Three are enough, and each kind costs the page bytes: the
//! turns, the draft, and everything around them, which seldom changes.

use leptos::prelude::*;
use record::RecordId;

use super::day_of;
use crate::conversation::{Delivery, Row};
use crate::link::Standing;
use crate::session::Session;
use crate::wire::page::Thing;
use crate::words;

/// Everything that is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// The turns.
    pub(crate) rows: RwSignal<Vec<Row>>,
    /// What is around them.
    pub(crate) scene: RwSignal<Scene>,
    /// What is in the composer.
    pub(crate) draft: RwSignal<String>,
}

/// Everything around the turns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) standing: Standing,
    pub(crate) typist: Option<String>,
    pub(crate) page: Vec<Thing>,
    pub(crate) reading: Option<String>,
    pub(crate) has_earlier: bool,
    pub(crate) has_host: bool,
    pub(crate) is_over: bool,
    pub(crate) is_open: bool,
    pub(crate) is_durable: bool,
}

impl Scene {
    /// Whether nothing can be written here any more.
    pub(crate) const fn is_closed(&self) -> bool {
        self.is_over || matches!(self.standing, Standing::Refused(_))
    }

    /// The sentence for when words do not go through.
    pub(crate) fn trouble(&self) -> Option<String> {
        if self.is_over {
            return Some("This chat has ended on this device.".to_owned());
        }
        words::trouble(&self.standing, self.is_durable)
    }
}

impl View {
    pub(crate) fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            scene: RwSignal::new(Scene {
                standing: Standing::Connecting,
                typist: None,
                page: Vec::new(),
                reading: None,
                has_earlier: false,
                has_host: false,
                is_over: false,
                is_open: false,
                is_durable: true,
            }),
            draft: RwSignal::new(String::new()),
        }
    }

    /// Shows what the session has become. A signal changes only when its value does.
    pub(crate) fn show(&self, session: &Session) {
        let rows = session.chat.rows(day_of);
        if self.rows.with_untracked(|shown| *shown != rows) {
            self.rows.set(rows);
        }
        self.change(&mut |scene| {
            scene.standing = session.standing();
            scene.typist = session.agent_typing().map(str::to_owned);
            session.page().clone_into(&mut scene.page);
            scene.has_earlier = session.chat.has_earlier();
            scene.is_over = session.is_over();
        });
    }

    /// Changes the scene.
    pub(crate) fn change(&self, change: &mut dyn FnMut(&mut Scene)) {
        let mut scene = self.scene.get_untracked();
        change(&mut scene);
        if self.scene.with_untracked(|shown| *shown != scene) {
            self.scene.set(scene);
        }
    }

    pub(crate) fn is_draft_empty(&self) -> bool {
        self.draft.with_untracked(String::is_empty)
    }

    /// How far one turn got, tracked. Nothing when it is gone.
    pub(crate) fn delivery(&self, id: RecordId) -> Option<Delivery> {
        let find = |rows: &Vec<Row>| {
            rows.iter().rev().find(|row| row.line.id == id).map(|row| row.line.delivery.clone())
        };
        self.rows.with(find)
    }
}
