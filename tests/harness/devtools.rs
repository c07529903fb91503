//! What the browser itself says about a page and every frame in it, and the few things that only it can do: block a
//! request, take the network away, press a key on a page whose own scripts would break the driver's.
//!
//! A second client beside the driver's. It attaches to every target before that runs its first line, so nothing is
//! said before somebody listens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, anyhow, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

use super::until;

/// The scripts' world that a page cannot reach: its prototypes are whole whatever the page has done to its own.
const WORLD: &str = "watch";

/// The line to the browser.
pub(crate) struct DevTools {
    calls: mpsc::UnboundedSender<Call>,
    state: Arc<Mutex<State>>,
}

/// One command on its way, and where its answer goes.
struct Call {
    session: Option<String>,
    method: String,
    params: Value,
    answer: Option<oneshot::Sender<Result<Value>>>,
}

#[derive(Default)]
struct State {
    targets: HashMap<String, Target>,
    said: Vec<String>,
    /// What left the browser: requests with their headers and bodies, and what went over sockets, as JSON.
    left: Vec<String>,
    /// Commands that every target gets as soon as it is there, and the kind that it is for.
    wishes: Vec<(&'static str, Value, For)>,
}

/// Whom a wish is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// The page only.
    ThePage,
    /// The page and every frame of another site.
    Everything,
}

#[derive(Debug, Clone)]
struct Target {
    kind: String,
    id: String,
    url: String,
}

impl DevTools {
    /// Connects to the browser that listens at `address` (`127.0.0.1:port`).
    pub(crate) async fn connects(address: &str) -> Result<Self> {
        let version: Value = reqwest::get(format!("http://{address}/json/version")).await?.json().await?;
        let url = version["webSocketDebuggerUrl"].as_str().context("the browser has no line for tools")?;
        let (socket, _) = tokio_tungstenite::connect_async(url).await?;
        let (calls, todo) = mpsc::unbounded_channel();
        let state = Arc::new(Mutex::new(State::default()));
        tokio::spawn(talk(socket, todo, calls.clone(), Arc::clone(&state)));
        let tools = Self { calls, state };
        let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        tools.call(None, "Target.setAutoAttach", attach).await?;
        until("the page is attached", || async { Ok(tools.page().ok()) }).await?;
        Ok(tools)
    }

    /// Has a command sent to every target that is there and to each that comes.
    pub(crate) async fn wishes(&self, whom: For, method: &'static str, params: Value) -> Result<()> {
        let sessions: Vec<String> = {
            let mut state = self.state();
            state.wishes.retain(|(old, _, _)| *old != method || method.contains("addScript"));
            state.wishes.push((method, params.clone(), whom));
            let fits = |target: &Target| whom == For::Everything || target.kind == "page";
            state.targets.iter().filter(|(_, it)| fits(it)).map(|(session, _)| session.clone()).collect()
        };
        for session in sessions {
            self.call(Some(session), method, params.clone()).await?;
        }
        Ok(())
    }

    /// Sends a command to the page.
    pub(crate) async fn page_does(&self, method: &str, params: Value) -> Result<Value> {
        self.call(Some(self.page()?.0), method, params).await
    }

    /// What an expression says in the page's own world.
    pub(crate) async fn page_says(&self, expression: &str) -> Result<Value> {
        let (session, _) = self.page()?;
        self.evaluate(session, json!({ "expression": expression })).await
    }

    /// What an expression says beside the page: the same document, and prototypes that the page cannot reach.
    pub(crate) async fn beside_the_page(&self, expression: &str) -> Result<Value> {
        let (session, id) = self.page()?;
        let world = json!({ "frameId": id, "worldName": WORLD, "grantUniveralAccess": true });
        let made = self.call(Some(session.clone()), "Page.createIsolatedWorld", world).await?;
        let context = made["executionContextId"].clone();
        self.evaluate(session, json!({ "expression": expression, "contextId": context })).await
    }

    /// What an expression says in the chat's frame.
    pub(crate) async fn frame_says(&self, expression: &str) -> Result<Value> {
        let session = until("the chat's frame", || async {
            let state = self.state();
            let is_chat = |it: &Target| it.kind == "iframe" && it.url.contains("/frame?");
            Ok(state.targets.iter().find(|(_, it)| is_chat(it)).map(|(session, _)| session.clone()))
        })
        .await?;
        self.evaluate(session, json!({ "expression": expression })).await
    }

    /// Everything that stands in the console: `page error: words, and the address that they are about`.
    pub(crate) fn said(&self) -> Vec<String> {
        self.state().said.clone()
    }

    /// Everything that has left the browser, as JSON: requests with their headers and bodies, and what went over sockets.
    pub(crate) fn left(&self) -> Vec<String> {
        self.state().left.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self) -> Result<(String, String)> {
        let state = self.state();
        let page = state.targets.iter().find(|(_, it)| it.kind == "page");
        page.map(|(session, it)| (session.clone(), it.id.clone())).context("there is no page")
    }

    async fn evaluate(&self, session: String, mut what: Value) -> Result<Value> {
        what["returnByValue"] = json!(true);
        what["awaitPromise"] = json!(true);
        let answer = self.call(Some(session), "Runtime.evaluate", what).await?;
        if let Some(fault) = answer.get("exceptionDetails") {
            bail!("a script of the journey failed: {fault}");
        }
        Ok(answer["result"]["value"].clone())
    }

    async fn call(&self, session: Option<String>, method: &str, params: Value) -> Result<Value> {
        let (answer, answered) = oneshot::channel();
        let call = Call { session, method: method.to_owned(), params, answer: Some(answer) };
        self.calls.send(call).ok().context("the browser is gone")?;
        answered.await.context("the browser is gone")?.with_context(|| method.to_owned())
    }
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Carries commands out and answers and events in, until either side is gone.
async fn talk(
    mut socket: Socket,
    mut todo: mpsc::UnboundedReceiver<Call>,
    calls: mpsc::UnboundedSender<Call>,
    state: Arc<Mutex<State>>,
) {
    let mut asked: HashMap<u64, oneshot::Sender<Result<Value>>> = HashMap::new();
    let mut id = 0;
    loop {
        tokio::select! {
            call = todo.recv() => {
                let Some(call) = call else { return };
                id += 1;
                let mut frame = json!({ "id": id, "method": call.method, "params": call.params });
                if let Some(session) = call.session {
                    frame["sessionId"] = json!(session);
                }
                if let Some(answer) = call.answer {
                    asked.insert(id, answer);
                }
                if socket.send(Message::text(frame.to_string())).await.is_err() {
                    return;
                }
            }
            heard = socket.next() => {
                let Some(Ok(message)) = heard else { return };
                let Some(frame) = message.to_text().ok().and_then(|text| serde_json::from_str::<Value>(text).ok())
                else {
                    continue;
                };
                if let Some(answer) = frame["id"].as_u64().and_then(|id| asked.remove(&id)) {
                    let result = match frame.get("error") {
                        Some(error) => Err(anyhow!("{error}")),
                        None => Ok(frame["result"].clone()),
                    };
                    // Whoever asked may have gone.
                    drop(answer.send(result));
                } else if let (Some(method), Ok(mut state)) = (frame["method"].as_str(), state.lock()) {
                    state.hear(method, &frame, &calls);
                }
            }
        }
    }
}

impl State {
    fn hear(&mut self, method: &str, frame: &Value, calls: &mpsc::UnboundedSender<Call>) {
        let params = &frame["params"];
        let session = frame["sessionId"].as_str().unwrap_or_default();
        match method {
            "Target.attachedToTarget" => self.attached(params, calls),
            "Target.detachedFromTarget" => {
                self.targets.remove(params["sessionId"].as_str().unwrap_or_default());
            }
            "Target.targetInfoChanged" => {
                let info = &params["targetInfo"];
                for target in
                    self.targets.values_mut().filter(|it| Some(it.id.as_str()) == info["targetId"].as_str())
                {
                    target.url = info["url"].as_str().unwrap_or_default().to_owned();
                }
            }
            "Page.frameNavigated" => {
                if let (Some(target), None) = (self.targets.get_mut(session), params["frame"].get("parentId"))
                {
                    target.url = params["frame"]["url"].as_str().unwrap_or_default().to_owned();
                }
            }
            "Runtime.consoleAPICalled" => {
                let words = |it: &Value| {
                    it.get("value").or(it.get("description")).map_or(String::new(), Value::to_string)
                };
                let words: Vec<String> = params["args"].as_array().into_iter().flatten().map(words).collect();
                self.say(session, params["type"].as_str().unwrap_or_default(), words.join(" "));
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                self.say(
                    session,
                    "exception",
                    format!("{} {}", details["text"], details["exception"]["description"]),
                );
            }
            "Network.webSocketFrameSent" => self.left.push(params["response"]["payloadData"].to_string()),
            "Network.requestWillBeSent" => self.left.push(params["request"].to_string()),
            "Log.entryAdded" => {
                let entry = &params["entry"];
                let level = entry["level"].as_str().unwrap_or_default();
                self.say(session, level, format!("{} {}", entry["text"], entry["url"]));
            }
            _ => {}
        }
    }

    fn say(&mut self, session: &str, level: &str, words: String) {
        let by = self.targets.get(session).map_or("somebody", |it| it.kind.as_str()).to_owned();
        self.said.push(format!("{by} {level}: {words}"));
    }

    /// A new target stands still until all of this is set up.
    fn attached(&mut self, params: &Value, calls: &mpsc::UnboundedSender<Call>) {
        let Some(session) = params["sessionId"].as_str().map(str::to_owned) else { return };
        let text = |name: &str| params["targetInfo"][name].as_str().unwrap_or_default().to_owned();
        let target = Target { kind: text("type"), id: text("targetId"), url: text("url") };
        let mut orders: Vec<(&str, Value)> = Vec::new();
        if ["page", "iframe"].contains(&target.kind.as_str()) {
            for domain in ["Runtime.enable", "Log.enable", "Page.enable", "Network.enable"] {
                orders.push((domain, json!({})));
            }
            let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
            orders.push(("Target.setAutoAttach", attach));
            let fits = |whom: For| whom == For::Everything || target.kind == "page";
            let wishes = self.wishes.iter().filter(|(_, _, whom)| fits(*whom));
            orders.extend(wishes.map(|(method, params, _)| (*method, params.clone())));
        }
        orders.push(("Runtime.runIfWaitingForDebugger", json!({})));
        self.targets.insert(session.clone(), target);
        for (method, params) in orders {
            let call =
                Call { session: Some(session.clone()), method: method.to_owned(), params, answer: None };
            // The browser may be gone by now, which the next command says.
            drop(calls.send(call));
        }
    }
}
