//! The server's disk fills up in the middle of conversations. Nothing is said to be kept that is not, everybody is told
//! what is wrong at the right place, and when there is room again it goes on.

use std::fs::{File, remove_file};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use xtask::replay::{self, Pace};
use xtask::server::Running;

use crate::harness::{Machine, say_aloud, until};

/// A disk that exists only for the server: a tmpfs in a mount namespace of its own, which goes away with it. No right
/// beyond that of having namespaces is needed.
fn on_a_small_disk(mebibytes: u32, beforehand: &str) -> impl FnOnce(Command, &Path) -> Command {
    let script = format!("mount -t tmpfs -o size={mebibytes}m disk \"$0\" && {beforehand} exec \"$@\"");
    move |server, data| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", &script]).arg(data);
        command.arg(server.get_program()).args(server.get_args());
        command
    }
}

/// The server's disk as seen from here.
fn disk_of(server: &Running, machine: &Machine) -> PathBuf {
    let inside = machine.settings.data.strip_prefix("/").unwrap_or(&machine.settings.data);
    Path::new("/proc").join(server.id().to_string()).join("root").join(inside)
}

/// Writes until not one byte more fits.
fn fill(file: &Path) -> Result<()> {
    let mut ballast = File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    for piece in [64 * 1024, 1024, 1] {
        while ballast.write_all(&vec![0; piece]).is_ok() {}
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs mount namespaces; cargo xtask test runs it where they work"]
async fn a_full_disk_refuses_aloud_and_goes_on_when_there_is_room_on_a_small_disk() -> Result<()> {
    let (machine, server) = Machine::starts(on_a_small_disk(24, ""))?;
    let ballast = disk_of(&server, &machine).join("ballast");
    let recording = machine.recording(6)?;
    let journal = recording.journal()?;
    let pace = Pace { speed: 200.0, live: 24 };
    let filled = async {
        journal.reaches(recording.turns / 8).await?;
        fill(&ballast)?;
        a_sign_in_is_refused(&machine).await?;
        is_refused_everywhere(&machine).await?;
        remove_file(&ballast)?;
        until("the server is ready again", || async {
            Ok((status(&machine, "/readyz").await? == 200).then_some(()))
        })
        .await
    };
    let play = replay::play_file(pace, &recording.file, &machine.desk, &journal);
    let (tally, ()) = tokio::try_join!(play, filled)?;
    ensure!(tally.is_faithful(), "{tally}");
    let compared = machine.is_compared(&recording)?;
    ensure!(compared.contains("missing 0, moved 0"), "{compared}");
    let log = machine.log()?;
    let lines = |words: &str| log.lines().filter(|line| line.contains(words)).count();
    ensure!(lines("the database cannot be written") > 0 && lines("full") > 0, "{log}");
    ensure!(lines("can be written again") > 0, "{log}");
    ensure!(lines("the database cannot be written") < 50, "the log is filled too: {log}");
    say_aloud("the disk was full: a tmpfs in a mount namespace of its own");
    server.stop()
}

async fn status(machine: &Machine, path: &str) -> Result<u16> {
    Ok(reqwest::get(format!("{}{path}", machine.desk.origin)).await?.status().as_u16())
}

/// Signing in begins a session, which is a write.
async fn a_sign_in_is_refused(machine: &Machine) -> Result<()> {
    let body = json!({ "email": machine.desk.email, "password": machine.desk.password });
    until("a sign-in is refused", || async {
        let problem = post(machine, "/v1/sessions", &body).await?;
        Ok((problem["type"] == "unavailable").then_some(()))
    })
    .await
}

async fn post(machine: &Machine, path: &str, body: &Value) -> Result<Value> {
    let post = reqwest::Client::new().post(format!("{}{path}", machine.desk.origin)).json(body);
    Ok(post.send().await?.json().await.unwrap_or_default())
}

/// With a disk that takes nothing more: every place says so in its own way, and what needs no disk works.
async fn is_refused_everywhere(machine: &Machine) -> Result<()> {
    let origin = &machine.desk.origin;
    until("the server says that it is not ready", || async {
        Ok((status(machine, "/readyz").await? == 503).then_some(()))
    })
    .await?;
    let ready = reqwest::get(format!("{origin}/readyz")).await?;
    ensure!(ready.headers()["content-type"] == "application/problem+json");
    let problem: Value = ready.json().await?;
    ensure!(problem["type"] == "unavailable" && problem["status"] == 503, "{problem}");
    ensure!(problem["detail"].as_str().is_some_and(|it| it.contains("disk")), "{problem}");
    ensure!(status(machine, "/healthz").await? == 200, "it lives");
    ensure!(status(machine, "/embed.js").await? == 200, "and pages still get its files");
    let newcomer = json!({ "protocol": 1, "site_key": machine.desk.site });
    let problem = post(machine, "/v1/visitor/sessions", &newcomer).await?;
    ensure!(problem["type"] == "unavailable", "a newcomer is told: {problem}");
    Ok(())
}

#[test]
#[ignore = "needs mount namespaces; cargo xtask test runs it where they work"]
fn a_start_on_a_full_disk_ends_with_a_sentence_on_a_small_disk() -> Result<()> {
    let full = "{ cat /dev/zero > \"$0\"/ballast 2>/dev/null; true; } &&";
    let Err(error) = Machine::starts(on_a_small_disk(1, full)) else { bail!("it started on a full disk") };
    let error = format!("{error:#}");
    ensure!(error.contains("did not start") && error.contains("full"), "{error}");
    Ok(())
}
