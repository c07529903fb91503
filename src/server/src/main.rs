//! `undertone`: reads the command line, picks the backend, and hands over to the library.

use std::io::{self, IsTerminal as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser as _;
use server::cli::{self, Cli, Command, Data, Site, User};
use store::Store;
use store::sqlite::Sqlite;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let end = match Cli::parse().command {
        Command::Read(wanted) => cli::read::run(&wanted, io::stdin().lock(), io::stdout().lock()),
        command => with_runtime(command).map(|()| true),
    };
    match end {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // The one line that a person sees when a command fails, so it is said plainly and not as a log line.
            drop(io::Write::write_all(&mut io::stderr(), format!("undertone: {error:#}\n").as_bytes()));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn with_runtime(command: Command) -> anyhow::Result<()> {
    let log = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(log)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    let mut out = io::stdout();
    match command {
        Command::Serve(wanted) => cli::serve::run(open(&wanted.data)?, wanted, &mut out).await,
        Command::Site(Site::Add(wanted)) => {
            let store = open(&wanted.data)?;
            cli::people::add_site(Arc::clone(&store), wanted, &mut out).await?;
            Ok(store.close().await?)
        }
        Command::Site(Site::List(data)) => cli::people::list_sites(open(&data)?, &mut out).await,
        Command::User(User::Add(wanted)) => {
            let store = open(&wanted.data)?;
            cli::people::add_user(Arc::clone(&store), wanted, &mut out).await?;
            Ok(store.close().await?)
        }
        // `main` has taken it: it needs no runtime and no store.
        Command::Read(_) => Ok(()),
    }
}

/// The one place that knows which backend there is.
fn open(data: &Data) -> anyhow::Result<Arc<dyn Store>> {
    let folder = &data.data;
    // Only its owner may look inside: what visitors wrote lies there.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(Arc::new(Sqlite::open(&folder.join("undertone.db"))?))
}
