//! Somebody with answers.

use anyhow::{Context as _, Result, bail};
use api::PROTOCOL_VERSION;
use api::agent::{FromAgent, Reply, ToAgent};
use record::{ConversationId, Outcome, RecordId};
use tokio::time::Instant;

use super::{ANSWER_WITHIN, House, PATIENCE, pause};
use crate::device;
use crate::socket::Socket;

/// Somebody with answers.
pub(crate) struct Agent {
    house: House,
    conversation_id: ConversationId,
    socket: Option<Socket>,
    /// The conversation was in the inbox and has been opened.
    is_open: bool,
}

impl Agent {
    /// Sits at the inbox and waits for one conversation.
    pub(crate) async fn awaiting(house: &House, conversation_id: ConversationId) -> Result<Self> {
        let mut agent = Self { house: house.clone(), conversation_id, socket: None, is_open: false };
        agent.connected(Instant::now() + PATIENCE).await?;
        Ok(agent)
    }

    /// Waits until a record is on the agent's screen, and gives when.
    pub(crate) async fn sees(&mut self, id: RecordId) -> Result<Instant> {
        let until = Instant::now() + PATIENCE;
        loop {
            self.connected(until).await?;
            let seen = tokio::time::timeout(ANSWER_WITHIN, self.sees_live(id)).await;
            if let Ok(Ok(())) = seen {
                return Ok(Instant::now());
            }
            self.socket = None;
            if self.has(id).await.unwrap_or(false) {
                return Ok(Instant::now());
            }
            pause(until, "a visitor's turn did not reach the agent").await?;
        }
    }

    /// The first turn is seen as a new row of the inbox, which is then opened; the others as they come.
    async fn sees_live(&mut self, id: RecordId) -> Result<()> {
        loop {
            let socket = self.socket.as_mut().context("not connected")?;
            match socket.next().await? {
                ToAgent::Record { record, .. } if record.record.id == id => return Ok(()),
                ToAgent::Conversation { summary } if summary.id == self.conversation_id && !self.is_open => {
                    socket.send(&FromAgent::Watch { conversation_id: Some(self.conversation_id) }).await?;
                    self.is_open = true;
                    return Ok(());
                }
                // The feed is a hint; what was committed while the conversation was being opened is fetched.
                ToAgent::Heads { watched: Some(_), .. } if self.has(id).await? => return Ok(()),
                ToAgent::Goodbye { detail, .. } => bail!("the server said goodbye: {detail}"),
                _ => {}
            }
        }
    }

    async fn has(&self, id: RecordId) -> Result<bool> {
        Ok(self.house.records(self.conversation_id).await?.iter().any(|record| record.id == id))
    }

    /// Answers until the answer is stored.
    pub(crate) async fn replies(&mut self, text: &str) -> Result<RecordId> {
        let (id, until) = (device::record_id()?, Instant::now() + PATIENCE);
        let frame = FromAgent::Reply(Reply {
            id,
            conversation_id: self.conversation_id,
            occurred_at_ms: i64::try_from(device::now_ms())?,
            text: text.to_owned(),
        });
        loop {
            self.connected(until).await?;
            match tokio::time::timeout(ANSWER_WITHIN, self.offer(&frame, id)).await {
                Ok(Ok(Outcome::Stored { seq, .. } | Outcome::Duplicate { seq, .. })) => {
                    self.house.acknowledged(self.conversation_id, id, seq)?;
                    return Ok(id);
                }
                Ok(Ok(Outcome::Refused { reason, detail })) if !reason.is_temporary() => {
                    bail!("the server refused an answer ({reason:?}): {detail}");
                }
                Ok(Ok(Outcome::Refused { .. })) => {}
                Ok(Err(_)) | Err(_) => self.socket = None,
            }
            pause(until, "an agent's answer was not stored").await?;
        }
    }

    async fn offer(&mut self, frame: &FromAgent, id: RecordId) -> Result<Outcome> {
        self.socket.as_mut().context("not connected")?.send(frame).await?;
        loop {
            match self.socket.as_mut().context("not connected")?.next().await? {
                ToAgent::Outcome(one) if one.id == id => return Ok(one.outcome),
                ToAgent::Goodbye { detail, .. } => bail!("the server said goodbye: {detail}"),
                _ => {}
            }
        }
    }

    async fn connected(&mut self, until: Instant) -> Result<()> {
        while self.socket.is_none() {
            if let Err(error) = self.greet().await {
                pause(until, &format!("the agent's socket does not connect: {error:#}")).await?;
            }
        }
        Ok(())
    }

    async fn greet(&mut self) -> Result<()> {
        let mut socket = self.house.agent_socket().await?;
        socket.send(&FromAgent::Hello { protocol: PROTOCOL_VERSION }).await?;
        match tokio::time::timeout(ANSWER_WITHIN, socket.next()).await?? {
            ToAgent::Welcome { .. } => {}
            ToAgent::Goodbye { detail, .. } => bail!("{detail}"),
            other => bail!("no welcome but {other:?}"),
        }
        if self.is_open {
            socket.send(&FromAgent::Watch { conversation_id: Some(self.conversation_id) }).await?;
        }
        self.socket = Some(socket);
        Ok(())
    }
}
