//! What the words before a number say about it.

use super::Scanner;
use super::words::{self, Role};
use crate::fold::is_word;
use crate::limits;

/// What the last telling word spoke of, and how far it reaches.
#[derive(Default)]
pub(super) struct Context {
    topic: Option<Role>,
    until: usize,
    /// "verification", "my": up to here, "code" means a secret one.
    qualified_until: usize,
    /// "error", "zip": up to here, "code" means a harmless one.
    harmless_until: usize,
}

impl Context {
    pub(super) fn topic(&self, at: usize) -> Option<Role> {
        self.topic.filter(|_| at <= self.until)
    }

    pub(super) fn set(&mut self, topic: Role, until: usize) {
        self.topic = Some(topic);
        self.until = until;
    }

    /// `#4711` is an id, but "SSN #" and "phone #" keep their meaning.
    pub(super) fn number_sign(&mut self, at: usize) {
        if self.topic(at).is_none() {
            self.set(Role::Id, at + 2);
        }
    }

    /// "tel-555…", "G-482913": after such a word, letters and a dash may lead the number.
    pub(super) fn allows_prefix(&self, at: usize) -> bool {
        matches!(self.topic(at), Some(Role::Phone | Role::Ssn | Role::Code))
    }

    fn hear(&mut self, role: Role, start: usize, end: usize) {
        match role {
            Role::Phone | Role::Ssn | Role::Card | Role::Pin | Role::Cvv => {
                self.set(if role == Role::Pin { Role::Code } else { role }, end + limits::REACH_FAR);
            }
            Role::Id | Role::Version => self.set(role, end + limits::REACH_NEAR),
            Role::Qualifier => self.qualified_until = end + 2,
            Role::Harmless => self.harmless_until = end + 2,
            Role::Code if start < self.harmless_until => self.set(Role::Id, end + limits::REACH_NEAR),
            // "pin code" is as secret as "pin".
            Role::Code if start < self.qualified_until || self.topic(start) == Some(Role::Code) => {
                self.set(Role::Code, end + limits::REACH_CODE)
            }
            Role::Code => self.set(Role::PlainCode, end + limits::REACH_CODE),
            Role::PlainCode | Role::Unit | Role::Is | Role::Named => {}
        }
    }
}

impl Scanner<'_> {
    /// A word begins: it may speak about what follows, or be a code itself.
    pub(super) fn word(&mut self, at: usize) {
        let end = self.text.end_of(at, is_word);
        if let Some(role) = words::role(self.text, at, end) {
            match role {
                Role::Is => self.named_by_word(at, end),
                Role::Named => self.named_by_nothing(at, end),
                // "my number" is a telephone's, "order number" stays an order's.
                Role::Qualifier if self.text.is(at, "my ") && self.text.is(at + 3, "number") => {
                    self.context.set(Role::Phone, end + limits::REACH_FAR);
                }
                _ => self.context.hear(role, at, end),
            }
        } else {
            self.code_of_letters(at, end);
        }
    }
}
