//! The agent's side without a screen: what arrived, as the API tells it.

use anyhow::{Context as _, Result, ensure};
use api::agent::{ConversationDetail, ConversationList, FromAgent, Reply, SignIn};
use futures_util::{SinkExt as _, StreamExt as _};
use record::{CaptureMode, Content, ConversationId, PageReport, RecordId};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use xtask::server::DemoSignIn;

use super::until;

/// An agent who reads through the API.
pub(crate) struct Desk {
    http: reqwest::Client,
    origin: String,
    address: String,
    cookie: String,
}

/// A visitor's message as it arrived.
pub(crate) struct Heard {
    /// Where it stands.
    pub(crate) conversation: ConversationId,
    /// The page's part: what came with the turn, or later for it.
    pub(crate) page: PageReport,
}

impl Heard {
    /// The mode that is on record, with its reason: `full`, `framed: save_data`.
    pub(crate) fn capture(&self) -> String {
        let mode = match self.page.capture {
            CaptureMode::Off => "off",
            CaptureMode::Basic => "basic",
            CaptureMode::Full => "full",
            CaptureMode::Framed => "framed",
            CaptureMode::Late => "late",
        };
        self.page.reason.as_ref().map_or(mode.to_owned(), |reason| format!("{mode}: {}", reason.as_str()))
    }

    /// The story as one text, to look for words in.
    pub(crate) fn story(&self) -> Result<String> {
        let story = self.page.story.as_ref().context("there is no story")?;
        Ok(serde_json::to_string(story)?)
    }
}

impl Desk {
    /// Signs in. `address` is where the server listens, `origin` how browsers name it.
    pub(crate) async fn signs_in(address: &str, origin: &str, sign_in: &DemoSignIn) -> Result<Self> {
        let http = reqwest::Client::new();
        let body = SignIn { email: sign_in.email.clone(), password: sign_in.password.clone() };
        let answer = http.post(format!("http://{address}/v1/sessions")).json(&body).send().await?;
        ensure!(answer.status() == 201, "the agent cannot sign in: {}", answer.status());
        let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { http, origin: origin.to_owned(), address: address.to_owned(), cookie })
    }

    /// Waits for a visitor's message with these words and this capture on record, with the turn or later for it.
    pub(crate) async fn hears(&self, words: &str, capture: &str) -> Result<Heard> {
        until(&format!("{words:?} at the agent's desk, captured {capture}"), || async {
            let Some(heard) = self.finds(words).await? else { return Ok(None) };
            // The browser took longer than a turn waits for; the page's part is on its way.
            let is_there = heard.capture() == capture;
            ensure!(is_there, "its capture is {}", heard.capture());
            Ok(Some(heard))
        })
        .await
    }

    /// Waits until a visitor's chat is connected, or is not.
    pub(crate) async fn sees_online(&self, id: ConversationId, is_online: bool) -> Result<()> {
        until(&format!("the visitor is online: {is_online}"), || async {
            let detail: ConversationDetail = self.get(&format!("/v1/conversations/{id}")).await?;
            Ok((detail.summary.visitor_online == is_online).then_some(()))
        })
        .await
    }

    /// Waits until the site has said how a conversation's visitor is called.
    pub(crate) async fn sees_name(&self, id: ConversationId, name: &str) -> Result<()> {
        until(&format!("the visitor is called {name:?}"), || async {
            let detail: ConversationDetail = self.get(&format!("/v1/conversations/{id}")).await?;
            let found = detail.summary.visitor.identity.name;
            ensure!(found.as_deref() == Some(name), "the name is {found:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Everything that visitors and agents said in a conversation, in the store's order.
    pub(crate) async fn transcript(&self, id: ConversationId) -> Result<Vec<String>> {
        let detail: ConversationDetail = self.get(&format!("/v1/conversations/{id}")).await?;
        let text = |content: &Content| match content {
            Content::VisitorTurn(turn) => Some(turn.text.as_str().to_owned()),
            Content::AgentTurn(turn) => Some(turn.text.clone()),
            _ => None,
        };
        Ok(detail.records.iter().filter_map(|it| text(&it.record.content)).collect())
    }

    /// Answers in a conversation.
    pub(crate) async fn replies(&self, conversation_id: ConversationId, text: &str) -> Result<()> {
        let mut request = format!("ws://{}/v1/agent/socket", self.address).into_client_request()?;
        request.headers_mut().insert("origin", self.origin.parse()?);
        request.headers_mut().insert("cookie", self.cookie.parse()?);
        let (mut line, _) = tokio_tungstenite::connect_async(request).await?;
        let hello = FromAgent::Hello { protocol: api::PROTOCOL_VERSION };
        let now = std::time::UNIX_EPOCH.elapsed()?.as_millis();
        let id = RecordId::mint(u64::try_from(now)?, *b"from desk!");
        let text = text.to_owned();
        let occurred_at_ms = i64::try_from(now)?;
        let reply = FromAgent::Reply(Reply { id, conversation_id, occurred_at_ms, text });
        for frame in [hello, reply] {
            line.send(Message::text(serde_json::to_string(&frame)?)).await?;
        }
        while let Some(heard) = line.next().await {
            if heard?.to_text()?.contains("\"stored\"") {
                return Ok(());
            }
        }
        anyhow::bail!("the reply was not stored")
    }

    async fn finds(&self, words: &str) -> Result<Option<Heard>> {
        let list: ConversationList = self.get("/v1/conversations").await?;
        for summary in list.conversations {
            let detail: ConversationDetail = self.get(&format!("/v1/conversations/{}", summary.id)).await?;
            for stored in &detail.records {
                let Content::VisitorTurn(turn) = &stored.record.content else { continue };
                if !turn.text.as_str().contains(words) {
                    continue;
                }
                let page = turn.page.clone().context("the message has no page's part")?;
                let amends = |content: &Content| match content {
                    Content::PageAmendment(it) if it.amends == stored.record.id => Some(it.page.clone()),
                    _ => None,
                };
                let later = detail.records.iter().find_map(|it| amends(&it.record.content));
                return Ok(Some(Heard { conversation: summary.id, page: later.unwrap_or(page) }));
            }
        }
        Ok(None)
    }

    async fn get<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T> {
        let url = format!("http://{}{path}", self.address);
        let answer = self.http.get(url).header("cookie", &self.cookie).send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }
}
