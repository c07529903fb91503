//! `undertone`: reads the command line and the settings, picks the backend, and hands over to the library.

use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use server::cli::{self, Cli, Command, Data, Site, User};
use server::settings::{Effective, Settings};
use server::telemetry;
use store::Store;
use store::sqlite::Sqlite;

/// Every record is a few hundred small allocations on one thread that another one frees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let end = match Cli::read().command {
        Command::Read(wanted) => cli::read::run(&wanted, io::stdin().lock(), io::stdout().lock()),
        Command::Settings(wanted) => {
            cli::settings::run(&wanted, &mut io::stdout(), &mut io::stderr()).map(|()| true)
        }
        command => with_runtime(command).map(|()| true),
    };
    match end {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // The one line that a person sees when a command fails, so it is said plainly and not as a log line.
            drop(io::stderr().write_all(format!("undertone: {error:#}\n").as_bytes()));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn with_runtime(command: Command) -> anyhow::Result<()> {
    let mut out = io::stdout();
    match command {
        Command::Serve(wanted) => {
            let settings = begin(wanted.settings()?);
            cli::serve::run(open(&settings.data)?, settings, &mut out).await
        }
        Command::Site(Site::Add(wanted)) => {
            let mut settings = begin(wanted.data.settings()?);
            let asked = wanted.public_origin.clone();
            settings.public_origin = asked.or(settings.public_origin);
            let origin = settings.origin(settings.listen.0.port());
            let store = open(&settings.data)?;
            cli::people::add_site(Arc::clone(&store), wanted, &origin, &mut out).await?;
            Ok(store.close().await?)
        }
        Command::Site(Site::Names(wanted)) => {
            let store = open_for(&wanted.data)?;
            cli::people::set_names(Arc::clone(&store), wanted, &mut out).await?;
            Ok(store.close().await?)
        }
        Command::Site(Site::List(data)) => cli::people::list_sites(open_for(&data)?, &mut out).await,
        Command::User(User::Add(wanted)) => {
            let store = open_for(&wanted.data)?;
            cli::people::add_user(Arc::clone(&store), wanted, &mut out).await?;
            Ok(store.close().await?)
        }
        // `main` has taken them: they need no runtime and no store.
        Command::Read(_) | Command::Settings(_) => Ok(()),
    }
}

/// Begins the log, and says aloud what was given in vain.
fn begin(effective: Effective) -> Settings {
    let Effective { settings, warnings, .. } = effective;
    telemetry::begin(settings.log_level, settings.log_format);
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    settings
}

fn open_for(data: &Data) -> anyhow::Result<Arc<dyn Store>> {
    open(&begin(data.settings()?).data)
}

/// The one place that knows which backend there is.
fn open(folder: &Path) -> anyhow::Result<Arc<dyn Store>> {
    // Only its owner may look inside: what visitors wrote lies there.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(Arc::new(Sqlite::open(&folder.join("undertone.db"))?))
}
