//! What the people of a replay were told, so that another process can hold the server to it afterwards.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use record::{ConversationId, RecordId};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// One line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(super) enum Entry {
    /// A recorded conversation is being played under this id.
    Began {
        /// Its name in the file.
        recorded: String,
        /// What it is called on the server.
        conversation_id: ConversationId,
    },
    /// A record was acknowledged.
    Acknowledged {
        /// Where.
        conversation_id: ConversationId,
        /// Which.
        record_id: RecordId,
        /// The place that it was said to have.
        seq: u64,
    },
    /// The server was killed.
    Killed,
}

/// Counts acknowledgements, and writes down what happened if there is a file for it.
#[derive(Debug)]
pub struct Journal {
    file: Option<Mutex<File>>,
    acknowledged: watch::Sender<usize>,
}

impl Default for Journal {
    fn default() -> Self {
        Self { file: None, acknowledged: watch::Sender::new(0) }
    }
}

impl Journal {
    /// A journal in a new file.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn in_file(path: &Path) -> Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { file: Some(Mutex::new(file)), ..Self::default() })
    }

    pub(super) fn note(&self, entry: &Entry) -> Result<()> {
        if let Some(file) = &self.file {
            let line = format!("{}\n", serde_json::to_string(entry)?);
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write_all(line.as_bytes()).context("cannot write the journal")?;
        }
        if matches!(entry, Entry::Acknowledged { .. }) {
            self.acknowledged.send_modify(|count| *count += 1);
        }
        Ok(())
    }

    /// Waits until so many records were acknowledged.
    ///
    /// # Errors
    /// Never, as long as this journal is there.
    pub async fn reaches(&self, count: usize) -> Result<()> {
        self.acknowledged.subscribe().wait_for(|reached| *reached >= count).await?;
        Ok(())
    }
}

/// Reads a journal back.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let entry = |line| serde_json::from_str(line).with_context(|| format!("not a line of a journal: {line}"));
    text.lines().map(entry).collect()
}
