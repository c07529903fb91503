//! The conversation as the visitor sees it: what was said, in the store's order, then what is still on its way.
//!
//! Pure: frames and outcomes go in, lines and the next thing to fetch come out.

mod coverage;
#[cfg(test)]
mod tests;

use api::visitor::{Turn, Welcome};
use record::{ConversationId, Outcome, RecordId, Role};

use crate::limits;
use coverage::Coverage;

/// One conversation, or the place for one.
#[derive(Debug, Default)]
pub struct Conversation {
    id: Option<ConversationId>,
    /// By place, ascending.
    stored: Vec<(u64, Line)>,
    on_the_way: Vec<Line>,
    coverage: Coverage,
    wanted_head: u64,
    agent_seen: u64,
    visitor_seen: u64,
    asked: Option<u64>,
    wants_earlier: bool,
}

/// One turn on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The record's id.
    pub id: RecordId,
    /// Who speaks.
    pub speaker: Speaker,
    /// What was said. A visitor's text is scrubbed.
    pub text: String,
    /// When: the server's clock once it is stored, the device's before.
    pub at_ms: i64,
    /// How far it got.
    pub delivery: Delivery,
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// The visitor at this screen.
    Visitor,
    /// Someone of the support team, by the name that visitors see.
    Agent(String),
}

/// How far a turn got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// On its way, or waiting on this device for the network.
    Sending,
    /// Stored under this place in the conversation.
    Stored(u64),
    /// Stored, and shown on an agent's screen. Only a [`Row`] has it.
    Seen,
    /// Refused for good, with the reason as a sentence. The text stays here.
    Refused(String),
}

/// One line with its surroundings, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What was said.
    pub line: Line,
    /// It begins a new day.
    pub starts_day: bool,
    /// It belongs to the line above: same speaker, same day, soon after.
    pub follows: bool,
}

impl Conversation {
    /// A conversation that this device knows by its id only.
    #[must_use]
    pub fn known_as(id: Option<ConversationId>) -> Self {
        Self { id, ..Self::default() }
    }

    /// Its id; nothing before the first turn.
    #[must_use]
    pub const fn id(&self) -> Option<ConversationId> {
        self.id
    }

    /// Gives a new conversation its id.
    pub const fn begin(&mut self, id: ConversationId) {
        self.id = Some(id);
    }

    /// Whether anything was said or is about to be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty() && self.on_the_way.is_empty()
    }

    /// Whether any of it is on the server.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        !self.stored.is_empty()
    }

    /// Takes what the server tells at the beginning of a call: its newest turns.
    pub fn welcome(&mut self, welcome: Welcome) {
        self.asked = None;
        let Some(told) = welcome.conversation else { return };
        match self.id {
            // What is being written here goes on where it began; the other conversation stays on the server.
            Some(id) if id != told.id && !self.is_empty() => return,
            _ => self.id = Some(told.id),
        }
        self.agent_seen = self.agent_seen.max(told.agent_seen_seq);
        self.visitor_seen = self.visitor_seen.max(told.visitor_seen_seq);
        let newest = told.turns.last().map_or(0, |turn| turn.seq);
        self.take(told.turns);
        // These are the newest turns, so only amendments can stand behind them.
        self.coverage.add(newest, told.head_seq);
        self.wanted_head = self.wanted_head.max(told.head_seq);
    }

    /// Takes turns, pushed or fetched. Answers with the place after which to fetch next, if something is missing
    /// and this frame brought us further: a server that repeats itself is not asked in circles.
    pub fn turns(&mut self, of: ConversationId, head_seq: u64, turns: Vec<Turn>) -> Option<u64> {
        if *self.id.get_or_insert(of) != of {
            return None;
        }
        let mut is_further = false;
        match (turns.first(), self.asked) {
            // Only an answer is ever empty: nothing said lies behind the place asked for.
            (None, Some(after)) => {
                self.asked = None;
                is_further = self.coverage.add(after, head_seq);
            }
            (Some(first), Some(after)) if first.previous_seq <= after && after < first.seq => {
                self.asked = None
            }
            _ => {}
        }
        is_further |= self.take(turns);
        self.wanted_head = self.wanted_head.max(head_seq);
        if is_further { self.next_missing() } else { None }
    }

    /// Takes the newest place that the server tells every few seconds; answers as [`Self::turns`] does.
    pub fn head(&mut self, of: ConversationId, head_seq: u64) -> Option<u64> {
        if self.id != Some(of) {
            return None;
        }
        self.wanted_head = self.wanted_head.max(head_seq);
        // A question that was not answered within a head's time was lost.
        self.asked = None;
        self.next_missing()
    }

    /// The visitor wants what was said before the oldest line. Answers with the place after which to fetch.
    pub fn earlier(&mut self) -> Option<u64> {
        self.wants_earlier = true;
        self.asked = None;
        self.next_missing()
    }

    /// Whether something was said before the oldest line that could still be shown.
    #[must_use]
    pub fn has_earlier(&self) -> bool {
        !self.wants_earlier && self.coverage.starts_after() > 0 && self.stored.len() < limits::TURNS_KEPT
    }

    /// Adds a turn of the visitor that is on its way.
    pub fn write(&mut self, id: RecordId, text: String, at_ms: i64) {
        if self.on_the_way.iter().all(|line| line.id != id)
            && self.stored.iter().all(|(_, line)| line.id != id)
        {
            let delivery = Delivery::Sending;
            self.on_the_way.push(Line { id, speaker: Speaker::Visitor, text, at_ms, delivery });
        }
    }

    /// Takes what became of a record. Answers as [`Self::turns`] does.
    pub fn outcome(&mut self, id: RecordId, outcome: Outcome) -> Option<u64> {
        let waiting = self.on_the_way.iter().position(|line| line.id == id);
        match outcome {
            Outcome::Stored { seq, received_at_ms } | Outcome::Duplicate { seq, received_at_ms } => {
                if let Some(at) = waiting {
                    let mut line = self.on_the_way.remove(at);
                    line.delivery = Delivery::Stored(seq);
                    line.at_ms = received_at_ms;
                    self.put(seq, line);
                }
                self.coverage.add(seq.saturating_sub(1), seq);
                self.wanted_head = self.wanted_head.max(seq);
                if self.asked.is_none() { self.next_missing() } else { None }
            }
            Outcome::Refused { reason, detail } => {
                if let (Some(at), false) = (waiting, reason.is_temporary()) {
                    self.on_the_way[at].delivery = Delivery::Refused(detail);
                }
                None
            }
        }
    }

    /// Takes a line away that was refused, so that it can be edited or sent anew. Answers with its text.
    pub fn take_back(&mut self, id: RecordId) -> Option<String> {
        let is_it = |line: &Line| line.id == id && matches!(line.delivery, Delivery::Refused(_));
        let at = self.on_the_way.iter().position(is_it)?;
        Some(self.on_the_way.remove(at).text)
    }

    /// Takes the lines that are not stored, oldest first.
    pub fn take_unsent(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.on_the_way)
    }

    /// Takes the lines that are not stored, oldest first, and forgets everything else.
    pub fn start_over(&mut self) -> Vec<Line> {
        std::mem::take(self).on_the_way
    }

    /// Puts a line back that was taken out by [`Self::start_over`] or [`Self::take_unsent`].
    pub fn put_back(&mut self, line: Line) {
        self.on_the_way.push(line);
    }

    /// An agent's screen has shown everything up to here.
    pub fn seen_by_agent(&mut self, of: ConversationId, seq: u64) {
        if self.id == Some(of) {
            self.agent_seen = self.agent_seen.max(seq);
        }
    }

    /// The visitor's screen has shown everything that is here. Answers with the place to tell the server, if it is
    /// news.
    pub fn seen_by_visitor(&mut self) -> Option<(ConversationId, u64)> {
        let newest = self.agent_turns().next_back()?;
        if newest <= self.visitor_seen {
            return None;
        }
        self.visitor_seen = newest;
        Some((self.id?, newest))
    }

    /// How many turns of agents the visitor has not seen.
    #[must_use]
    pub fn unread(&self) -> u32 {
        let unseen = self.agent_turns().filter(|seq| *seq > self.visitor_seen).count();
        u32::try_from(unseen).unwrap_or(u32::MAX).min(limits::UNREAD_TOLD)
    }

    /// The place of the newest agent's turn, 0 for none.
    #[must_use]
    pub fn newest_agent_turn(&self) -> u64 {
        self.agent_turns().next_back().unwrap_or(0)
    }

    /// How far an agent has seen it.
    #[must_use]
    pub const fn agent_seen(&self) -> u64 {
        self.agent_seen
    }

    /// Everything to be drawn, oldest first. `day_of` gives the visitor's calendar day of a time.
    pub fn rows(&self, day_of: impl Fn(i64) -> i64) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::with_capacity(self.stored.len() + self.on_the_way.len());
        for line in self.stored.iter().map(|(_, line)| line).chain(&self.on_the_way) {
            let above = rows.last().map(|row| &row.line);
            let starts_day = above.is_none_or(|above| day_of(above.at_ms) != day_of(line.at_ms));
            let is_soon = |above: &Line| line.at_ms.saturating_sub(above.at_ms) < limits::GROUP_WITHIN_MS;
            let follows =
                !starts_day && above.is_some_and(|above| above.speaker == line.speaker && is_soon(above));
            let mut line = line.clone();
            if matches!(line.delivery, Delivery::Stored(seq) if seq <= self.agent_seen) {
                line.delivery = Delivery::Seen;
            }
            rows.push(Row { line, starts_day, follows });
        }
        rows
    }

    fn agent_turns(&self) -> impl DoubleEndedIterator<Item = u64> {
        self.stored.iter().filter(|(_, line)| line.speaker != Speaker::Visitor).map(|(seq, _)| *seq)
    }

    /// Keeps turns; tells whether any place was new.
    fn take(&mut self, turns: Vec<Turn>) -> bool {
        let mut is_further = false;
        for turn in turns {
            is_further |= self.coverage.add(turn.previous_seq.min(turn.seq.saturating_sub(1)), turn.seq);
            self.wanted_head = self.wanted_head.max(turn.seq);
            self.on_the_way.retain(|line| line.id != turn.id);
            let speaker = match turn.role {
                Role::Visitor => Speaker::Visitor,
                Role::Agent => Speaker::Agent(turn.agent_name.unwrap_or_default()),
            };
            let delivery = Delivery::Stored(turn.seq);
            let line = Line { id: turn.id, speaker, text: turn.text, at_ms: turn.received_at_ms, delivery };
            self.put(turn.seq, line);
        }
        let too_many = self.stored.len().saturating_sub(limits::TURNS_KEPT);
        self.stored.drain(..too_many);
        is_further
    }

    fn put(&mut self, seq: u64, line: Line) {
        match self.stored.binary_search_by_key(&seq, |(place, _)| *place) {
            Ok(at) => self.stored[at].1 = line,
            Err(at) => self.stored.insert(at, (seq, line)),
        }
    }

    /// The place after which to fetch next, if something is missing and has not been asked for.
    pub fn next_missing(&mut self) -> Option<u64> {
        if self.asked.is_some() {
            return None;
        }
        let after = if self.wants_earlier && self.coverage.starts_after() > 0 {
            0
        } else if let Some(gap) = self.coverage.first_gap() {
            gap
        } else if self.coverage.head() < self.wanted_head {
            self.coverage.head()
        } else {
            return None;
        };
        self.asked = Some(after);
        Some(after)
    }

    /// How far the visitor's screen has shown it, when that is anything.
    #[must_use]
    pub fn shown(&self) -> Option<(ConversationId, u64)> {
        self.id.filter(|_| self.visitor_seen > 0).map(|id| (id, self.visitor_seen))
    }
}
