//! A server with two sites, and the people who call it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use api::agent::{ConversationDetail, ConversationList, FromAgent, Reply, SignIn, ToAgent};
use api::visitor::{FromVisitor, Hello, RecordOutcome, ToVisitor, Turn, Welcome};
use futures_util::{SinkExt as _, StreamExt as _};
use record::{ConversationId, Outcome, RecordId, SiteNames};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use server::app::App;
use server::{Config, Origin, Proxies, Server, passwords, secrets};
use store::sqlite::Sqlite;
use store::{Agent as AgentRow, NewAgent, NewSite, Store};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

pub(crate) const PASSWORD: &str = "correct horse battery";
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server on a folder of its own.
pub(crate) struct House {
    folder: TempDir,
    server: Option<Server>,
    pub(crate) origin: String,
    pub(crate) http: reqwest::Client,
}

impl House {
    /// Opens a fresh one: the site `shop` with ana@shop.example, the site `other` with ana@other.example.
    pub(crate) async fn open() -> Self {
        Self::with_loopback_limits(false).await
    }

    pub(crate) async fn with_loopback_limits(limit_loopback: bool) -> Self {
        Self::with_config(|config| config.limit_loopback = limit_loopback).await
    }

    /// Opens one that the operator has set up differently.
    pub(crate) async fn with_config(change: impl FnOnce(&mut Config)) -> Self {
        let mut house = Self {
            folder: TempDir::new().unwrap(),
            server: None,
            origin: String::new(),
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
        };
        let store = house.start(change).await;
        let hash = passwords::hash(PASSWORD).unwrap();
        for key in ["shop", "other"] {
            let new = NewSite {
                id: secrets::site_id(1).unwrap(),
                key: key.to_owned(),
                name: format!("The {key}"),
                allowed_origins: vec![format!("https://{key}.example"), "http://127.0.0.1:7071".to_owned()],
                accent: "#0f6b66".to_owned(),
                names: SiteNames::default(),
                created_at_ms: 1,
            };
            let site = store.add_site(new).await.unwrap();
            let agent = AgentRow {
                id: secrets::agent_id(1).unwrap(),
                email: format!("ana@{key}.example"),
                name: "Ana Ruiz".to_owned(),
            };
            let new = NewAgent { agent, password_hash: hash.clone(), created_at_ms: 1 };
            store.add_agent(site.scope, new).await.unwrap();
        }
        house
    }

    async fn start(&mut self, change: impl FnOnce(&mut Config)) -> Arc<dyn Store> {
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&self.folder.path().join("undertone.db")).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        self.origin = format!("http://localhost:{port}");
        let public_origin: Origin = self.origin.parse().unwrap();
        let mut config = Config { public_origin, limit_loopback: false, proxies: Proxies::none() };
        change(&mut config);
        let app = App::new(config, Arc::clone(&store)).unwrap();
        self.server = Some(Server::start(app, listener).unwrap());
        store
    }

    /// Stops in good order and starts again on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    pub(crate) async fn start_again(&mut self) {
        self.start(|_| ()).await;
    }

    pub(crate) async fn stop(&mut self) {
        self.server.take().unwrap().stop().await.unwrap();
    }

    /// The stopped server's folder, opened without it.
    pub(crate) fn store(&self) -> Sqlite {
        Sqlite::open(&self.folder.path().join("undertone.db")).unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.as_ref().unwrap().address()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    /// Opens a socket from an origin, with a cookie if there is one.
    pub(crate) async fn call(
        &self,
        path: &str,
        origin: Option<&str>,
        cookie: Option<&str>,
    ) -> Result<Line, tungstenite::Error> {
        Line::open(&format!("ws://{}{path}", self.address()), origin, cookie).await
    }

    /// Opens a visitor's socket over a connection that is there already.
    pub(crate) async fn call_over(&self, stream: TcpStream) -> Line {
        let url = format!("ws://{}/v1/visitor/socket", self.address());
        let request = handshake(&url, Some(&self.origin), None).unwrap();
        let (socket, _) = client_async(request, MaybeTlsStream::Plain(stream)).await.unwrap();
        Line(socket)
    }

    /// Lets Prometheus in; gives the address.
    pub(crate) async fn metrics(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = self.server.as_ref().unwrap().tell_metrics(listener).unwrap();
        format!("http://{address}/metrics")
    }

    /// The database file.
    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("undertone.db")
    }

    /// A new visitor of a site.
    pub(crate) async fn visitor(&self, site: &str) -> Visitor {
        self.visitor_with(site, None).await
    }

    /// A visitor who comes back with a token.
    pub(crate) async fn visitor_with(&self, site: &str, token: Option<String>) -> Visitor {
        let mut line = self.call("/v1/visitor/socket", Some(&self.origin), None).await.unwrap();
        let hello =
            Hello { protocol: api::PROTOCOL_VERSION, site_key: site.to_owned(), token: token.clone() };
        line.send(&FromVisitor::Hello(hello)).await;
        let ToVisitor::Welcome(welcome) = line.hear().await else { panic!("no welcome") };
        let token = welcome.token.clone().or(token).unwrap();
        let known = welcome.conversation.as_ref().map(|it| it.id);
        let conversation = known.unwrap_or_else(|| ConversationId::mint(1, secrets::random().unwrap()));
        Visitor { line, token, welcome, conversation }
    }

    /// Signs an agent in; gives the cookie.
    pub(crate) async fn sign_in(&self, email: &str) -> String {
        let answer = self.try_sign_in(email, PASSWORD).await;
        assert_eq!(answer.status(), 201);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> reqwest::Response {
        let body = SignIn { email: email.to_owned(), password: password.to_owned() };
        let post = self.http.post(self.url("/v1/sessions")).header("origin", &self.origin);
        post.json(&body).send().await.unwrap()
    }

    /// An agent at the console.
    pub(crate) async fn agent(&self, email: &str) -> Agent<'_> {
        let cookie = self.sign_in(email).await;
        let mut line = self.call("/v1/agent/socket", Some(&self.origin), Some(&cookie)).await.unwrap();
        line.send(&FromAgent::Hello { protocol: api::PROTOCOL_VERSION }).await;
        assert!(matches!(line.hear().await, ToAgent::Welcome { .. }));
        Agent { house: self, line, cookie }
    }
}

/// A socket, in JSON.
pub(crate) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

fn handshake(url: &str, origin: Option<&str>, cookie: Option<&str>) -> Result<Request, tungstenite::Error> {
    let mut request = url.into_client_request()?;
    let mut set = |name: &'static str, value: Option<&str>| {
        if let Some(value) = value {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    };
    set("origin", origin);
    set("cookie", cookie);
    Ok(request)
}

impl Line {
    pub(crate) async fn open(
        url: &str,
        origin: Option<&str>,
        cookie: Option<&str>,
    ) -> Result<Self, tungstenite::Error> {
        connect_async(handshake(url, origin, cookie)?).await.map(|(socket, _)| Self(socket))
    }

    pub(crate) async fn send<T: Serialize>(&mut self, frame: &T) {
        self.send_text(&serde_json::to_string(frame).unwrap()).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.0.send(Message::Text(text.into())).await.unwrap();
    }

    pub(crate) async fn send_message(&mut self, message: Message) -> Result<(), tungstenite::Error> {
        self.0.send(message).await
    }

    /// Sends what the server will not take to its end, and listens at the same time, as a browser does.
    pub(crate) async fn shouts(self, text: String) -> (String, String, bool) {
        let (mut mouth, mut ear) = self.0.split();
        let listen = async {
            loop {
                let message = tokio::time::timeout(PATIENCE, ear.next()).await.expect("nothing was heard");
                let Message::Text(text) = message.expect("the line is dead").unwrap() else { continue };
                if let ToVisitor::Goodbye { reason, detail, retry } = serde_json::from_str(&text).unwrap() {
                    return (reason, detail, retry);
                }
            }
        };
        // Whether all of it leaves depends on the buffers in between, and does not matter.
        let (_, heard) = tokio::join!(mouth.send(Message::Text(text.into())), listen);
        heard
    }

    pub(crate) async fn hear<T: DeserializeOwned>(&mut self) -> T {
        self.hear_within(PATIENCE).await
    }

    /// The code that the socket is closed with; frames before that pass by.
    pub(crate) async fn hears_close(&mut self) -> u16 {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.expect("it is not closed");
            if let Message::Close(close) = message.expect("the line is dead").unwrap() {
                return close.expect("a close without a code").code.into();
            }
        }
    }

    pub(crate) async fn hear_within<T: DeserializeOwned>(&mut self, patience: Duration) -> T {
        loop {
            let message = tokio::time::timeout(patience, self.0.next()).await.expect("nothing was heard");
            match message.expect("the line is dead").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("heard {other:?}"),
            }
        }
    }

    /// Waits for the first frame that `wanted` takes; the others pass by.
    pub(crate) async fn hear_until<T: DeserializeOwned, R>(&mut self, wanted: impl Fn(T) -> Option<R>) -> R {
        let search = async {
            loop {
                if let Some(found) = wanted(self.hear().await) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("what was waited for did not come")
    }
}

static MINTED: AtomicU64 = AtomicU64::new(1);

/// A record id that nobody has used.
pub(crate) fn record_id() -> RecordId {
    let mut random = [3; 10];
    random[2..].copy_from_slice(&MINTED.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    RecordId::mint(1_700_000_000_000, random)
}

/// A visitor's turn as a client would send it, before any wall.
pub(crate) fn turn(conversation: ConversationId, text: &str) -> Value {
    json!({
        "schema": 1, "id": record_id(), "conversation_id": conversation, "channel": "chat",
        "occurred_at_ms": 1_700_000_000_000_i64,
        "content": { "kind": "visitor_turn", "text": text },
        "provenance": { "client": "widget-0.1.0" },
    })
}

pub(crate) struct Visitor {
    pub(crate) line: Line,
    pub(crate) token: String,
    pub(crate) welcome: Welcome,
    pub(crate) conversation: ConversationId,
}

impl Visitor {
    pub(crate) async fn says(&mut self, text: &str) -> Outcome {
        let record = turn(self.conversation, text);
        self.sends(vec![record]).await.remove(0).outcome
    }

    pub(crate) async fn sends(&mut self, records: Vec<Value>) -> Vec<RecordOutcome> {
        let count = records.len();
        self.line.send(&json!({ "type": "append", "records": records })).await;
        let outcomes = self.line.hear_until(|frame| match frame {
            ToVisitor::Outcomes { outcomes } => Some(outcomes),
            ToVisitor::Goodbye { reason, detail, .. } => panic!("{reason}: {detail}"),
            _ => None,
        });
        let outcomes = outcomes.await;
        assert_eq!(outcomes.len(), count, "one outcome for one record");
        outcomes
    }

    pub(crate) async fn sees_turn(&mut self, text: &str) -> Turn {
        let seen = self.line.hear_until(|frame| match frame {
            ToVisitor::Turns { turns, .. } => turns.into_iter().find(|turn| turn.text == text),
            _ => None,
        });
        seen.await
    }

    pub(crate) async fn hears_goodbye(&mut self) -> (String, String, bool) {
        goodbye(&mut self.line).await
    }
}

/// The last frame of a visitor's call.
pub(crate) async fn goodbye(line: &mut Line) -> (String, String, bool) {
    let end = line.hear_until(|frame| match frame {
        ToVisitor::Goodbye { reason, detail, retry } => Some((reason, detail, retry)),
        _ => None,
    });
    end.await
}

pub(crate) struct Agent<'h> {
    pub(crate) house: &'h House,
    pub(crate) line: Line,
    pub(crate) cookie: String,
}

impl Agent<'_> {
    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let get = self.house.http.get(self.house.url(path)).header("cookie", &self.cookie);
        get.send().await.unwrap()
    }

    pub(crate) async fn inbox(&self) -> ConversationList {
        read(self.get("/v1/conversations").await).await
    }

    pub(crate) async fn opens(&self, id: ConversationId) -> ConversationDetail {
        read(self.get(&format!("/v1/conversations/{id}")).await).await
    }

    pub(crate) async fn watches(&mut self, id: ConversationId) {
        self.line.send(&FromAgent::Watch { conversation_id: Some(id) }).await;
        self.hears(|frame| match frame {
            ToAgent::Heads { watched: Some((watched, _)), .. } if watched == id => Some(()),
            _ => None,
        })
        .await;
    }

    pub(crate) async fn replies(&mut self, conversation_id: ConversationId, text: &str) -> Outcome {
        let id = record_id();
        let reply = Reply { id, conversation_id, occurred_at_ms: 1_700_000_000_500, text: text.to_owned() };
        self.sends(reply).await
    }

    pub(crate) async fn sends(&mut self, reply: Reply) -> Outcome {
        let id = reply.id;
        self.line.send(&FromAgent::Reply(reply)).await;
        self.hears(|frame| match frame {
            ToAgent::Outcome(end) if end.id == id => Some(end.outcome),
            _ => None,
        })
        .await
    }

    pub(crate) async fn hears<R>(&mut self, wanted: impl Fn(ToAgent) -> Option<R>) -> R {
        self.line.hear_until(wanted).await
    }
}

pub(crate) async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> T {
    assert_eq!(answer.status(), 200);
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// A refusal's problem, checked for its shape.
pub(crate) async fn problem(answer: reqwest::Response) -> api::Problem {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let status = answer.status().as_u16();
    let problem: api::Problem = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(problem.status, status);
    assert!(!problem.detail.is_empty() && !problem.title.is_empty(), "{problem:?}");
    problem
}
