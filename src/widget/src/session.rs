//! The visitor's side of the protocol: frames, outcomes and the page's answers go in, effects come out.
//!
//! Pure: the time is an argument, randomness a function given at the beginning, and every act on the world an
//! [`Effect`] that the shell carries out. So the whole of it is tested without a browser.

mod frames;
mod mail;
mod parcel;
#[cfg(test)]
mod tests;
mod typing;
mod writing;

use std::collections::VecDeque;

use api::host::ToHost;
use api::visitor::{FromVisitor, Hello, Identity};
use record::{ConversationId, RecordId};

use crate::conversation::Conversation;
use crate::link::{Link, Standing, Step};
use crate::wire::page::Thing;
use crate::{limits, wire};
use mail::Mail;
pub use parcel::Parcel;
use typing::{AgentTyping, OwnTyping};
use writing::{Composing, Question};
pub use writing::{DeviceReading, Message};

/// One visitor's session in one tab.
pub struct Session {
    site_key: String,
    token: Option<String>,
    random: Box<dyn FnMut() -> [u8; 10]>,
    /// What was said.
    pub chat: Conversation,
    link: Link,
    is_welcome: bool,
    mail: Mail,
    composing: VecDeque<Composing>,
    questions: VecDeque<Question>,
    next_request: u32,
    page: Vec<Thing>,
    /// What the visitor leaves out of it, by its ids.
    without: Vec<String>,
    shares_page: bool,
    has_host: bool,
    /// The host page has sent what only an attack sends, and is not listened to any more.
    is_host_distrusted: bool,
    /// Whether this device has told what an earlier visit left in the outbox.
    is_restored: bool,
    identity: Option<Identity>,
    /// How often the page may still change who its visitor is.
    identities_left: u32,
    /// Questions that the page has not answered.
    unanswered: u32,
    own_typing: OwnTyping,
    agent_typing: AgentTyping,
    is_watched: bool,
    seen_told: u64,
    agent_turns_told: u64,
    unread_told: Option<u32>,
    malformed: u32,
    is_over: bool,
    effects: Vec<Effect>,
}

/// What the shell does for the session.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a socket.
    Call,
    /// Close the socket.
    HangUp,
    /// Send a frame on the socket.
    Transmit(String),
    /// `POST /v1/visitor/sessions` with this body.
    Ask(String),
    /// `POST /v1/visitor/records` with this body, and the token as the bearer.
    Post {
        /// The bearer token.
        token: String,
        /// The body.
        body: String,
    },
    /// Keep a record on this device until it is stored.
    Keep(Parcel),
    /// The record has its outcome: the device need not keep it.
    Release(RecordId),
    /// Keep the token, or forget it.
    SaveToken(Option<String>),
    /// Keep the conversation's id, or forget it.
    SaveConversation(Option<ConversationId>),
    /// Forget everything about the visitor on this device.
    Forget,
    /// Tell the host page.
    Tell(ToHost),
}

/// What the device knows from an earlier visit.
#[derive(Debug, Default)]
pub struct Saved {
    /// The bearer token.
    pub token: Option<String>,
    /// The newest conversation.
    pub conversation_id: Option<ConversationId>,
}

impl Session {
    /// A session that has not called yet. `random` gives fresh random bytes.
    pub fn new(
        site_key: String,
        saved: Saved,
        is_online: bool,
        random: Box<dyn FnMut() -> [u8; 10]>,
    ) -> Self {
        Self {
            site_key,
            token: saved.token,
            random,
            chat: Conversation::known_as(saved.conversation_id),
            link: Link::new(is_online),
            is_welcome: false,
            mail: Mail::default(),
            composing: VecDeque::new(),
            questions: VecDeque::new(),
            next_request: 0,
            page: Vec::new(),
            without: Vec::new(),
            shares_page: true,
            has_host: false,
            is_host_distrusted: false,
            is_restored: false,
            identity: None,
            identities_left: limits::IDENTITIES,
            unanswered: 0,
            own_typing: OwnTyping::default(),
            agent_typing: AgentTyping::default(),
            is_watched: false,
            seen_told: 0,
            agent_turns_told: 0,
            unread_told: None,
            malformed: 0,
            is_over: false,
            effects: Vec::new(),
        }
    }

    /// What there is to do, in order; empties the list.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// How the chat stands towards the server.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.link.standing()
    }

    /// The agent who is typing.
    #[must_use]
    pub fn agent_typing(&self) -> Option<&str> {
        self.agent_typing.name()
    }

    /// What the page last told, for the visitor to see.
    #[must_use]
    pub fn page(&self) -> &[Thing] {
        &self.page
    }

    /// What the visitor leaves out of what the page tells, an id a line.
    #[must_use]
    pub fn without(&self) -> String {
        self.without.join("\n")
    }

    /// What the visitor has left out on an earlier page of the tab, an id a line.
    pub fn has_left_out(&mut self, ids: &str) {
        self.without = ids.lines().take(limits::LEFT_OUT).map(str::to_owned).collect();
    }

    /// The visitor leaves something out of what the page tells, or puts it back.
    pub fn leave_out(&mut self, id: &str) {
        let before = self.without.len();
        self.without.retain(|it| it != id);
        if self.without.len() == before && before < limits::LEFT_OUT {
            self.without.push(id.to_owned());
        }
        self.ask_page();
    }

    /// Frames and messages that were not understood, from the server or the host page.
    #[must_use]
    pub const fn malformed(&self) -> u32 {
        self.malformed
    }

    /// Whether the site has ended this visitor's session.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Puts back what an earlier visit could not send, oldest first. Nothing leaves before that: what was written
    /// meanwhile would overtake it.
    pub fn restore(&mut self, parcels: Vec<Parcel>) {
        self.is_restored = true;
        if self.is_over {
            // The site signed its user out before the store was open, and nothing in it has been forgotten yet.
            self.effects.push(Effect::Forget);
            return;
        }
        let written = self.chat.take_unsent();
        for parcel in parcels {
            self.offer(parcel);
        }
        written.into_iter().for_each(|line| self.chat.put_back(line));
    }

    /// The host page has handed over its port.
    pub fn host_connected(&mut self) {
        self.has_host = true;
        self.effects.push(Effect::Tell(ToHost::Ready { protocol: api::host::HOST_PROTOCOL_VERSION }));
        self.tell_host();
    }

    /// The host page sent something that is no message of ours.
    pub const fn host_malformed(&mut self) {
        self.malformed = self.malformed.saturating_add(1);
    }

    /// The host page is not listened to any more. The chat goes on without it.
    pub const fn host_left(&mut self) {
        self.has_host = false;
        self.is_host_distrusted = true;
    }

    /// Whether the page was asked for anything that it has not told.
    #[must_use]
    pub const fn expects_story(&self) -> bool {
        self.unanswered > 0
    }

    /// What the site says about the visitor. Kept for the next call when there is none; told when it has changed, and
    /// not more than [`limits::IDENTITIES`] times.
    pub fn identify(&mut self, mut identity: Identity) {
        let fields = [
            &mut identity.user_id,
            &mut identity.name,
            &mut identity.email,
            &mut identity.account,
            &mut identity.plan,
        ];
        for field in fields {
            field.take_if(|text| text.len() > api::limits::IDENTITY_BYTES);
        }
        if self.identities_left == 0 || self.identity.as_ref() == Some(&identity) {
            return;
        }
        self.identities_left -= 1;
        if self.is_welcome && self.link.is_up() {
            self.transmit(&FromVisitor::Identify { identity: identity.clone() });
        }
        self.identity = Some(identity);
    }

    /// The visitor's choice whether the page's part goes along.
    pub const fn share_page(&mut self, yes: bool) {
        self.shares_page = yes;
    }

    /// Forgets the visitor and stops, because the site said so.
    pub fn shut_down(&mut self) {
        self.link.suspend();
        self.token = None;
        self.chat = Conversation::default();
        self.mail = Mail::default();
        self.composing.clear();
        self.questions.clear();
        self.page.clear();
        self.without.clear();
        self.identity = None;
        self.agent_typing.stop();
        self.is_welcome = false;
        self.is_over = true;
        self.effects.push(Effect::HangUp);
        self.effects.push(Effect::Forget);
        self.tell_host();
    }

    /// The page goes, for ever or into the back-forward cache, which an open socket would keep it out of. What waits
    /// for the page's story waits no longer: only what is in the outbox is there when the chat comes back.
    pub fn suspend(&mut self, now: u64) {
        self.composing.iter_mut().for_each(|it| it.until = now);
        self.finish_writing(now);
        self.link.suspend();
        self.call_ended(now);
        self.effects.push(Effect::HangUp);
    }

    /// The page is back, or the visitor looks at it again.
    pub fn resume(&mut self, now: u64) {
        if !self.is_over {
            self.link.resume(now);
            self.wake(now);
        }
    }

    /// The device has network again, or has lost it.
    pub fn online(&mut self, now: u64, is_online: bool) {
        self.link.online(now, is_online);
        self.wake(now);
    }

    /// Whether the visitor can see the newest line now: chat open, page visible, scrolled to the end.
    pub fn watched(&mut self, is_watched: bool) {
        self.is_watched = is_watched;
        self.tell_seen();
    }

    /// The draft changed.
    pub fn typed(&mut self, now: u64, has_words: bool) {
        if let Some(is_typing) = self.own_typing.key(now, has_words) {
            self.tell_typing(is_typing);
        }
    }

    /// The visitor wants what was said before the oldest line.
    pub fn earlier(&mut self) {
        let after = self.chat.earlier();
        self.fetch(after);
    }

    /// Takes a refused turn off the screen; its text goes back into the composer or out again.
    pub fn take_back(&mut self, id: RecordId) -> Option<String> {
        self.chat.take_back(id)
    }

    /// Time has passed, or something happened: does what is due.
    pub fn wake(&mut self, now: u64) {
        if !self.is_restored {
            return;
        }
        self.agent_typing.tick(now);
        if let Some(is_typing) = self.own_typing.tick(now) {
            self.tell_typing(is_typing);
        }
        self.finish_writing(now);
        // Each step changes what is due next, so this ends; the bound is for the day that it does not.
        for _ in 0..4 {
            match self.link.step(now) {
                Some(Step::Call) => self.effects.push(Effect::Call),
                Some(Step::HangUp) => {
                    self.effects.push(Effect::HangUp);
                    self.socket_closed(now);
                }
                Some(Step::Ask) => self.ask(),
                None => break,
            }
        }
        self.post_mail(now);
    }

    /// When [`Self::wake`] is next due.
    #[must_use]
    pub fn wakes_at(&self) -> Option<u64> {
        let mail = (self.can_send()).then(|| self.mail.asks_at()).flatten();
        [
            self.link.next_at(),
            self.agent_typing.ends_at(),
            self.own_typing.ends_at(),
            self.composing.front().map(|front| front.until),
            mail,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn hello(&self) -> Hello {
        let (site_key, token) = (self.site_key.clone(), self.token.clone());
        Hello { protocol: api::PROTOCOL_VERSION, site_key, token }
    }

    fn can_send(&self) -> bool {
        (self.link.is_up() && self.is_welcome) || (self.link.is_on_http() && self.token.is_some())
    }

    fn transmit(&mut self, frame: &FromVisitor) {
        if let Some(text) = wire::write::from_visitor(frame) {
            self.effects.push(Effect::Transmit(text));
        }
    }

    fn fetch(&mut self, after: Option<u64>) {
        if let (Some(after_seq), Some(conversation_id), true) = (after, self.chat.id(), self.is_welcome) {
            self.transmit(&FromVisitor::Fetch { conversation_id, after_seq });
        }
    }

    fn tell_typing(&mut self, is_typing: bool) {
        if let (Some(conversation_id), true) = (self.chat.id(), self.is_welcome && self.chat.is_stored()) {
            self.transmit(&FromVisitor::Typing { conversation_id, is_typing });
        }
    }

    fn tell_seen(&mut self) {
        if self.is_watched
            && self.is_welcome
            && let Some((conversation_id, seq)) = self.chat.seen_by_visitor()
        {
            self.seen_told = seq;
            self.transmit(&FromVisitor::Seen { conversation_id, seq });
        }
        self.tell_host();
    }

    /// Tells the host page what has changed of the little that it may know.
    fn tell_host(&mut self) {
        if !self.has_host {
            return;
        }
        let count = self.chat.unread();
        if self.unread_told != Some(count) {
            self.unread_told = Some(count);
            self.effects.push(Effect::Tell(ToHost::Unread { count }));
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("link", &self.link)
            .field("malformed", &self.malformed)
            .finish_non_exhaustive()
    }
}
