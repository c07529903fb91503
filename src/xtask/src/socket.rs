//! A client's end of the real sockets: JSON frames over WebSocket.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context as _, Result, anyhow, bail};
use api::PROTOCOL_VERSION;
use api::visitor::{FromVisitor, Hello, ToVisitor, Welcome};
use futures_util::{SinkExt as _, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

/// A socket that speaks JSON.
pub(crate) struct Socket(WebSocketStream<TcpStream>);

/// Small buffers: a bench opens thousands of these.
const BUFFER_BYTES: usize = 4 * 1024;

/// Which of this machine's own addresses a client calls from.
pub(crate) const LOOPBACK: Ipv4Addr = Ipv4Addr::LOCALHOST;

impl Socket {
    /// Calls `path` on the server at `origin`, whose own pages are where it says it comes from.
    pub(crate) async fn connect(origin: &str, path: &str, cookie: Option<&str>) -> Result<Self> {
        Self::connect_from(LOOPBACK, origin, path, cookie).await
    }

    /// The same from another address of this machine: each has some 28,000 ports to call from.
    pub(crate) async fn connect_from(
        from: Ipv4Addr,
        origin: &str,
        path: &str,
        cookie: Option<&str>,
    ) -> Result<Self> {
        let url = format!("{}{path}", origin.replacen("http", "ws", 1));
        let mut request = url.into_client_request().context("not an address")?;
        let to = address(request.uri().host(), request.uri().port_u16()).await?;
        request.headers_mut().insert("origin", origin.parse().context("not an origin")?);
        if let Some(cookie) = cookie {
            request.headers_mut().insert("cookie", cookie.parse().context("not a cookie")?);
        }
        let tcp = if to.ip().is_loopback() && to.is_ipv4() {
            let tcp = TcpSocket::new_v4()?;
            tcp.bind(SocketAddr::new(IpAddr::V4(from), 0)).context("no port is left to call from")?;
            tcp.connect(to).await?
        } else {
            TcpStream::connect(to).await?
        };
        // A frame is one small packet that nothing is to be joined to.
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(BUFFER_BYTES).write_buffer_size(0);
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, tcp, Some(config)).await?;
        Ok(Self(socket))
    }

    /// Sends one frame.
    pub(crate) async fn send(&mut self, frame: &impl Serialize) -> Result<()> {
        self.send_text(serde_json::to_string(frame)?).await
    }

    /// Sends one frame that is JSON already.
    pub(crate) async fn send_text(&mut self, json: String) -> Result<()> {
        Ok(self.0.send(Message::text(json)).await?)
    }

    /// Waits for the next frame.
    pub(crate) async fn next<T: DeserializeOwned>(&mut self) -> Result<T> {
        loop {
            match self.message().await? {
                Message::Text(text) => return Ok(serde_json::from_str(&text)?),
                Message::Close(_) => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }

    /// Asks the other side whether it is there, and waits for its answer.
    pub(crate) async fn ping(&mut self) -> Result<()> {
        self.0.send(Message::Ping(Bytes::from_static(b"there?"))).await?;
        loop {
            match self.message().await? {
                Message::Pong(_) => return Ok(()),
                Message::Close(_) => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }

    async fn message(&mut self) -> Result<Message> {
        Ok(self.0.next().await.context("the connection ended")??)
    }
}

/// `localhost` is this machine at its IPv4 address, which is where the server listens.
async fn address(host: Option<&str>, port: Option<u16>) -> Result<SocketAddr> {
    let host = host.context("the address names no host")?;
    let port = port.context("the address names no port")?;
    if host == "localhost" {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    let found = tokio::net::lookup_host((host, port)).await?.next();
    found.with_context(|| format!("{host} has no address"))
}

/// A visitor's socket whose hello was answered.
pub(crate) async fn visitor(
    origin: &str,
    site_key: &str,
    token: Option<String>,
    from: Ipv4Addr,
) -> Result<(Socket, Welcome)> {
    let mut socket = Socket::connect_from(from, origin, "/v1/visitor/socket", None).await?;
    let hello = Hello { protocol: PROTOCOL_VERSION, site_key: site_key.to_owned(), token };
    socket.send(&FromVisitor::Hello(hello)).await?;
    match socket.next().await? {
        ToVisitor::Welcome(welcome) => Ok((socket, welcome)),
        ToVisitor::Goodbye { detail, .. } => Err(anyhow!("{detail}")),
        other => Err(anyhow!("no welcome but {other:?}")),
    }
}
