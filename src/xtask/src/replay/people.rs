//! The people of a replay, real clients of the real sockets, and what they share.

mod agent;
mod visitor;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use api::agent::{ConversationDetail, ConversationList, ConversationSummary, SignIn};
use api::limits::PAGE_CONVERSATIONS;
use reader::Reader;
use record::{ConversationId, InteractionRecord, RecordId, Role, StoredRecord};
use reqwest::Url;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::conversations::Speaker;
use super::journal::{Entry, Journal};
use crate::socket::Socket;

pub(super) use agent::Agent;
pub(super) use visitor::Visitor;

/// A server that is killed and started again is back well before this.
const PATIENCE: Duration = Duration::from_secs(60);

/// Between two tries to connect, and between two sends of what was refused for the moment.
const PAUSE: Duration = Duration::from_millis(200);

/// An acknowledgement that takes longer is not coming on this connection.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What all people of a replay share.
#[derive(Clone)]
pub(crate) struct House {
    origin: String,
    site_key: String,
    cookie: String,
    http: reqwest::Client,
    reader: Arc<Reader>,
    pub(super) journal: Arc<Journal>,
}

impl House {
    /// Loads the model and signs the agent in.
    pub(crate) async fn open(origin: &str, site_key: &str, email: &str, password: &str) -> Result<Self> {
        let reader = crate::device::reader()?;
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

    /// Asks the API as the agent; nothing when the server has no such thing. A question changes nothing, so one that a
    /// kill cut off is asked again.
    async fn ask<T: DeserializeOwned>(&self, url: &str) -> Result<Option<T>> {
        let until = Instant::now() + PATIENCE;
        loop {
            let asked = async {
                let answer = self.http.get(url).header("cookie", &self.cookie).send().await?;
                if answer.status() == reqwest::StatusCode::NOT_FOUND {
                    return Ok(None);
                }
                answer.error_for_status()?.text().await.map(Some)
            };
            match asked.await {
                Err(error) if error.is_request() || error.is_body() || error.is_decode() => {
                    pause(until, &format!("{error}; no whole answer")).await?;
                }
                end => return Ok(end?.map(|json| serde_json::from_str(&json)).transpose()?),
            }
        }
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
            let page: Option<ConversationDetail> = self.ask(&url).await?;
            let Some(page) = page else { return Ok(records) };
            let Some(last) = page.records.last() else { return Ok(records) };
            after_seq = last.seq;
            records.extend(page.records);
            if after_seq >= page.summary.head_seq {
                return Ok(records);
            }
        }
    }

    /// Waits until a visitor whom the site calls by this name has a conversation.
    pub(super) async fn conversation_of(&self, name: &str) -> Result<ConversationId> {
        let until = Instant::now() + PATIENCE;
        loop {
            let mut cursor: Option<String> = None;
            loop {
                let mut url = Url::parse(&format!("{}/v1/conversations", self.origin))?;
                url.query_pairs_mut().append_pair("limit", &PAGE_CONVERSATIONS.to_string());
                if let Some(cursor) = &cursor {
                    url.query_pairs_mut().append_pair("cursor", cursor);
                }
                let page: Option<ConversationList> = self.ask(url.as_str()).await?;
                let page = page.context("the server has no list of conversations")?;
                let is_it = |row: &&ConversationSummary| row.visitor.identity.name.as_deref() == Some(name);
                if let Some(found) = page.conversations.iter().find(is_it) {
                    return Ok(found.id);
                }
                cursor = page.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            pause(until, &format!("{name} has no conversation")).await?;
        }
    }

    async fn agent_socket(&self) -> Result<Socket> {
        Socket::connect(&self.origin, "/v1/agent/socket", Some(&self.cookie)).await
    }
}

async fn pause(until: Instant, what: &str) -> Result<()> {
    if Instant::now() >= until {
        bail!("{what} within {} s", PATIENCE.as_secs());
    }
    tokio::time::sleep(PAUSE).await;
    Ok(())
}
