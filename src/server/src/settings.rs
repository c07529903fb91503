//! What the operator decides: by a flag, else by a variable, else by the file, else by default.
//!
//! [`Settings`] is the one list. The flags, the variables, the file's keys, the help and the example file are all
//! made from it: a setting `log_level` is the flag `--log-level`, the variable `UNDERTONE_LOG_LEVEL` and the key
//! `log_level`. No setting is a secret, so all of them may be printed.

mod file;
mod form;
mod help;
mod variables;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use confique::meta::{Field, FieldKind};
use confique::{Config, Layer as _};
use serde::Serialize;
use serde_json::Value;

use crate::Origin;

pub use form::{Address, Form, LogFormat, LogLevel, Network, ProxyHeader, WrongForm};
pub use help::{example, explain};

/// Settings of undertone. Every line here is also a flag (`--log-level`) and a variable (`UNDERTONE_LOG_LEVEL`): a flag
/// wins over a variable, a variable over this file. `undertone settings` prints what is in force, and from where.
#[derive(Debug, Clone, Config)]
#[config(layer_attr(derive(Debug, Clone, Serialize, clap::Args)))]
pub struct Settings {
    /// Where the chat, the console and the API listen: an IP address with its port, 0 to 65535; port 0 takes a free
    /// one.
    #[config(env = "UNDERTONE_LISTEN", default = "127.0.0.1:7070")]
    #[config(layer_attr(arg(long, value_name = "ADDRESS:PORT")))]
    pub listen: Address,

    /// The folder that holds everything; it is made when it is not there. A relative one is looked for from the folder
    /// that the command is started in.
    #[config(env = "UNDERTONE_DATA", default = "data")]
    #[config(layer_attr(arg(long, value_name = "DIR")))]
    pub data: PathBuf,

    /// Where browsers reach this server, exactly: http or https, the host, and the port unless it is the scheme's own.
    /// Sockets and sign-ins from any other origin are refused. Not set, it is this machine over http, `localhost` with the port of
    /// `listen`.
    #[config(env = "UNDERTONE_PUBLIC_ORIGIN")]
    #[config(layer_attr(arg(long, value_name = "ORIGIN")))]
    pub public_origin: Option<Origin>,

    /// Make a demo site that this origin may embed: on an empty database, with an agent and some conversations. The
    /// sign-in is kept in demo-sign-in.json in the data folder.
    #[config(env = "UNDERTONE_DEMO_ORIGIN")]
    #[config(layer_attr(arg(long, value_name = "ORIGIN")))]
    pub demo_origin: Option<Origin>,

    /// The reverse proxies whose word on a caller's address is taken: IP addresses or networks as 10.0.0.0/8, a list
    /// (separated by commas in a flag or a variable). From anybody else the proxy's header is ignored.
    /// A proxy on this machine that is not named here is taken for the operator: no limit by address holds for it.
    #[config(env = "UNDERTONE_TRUSTED_PROXIES", default = [], parse_env = form::list)]
    #[config(layer_attr(arg(long, value_name = "NETWORKS", value_delimiter = ',')))]
    pub trusted_proxies: Vec<Network>,

    /// The header in which those proxies name the caller: x-forwarded-for or forwarded (RFC 7239). Only this one is
    /// read, since a proxy lets the other one through as the caller wrote it.
    #[config(env = "UNDERTONE_PROXY_HEADER", default = "x-forwarded-for")]
    #[config(layer_attr(arg(long, value_name = "NAME")))]
    pub proxy_header: ProxyHeader,

    /// Where Prometheus reads `/metrics`: an IP address with its port, a listener that serves nothing else. Whoever
    /// reaches it may read, so keep it on this machine or in a private network. Not set, nothing is told.
    #[config(env = "UNDERTONE_METRICS_LISTEN")]
    #[config(layer_attr(arg(long, value_name = "ADDRESS:PORT")))]
    pub metrics_listen: Option<Address>,

    /// How much the log says: off, error, warn, info, debug or trace. At every level it holds no message, no address, no
    /// password and no token.
    #[config(env = "UNDERTONE_LOG_LEVEL", default = "info")]
    #[config(layer_attr(arg(long, value_name = "LEVEL")))]
    pub log_level: LogLevel,

    /// How the log is written to standard error: text, or json with one object a line.
    #[config(env = "UNDERTONE_LOG_FORMAT", default = "text")]
    #[config(layer_attr(arg(long, value_name = "FORMAT")))]
    pub log_format: LogFormat,
}

/// Settings that were given in one place; what was not given there is absent.
pub type Given = <Settings as Config>::Layer;

/// Why the settings cannot be used. Each sentence names the setting, where it was given, and what would be right.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("the settings file {file} cannot be read: {error}")]
    Unreadable {
        /// Its path.
        file: String,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{file}, line {line}: {why}. Lines are written as: listen = \"127.0.0.1:7070\"")]
    NotToml {
        /// Its path.
        file: String,
        /// From 1.
        line: usize,
        /// The parser's reason.
        why: String,
    },
    /// A key of the file is none of the settings.
    #[error("{file}, line {line}: there is no setting {key:?}. {hint}")]
    UnknownKey {
        /// The file's path.
        file: String,
        /// From 1.
        line: usize,
        /// The key.
        key: String,
        /// The nearest name, or where all of them are told.
        hint: String,
    },
    /// A value of the file is not of its setting's kind.
    #[error("{file}, line {line}, setting {key}: {why}")]
    WrongValue {
        /// The file's path.
        file: String,
        /// From 1.
        line: usize,
        /// The setting.
        key: String,
        /// What was found and what would be right.
        why: String,
    },
    /// A variable's value is not of its setting's kind.
    #[error("{0:#}")]
    Variable(confique::Error),
    /// Something that the settings' own types exclude.
    #[error("the settings do not fit together: {0}")]
    Inconsistent(String),
}

/// Where a setting was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nowhere.
    Default,
    /// In the file, on this line.
    File(String, usize),
    /// By this variable.
    Variable(&'static str),
    /// By this flag.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(file, line) => write!(f, "{file}, line {line}"),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// The settings in force, and where each was given.
#[derive(Debug, Clone)]
pub struct Effective {
    /// The settings.
    pub settings: Settings,
    /// Sentences on what was given and has no effect, to be said aloud.
    pub warnings: Vec<String>,
    /// Each setting in its order, with its value and its source.
    told: Vec<(&'static str, Value, Source)>,
}

/// One setting as the help and the checks see it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    field: &'static Field,
    variable: &'static str,
}

fn entries() -> impl Iterator<Item = Entry> {
    Settings::META.fields.iter().map(|field| {
        let variable = match field.kind {
            FieldKind::Leaf { env, .. } => env.unwrap_or_default(),
            FieldKind::Nested { .. } => "",
        };
        Entry { field, variable }
    })
}

/// The name of every setting, as the file has it.
pub fn names() -> impl Iterator<Item = &'static str> {
    entries().map(|entry| entry.field.name)
}

/// The values that were given in a layer, by name.
fn present(layer: &Given) -> Result<BTreeMap<String, Value>, SettingsError> {
    match serde_json::to_value(layer) {
        Ok(Value::Object(map)) => Ok(map.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => Err(SettingsError::Inconsistent(format!("{other:?}"))),
    }
}

/// Puts the flags, the variables and the file together.
///
/// # Errors
/// [`SettingsError`], with the first thing that is wrong.
pub fn load(file: Option<&Path>, flags: Given) -> Result<Effective, SettingsError> {
    let variables = Given::from_env().map_err(SettingsError::Variable)?;
    let (filed, lines) = match file {
        Some(path) => file::read(path)?,
        None => (Given::empty(), BTreeMap::new()),
    };
    let by_flag = present(&flags)?;
    let by_variable = present(&variables)?;
    let merged = flags.with_fallback(variables).with_fallback(filed).with_fallback(Given::default_values());
    let mut values = present(&merged)?;
    let file = file.map(|path| path.display().to_string()).unwrap_or_default();
    let told = entries().map(|Entry { field, variable }| {
        let name = field.name;
        let source = if by_flag.contains_key(name) {
            Source::Flag(flag(name))
        } else if by_variable.contains_key(name) {
            Source::Variable(variable)
        } else if let Some(line) = lines.get(name) {
            Source::File(file.clone(), *line)
        } else {
            Source::Default
        };
        (name, values.remove(name).unwrap_or(Value::Null), source)
    });
    let told = told.collect();
    let settings =
        Settings::from_layer(merged).map_err(|error| SettingsError::Inconsistent(format!("{error:#}")))?;
    let warnings = variables::unknown(std::env::vars_os().map(|(name, _)| name));
    Ok(Effective { settings, warnings, told })
}

fn flag(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

impl fmt::Display for Effective {
    /// Lines of a settings file, each with a comment that says where the value was given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value, source) in &self.told {
            let line = match value {
                Value::Null => format!("# {name} is not set"),
                // A list of strings and a string are written the same way in JSON and in TOML.
                value => format!("{name} = {value}"),
            };
            writeln!(f, "{line:<50} # {source}")?;
        }
        Ok(())
    }
}

impl Settings {
    /// Where browsers reach this server, when it listens on `port`.
    #[must_use]
    pub fn origin(&self, port: u16) -> Origin {
        self.public_origin.clone().unwrap_or_else(|| Origin::localhost(port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_has_one_name_in_three_spellings() {
        for Entry { field, variable } in entries() {
            assert_eq!(variable, format!("UNDERTONE_{}", field.name.to_ascii_uppercase()));
            assert!(!field.doc.is_empty(), "{} is not told", field.name);
        }
    }

    #[test]
    fn the_example_file_is_what_the_settings_are() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("undertone.example.toml");
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept == example(), "write `undertone settings --example` to {}", path.display());
        // With every line in force it is still a file that can be used.
        let in_force: String = example()
            .lines()
            .map(|line| line.strip_prefix('#').unwrap_or(line))
            .filter(|line| !line.starts_with(' ') && !line.ends_with('='))
            .collect::<Vec<_>>()
            .join("\n");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("all.toml");
        std::fs::write(&file, &in_force).unwrap();
        let (_, lines) = file::read(&file).unwrap();
        assert!(lines.len() >= 5, "{in_force}");
    }
}
