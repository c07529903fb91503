//! Somebody with a question.

use std::collections::HashSet;

use anyhow::{Context as _, Result, bail};
use api::visitor::{FromVisitor, ToVisitor, Turn};
use record::{ConversationId, InteractionRecord, Outcome, RecordId};
use tokio::time::Instant;

use super::{ANSWER_WITHIN, House, PATIENCE, pause};
use crate::device;
use crate::socket::{self, Socket};

/// Somebody with a question.
pub(crate) struct Visitor {
    house: House,
    conversation_id: ConversationId,
    token: Option<String>,
    socket: Option<Socket>,
    got: HashSet<RecordId>,
    /// The newest place that is on the screen.
    newest_seq: u64,
}

impl Visitor {
    /// Opens the chat.
    pub(crate) async fn arrive(house: &House) -> Result<Self> {
        let conversation_id = device::conversation_id()?;
        let mut visitor = Self {
            house: house.clone(),
            conversation_id,
            token: None,
            socket: None,
            got: HashSet::new(),
            newest_seq: 0,
        };
        visitor.connected(Instant::now() + PATIENCE).await?;
        Ok(visitor)
    }

    pub(crate) const fn conversation_id(&self) -> ConversationId {
        self.conversation_id
    }

    /// Writes a turn, as the widget does: scrubbed and read before it leaves.
    pub(crate) fn writes(&self, raw: &str) -> Result<InteractionRecord> {
        device::turn(&self.house.reader, self.conversation_id, raw, None)
    }

    /// Sends a record until it is stored, over as many connections as that takes.
    pub(crate) async fn sends(&mut self, record: InteractionRecord) -> Result<()> {
        let (id, until) = (record.id, Instant::now() + PATIENCE);
        let frame = FromVisitor::Append { records: vec![record] };
        loop {
            self.connected(until).await?;
            match self.offer(&frame, id).await {
                Ok(Outcome::Stored { seq, .. } | Outcome::Duplicate { seq, .. }) => {
                    return self.house.acknowledged(self.conversation_id, id, seq);
                }
                Ok(Outcome::Refused { reason, detail }) if !reason.is_temporary() => {
                    bail!("the server refused a turn ({reason:?}): {detail}");
                }
                Ok(Outcome::Refused { .. }) => {}
                Err(_) => self.socket = None,
            }
            pause(until, "a visitor's turn was not stored").await?;
        }
    }

    async fn offer(&mut self, frame: &FromVisitor, id: RecordId) -> Result<Outcome> {
        self.socket.as_mut().context("not connected")?.send(frame).await?;
        let deadline = Instant::now() + ANSWER_WITHIN;
        loop {
            let frame = tokio::time::timeout_at(deadline, self.next()).await.context("no answer")??;
            if let ToVisitor::Outcomes { outcomes } = frame
                && let Some(one) = outcomes.into_iter().find(|one| one.id == id)
            {
                return Ok(one.outcome);
            }
        }
    }

    /// Waits until an agent's turn is on the visitor's screen.
    pub(crate) async fn gets(&mut self, id: RecordId) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        while !self.got.contains(&id) {
            self.connected(until).await?;
            match tokio::time::timeout(ANSWER_WITHIN, self.next()).await {
                Ok(Ok(_)) => {}
                Ok(Err(_)) | Err(_) => {
                    // A new connection tells the newest turns again, so nothing that was missed stays missed.
                    self.socket = None;
                    pause(until, "an agent's turn did not reach the visitor").await?;
                }
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<ToVisitor> {
        let frame: ToVisitor = self.socket.as_mut().context("not connected")?.next().await?;
        match &frame {
            ToVisitor::Turns { turns, .. } => self.shows(turns),
            // The feed is a hint; what it has missed is fetched, as the widget does.
            ToVisitor::Head { conversation_id, head_seq } if *head_seq > self.newest_seq => {
                let fetch =
                    FromVisitor::Fetch { conversation_id: *conversation_id, after_seq: self.newest_seq };
                self.socket.as_mut().context("not connected")?.send(&fetch).await?;
            }
            ToVisitor::Goodbye { detail, .. } => bail!("the server said goodbye: {detail}"),
            _ => {}
        }
        Ok(frame)
    }

    fn shows(&mut self, turns: &[Turn]) {
        self.got.extend(turns.iter().map(|turn| turn.id));
        self.newest_seq = turns.iter().map(|turn| turn.seq).fold(self.newest_seq, u64::max);
    }

    async fn connected(&mut self, until: Instant) -> Result<()> {
        while self.socket.is_none() {
            if let Err(error) = self.greet().await {
                self.socket = None;
                pause(until, &format!("the visitor's socket does not connect: {error:#}")).await?;
            }
        }
        Ok(())
    }

    async fn greet(&mut self) -> Result<()> {
        let House { origin, site_key, .. } = &self.house;
        let call = socket::visitor(origin, site_key, self.token.clone(), socket::LOOPBACK);
        let (socket, welcome) = tokio::time::timeout(ANSWER_WITHIN, call).await??;
        self.token = welcome.token.or_else(|| self.token.take());
        let turns = welcome.conversation.map(|conversation| conversation.turns).unwrap_or_default();
        self.shows(&turns);
        self.socket = Some(socket);
        Ok(())
    }
}
