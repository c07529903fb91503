//! Who is typing: the visitor's notices, throttled, and the agents', which fade when they are not renewed.

use api::limits::TYPING_HOLDS_MS;

use crate::limits;

/// The visitor's own typing.
#[derive(Debug, Default)]
pub(super) struct OwnTyping {
    told_at: Option<u64>,
    last_key_at: u64,
}

impl OwnTyping {
    /// The draft changed. Answers with what to tell, if anything.
    pub(super) fn key(&mut self, now: u64, has_words: bool) -> Option<bool> {
        self.last_key_at = now;
        match (has_words, self.told_at) {
            (true, Some(told_at)) if now < told_at + limits::TYPING_EVERY_MS => None,
            (true, _) => {
                self.told_at = Some(now);
                Some(true)
            }
            (false, _) => self.told_at.take().map(|_| false),
        }
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: u64) -> Option<bool> {
        let is_idle = self.ends_at().is_some_and(|end| end <= now);
        is_idle.then(|| self.told_at = None).map(|()| false)
    }

    /// When [`Self::tick`] has something to say.
    pub(super) fn ends_at(&self) -> Option<u64> {
        self.told_at.map(|_| self.last_key_at + limits::TYPING_IDLE_MS)
    }
}

/// An agent who is typing.
#[derive(Debug, Default)]
pub(super) struct AgentTyping(Option<(String, u64)>);

impl AgentTyping {
    pub(super) fn told(&mut self, now: u64, name: String, is_typing: bool) {
        self.0 = is_typing.then(|| (name, now + u64::from(TYPING_HOLDS_MS)));
    }

    pub(super) fn stop(&mut self) {
        self.0 = None;
    }

    pub(super) fn tick(&mut self, now: u64) {
        self.0.take_if(|(_, until)| *until <= now);
    }

    pub(super) fn ends_at(&self) -> Option<u64> {
        self.0.as_ref().map(|(_, until)| *until)
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|(name, _)| name.as_str())
    }
}
