//! How long things took, and how far the play has come, as everybody in it tells.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Mutex;

/// What is told in the course of a play.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    said: AtomicUsize,
    socket_ms: Mutex<Vec<f64>>,
    painted_ms: Mutex<Vec<f64>>,
}

impl Waits {
    /// A turn was said, and the other side has it.
    pub(super) fn said_one(&self) {
        self.said.fetch_add(1, Ordering::Relaxed);
    }

    /// How many turns were said.
    pub(super) fn said(&self) -> usize {
        self.said.load(Ordering::Relaxed)
    }

    /// A visitor's turn took so long to the agent's socket.
    pub(super) async fn reached_the_socket(&self, ms: f64) {
        self.socket_ms.lock().await.push(ms);
    }

    /// A visitor's turn took so long to the agent's screen.
    pub(super) async fn painted(&self, ms: f64) {
        self.painted_ms.lock().await.push(ms);
    }

    /// Every wait for the agent's socket, and every wait for the agent's screen, in milliseconds.
    pub(crate) fn into_ms(self) -> (Vec<f64>, Vec<f64>) {
        (self.socket_ms.into_inner(), self.painted_ms.into_inner())
    }
}
