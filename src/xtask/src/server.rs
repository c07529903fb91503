//! Starts and stops the real server.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// How a server is started.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The binary.
    pub binary: PathBuf,
    /// `127.0.0.1:7070`; port 0 takes a free one.
    pub listen: String,
    /// The data folder.
    pub data: PathBuf,
    /// The origin of the demo's host page, which also seeds an empty database.
    pub demo_origin: Option<String>,
    /// Whether its log goes to the terminal, or to `undertone.log` in the data folder.
    pub log_to_terminal: bool,
}

/// A running server. It is killed when dropped, as a crash would; [`Running::stop`] is the polite way.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// What it said when it was ready.
    pub ready: Ready,
}

/// The line that the server prints when it listens.
#[derive(Debug, Clone, Deserialize)]
pub struct Ready {
    /// The origin of the chat, the console and the API, `http://localhost:7070`.
    pub origin: String,
    /// How to sign in to the demo, when there is one.
    #[serde(default)]
    pub demo: Option<DemoSignIn>,
}

/// The demo agent's sign-in.
#[derive(Debug, Clone, Deserialize)]
pub struct DemoSignIn {
    /// The public key of the demo site.
    pub site_key: String,
    /// The agent's address.
    pub email: String,
    /// The agent's password.
    pub password: String,
}

impl Settings {
    /// The command that starts the server.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("serve").arg("--listen").arg(&self.listen).arg("--data").arg(&self.data);
        if let Some(origin) = &self.demo_origin {
            command.arg("--demo-origin").arg(origin);
        }
        command
    }

    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// When it cannot start: its own sentence is on the terminal or in the log.
    pub fn start(&self) -> Result<Running> {
        self.start_as(self.command())
    }

    /// The same by another command that becomes the server: [`Self::command`] with other variables, or behind a program
    /// that prepares something and then runs it.
    ///
    /// # Errors
    /// The same.
    pub fn start_as(&self, mut command: Command) -> Result<Running> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot make {}", self.data.display()))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        if !self.log_to_terminal {
            let log = self.data.join("undertone.log");
            let file = std::fs::File::options().create(true).append(true).open(&log);
            command.stderr(file.with_context(|| format!("cannot write {}", log.display()))?);
        }
        let program = command.get_program().to_owned();
        let mut child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let ready = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let json = line.strip_prefix("ready ")?;
            serde_json::from_str(json).ok()
        });
        let Some(ready) = ready else {
            let status = child.wait().context("cannot wait for the server")?;
            if self.log_to_terminal {
                bail!("the server did not start ({status}); its reason stands above");
            }
            let log = std::fs::read_to_string(self.data.join("undertone.log")).unwrap_or_default();
            let reason = log.lines().last().unwrap_or("it gave no reason");
            bail!("the server did not start ({status}): {reason}");
        };
        // Whatever it prints later must not fill the pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Running { child, ready })
    }
}

impl Running {
    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the server at once, as `kill -9` does.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().context("cannot kill the server")?;
        self.child.wait().context("cannot wait for the server")?;
        Ok(())
    }

    /// Waits for the server to end by itself.
    ///
    /// # Errors
    /// When it ends with an error.
    pub fn wait(&mut self) -> Result<()> {
        let status = self.child.wait().context("cannot wait for the server")?;
        if status.success() { Ok(()) } else { bail!("the server ended with {status}") }
    }

    /// Whether it has ended, and how.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn ended(&mut self) -> Result<Option<std::process::ExitStatus>> {
        self.child.try_wait().context("cannot ask for the server's state")
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    ///
    /// # Errors
    /// When it cannot be asked or ends with an error.
    pub fn stop(mut self) -> Result<()> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().context("cannot run kill")?;
        if !asked.success() {
            bail!("the server could not be asked to stop");
        }
        self.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already after `stop` and `wait`; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
