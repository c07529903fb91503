//! Somebody who plays a script: several sockets, one sign-in, one visitor's token.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde_json::Value;

use super::{Step, understands};
use crate::server::DemoSignIn;
use crate::socket::Socket;

/// Heads come every five seconds; whatever else is waited for comes sooner.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client made of plain JSON: it knows no type of this build, as an old client does not.
pub struct Session {
    origin: String,
    sign_in: DemoSignIn,
    http: reqwest::Client,
    sockets: HashMap<String, Socket>,
    cookie: Option<String>,
    token: Option<String>,
    answer: Option<(u16, Value)>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Session {
    /// Nobody is connected yet.
    #[must_use]
    pub fn new(origin: &str, sign_in: &DemoSignIn) -> Self {
        Self {
            origin: origin.to_owned(),
            sign_in: sign_in.clone(),
            http: reqwest::Client::new(),
            sockets: HashMap::new(),
            cookie: None,
            token: None,
            answer: None,
        }
    }

    /// Does one step; of what was waited for, gives what really came.
    ///
    /// # Errors
    /// When it does not come, or an old client would not understand it.
    pub async fn does(&mut self, step: &Step) -> Result<Step> {
        Ok(match step {
            Step::Opens { who } => {
                self.opens(who).await?;
                step.clone()
            }
            Step::Says { who, frame } => {
                self.says(who, frame).await?;
                step.clone()
            }
            Step::Hears { who, frame } => {
                let frame = self.hears(who, frame).await?;
                Step::Hears { who: who.clone(), frame }
            }
            Step::Asks { method, path, by, body } => {
                self.asks(method, path, by.as_deref(), body.as_ref()).await?;
                step.clone()
            }
            Step::Answers { status, body } => {
                let (answered, answer) = self.answer.take().context("nothing was asked")?;
                ensure!(answered == *status, "it answered {answered} {answer}");
                understands(body, &answer).map_err(|why| anyhow!("{why}"))?;
                Step::Answers { status: answered, body: answer }
            }
        })
    }

    /// Signs in and opens the console's socket, greeted.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sits_at_the_desk(&mut self) -> Result<()> {
        let body = serde_json::json!({ "email": "$email", "password": "$password" });
        self.asks("POST", "/v1/sessions", None, Some(&body)).await?;
        self.opens("agent").await?;
        self.says("agent", &serde_json::json!({ "type": "hello", "protocol": 1 })).await?;
        self.hears("agent", &serde_json::json!({ "type": "welcome" })).await?;
        Ok(())
    }

    async fn opens(&mut self, who: &str) -> Result<()> {
        let socket = if who.starts_with("agent") {
            let cookie = self.cookie.as_deref().context("nobody has signed in")?;
            Socket::connect(&self.origin, "/v1/agent/socket", Some(cookie)).await?
        } else {
            Socket::connect(&self.origin, "/v1/visitor/socket", None).await?
        };
        self.sockets.insert(who.to_owned(), socket);
        Ok(())
    }

    fn socket(&mut self, who: &str) -> Result<&mut Socket> {
        self.sockets.get_mut(who).with_context(|| format!("{who} has no socket"))
    }

    /// Asks for something as the agent.
    ///
    /// # Errors
    /// When nobody has signed in, or the answer is another than 200.
    pub async fn gets(&mut self, path: &str) -> Result<Value> {
        self.asks("GET", path, Some("agent"), None).await?;
        let (status, body) = self.answer.take().context("no answer")?;
        ensure!(status == 200, "{path} was answered {status} {body}");
        Ok(body)
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// When the socket is not open any more.
    pub async fn says(&mut self, who: &str, frame: &Value) -> Result<()> {
        let frame = self.filled_in(frame)?;
        self.socket(who)?.send(&frame).await
    }

    /// Waits for a frame in which an old client finds all of `wanted`.
    ///
    /// # Errors
    /// When none comes; with what the nearest one lacks.
    pub async fn hears(&mut self, who: &str, wanted: &Value) -> Result<Value> {
        let socket = self.socket(who)?;
        let mut nearest = "nothing of this type came".to_owned();
        let search = async {
            loop {
                let frame: Value = socket.next().await?;
                match understands(wanted, &frame) {
                    Ok(()) => return anyhow::Ok(frame),
                    Err(why) if frame["type"] == wanted["type"] => nearest = why,
                    Err(_) => {}
                }
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        let Ok(found) = found else { bail!("waited in vain; the nearest was: {nearest}") };
        let frame = found.with_context(|| format!("the nearest was: {nearest}"))?;
        self.keep_token(&frame);
        Ok(frame)
    }

    async fn asks(&mut self, method: &str, path: &str, by: Option<&str>, body: Option<&Value>) -> Result<()> {
        let url = format!("{}{path}", self.origin);
        let mut request = self.http.request(method.parse()?, url).header("origin", &self.origin);
        request = match by {
            None => request,
            Some("agent") => {
                request.header("cookie", self.cookie.as_deref().context("nobody has signed in")?)
            }
            Some("visitor") => request.bearer_auth(self.token.as_deref().context("no visitor was welcomed")?),
            Some(other) => bail!("nobody is called {other}"),
        };
        if let Some(body) = body {
            request = request.json(&self.filled_in(body)?);
        }
        let answer = request.send().await?;
        if let Some(cookie) = answer.headers().get("set-cookie") {
            self.cookie = cookie.to_str()?.split(';').next().map(str::to_owned);
        }
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? };
        self.keep_token(&body);
        self.answer = Some((status, body));
        Ok(())
    }

    fn keep_token(&mut self, told: &Value) {
        if let Some(token) = told["token"].as_str() {
            self.token = Some(token.to_owned());
        }
    }

    fn filled_in(&self, value: &Value) -> Result<Value> {
        Ok(match value {
            Value::String(text) => match text.as_str() {
                "$token" => self.token.clone().context("no token was told")?.into(),
                "$email" => self.sign_in.email.clone().into(),
                "$password" => self.sign_in.password.clone().into(),
                _ => value.clone(),
            },
            Value::Array(items) => items.iter().map(|it| self.filled_in(it)).collect::<Result<_>>()?,
            Value::Object(fields) => {
                let filled = |(key, it): (&String, &Value)| Ok((key.clone(), self.filled_in(it)?));
                Value::Object(fields.iter().map(filled).collect::<Result<_>>()?)
            }
            _ => value.clone(),
        })
    }
}
