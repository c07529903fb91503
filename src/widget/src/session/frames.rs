//! Frames and answers off the wire.

use api::host::ToHost;
use api::visitor::{FromVisitor, RecordOutcome, ToVisitor, Welcome};
use record::{Outcome, RecordId, Refusal};

use super::{Effect, Parcel, Session};
use crate::wire;

impl Session {
    /// The socket is open: say who is calling.
    pub fn socket_opened(&mut self) {
        let hello = FromVisitor::Hello(self.hello());
        self.transmit(&hello);
    }

    /// The socket closed, or could not be opened.
    pub fn socket_closed(&mut self, now: u64) {
        let jitter = (self.random)()[0];
        self.link.closed(now, jitter);
        self.call_ended(now);
    }

    /// A frame came. One that is not understood is counted and ignored.
    pub fn frame(&mut self, now: u64, text: &str) {
        let frame = (text.len() <= FRAME_BYTES).then(|| wire::to_visitor(text)).flatten();
        let Some(frame) = frame else {
            self.malformed = self.malformed.saturating_add(1);
            return;
        };
        // Anything before the welcome but a goodbye is not for us.
        if !self.is_welcome && !matches!(frame, ToVisitor::Welcome(_) | ToVisitor::Goodbye { .. }) {
            self.malformed = self.malformed.saturating_add(1);
            return;
        }
        self.take_frame(now, frame);
        if self.link.is_up() || self.is_welcome {
            self.mail.heard();
            self.link.heard(now, self.chat.is_stored());
            if self.mail.is_waiting() {
                self.link.awaits_answer(now);
            }
        }
        self.wake(now);
        self.tell_seen();
    }

    /// HTTP answered [`Effect::Ask`]: the body, or the status of the refusal, 0 when there was no answer.
    pub fn asked(&mut self, now: u64, answer: Result<&str, u16>) {
        if self.is_over {
            return;
        }
        let welcome = answer.ok().and_then(wire::welcome);
        if !self.link.is_up() {
            self.link.http_answered(now, welcome.is_some());
            if let Some(welcome) = welcome {
                self.welcome(now, welcome);
            }
        }
        self.wake(now);
        self.tell_seen();
    }

    /// HTTP answered [`Effect::Post`], in the same way.
    pub fn posted(&mut self, now: u64, answer: Result<&str, u16>) {
        if self.is_over {
            return;
        }
        self.denied(now, answer.err());
        match answer.ok().and_then(wire::append_answer) {
            Some(outcomes) => self.outcomes(now, outcomes),
            None => self.mail_lost(now),
        }
        self.wake(now);
    }

    /// Nothing that was on the line has an answer now.
    pub(super) fn call_ended(&mut self, now: u64) {
        self.is_welcome = false;
        self.mail_lost(now);
        self.agent_typing.stop();
        self.seen_told = 0;
    }

    /// Puts a parcel into the outbox and on the screen.
    pub(super) fn offer(&mut self, parcel: Parcel) {
        if let Some(text) = &parcel.text
            && self.chat.id().is_none_or(|id| id == parcel.conversation_id)
        {
            self.chat.begin(parcel.conversation_id);
            self.chat.write(parcel.id, text.clone(), parcel.occurred_at_ms);
        }
        if !self.mail.put(&parcel) {
            self.refuse(
                parcel.id,
                "Too many messages are waiting here. Please try again when you are online.",
            );
        }
    }

    pub(super) fn ask(&mut self) {
        self.effects.push(Effect::Ask(wire::write::hello(&self.hello())));
    }

    /// Sends what the outbox has ready, on the line that there is.
    pub(super) fn post_mail(&mut self, now: u64) {
        if !self.can_send() {
            return;
        }
        while let Some(batch) = self.next_mail(now) {
            if self.link.is_up() {
                self.effects.push(Effect::Transmit(Parcel::frame("\"type\":\"append\",", &batch)));
                self.link.awaits_answer(now);
            } else if let Some(token) = self.token.clone() {
                self.effects.push(Effect::Post { token, body: Parcel::frame("", &batch) });
            }
        }
    }

    fn next_mail(&mut self, now: u64) -> Option<Vec<String>> {
        let seed = self.seed();
        self.mail.next(now, seed)
    }

    fn mail_lost(&mut self, now: u64) {
        let seed = self.seed();
        self.mail.lost(now, seed);
    }

    fn seed(&mut self) -> u64 {
        let random = (self.random)();
        random.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }

    pub(super) fn tell_event(&mut self, name: &str) {
        if self.has_host {
            self.effects.push(Effect::Tell(ToHost::Event { name: name.to_owned() }));
        }
    }

    fn take_frame(&mut self, now: u64, frame: ToVisitor) {
        match frame {
            ToVisitor::Welcome(welcome) => {
                self.is_welcome = true;
                self.welcome(now, welcome);
            }
            ToVisitor::Outcomes { outcomes } => self.outcomes(now, outcomes),
            ToVisitor::Turns { conversation_id, head_seq, turns } => {
                let after = self.chat.turns(conversation_id, head_seq, turns);
                self.fetch(after);
                self.tell_new_turns();
            }
            ToVisitor::Head { conversation_id, head_seq } => {
                let after = self.chat.head(conversation_id, head_seq);
                self.fetch(after);
            }
            ToVisitor::Typing { conversation_id, agent_name, is_typing } => {
                if self.chat.id() == Some(conversation_id) {
                    self.agent_typing.told(now, agent_name, is_typing);
                }
            }
            ToVisitor::Seen { conversation_id, seq } => self.chat.seen_by_agent(conversation_id, seq),
            ToVisitor::Goodbye { reason, detail, retry } => self.goodbye(now, &reason, detail, retry),
        }
    }

    fn welcome(&mut self, now: u64, welcome: Welcome) {
        if let Some(token) = &welcome.token {
            // A new token for somebody who had one, or had a conversation: the server knows neither any more.
            let was_known = match &self.token {
                Some(old) => old != token,
                None => self.chat.is_stored(),
            };
            self.token = Some(token.clone());
            self.effects.push(Effect::SaveToken(Some(token.clone())));
            if was_known {
                self.begin_anew(now);
            }
        }
        let before = self.chat.id();
        self.chat.welcome(welcome);
        if self.chat.id() != before {
            self.effects.push(Effect::SaveConversation(self.chat.id()));
        }
        let after = self.chat.next_missing();
        self.fetch(after);
        if self.has_host && self.chat.is_stored() {
            self.effects.push(Effect::Tell(ToHost::HasConversation { yes: true }));
        }
        // What was shown while nobody listened is told now.
        if let (Some((conversation_id, seq)), true) =
            (self.chat.shown(), self.link.is_up() || self.is_welcome)
        {
            self.transmit(&FromVisitor::Seen { conversation_id, seq });
        }
        if let (Some(identity), true) = (self.identity.clone(), self.is_welcome) {
            self.transmit(&FromVisitor::Identify { identity });
        }
        self.tell_new_turns();
    }

    fn outcomes(&mut self, now: u64, outcomes: Vec<RecordOutcome>) {
        let had_none = !self.chat.is_stored();
        let mut begins_anew = false;
        for RecordOutcome { id, outcome } in outcomes {
            let seed = self.seed();
            if matches!(outcome, Outcome::Refused { reason: Refusal::NotYours, .. }) {
                // Of what is not in the outbox it has been said before.
                begins_anew |= self.mail.put_back(now, seed, id);
                continue;
            }
            if self.mail.settle(now, seed, id, &outcome) {
                self.effects.push(Effect::Release(id));
            }
            let after = self.chat.outcome(id, outcome);
            self.fetch(after);
        }
        if had_none && self.chat.is_stored() && self.has_host {
            self.effects.push(Effect::Tell(ToHost::HasConversation { yes: true }));
        }
        if begins_anew {
            // Another tab became another visitor first. What is in the outbox goes into a conversation of this one's.
            self.begin_anew(now);
        }
    }

    fn goodbye(&mut self, now: u64, reason: &str, detail: String, retry: bool) {
        self.effects.push(Effect::HangUp);
        match reason {
            "expired_token" | "unknown_token" => self.start_over(now),
            // One record may have caused it. It is found by sending one at a time, and is then refused here.
            "malformed" | "too_large" if self.mail.is_waiting() => {
                if let Some(id) = self.mail.suspect() {
                    self.refuse(id, "This message could not be sent.");
                }
            }
            _ if retry => {}
            _ => {
                self.link.refused(detail);
                self.call_ended(now);
                return;
            }
        }
        self.socket_closed(now);
    }

    /// Reads a refusal over HTTP: a token that is not known. Any other may be a proxy's, and passes.
    fn denied(&mut self, now: u64, status: Option<u16>) {
        if status == Some(401) {
            self.start_over(now);
        }
    }

    fn refuse(&mut self, id: RecordId, why: &str) {
        let outcome = Outcome::Refused { reason: Refusal::TooLarge, detail: why.to_owned() };
        let _is_nothing_missing = self.chat.outcome(id, outcome);
        self.effects.push(Effect::Release(id));
    }

    fn tell_new_turns(&mut self) {
        let newest = self.chat.newest_agent_turn();
        if newest > self.agent_turns_told {
            self.agent_turns_told = newest;
            self.agent_typing.stop();
            self.tell_event("message_received");
        }
    }
}

/// A frame of the server: a page of full turns is [`api::limits::PAGE_TURNS`] times
/// [`record::limits::TEXT_BYTES`], and escaping can double that.
const FRAME_BYTES: usize = 2 * api::limits::PAGE_TURNS * record::limits::TEXT_BYTES;
