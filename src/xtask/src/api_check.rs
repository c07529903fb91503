//! The API against its own document: schemathesis makes up requests for every address in `/v1/openapi.json` and compares
//! each answer with what the document says.
//!
//! It runs against the real binary on a demo database, once as nobody and once signed in (an agent's cookie and a
//! visitor's token at once, since each address takes the one that it needs).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use api::visitor::{Hello, Welcome};

use crate::server::{Ready, Running, Settings};
use crate::tools::{self, Tools};
use crate::{build, paths, step};

/// The newest one when this was written. Its checks change from version to version, so it is pinned.
const SCHEMATHESIS: &str = "4.32.5";

/// Requests made up for one address. More find little more here and take minutes.
const EXAMPLES: &str = "40";

/// What it does not check, and why.
const CONFIG: &str = include_str!("api_check/schemathesis.toml");

/// Signing out would end the run's own session.
const SIGNED_IN_WITHOUT: [&str; 2] = ["sign_out", "end_current_session"];

/// Builds the server first.
///
/// # Errors
/// Those of [`run`], or a build that fails.
pub fn build_and_run() -> Result<()> {
    let tools = Tools::for_build()?;
    build::browser_parts(&tools)?;
    build::server(&tools)?;
    run(&tools)
}

/// Runs both. Without Python 3 it says so and does nothing, except on CI, where it fails.
///
/// # Errors
/// What the API does and its document does not say, or the other way round.
pub fn run(tools: &Tools) -> Result<()> {
    step::heading("The API against its document");
    let Some(program) = schemathesis(tools)? else { return Ok(()) };
    let data = paths::target().join("api-check");
    if data.exists() {
        std::fs::remove_dir_all(&data).with_context(|| format!("cannot empty {}", data.display()))?;
    }
    let settings = Settings {
        binary: paths::server_binary(),
        listen: "127.0.0.1:0".to_owned(),
        data,
        demo_origin: Some("http://127.0.0.1:7071".to_owned()),
        log_to_terminal: false,
    };
    let server = settings.start()?;
    let end = check(&program, &server, &settings.data);
    server.stop()?;
    end
}

fn check(program: &Path, server: &Running, data: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (cookie, token) = runtime.block_on(sign_in(&server.ready))?;
    let hint = "Either the server or the document is wrong; each failure above comes with the curl that shows it. \
                The server's log is target/api-check/undertone.log.";
    step::run("as nobody", &mut command(program, &server.ready, data, CONFIG)?, hint)?;
    // In the file and not on the command line, where every process of the machine could read it.
    let access = format!(
        "{CONFIG}\n[auth.openapi.agent_session]\napi_key = {cookie:?}\n\n[auth.openapi.visitor_token]\nbearer = {token:?}\n"
    );
    let mut signed_in = command(program, &server.ready, data, &access)?;
    for operation in SIGNED_IN_WITHOUT {
        signed_in.args(["--exclude-operation-id", operation]);
    }
    step::run("as an agent and as a visitor", &mut signed_in, hint)
}

fn command(program: &Path, ready: &Ready, data: &Path, config: &str) -> Result<Command> {
    let file = data.join("schemathesis.toml");
    std::fs::write(&file, config).with_context(|| format!("cannot write {}", file.display()))?;
    let mut command = Command::new(program);
    // Its own folders (reports) shall not lie in the workspace.
    command.current_dir(data);
    command.arg("--config-file").arg(file).arg("--no-color");
    command.args(["run", &format!("{}/v1/openapi.json", ready.origin)]);
    command.args(["--max-examples", EXAMPLES, "--continue-on-failure"]);
    Ok(command)
}

/// The value of an agent's cookie, and a visitor's token.
async fn sign_in(ready: &Ready) -> Result<(String, String)> {
    let demo = ready.demo.as_ref().context("the server has made no demo")?;
    let http = reqwest::Client::new();
    let body = api::agent::SignIn { email: demo.email.clone(), password: demo.password.clone() };
    let answer = http.post(format!("{}/v1/sessions", ready.origin)).json(&body).send().await?;
    let cookie = answer.error_for_status()?.headers().get("set-cookie").cloned();
    let cookie = cookie.context("the sign-in set no cookie")?;
    let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
    let cookie = cookie.split_once('=').map_or("", |(_, value)| value).to_owned();
    let hello = Hello { protocol: api::PROTOCOL_VERSION, site_key: demo.site_key.clone(), token: None };
    let answer = http.post(format!("{}/v1/visitor/sessions", ready.origin)).json(&hello).send().await?;
    let welcome: Welcome = answer.error_for_status()?.json().await?;
    Ok((cookie, welcome.token.context("a new visitor got no token")?))
}

/// The program in an environment of its own below the tools, installed where it is missing.
fn schemathesis(installed: &Tools) -> Result<Option<PathBuf>> {
    let home = installed.home().join(format!("schemathesis-{SCHEMATHESIS}"));
    let program = home.join("bin/schemathesis");
    let wanted = format!("schemathesis, version {SCHEMATHESIS}");
    if step::answer(Command::new(&program).arg("--version")).is_some_and(|found| found == wanted) {
        return Ok(Some(program));
    }
    let works = "import sys, ensurepip; print(sys.version); sys.exit(sys.version_info < (3, 10))";
    let has_python = || step::answer(Command::new("python3").args(["-c", works])).is_some();
    let tried = if has_python() { Ok(()) } else { tools::apt_install(&["python3", "python3-venv"]) };
    if !has_python() {
        let why = tried.err().map(|error| format!(" ({error:#})")).unwrap_or_default();
        let missing = format!("Python 3.10 or newer with its venv module is missing{why}");
        if std::env::var_os("CI").is_some() {
            bail!("{missing}");
        }
        step::say(&format!("SKIPPED: {missing}, so the API was not compared with its document"));
        return Ok(None);
    }
    let hint = "Python's package index must be reachable once; python3 needs its venv module.";
    let mut pip = tools::python_installer(&home, hint)?;
    pip.arg(format!("schemathesis=={SCHEMATHESIS}"))
        .arg("--constraint")
        .arg(paths::root().join("src/xtask/src/api_check/constraints.txt"));
    step::run(&format!("installing schemathesis {SCHEMATHESIS}"), &mut pip, hint)?;
    Ok(Some(program))
}
