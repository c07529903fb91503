//! Requests to the server's API. The session's cookie goes along by itself.

use api::Problem;
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a request gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no session, or it has ended.
    SignedOut,
    /// There is no such thing, or not for this agent.
    NotFound,
    /// The server did not answer.
    Unreachable,
    /// It answered with a problem, told for a person.
    Problem(String),
}

impl Failure {
    /// What to show.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::SignedOut => String::from("Your session has ended."),
            Self::NotFound => String::from("This conversation is not here any more."),
            Self::Unreachable => String::from("The server cannot be reached."),
            Self::Problem(detail) => detail.clone(),
        }
    }
}

/// Asks for a resource.
pub(crate) async fn get<T: DeserializeOwned>(url: &str) -> Result<T, Failure> {
    read(send(Request::get(url)).await?).await
}

/// Sends a body and gives the answer.
pub(crate) async fn post<B: Serialize, T: DeserializeOwned>(url: &str, body: &B) -> Result<T, Failure> {
    let body = serde_json::to_string(body).map_err(|error| Failure::Problem(error.to_string()))?;
    let request = Request::post(url)
        .header("content-type", "application/json")
        .body(body)
        .map_err(|error| Failure::Problem(error.to_string()))?;
    read(checked(request.send().await).await?).await
}

/// Ends a resource.
pub(crate) async fn delete(url: &str) -> Result<(), Failure> {
    send(Request::delete(url)).await.map(drop)
}

async fn send(request: RequestBuilder) -> Result<Response, Failure> {
    checked(request.send().await).await
}

async fn checked(answer: Result<Response, gloo_net::Error>) -> Result<Response, Failure> {
    let Ok(response) = answer else { return Err(Failure::Unreachable) };
    match response.status() {
        200..=299 => Ok(response),
        401 => Err(Failure::SignedOut),
        404 => Err(Failure::NotFound),
        // A gateway in front answers for a server that is away.
        502..=504 => Err(Failure::Unreachable),
        status => {
            let problem = response.text().await.ok().and_then(|text| serde_json::from_str(&text).ok());
            Err(Failure::Problem(problem.map_or_else(
                || format!("The server answered with status {status}."),
                |problem: Problem| {
                    if problem.detail.is_empty() { problem.title } else { problem.detail }
                },
            )))
        }
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Failure> {
    let Ok(text) = response.text().await else { return Err(Failure::Unreachable) };
    serde_json::from_str(&text)
        .map_err(|error| Failure::Problem(format!("The server's answer was not understood: {error}.")))
}
