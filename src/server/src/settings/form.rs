//! The kinds of values that settings have. Each is a text that says what it must look like when it does not.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::Origin;

/// A kind of value that is written as one text.
pub trait Form: FromStr + fmt::Display {
    /// What the text must be, with an example; completes «write ...».
    const FORM: &'static str;
}

/// A text that is not of its form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} will not do: write {form}")]
pub struct WrongForm {
    found: String,
    form: &'static str,
}

impl WrongForm {
    fn of<T: Form>(found: &str) -> Self {
        Self { found: found.chars().take(100).collect(), form: T::FORM }
    }
}

/// An IP address with its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address(pub SocketAddr);

/// An IP address, or a network of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(pub IpNet);

/// How much the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What failed.
    Error,
    /// And what may fail soon.
    Warn,
    /// And what an operator may want to know.
    Info,
    /// And every request.
    Debug,
    /// And what the makers of the server want to know.
    Trace,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

/// The header in which proxies name the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded`, RFC 7239.
    Forwarded,
}

impl Form for Address {
    const FORM: &'static str = "an IP address with its port, such as 127.0.0.1:7070 or [::1]:7070";
}

impl FromStr for Address {
    type Err = WrongForm;

    fn from_str(text: &str) -> Result<Self, WrongForm> {
        text.parse().map(Self).map_err(|_error| WrongForm::of::<Self>(text))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Form for Network {
    const FORM: &'static str = "an IP address or a network, such as 127.0.0.1 or 10.0.0.0/8";
}

impl FromStr for Network {
    type Err = WrongForm;

    fn from_str(text: &str) -> Result<Self, WrongForm> {
        let network = text.parse::<IpNet>().or_else(|_error| text.parse::<IpAddr>().map(IpNet::from));
        network.map(|network| Self(network.trunc())).map_err(|_error| WrongForm::of::<Self>(text))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Form for Origin {
    const FORM: &'static str =
        "an origin without a path, such as https://www.example.com or http://localhost:8080";
}

/// A choice among names.
macro_rules! choice {
    ($kind:ident, $form:literal, $($variant:ident = $name:literal),+) => {
        impl Form for $kind {
            const FORM: &'static str = $form;
        }

        impl FromStr for $kind {
            type Err = WrongForm;

            fn from_str(text: &str) -> Result<Self, WrongForm> {
                match text.to_ascii_lowercase().as_str() {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(WrongForm::of::<Self>(text)),
                }
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $name,)+ })
            }
        }
    };
}

choice!(
    LogLevel,
    "one of off, error, warn, info, debug, trace",
    Off = "off",
    Error = "error",
    Warn = "warn",
    Info = "info",
    Debug = "debug",
    Trace = "trace"
);
choice!(LogFormat, "one of text, json", Text = "text", Json = "json");
choice!(
    ProxyHeader,
    "one of x-forwarded-for, forwarded",
    XForwardedFor = "x-forwarded-for",
    Forwarded = "forwarded"
);

/// In files and in JSON, a value stands as its text.
macro_rules! as_text {
    ($($kind:ty),+) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $kind;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(<$kind>::FORM)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$kind, E> {
                        text.parse().map_err(|_error| E::invalid_value(Unexpected::Str(text), &self))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    )+};
}

as_text!(Address, Network, Origin, LogLevel, LogFormat, ProxyHeader);

/// Reads a list that is separated by commas, as a variable has it.
///
/// # Errors
/// The first part that is no network.
pub(super) fn list(text: &str) -> Result<Vec<Network>, WrongForm> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_takes_its_own_examples_and_nothing_near_them() {
        fn check<T: Form>(right: &[&str], wrong: &[&str]) {
            for text in right {
                assert!(T::from_str(text).is_ok(), "{text}");
                assert!(T::FORM.contains(text), "the sentence does not show {text}");
            }
            for text in wrong {
                assert!(T::from_str(text).is_err(), "{text}");
            }
        }
        check::<Address>(&["127.0.0.1:7070", "[::1]:7070"], &["7070", ":7070", "localhost:7070", "::1", ""]);
        check::<Network>(&["127.0.0.1", "10.0.0.0/8"], &["10.0.0.0/33", "10.0.0", "proxy", ""]);
        check::<Origin>(&["https://www.example.com", "http://localhost:8080"], &["localhost", "https://a/b"]);
        check::<LogLevel>(&["off", "error", "warn", "info", "debug", "trace"], &["loud", ""]);
        check::<LogFormat>(&["text", "json"], &["xml", ""]);
        check::<ProxyHeader>(&["x-forwarded-for", "forwarded"], &["x-real-ip", ""]);
        let networks = list("127.0.0.1, 10.1.2.3/8").unwrap();
        assert_eq!(networks[1].to_string(), "10.0.0.0/8");
        assert!(list("127.0.0.1,nonsense").unwrap_err().to_string().contains("10.0.0.0/8"));
    }
}
