//! Web origins, compared exactly.

use std::fmt;
use std::str::FromStr;

/// `scheme://host[:port]` in the spelling that browsers send: lower case, no default port, no path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no origin: write it as https://www.example.com or http://localhost:8080, without a path")]
pub struct OriginError(String);

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let wrong = || OriginError(text.chars().take(100).collect());
        let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let (scheme, host) = text.split_once("://").ok_or_else(wrong)?;
        let default_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(wrong()),
        };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        // The origin goes into headers, so its alphabet is closed.
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host, None),
        };
        if name.is_empty()
            || !host.bytes().all(allowed)
            || port.is_some_and(|port| port.parse::<u16>().is_err())
        {
            return Err(wrong());
        }
        Ok(Self(format!("{scheme}://{host}")))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Origin {
    /// This machine, without encryption.
    #[must_use]
    pub fn localhost(port: u16) -> Self {
        match port {
            80 => Self("http://localhost".to_owned()),
            port => Self(format!("http://localhost:{port}")),
        }
    }

    /// The origin as browsers spell it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The origin of its sockets: `ws://` or `wss://`.
    #[must_use]
    pub fn socket(&self) -> String {
        format!("ws{}", self.0.strip_prefix("http").unwrap_or(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_have_one_spelling() {
        let read = |text: &str| text.parse::<Origin>().map(|origin| origin.to_string());
        assert_eq!(read("https://Shop.Example:443/").unwrap(), "https://shop.example");
        assert_eq!(read("http://localhost:7070").unwrap(), "http://localhost:7070");
        assert_eq!(read("http://[::1]:7070").unwrap(), "http://[::1]:7070");
        assert_eq!(Origin::localhost(7070), "http://localhost:7070".parse().unwrap());
        assert_eq!(Origin::localhost(80), "http://localhost:80".parse().unwrap());
        assert_eq!("https://a.b".parse::<Origin>().unwrap().socket(), "wss://a.b");
        for text in [
            "",
            "shop.example",
            "https://",
            "https://a/b",
            "https://a b",
            "ftp://a",
            "https://a:x",
            "null",
            "https://a;b",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
