//! The call to the server: when to make it, when it is alive, when to give it up and go over HTTP.
//!
//! Pure: what happened goes in with the time, the next moment to act comes out. The network itself is the shell's.

#[cfg(test)]
mod tests;

use crate::limits;

/// The state of the call.
#[derive(Debug)]
pub struct Link {
    state: State,
    /// Calls that failed since the last frame.
    failures: u32,
    is_online: bool,
    /// The page is hidden in the back-forward cache, or the chat was shut down.
    is_suspended: bool,
    /// The server said not to call again, with its reason.
    verdict: Option<String>,
    http: Http,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No call; the next one at this time.
    Down { call_at: u64 },
    /// A call is being made, given up at this time.
    Calling { until: u64 },
    /// A call is alive, dead if still silent at this time. Nothing where silence is normal.
    Up { until: Option<u64> },
}

/// The way over HTTP, while sockets fail.
#[derive(Debug, Default)]
struct Http {
    works: bool,
    in_flight: bool,
    ask_at: u64,
}

/// What to do about the network now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Open a socket.
    Call,
    /// Close the socket there is.
    HangUp,
    /// Ask over HTTP who we are and what is new.
    Ask,
}

/// How the chat stands towards the server, as the visitor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The first calls are being made.
    Connecting,
    /// Words go through.
    Connected,
    /// The device has no network.
    Offline,
    /// The server cannot be reached.
    Unreachable,
    /// The server will not talk to this page; its reason.
    Refused(String),
}

impl Link {
    /// No call yet; the first is due at once.
    #[must_use]
    pub fn new(is_online: bool) -> Self {
        Self {
            state: State::Down { call_at: 0 },
            failures: 0,
            is_online,
            is_suspended: false,
            verdict: None,
            http: Http::default(),
        }
    }

    /// How the chat stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (&self.verdict, self.state) {
            (Some(reason), _) => Standing::Refused(reason.clone()),
            // A socket that is still open then is a dead one that nobody has noticed yet.
            (None, _) if !self.is_online => Standing::Offline,
            (None, State::Up { .. }) => Standing::Connected,
            (None, _) if self.http.works => Standing::Connected,
            (None, _) if self.failures >= limits::CALLS_BEFORE_HTTP => Standing::Unreachable,
            (None, _) => Standing::Connecting,
        }
    }

    /// Whether frames can be sent on the socket.
    #[must_use]
    pub const fn is_up(&self) -> bool {
        matches!(self.state, State::Up { .. })
    }

    /// Whether records can be sent over HTTP, because the socket is not there.
    #[must_use]
    pub const fn is_on_http(&self) -> bool {
        self.http.works && !self.is_up()
    }

    /// A frame came: the call is alive. `expects_more` tells whether the server now speaks every few seconds.
    pub fn heard(&mut self, now: u64, expects_more: bool) {
        self.failures = 0;
        self.verdict = None;
        self.http = Http::default();
        self.state = State::Up { until: expects_more.then_some(now + limits::SILENCE_MS) };
    }

    /// Something was sent that must be answered.
    pub fn awaits_answer(&mut self, now: u64) {
        if let State::Up { until } = &mut self.state {
            let answer_by = now + limits::CALL_WAIT_MS;
            *until = Some(until.map_or(answer_by, |until| until.min(answer_by)));
        }
    }

    /// The socket closed or could not be opened. `jitter` is 0..=255, from anywhere random.
    pub fn closed(&mut self, now: u64, jitter: u8) {
        if matches!(self.state, State::Down { .. }) {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        let doubled = limits::BACKOFF_FIRST_MS << (self.failures - 1).min(10);
        let pause = doubled.min(limits::BACKOFF_MAX_MS);
        // Between half of the pause and all of it, or a restarted server meets all of its visitors at once.
        let pause = pause / 2 + pause * u64::from(jitter) / 512;
        self.state = State::Down { call_at: now + pause };
    }

    /// The server ended the call for good, with its sentence.
    pub fn refused(&mut self, reason: String) {
        self.verdict = Some(reason);
        self.state = State::Down { call_at: u64::MAX };
    }

    /// The way over HTTP answered, or did not.
    pub fn http_answered(&mut self, now: u64, works: bool) {
        self.http.in_flight = false;
        self.http.works = works && self.failures > 0;
        self.http.ask_at = now + limits::POLL_EVERY_MS;
    }

    /// The device has network again, or has lost it.
    pub fn online(&mut self, now: u64, is_online: bool) {
        self.is_online = is_online;
        if is_online {
            self.hurry(now);
        }
    }

    /// The page goes into the back-forward cache, or the chat is shut down: no call from now on.
    pub fn suspend(&mut self) {
        self.is_suspended = true;
        self.http = Http::default();
        self.state = State::Down { call_at: 0 };
    }

    /// The page is back, or the visitor looks again: do not wait for the pause to end.
    pub fn resume(&mut self, now: u64) {
        self.is_suspended = false;
        self.hurry(now);
    }

    /// What is due. Changes the state as if it was done.
    pub fn step(&mut self, now: u64) -> Option<Step> {
        if self.is_suspended || self.verdict.is_some() {
            return None;
        }
        match self.state {
            State::Calling { until } | State::Up { until: Some(until) } if until <= now => {
                return Some(Step::HangUp);
            }
            State::Down { call_at } if call_at <= now && self.is_online => {
                self.state = State::Calling { until: now + limits::CALL_WAIT_MS };
                return Some(Step::Call);
            }
            _ => {}
        }
        let is_tired = self.failures >= limits::CALLS_BEFORE_HTTP && self.is_online && !self.is_up();
        if is_tired && !self.http.in_flight && self.http.ask_at <= now {
            self.http.in_flight = true;
            return Some(Step::Ask);
        }
        None
    }

    /// When [`Self::step`] should be asked again, if nothing happens before.
    #[must_use]
    pub fn next_at(&self) -> Option<u64> {
        if self.is_suspended || self.verdict.is_some() {
            return None;
        }
        let call = match self.state {
            State::Down { call_at } => self.is_online.then_some(call_at),
            State::Calling { until } => Some(until),
            State::Up { until } => until,
        };
        let is_tired = self.failures >= limits::CALLS_BEFORE_HTTP && self.is_online && !self.is_up();
        let ask = (is_tired && !self.http.in_flight).then_some(self.http.ask_at);
        [call, ask].into_iter().flatten().min()
    }

    fn hurry(&mut self, now: u64) {
        if let State::Down { call_at } = &mut self.state
            && *call_at != u64::MAX
        {
            *call_at = (*call_at).min(now);
        }
    }
}
