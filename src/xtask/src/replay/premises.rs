//! A server and the demo's host site, on an empty folder of their own.

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::Desk;
use crate::demo_site::DemoSite;
use crate::run;
use crate::server::{Running, Settings};

/// Both, running. The folder goes when this is dropped.
pub(crate) struct Premises {
    server: Option<Running>,
    site: DemoSite,
    settings: Settings,
    desk: Desk,
}

impl Premises {
    /// Starts both. The host site is on 127.0.0.1 and the chat on localhost: two sites.
    pub(crate) fn open(binary: PathBuf, folder: PathBuf) -> Result<Self> {
        // The page names the chat by its origin and the server names the page by its own, so the port comes first.
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let site = DemoSite::start(0, run::demo_pages(&format!("http://localhost:{port}")))?;
        let settings = Settings {
            binary,
            // Fixed, so that after a kill it is found where it was.
            listen: format!("127.0.0.1:{port}"),
            data: folder,
            demo_origin: Some(site.origin()),
            log_to_terminal: false,
        };
        let server = settings.start()?;
        let desk = Desk::of(&server)?;
        Ok(Self { server: Some(server), site, settings, desk })
    }

    /// Where the chat is, and how its agent signs in.
    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// How the server was started.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Hands the server over to somebody who may kill it.
    pub(super) fn take_server(&mut self) -> Result<Running> {
        self.server.take().context("the server is somebody else's already")
    }

    /// The host page's address.
    pub(crate) fn page(&self) -> String {
        self.site.origin()
    }

    /// Stops the server in good order.
    pub(crate) fn close(mut self) -> Result<()> {
        self.server.take().context("the server is stopped")?.stop()
    }
}

impl Drop for Premises {
    fn drop(&mut self) {
        drop(self.server.take());
        // What cannot be removed lies below target.
        drop(std::fs::remove_dir_all(&self.settings.data));
    }
}
