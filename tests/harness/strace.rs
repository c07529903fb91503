//! The server's system calls, as strace tells them, and faults that it puts into them.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

/// What matters for an acknowledgement: bytes to the disk, syncs, bytes to sockets.
const CALLS: &str = "trace=fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg";

/// A page of the database and a batch of outcomes are told whole.
const TOLD_BYTES: &str = "16384";

/// A strace that follows a running server.
pub(crate) struct Strace {
    child: Child,
    told: PathBuf,
}

impl Strace {
    /// Follows every thread of a process from now on, until it ends. `fault` is an `inject=` expression.
    pub(crate) fn follows(process: u32, notes: &Path, fault: Option<&str>) -> Result<Self> {
        let told = notes.join("strace.txt");
        let mut command = Command::new(std::env::var_os("STRACE").unwrap_or_else(|| "strace".into()));
        command.args(["-f", "-tt", "-y", "-s", TOLD_BYTES, "-e", "signal=none", "-e", CALLS]);
        if let Some(fault) = fault {
            command.args(["-e", fault]);
        }
        command.arg("-o").arg(&told).args(["-p", &process.to_string()]);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start strace")?;
        let mut lines = BufReader::new(child.stderr.take().context("strace has no output")?).lines();
        let mut said = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            if line.contains("attached") {
                // Whatever it says later must not fill the pipe.
                std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                return Ok(Self { child, told });
            }
            said.push(line);
        }
        bail!("strace cannot follow the server: {}", said.join("; "))
    }

    /// What it has told, once the server has ended.
    pub(crate) fn calls(mut self) -> Result<Vec<Call>> {
        self.child.wait().context("cannot wait for strace")?;
        let told = std::fs::read_to_string(&self.told).context("strace has told nothing")?;
        read(&told)
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        // After `calls` it has ended; then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One system call.
#[derive(Debug)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// What its file descriptor stands for: a path, or `socket:[123]`.
    pub(crate) file: String,
    /// The bytes, as strace quotes them.
    pub(crate) quoted: String,
    /// Its place among all beginnings and ends of calls.
    pub(crate) begun: usize,
    /// The same; a call that never came back has none.
    pub(crate) ended: Option<usize>,
    /// What came back.
    pub(crate) result: String,
}

impl Call {
    pub(crate) fn is_sync(&self) -> bool {
        matches!(self.name.as_str(), "fdatasync" | "fsync")
    }

    pub(crate) fn has_succeeded(&self) -> bool {
        self.ended.is_some() && !self.result.starts_with('-') && !self.result.starts_with('?')
    }

    pub(crate) fn is_to_a_socket(&self) -> bool {
        !self.is_sync() && (self.file.starts_with("socket:") || self.file.starts_with("TCP"))
    }

    /// The bytes as they were.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        unquoted(&self.quoted)
    }
}

/// Reads the lines of `strace -f -tt -y -o`: `PID TIME name(FD<file>, ...) = result`. A call during which another
/// thread did something stands on two lines, `... <unfinished ...>` and `<... name resumed>...`.
fn read(told: &str) -> Result<Vec<Call>> {
    let mut calls: Vec<Call> = Vec::new();
    let mut open: HashMap<&str, usize> = HashMap::new();
    for (place, line) in told.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((_time, rest)) = rest.trim_start().split_once(' ') else { continue };
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let at = open.remove(thread).with_context(|| format!("line {place} resumes nothing"))?;
            let (_, end) = resumed.rsplit_once(" = ").unwrap_or(("", "?"));
            calls[at].ended = Some(place);
            calls[at].result = end.to_owned();
            continue;
        }
        // Exits and the like.
        let Some((name, arguments)) = rest.split_once('(') else { continue };
        let file = arguments.split_once('<').and_then(|(_, file)| file.split_once('>')).map_or("", |it| it.0);
        let quoted = arguments.split_once('"').map_or("", |(_, quoted)| quoted);
        let quoted = quoted.rsplit_once('"').map_or(quoted, |(quoted, _)| quoted);
        let is_open = arguments.ends_with("<unfinished ...>");
        let result = if is_open { "?" } else { arguments.rsplit_once(" = ").map_or("?", |(_, end)| end) };
        if is_open {
            ensure!(open.insert(thread, calls.len()).is_none(), "line {place}: a thread is in two calls");
        }
        calls.push(Call {
            name: name.to_owned(),
            file: file.to_owned(),
            quoted: quoted.to_owned(),
            begun: place,
            ended: (!is_open).then_some(place),
            result: result.to_owned(),
        });
    }
    Ok(calls)
}

/// C's quoting, read back.
fn unquoted(quoted: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(b'v') => bytes.push(0x0b),
            Some(b'f') => bytes.push(0x0c),
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = rest.peek().copied() else { break };
                    rest.next();
                    value = value * 8 + u32::from(digit - b'0');
                }
                bytes.push(u8::try_from(value).unwrap_or(u8::MAX));
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    bytes
}

#[test]
fn straces_lines_are_read() -> Result<()> {
    let told = concat!(
        "7 08:00:00.000001 pwrite64(9</d/u.db-wal>, \"\\0\\17\\1\\\"a\\n\", 6, 0) = 6\n",
        "7 08:00:00.000002 fdatasync(9</d/u.db-wal> <unfinished ...>\n",
        "12  08:00:00.000003 sendto(4<socket:[1]>, \"{}\", 2, MSG_NOSIGNAL, NULL, 0) = 2\n",
        "7 08:00:00.000004 <... fdatasync resumed>) = -1 EIO (Input/output error) (INJECTED)\n",
        "7 08:00:00.000005 +++ exited with 0 +++\n",
    );
    let calls = read(told)?;
    ensure!(calls.len() == 3);
    ensure!(calls[0].bytes() == [0, 15, 1, b'"', b'a', b'\n'] && calls[0].file == "/d/u.db-wal");
    ensure!(calls[1].is_sync() && !calls[1].has_succeeded() && calls[1].ended == Some(3));
    ensure!(calls[2].is_to_a_socket() && calls[2].begun == 2);
    Ok(())
}
