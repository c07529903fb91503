//! What a release puts on the wire and on the disk, kept so that every later one can be held to it.
//!
//! A script of frames and requests is played once against the release's own server, and everything that it answers is
//! written down (`cargo xtask keep`). Later the same frames are sent to a newer server, and each answer must still hold
//! all that an old client reads: see [`understands`]. What is newer may stand beside it.

mod keep;
mod session;
mod shape;

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::server::DemoSignIn;

pub use keep::keep;
pub use session::Session;
pub use shape::understands;

/// One line of a script, or of what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Somebody opens a socket: who begins with `agent` comes to the console's, everybody else to the visitors'.
    Opens {
        /// Who.
        who: String,
    },
    /// A frame is sent.
    Says {
        /// By whom.
        who: String,
        /// `$token`, `$email` and `$password` in it stand for what was told or is known.
        frame: Value,
    },
    /// A frame is waited for; others pass by.
    Hears {
        /// By whom.
        who: String,
        /// What an old client reads of it.
        frame: Value,
    },
    /// A request.
    Asks {
        /// `GET`.
        method: String,
        /// With its query.
        path: String,
        /// `agent` for the cookie of the last sign-in, `visitor` for the token of the last welcome.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// JSON.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Value>,
    },
    /// The answer to the request before.
    Answers {
        /// The HTTP status.
        status: u16,
        /// What an old client reads of it.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        body: Value,
    },
}

/// Reads a script.
///
/// # Errors
/// When the file cannot be read or a line is no step.
pub fn read(file: &Path) -> Result<Vec<Step>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let step = |line| serde_json::from_str(line).with_context(|| format!("{}: {line}", file.display()));
    text.lines().map(step).collect()
}

fn write(file: &Path, steps: &[Step]) -> Result<()> {
    let mut text = String::new();
    for step in steps {
        text.push_str(&serde_json::to_string(step)?);
        text.push('\n');
    }
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// Plays a script on a server, and gives it back with what was really answered.
///
/// # Errors
/// When an answer does not come, or lacks what the script's has; with the step.
pub async fn play(origin: &str, sign_in: &DemoSignIn, steps: &[Step]) -> Result<Vec<Step>> {
    let mut session = Session::new(origin, sign_in);
    let mut played = Vec::with_capacity(steps.len());
    for (number, step) in (1..).zip(steps) {
        let done = session.does(step).await;
        let excerpt: String = serde_json::to_string(step)?.chars().take(400).collect();
        played.push(done.with_context(|| format!("step {number}: {excerpt}"))?);
    }
    Ok(played)
}
