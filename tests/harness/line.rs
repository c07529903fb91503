//! The line between a browser and the server, which can be slow, cut, or closed to sockets.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the line is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Everything goes through at once.
    Clear,
    /// Everything goes through, each piece this much later.
    Slow(Duration),
    /// Nothing goes through, and whatever was open is closed.
    Cut,
    /// Requests go through; a socket is refused, as by a proxy that does not know them.
    WithoutSockets,
}

/// A line; it ends when dropped.
pub(crate) struct Line {
    port: u16,
    mood: watch::Sender<Mood>,
    task: tokio::task::JoinHandle<()>,
}

impl Line {
    /// Opens a line to `server`.
    pub(crate) async fn opens(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let (mood, moods) = watch::channel(Mood::Clear);
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let moods = moods.clone();
                tokio::spawn(carry(browser, server, moods));
            }
        });
        Ok(Self { port, mood, task })
    }

    /// Where the browser's end is.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Changes it. Open connections get the change too.
    pub(crate) fn becomes(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut browser: TcpStream, server: SocketAddr, moods: watch::Receiver<Mood>) {
    if *moods.borrow() == Mood::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(server).await else { return };
    if *moods.borrow() == Mood::WithoutSockets && wants_a_socket(&browser).await {
        let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        // A browser that is gone needs no refusal.
        drop(browser.write_all(refusal).await);
        return;
    }
    let (from_browser, to_browser) = browser.into_split();
    let (from_server, to_server) = server.into_split();
    let cut = async {
        // The line's own end is a cut too.
        drop(moods.clone().wait_for(|mood| *mood == Mood::Cut).await);
    };
    tokio::select! {
        () = cut => {}
        () = async {
            tokio::join!(pass(from_browser, to_server, &moods), pass(from_server, to_browser, &moods));
        } => {}
    }
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    moods: &watch::Receiver<Mood>,
) {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let Ok(length) = from.read(&mut piece).await else { return };
        let mood = *moods.borrow();
        if let Mood::Slow(delay) = mood {
            tokio::time::sleep(delay).await;
        }
        if length == 0 || to.write_all(&piece[..length]).await.is_err() {
            // Half closed, as the other side closed it.
            drop(to.shutdown().await);
            return;
        }
    }
}

/// Looks at the beginning of a request without taking it. A request's head comes in one piece here.
async fn wants_a_socket(browser: &TcpStream) -> bool {
    let mut head = [0; 4096];
    let length = browser.peek(&mut head).await.unwrap_or(0);
    String::from_utf8_lossy(&head[..length]).to_ascii_lowercase().contains("upgrade: websocket")
}
