//! The visitor and the agent of a replay: real clients of the real sockets.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow, bail};
use api::PROTOCOL_VERSION;
use api::agent::{ConversationDetail, FromAgent, Reply, SignIn, ToAgent};
use api::visitor::{FromVisitor, Hello, ToVisitor};
use futures_util::{SinkExt as _, StreamExt as _};
use reader::Reader;
use record::{
    Channel, Content, ConversationId, Extra, InteractionRecord, Label, Outcome, Provenance, ReadBy, Reading,
    RecordId, Role, SchemaVersion, StoredRecord, VisitorTurn,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::conversations::Speaker;
use super::journal::{Entry, Journal};

/// A server that is killed and started again is back well before this.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two tries to connect, and between two sends of what was refused for the moment.
const PAUSE: Duration = Duration::from_millis(200);

/// An acknowledgement that takes longer is not coming on this connection.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What all people of a replay share.
#[derive(Clone)]
pub(super) struct House {
    origin: String,
    site_key: String,
    cookie: String,
    http: reqwest::Client,
    reader: Arc<Reader>,
    pub(super) journal: Arc<Journal>,
}

impl House {
    /// Loads the model and signs the agent in.
    pub(super) async fn open(origin: &str, site_key: &str, email: &str, password: &str) -> Result<Self> {
        let model = crate::paths::root().join("src/classifier/models/undertone-en-1.model");
        let bytes = std::fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
        let reader = Reader::new(&bytes).context("the default model is not one that this reader knows")?;
        let http = reqwest::Client::new();
        let sign_in = SignIn { email: email.to_owned(), password: password.to_owned() };
        let answer = http
            .post(format!("{origin}/v1/sessions"))
            .header("origin", origin)
            .json(&sign_in)
            .send()
            .await
            .with_context(|| format!("no server answers at {origin}"))?;
        if !answer.status().is_success() {
            bail!("the agent cannot sign in at {origin}: {}", answer.text().await.unwrap_or_default());
        }
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie =
            cookie.and_then(|cookie| cookie.split(';').next()).context("the sign-in set no cookie")?;
        Ok(Self {
            origin: origin.to_owned(),
            site_key: site_key.to_owned(),
            cookie: cookie.to_owned(),
            http,
            reader: Arc::new(reader),
            journal: Arc::default(),
        })
    }

    /// The same house, where acknowledgements are written down.
    pub(super) fn with_journal(self, journal: Arc<Journal>) -> Self {
        Self { journal, ..self }
    }

    fn acknowledged(&self, conversation_id: ConversationId, record_id: RecordId, seq: u64) -> Result<()> {
        self.journal.note(&Entry::Acknowledged { conversation_id, record_id, seq })
    }

    /// Everything said in a conversation, as the API gives it back.
    pub(super) async fn read_back(&self, id: ConversationId) -> Result<Vec<(Speaker, String)>> {
        let turns = self.records(id).await?.into_iter().filter_map(|record| {
            let speaker = match record.role()? {
                Role::Visitor => Speaker::Customer,
                Role::Agent => Speaker::Agent,
            };
            Some((speaker, record.text()?.to_owned()))
        });
        Ok(turns.collect())
    }

    async fn records(&self, id: ConversationId) -> Result<Vec<InteractionRecord>> {
        Ok(self.stored(id).await?.into_iter().map(|stored| stored.record).collect())
    }

    /// Every record of a conversation, in its place.
    pub(super) async fn stored(&self, id: ConversationId) -> Result<Vec<StoredRecord>> {
        let mut records = Vec::new();
        let mut after_seq = 0;
        loop {
            let url = format!("{}/v1/conversations/{id}?after_seq={after_seq}", self.origin);
            let answer = self.http.get(url).header("cookie", &self.cookie).send().await?;
            if answer.status() == reqwest::StatusCode::NOT_FOUND {
                return Ok(records);
            }
            let page: ConversationDetail = answer.error_for_status()?.json().await?;
            let Some(last) = page.records.last() else { return Ok(records) };
            after_seq = last.seq;
            records.extend(page.records);
            if after_seq >= page.summary.head_seq {
                return Ok(records);
            }
        }
    }

    async fn connect(&self, path: &str, cookie: bool) -> Result<Socket> {
        let url = format!("{}{path}", self.origin.replacen("http", "ws", 1));
        let mut request = url.into_client_request().context("not an address")?;
        request.headers_mut().insert("origin", self.origin.parse().context("not an origin")?);
        if cookie {
            request.headers_mut().insert("cookie", self.cookie.parse().context("not a cookie")?);
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Socket(socket))
    }
}

/// A socket that speaks JSON.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn send(&mut self, frame: &impl Serialize) -> Result<()> {
        Ok(self.0.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    async fn next<T: DeserializeOwned>(&mut self) -> Result<T> {
        loop {
            match self.0.next().await.context("the connection ended")?? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }
}

/// Somebody with a question.
pub(super) struct Visitor {
    house: House,
    conversation_id: ConversationId,
    token: Option<String>,
    socket: Option<Socket>,
    got: HashSet<RecordId>,
}

impl Visitor {
    /// Opens the chat.
    pub(super) async fn arrive(house: &House) -> Result<Self> {
        let conversation_id = ConversationId::mint(now_ms(), random()?);
        let mut visitor =
            Self { house: house.clone(), conversation_id, token: None, socket: None, got: HashSet::new() };
        visitor.connected(Instant::now() + PATIENCE).await?;
        Ok(visitor)
    }

    pub(super) const fn conversation_id(&self) -> ConversationId {
        self.conversation_id
    }

    /// Writes a turn, as the widget does: scrubbed and read before it leaves.
    pub(super) fn writes(&self, raw: &str) -> Result<InteractionRecord> {
        let read = self.house.reader.read(raw);
        let now_ms = now_ms();
        let occurred_at_ms = i64::try_from(now_ms)?;
        let reading = Reading { by: ReadBy::Device, analysed_at_ms: occurred_at_ms, analysis: read.analysis };
        Ok(InteractionRecord {
            schema: SchemaVersion::CURRENT,
            id: RecordId::mint(now_ms, random()?),
            conversation_id: self.conversation_id,
            channel: Channel::Chat,
            occurred_at_ms,
            content: Content::VisitorTurn(VisitorTurn {
                text: read.text,
                redactions: read.redactions,
                sealed: Vec::new(),
                reading: Some(reading),
                page: None,
            }),
            provenance: Provenance { client: Label::new("replay-0.1.0")? },
            extra: Extra::default(),
        })
    }

    /// Sends a record until it is stored, over as many connections as that takes.
    pub(super) async fn sends(&mut self, record: InteractionRecord) -> Result<()> {
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
    pub(super) async fn gets(&mut self, id: RecordId) -> Result<()> {
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
            ToVisitor::Turns { turns, .. } => self.got.extend(turns.iter().map(|turn| turn.id)),
            ToVisitor::Goodbye { detail, .. } => bail!("the server said goodbye: {detail}"),
            _ => {}
        }
        Ok(frame)
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
        let mut socket = self.house.connect("/v1/visitor/socket", false).await?;
        let hello = Hello {
            protocol: PROTOCOL_VERSION,
            site_key: self.house.site_key.clone(),
            token: self.token.clone(),
        };
        socket.send(&FromVisitor::Hello(hello)).await?;
        match tokio::time::timeout(ANSWER_WITHIN, socket.next()).await?? {
            ToVisitor::Welcome(welcome) => {
                self.token = welcome.token.or_else(|| self.token.take());
                let turns = welcome.conversation.map(|conversation| conversation.turns).unwrap_or_default();
                self.got.extend(turns.iter().map(|turn| turn.id));
                self.socket = Some(socket);
                Ok(())
            }
            ToVisitor::Goodbye { detail, .. } => Err(anyhow!("{detail}")),
            other => Err(anyhow!("no welcome but {other:?}")),
        }
    }
}

/// Somebody with answers.
pub(super) struct Agent {
    house: House,
    conversation_id: ConversationId,
    socket: Option<Socket>,
    /// The conversation was in the inbox and has been opened.
    is_open: bool,
}

impl Agent {
    /// Sits at the inbox and waits for one conversation.
    pub(super) async fn awaiting(house: &House, conversation_id: ConversationId) -> Result<Self> {
        let mut agent = Self { house: house.clone(), conversation_id, socket: None, is_open: false };
        agent.connected(Instant::now() + PATIENCE).await?;
        Ok(agent)
    }

    /// Waits until a record is on the agent's screen, and gives when.
    pub(super) async fn sees(&mut self, id: RecordId) -> Result<Instant> {
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
    pub(super) async fn replies(&mut self, text: &str) -> Result<RecordId> {
        let (id, until) = (RecordId::mint(now_ms(), random()?), Instant::now() + PATIENCE);
        let frame = FromAgent::Reply(Reply {
            id,
            conversation_id: self.conversation_id,
            occurred_at_ms: i64::try_from(now_ms())?,
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
        let mut socket = self.house.connect("/v1/agent/socket", true).await?;
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

async fn pause(until: Instant, what: &str) -> Result<()> {
    if Instant::now() >= until {
        bail!("{what} within {} s", PATIENCE.as_secs());
    }
    tokio::time::sleep(PAUSE).await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a replay is an edge: it mints ids as a device does")]
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn random() -> Result<[u8; 10]> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("the system gives no random bytes: {error}"))?;
    Ok(bytes)
}
