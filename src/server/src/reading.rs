//! The server's own reading of visitors' turns.

use reader::Reader;
use record::{ReadBy, Reading};
use scrub::Scrubbed;

use crate::asset;

/// Reads with the embedded model, when there is one.
#[derive(Debug)]
pub(crate) struct ServerReader(Option<Reader>);

impl ServerReader {
    /// The default model of this build. One that cannot be read is told once; the chat works without it.
    pub(crate) fn embedded() -> Self {
        let Some(bytes) = asset::model() else {
            tracing::warn!("this binary holds no model: turns are kept unread");
            return Self(None);
        };
        match Reader::new(bytes) {
            Ok(reader) => Self(Some(reader)),
            Err(error) => {
                tracing::error!(%error, "the embedded model cannot be used: turns are kept unread");
                Self(None)
            }
        }
    }

    /// Nothing when there is no model: a turn is kept all the same.
    pub(crate) fn read(&self, text: &Scrubbed, now_ms: i64) -> Option<Reading> {
        let analysis = self.0.as_ref()?.read_scrubbed(text);
        Some(Reading { by: ReadBy::Server, analysed_at_ms: now_ms, analysis })
    }
}
