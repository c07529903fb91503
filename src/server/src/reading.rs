//! The server's own reading of visitors' turns.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use reader::{Names, Reader};
use record::{ReadBy, Reading};
use scrub::Scrubbed;
use store::{Site, SiteScope};

use crate::asset;

/// Reads with the embedded model, when there is one.
#[derive(Debug)]
pub(crate) struct ServerReader {
    model: Option<Reader>,
    /// Each site's names, as they were when a visitor's session was last opened there.
    names: RwLock<HashMap<SiteScope, Arc<Names>>>,
}

impl ServerReader {
    /// The default model of this build. One that cannot be read is told once; the chat works without it.
    pub(crate) fn embedded() -> Self {
        let Some(bytes) = asset::model() else {
            tracing::warn!("this binary holds no model: turns are kept unread");
            return Self::of(None);
        };
        match Reader::new(bytes) {
            Ok(reader) => Self::of(Some(reader)),
            Err(error) => {
                tracing::error!(%error, "the embedded model cannot be used: turns are kept unread");
                Self::of(None)
            }
        }
    }

    fn of(model: Option<Reader>) -> Self {
        Self { model, names: RwLock::default() }
    }

    /// Learns what a site tells of itself now.
    pub(crate) fn learns(&self, site: &Site) {
        let Some(model) = &self.model else { return };
        let names = model.names(&site.name, &site.names);
        let mut known = self.names.write().unwrap_or_else(PoisonError::into_inner);
        if known.get(&site.scope).is_none_or(|it| **it != names) {
            known.insert(site.scope, Arc::new(names));
        }
    }

    /// The names that a site's texts are read with; nothing of a site that has not been learnt.
    pub(crate) fn names(&self, site: SiteScope) -> Option<Arc<Names>> {
        let known = self.names.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&site).map(Arc::clone)
    }

    /// Nothing when there is no model: a turn is kept all the same.
    pub(crate) fn read(&self, text: &Scrubbed, names: &Names, now_ms: i64) -> Option<Reading> {
        let analysis = self.model.as_ref()?.read_scrubbed(text, names);
        Some(Reading { by: ReadBy::Server, analysed_at_ms: now_ms, analysis })
    }
}
