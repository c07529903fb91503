//! The newest events of a tab, as lines: seq, time, and the event.

use alloc::string::String;

use crate::limits;
use crate::text::{Fields, push_number};

/// Lines in one text, oldest first, always within what a story may tell.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    pub(crate) lines: String,
    pub(crate) count: u32,
}

impl Ring {
    /// Appends an event and lets the oldest go that there is no room for.
    pub(crate) fn push(&mut self, seq: u32, t_ms: u64, event: &str) {
        push_number(&mut self.lines, u64::from(seq));
        self.lines.push_str("\t");
        push_number(&mut self.lines, t_ms);
        self.lines.push_str("\t");
        self.lines.push_str(event);
        self.lines.push_str("\n");
        self.count += 1;
        while self.count > limits::EVENTS || self.bytes() > limits::TIMELINE_BYTES {
            let mut rest = Fields::of(&self.lines);
            rest.until(b'\n');
            self.lines = String::from(rest.all());
            self.count -= 1;
        }
    }

    /// About how many bytes the events take as JSON.
    fn bytes(&self) -> usize {
        let is_escaped = |byte: &u8| matches!(byte, b'"' | b'\\');
        self.lines.len()
            + self.lines.bytes().filter(is_escaped).count()
            + self.count as usize * limits::EVENT_OVERHEAD_BYTES
    }

    /// The seq of the oldest event.
    pub(crate) fn first_seq(&self) -> u32 {
        if self.count == 0 { u32::MAX } else { Fields::of(&self.lines).small() }
    }
}
