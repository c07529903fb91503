//! Extractors whose refusals are problems of ours.

use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Request};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::Failure;
use crate::limits;

/// A JSON body that arrives within [`limits::BODY_MS`].
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let arriving = Json::<T>::from_request(request, state);
        let arrived = timeout(Duration::from_millis(limits::BODY_MS), arriving).await;
        let Json(body) = arrived.map_err(|_elapsed| Failure::TooSlow)??;
        Ok(Self(body))
    }
}

/// The parts of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub(super) struct Path<T>(pub(super) T);

/// The query.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub(super) struct Query<T>(pub(super) T);
