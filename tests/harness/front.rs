//! What stands between a browser and today's server: the files of an earlier release, as a browser's cache or a page that
//! was open during the upgrade would have them. Everything that is no such file goes through.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Old files, in front of a new server. It ends when dropped.
pub(crate) struct Front {
    /// How browsers name the chat.
    pub(crate) origin: String,
    given: Arc<Mutex<BTreeSet<String>>>,
    task: JoinHandle<()>,
}

/// A request's head is far shorter.
const HEAD_BYTES: usize = 64 * 1024;

impl Front {
    /// Answers for these files, and asks the server at `server` for everything else.
    pub(crate) async fn opens(listener: TcpListener, server: SocketAddr, files: Files) -> Result<Self> {
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let files = Arc::new(files);
        let given = Arc::new(Mutex::default());
        let note = Arc::clone(&given);
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let (files, note) = (Arc::clone(&files), Arc::clone(&note));
                // A browser that goes away in the middle is no fault.
                tokio::spawn(async move { drop(answer(browser, server, &files, &note).await) });
            }
        });
        Ok(Self { origin, given, task })
    }

    /// Whether the browser was given this old file.
    pub(crate) fn has_given(&self, path: &str) -> bool {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).contains(path)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// By their paths.
pub(crate) type Files = HashMap<String, Vec<u8>>;

/// One request, one answer: the connection is closed after it, so that the next request is looked at too.
async fn answer(
    mut browser: TcpStream,
    server: SocketAddr,
    files: &Files,
    given: &Mutex<BTreeSet<String>>,
) -> Result<()> {
    let mut read = Vec::new();
    let head_ends = loop {
        if let Some(at) = read.windows(4).position(|it| it == b"\r\n\r\n") {
            break at + 2;
        }
        if read.len() > HEAD_BYTES || browser.read_buf(&mut read).await? == 0 {
            bail!("a head without an end");
        }
    };
    let head = std::str::from_utf8(&read[..head_ends])?;
    let path = head.split(' ').nth(1).context("no path")?;
    let path = path.split('?').next().unwrap_or(path);
    if let Some(file) = files.get(if path == "/frame" { "/frame.html" } else { path }) {
        given.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        let file = if path == "/frame" { with_todays_site(file, head, server).await? } else { file.clone() };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {}\r\ncontent-length: {}\r\naccess-control-allow-origin: *\r\n\
             cross-origin-resource-policy: cross-origin\r\nconnection: close\r\n\r\n",
            kind(path),
            file.len()
        );
        browser.write_all(head.as_bytes()).await?;
        return Ok(browser.write_all(&file).await?);
    }
    let mut server = TcpStream::connect(server).await?;
    server.write_all(alone(head).as_bytes()).await?;
    server.write_all(&read[head_ends..]).await?;
    copy_bidirectional(&mut browser, &mut server).await?;
    Ok(())
}

/// The head, saying that no other request follows on this connection; a socket's stays as it is.
fn alone(head: &str) -> String {
    let lower = head.to_ascii_lowercase();
    if lower.contains("\r\nupgrade:") {
        return head.to_owned();
    }
    let keeps = |line: &&str| !line.is_empty() && !line.to_ascii_lowercase().starts_with("connection:");
    let lines: Vec<&str> = head.split("\r\n").filter(keeps).chain(["connection: close"]).collect();
    lines.join("\r\n") + "\r\n"
}

/// An old frame knows its site by what the server of the day writes into it.
async fn with_todays_site(old: &[u8], head: &str, server: SocketAddr) -> Result<Vec<u8>> {
    const BEGINS: &str = "<script type=\"application/json\" id=\"undertone-site\">";
    let path = head.split(' ').nth(1).context("no path")?;
    let today = reqwest::get(format!("http://{server}{path}")).await?.text().await?;
    let (_, site) = today.split_once(BEGINS).context("today's frame says nothing of the site")?;
    let (site, _) = site.split_once("</script>").context("today's site does not end")?;
    let old = std::str::from_utf8(old)?;
    let (before, after) = old.split_once("</head>").context("the old frame has no head")?;
    Ok(format!("{before}{BEGINS}{site}</script></head>{after}").into_bytes())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("html", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        _ => "text/html; charset=utf-8",
    }
}
