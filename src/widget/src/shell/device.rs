//! What the device keeps in its small stores: who the visitor is, and the draft. Where storage is forbidden, memory
//! does it for as long as the page lives.

use std::cell::RefCell;

use web_sys::Storage;

/// The frame's local and session storage, under names of one site.
pub(crate) struct Device {
    site_key: String,
    memory: RefCell<[Option<String>; Kept::ALL.len()]>,
}

/// A value that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The bearer token.
    Token,
    /// The newest conversation's id.
    Conversation,
    /// The visitor does not want the page's part to go along.
    HidesPage,
    /// What is in the composer. It stays in this tab.
    Draft,
    /// What the visitor leaves out of what the page tells. It stays in this tab, as the page's log does.
    LeftOut,
}

impl Kept {
    const ALL: [Self; 5] = [Self::Token, Self::Conversation, Self::HidesPage, Self::Draft, Self::LeftOut];

    const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Conversation => "conversation",
            Self::HidesPage => "hides-page",
            Self::Draft => "draft",
            Self::LeftOut => "left-out",
        }
    }

    fn storage(self) -> Option<Storage> {
        let window = web_sys::window()?;
        // Both getters throw where the browser forbids storage to third parties.
        match self {
            Self::Draft | Self::LeftOut => window.session_storage().ok()?,
            _ => window.local_storage().ok()?,
        }
    }
}

impl Device {
    pub(crate) fn new(site_key: String) -> Self {
        Self { site_key, memory: RefCell::default() }
    }

    pub(crate) fn get(&self, what: Kept) -> Option<String> {
        let key = self.key(what);
        let stored = what.storage().and_then(|storage| storage.get_item(&key).ok().flatten());
        stored.or_else(|| self.memory.borrow()[what as usize].clone())
    }

    pub(crate) fn set(&self, what: Kept, value: Option<&str>) {
        let key = self.key(what);
        let storage = what.storage();
        let is_stored = match (value, &storage) {
            (Some(value), Some(storage)) => storage.set_item(&key, value).is_ok(),
            (None, Some(storage)) => storage.remove_item(&key).is_ok(),
            (_, None) => false,
        };
        self.memory.borrow_mut()[what as usize] = value.filter(|_| !is_stored).map(str::to_owned);
    }

    pub(crate) fn forget(&self) {
        for what in Kept::ALL {
            self.set(what, None);
        }
    }

    fn key(&self, what: Kept) -> String {
        ["undertone:", &self.site_key, ":", what.name()].concat()
    }
}
