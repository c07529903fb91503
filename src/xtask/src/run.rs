//! `cargo xtask run`: the demo, from nothing to three addresses.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::demo_site::{DemoSite, Pages};
use crate::server::Settings;
use crate::{build, paths};

/// What `cargo xtask run` takes.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The port of the chat, the console and the API.
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// The port of the demo's host page.
    #[arg(long, default_value_t = 7071)]
    demo_port: u16,
    /// Where the database lives; an empty folder is filled with the demo workspace.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// The key of the site that the server seeds for the demo.
pub const DEMO_SITE_KEY: &str = "demo";

/// Installs, builds, serves until Ctrl-C, and stops cleanly.
///
/// # Errors
/// A sentence that says what to do.
#[expect(clippy::print_stdout, reason = "the addresses are what the command is for")]
pub fn run(arguments: &Arguments) -> Result<()> {
    let binary = build::everything()?;
    let origin = format!("http://localhost:{}", arguments.port);
    let site = DemoSite::start(arguments.demo_port, demo_pages(&origin))?;
    let settings = Settings {
        binary,
        listen: format!("127.0.0.1:{}", arguments.port),
        data: paths::root().join(&arguments.data),
        demo_origin: Some(site.origin()),
        log_to_terminal: false,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("no runtime")?;
    // Registered before the server starts, so that Ctrl-C from now on is the server's to answer and ours to await.
    let (mut server, interrupted) = runtime.block_on(async {
        let interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        anyhow::Ok((settings.start()?, interrupted.context("cannot listen for Ctrl-C")?))
    })?;
    println!("\nUndertone is running.\n");
    println!("  Demo site      {}", site.origin());
    println!("  Agent console  {}/console/", server.ready.origin);
    println!("  API            {}/v1", server.ready.origin);
    if let Some(demo) = &server.ready.demo {
        println!("\n  Sign in to the console as {} with the password {}", demo.email, demo.password);
    }
    println!("\n  The data lies in {}. Ctrl-C stops everything.\n", settings.data.display());
    let outcome = runtime.block_on(async {
        let mut interrupted = interrupted;
        loop {
            tokio::select! {
                _ = interrupted.recv() => return server.wait(),
                () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {
                    if server.ended()?.is_some() {
                        return server.wait();
                    }
                }
            }
        }
    });
    println!("Stopped.");
    outcome
}

/// The demo's host page, with the chat of `origin` in it.
#[must_use]
pub fn demo_pages(origin: &str) -> Pages {
    let values = BTreeMap::from([
        ("undertone_origin".to_owned(), origin.to_owned()),
        ("site_key".to_owned(), DEMO_SITE_KEY.to_owned()),
    ]);
    Pages { folder: paths::root().join("www"), values }
}
