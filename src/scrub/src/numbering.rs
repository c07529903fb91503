//! Which number a value gets.

use alloc::vec::Vec;

use crate::fold::Folded;
use crate::{Kind, limits};

/// The values seen so far in one text, as hashes: the scrubber keeps no value. Open addressing, because the
/// standard maps cost a fifth of this crate's size.
pub(crate) struct Numbering {
    slots: Vec<(u64, u32)>,
    used: usize,
    next: [u32; Kind::ALL.len()],
}

impl Numbering {
    /// Numbers go on after the placeholders that the text holds already.
    pub(crate) fn after(present: [u32; Kind::ALL.len()]) -> Self {
        Self { slots: Vec::new(), used: 0, next: present }
    }

    /// The number of a value: the one it got before, or the next.
    pub(crate) fn number(&mut self, text: &Folded<'_>, start: usize, end: usize, kind: Kind) -> u32 {
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = hash(text, start, end, kind);
        let at = self.slot(hash);
        match self.slots.get_mut(at) {
            Some((known, number)) if *known == hash => *number,
            slot => {
                let number = self.next.get_mut(kind.index()).map_or(1, |next| {
                    *next = (*next + 1).min(limits::HIGHEST_NUMBER);
                    *next
                });
                if let Some(slot) = slot {
                    *slot = (hash, number);
                }
                self.used += 1;
                number
            }
        }
    }

    /// Where the hash is, or would be.
    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "only the low bits choose the slot")]
        let mut at = hash as usize & mask;
        while self.slots.get(at).is_some_and(|(known, _)| *known != 0 && *known != hash) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = core::mem::replace(&mut self.slots, alloc::vec![(0, 0); size]);
        for (hash, number) in old {
            if hash != 0 {
                let at = self.slot(hash);
                if let Some(slot) = self.slots.get_mut(at) {
                    *slot = (hash, number);
                }
            }
        }
    }
}

/// FNV-1a over what makes two spellings the same value: digits of numbers, letters in any case.
fn hash(text: &Folded<'_>, start: usize, end: usize, kind: Kind) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    eat(u8::try_from(kind.index()).unwrap_or(0));
    for at in start..end {
        let byte = text.at(at);
        match kind {
            Kind::Card | Kind::Phone | Kind::Ssn if !byte.is_ascii_digit() => {}
            Kind::Iban if !byte.is_ascii_alphanumeric() => {}
            Kind::Email | Kind::Iban | Kind::Ip if byte.is_ascii() => eat(byte.to_ascii_lowercase()),
            _ if byte.is_ascii() => eat(byte),
            _ => text.raw(at, at + 1).bytes().for_each(&mut eat),
        }
    }
    // Zero marks an empty slot.
    hash.max(1)
}
