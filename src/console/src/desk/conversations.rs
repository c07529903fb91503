//! Opening conversations, fetching what is missing, and answering.

use api::agent::{ConversationDetail, ConversationList, FromAgent, Reply};
use leptos::prelude::*;
use leptos::task::spawn_local;
use record::{ConversationId, RecordId};

use super::{Desk, Pane};
use crate::browser;
use crate::http::{self, Failure};
use crate::limits;
use crate::state::inbox::Loading;
use crate::state::outgoing::Delivery;
use crate::state::thread::Fetching;

impl Desk {
    /// Fetches the inbox, page by page.
    pub(crate) fn load_inbox(self) {
        spawn_local(async move {
            let mut cursor: Option<String> = None;
            loop {
                let stamp = self.inbox.with_untracked(super::Inbox::stamp);
                let limit = api::limits::PAGE_CONVERSATIONS;
                let url = match &cursor {
                    None => format!("/v1/conversations?limit={limit}"),
                    Some(cursor) => {
                        let cursor = js_sys::encode_uri_component(cursor);
                        format!("/v1/conversations?limit={limit}&cursor={cursor}")
                    }
                };
                match http::get::<ConversationList>(&url).await {
                    Ok(page) => {
                        cursor = self.inbox.try_update(|inbox| inbox.merge_page(stamp, page)).flatten();
                        if cursor.is_none() {
                            return;
                        }
                    }
                    Err(Failure::SignedOut) => return self.has_ended(),
                    Err(failure) => {
                        return self.inbox.update(|inbox| inbox.loading = Loading::Failed(failure.words()));
                    }
                }
            }
        });
    }

    /// Asks for the inbox again after a failure.
    pub(crate) fn reload_inbox(self) {
        self.inbox.update(|inbox| inbox.loading = Loading::First);
        self.load_inbox();
    }

    /// Opens a conversation, or closes the open one.
    pub(crate) fn open(self, id: Option<ConversationId>) {
        if let Some(before) = self.open.get_untracked().filter(|before| Some(*before) != id) {
            self.tell_typing(before, false);
        }
        browser::set_address(id);
        self.chosen.set(None);
        self.hovered.set(None);
        self.pinned.set(None);
        self.is_at_end.set(true);
        self.pane.set(if id.is_some() { Pane::Conversation } else { Pane::Inbox });
        self.inbox.update(|inbox| inbox.keep(id));
        if let Some(id) = id {
            self.cursor.set(Some(id));
            self.threads.update(|threads| {
                threads.open(id);
            });
        }
        self.open.set(id);
        self.tell(&FromAgent::Watch { conversation_id: id });
        if let Some(id) = id {
            self.fetch(id);
        }
    }

    /// Fetches what is missing of a conversation, until nothing is.
    pub(crate) fn fetch(self, id: ConversationId) {
        let is_busy = self
            .threads
            .with_untracked(|threads| threads.get(id).is_none_or(|thread| thread.fetching == Fetching::Busy));
        if is_busy {
            return;
        }
        self.set_fetching(id, Fetching::Busy);
        spawn_local(async move {
            loop {
                let after = self.complete_to(id);
                let stamp = self.inbox.with_untracked(super::Inbox::stamp);
                let url = format!("/v1/conversations/{id}?after_seq={after}");
                match http::get::<ConversationDetail>(&url).await {
                    Ok(detail) => {
                        if !self.take(id, stamp, detail) || self.complete_to(id) == after {
                            return self.set_fetching(id, Fetching::Idle);
                        }
                    }
                    Err(Failure::SignedOut) => {
                        self.set_fetching(id, Fetching::Idle);
                        return self.has_ended();
                    }
                    Err(failure) => return self.set_fetching(id, Fetching::Failed(failure.words())),
                }
            }
        });
    }

    /// Takes an answer in. Says whether more is missing.
    fn take(self, id: ConversationId, stamp: u64, detail: ConversationDetail) -> bool {
        let head_seq = detail.summary.head_seq;
        self.inbox.update(|inbox| inbox.merge_row(stamp, detail.summary));
        self.threads
            .try_update(|threads| {
                let thread = threads.get_mut(id)?;
                thread.expect(head_seq);
                detail.records.into_iter().for_each(|record| thread.merge(record));
                thread.missing_after()
            })
            .flatten()
            .is_some()
    }

    fn complete_to(self, id: ConversationId) -> u64 {
        self.threads.with_untracked(|threads| threads.get(id).map_or(0, |thread| thread.complete_to()))
    }

    fn set_fetching(self, id: ConversationId, fetching: Fetching) {
        self.threads.update(|threads| {
            if let Some(thread) = threads.get_mut(id) {
                thread.fetching = fetching;
            }
        });
    }

    /// Sends an answer to the open conversation, and shows it at once. Says whether there was one to send.
    pub(crate) fn answer(self, text: &str) -> bool {
        let now = self.now_ms();
        let text = text.trim();
        let (Some(id), false, Some(reply_id)) =
            (self.open.get_untracked(), text.is_empty(), browser::mint(now))
        else {
            return false;
        };
        let reply =
            Reply { id: reply_id, conversation_id: id, occurred_at_ms: now, text: String::from(text) };
        self.threads.update(|threads| threads.open(id).outbox.add(reply.clone(), now));
        self.set_draft(id, "");
        self.told_typing_at.set_value(None);
        self.is_at_end.set(true);
        self.tell(&FromAgent::Reply(reply));
        true
    }

    /// Sends a reply once more, with the same id.
    pub(crate) fn send_again(self, id: RecordId) {
        let Some(conversation) = self.open.get_untracked() else { return };
        let now = self.now_ms();
        let reply = self.threads.try_update(|threads| threads.get_mut(conversation)?.outbox.retry(id, now));
        if let Some(reply) = reply.flatten() {
            self.tell(&FromAgent::Reply(reply));
        }
    }

    /// Gives a refused reply up; gives its words, so that they can be edited.
    pub(crate) fn give_up(self, id: RecordId) -> Option<String> {
        let conversation = self.open.get_untracked()?;
        self.threads
            .try_update(|threads| {
                let outbox = &mut threads.get_mut(conversation)?.outbox;
                let is_refused = matches!(outbox.get(id)?.state, Delivery::Refused { .. });
                if is_refused { outbox.remove(id).map(|reply| reply.text) } else { None }
            })
            .flatten()
    }

    /// What the agent had begun to write.
    pub(crate) fn draft(self, id: ConversationId) -> String {
        self.drafts
            .with_value(|drafts| drafts.get(&id).cloned())
            .or_else(|| browser::recall(&draft_name(id)))
            .unwrap_or_default()
    }

    /// Keeps what the agent has begun to write, over reloads of this tab.
    pub(crate) fn set_draft(self, id: ConversationId, text: &str) {
        browser::remember(&draft_name(id), text);
        self.drafts.update_value(|drafts| {
            drafts.insert(id, String::from(text));
        });
    }

    /// The agent is writing, or has stopped. Told rarely: a notice holds for a while.
    pub(crate) fn tell_typing(self, id: ConversationId, is_typing: bool) {
        let now = self.now_ms();
        let told = self.told_typing_at.get_value().filter(|(told, _)| *told == id).map(|(_, at)| at);
        let is_due = match (is_typing, told) {
            (true, Some(at)) => now.saturating_sub(at) >= limits::TYPING_EVERY_MS,
            (true, None) => true,
            (false, told) => told.is_some(),
        };
        if is_due {
            self.told_typing_at.set_value(is_typing.then_some((id, now)));
            self.tell(&FromAgent::Typing { conversation_id: id, is_typing });
        }
    }

    /// Tells how far the open conversation was in sight of a person: to its end, on a visible page.
    pub(crate) fn tell_seen(self) {
        let Some(id) = self.open.get_untracked() else { return };
        if !self.is_at_end.get_untracked() || !browser::is_visible() || !self.is_connected() {
            return;
        }
        let known = self.inbox.with_untracked(|inbox| inbox.row(id)).map_or(0, |row| row.agent_seen_seq);
        let seq = self.complete_to(id);
        let told = self.threads.with_untracked(|threads| threads.get(id).map_or(0, |it| it.told_seen));
        if seq > known.max(told) {
            self.threads.update_untracked(|threads| {
                if let Some(thread) = threads.get_mut(id) {
                    thread.told_seen = seq;
                }
            });
            self.tell(&FromAgent::Seen { conversation_id: id, seq });
        }
    }
}

fn draft_name(id: ConversationId) -> String {
    format!("draft-{id}")
}
