//! The commands of `undertone`, and the help that teaches them.

pub mod people;
pub mod read;
pub mod serve;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::Origin;

/// A support chat that notices what a visitor is stuck on, reads how they feel and what they want on their own
/// device, and shows the agent why.
#[derive(Debug, Parser)]
#[command(
    name = "undertone",
    version,
    propagate_version = true,
    after_help = "\
A first evening:
  undertone site add --name 'My shop' --origin https://shop.example
      prints the site's key and the line for its pages
  undertone user add --site KEY --email you@shop.example --name 'You'
      asks for a password
  undertone serve --public-origin https://chat.shop.example
      then sign in at https://chat.shop.example/console/"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server: chat, console and API on one address
    Serve(Serve),
    /// Read lines of text on standard input; print one analysis as JSON for each
    Read(Read),
    /// The websites that embed the chat
    #[command(subcommand)]
    Site(Site),
    /// The people who answer
    #[command(subcommand)]
    User(User),
}

/// Where everything is kept.
#[derive(Debug, Args)]
pub struct Data {
    /// The folder that holds everything; it is made when it is not there
    #[arg(long, value_name = "DIR", default_value = "data", env = "UNDERTONE_DATA")]
    pub data: PathBuf,
}

/// `undertone serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
When it listens it prints one line, `ready {\"origin\": ...}`, so that scripts can wait for it. Its log goes to standard
error; RUST_LOG=debug says more. No log line holds what anybody wrote. Ctrl-C or SIGTERM stops it in good order.")]
pub struct Serve {
    /// Where to listen. Port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7070", env = "UNDERTONE_LISTEN")]
    pub listen: std::net::SocketAddr,

    /// Where everything is kept.
    #[command(flatten)]
    pub data: Data,

    /// Where browsers reach this server, exactly; sockets and sign-ins from any other origin are refused
    /// [default: localhost over http, with the port of --listen]
    #[arg(long, value_name = "ORIGIN", env = "UNDERTONE_PUBLIC_ORIGIN")]
    pub public_origin: Option<Origin>,

    /// On an empty database: make a demo site that this origin may embed, an agent and some conversations. The
    /// sign-in is kept in DIR/demo-sign-in.json
    #[arg(long, value_name = "ORIGIN")]
    pub demo_origin: Option<Origin>,
}

/// `undertone read`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  $ echo 'Third time I ask: my export fails and mail to ana@shop.example bounces!' | undertone read
  {\"text\":\"Third time I ask: my export fails and mail to [email#1] bounces!\",\"language\":\"en\", ...}

Spans are bytes of `text`, which is the line without personal values. A line that cannot be read gives an object with
`error`, and the command ends with status 1 after the last line.")]
pub struct Read {
    /// Print every label with its confidence, not only those over their threshold
    #[arg(long)]
    pub all: bool,
    /// The lines are JSON objects; take the text from this field
    #[arg(long, value_name = "FIELD")]
    pub jsonl: Option<String>,
    /// Read with this model file instead of the one in the binary
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

/// `undertone site`.
#[derive(Debug, Subcommand)]
pub enum Site {
    /// Add a website; prints its key and the line for its pages
    Add(AddSite),
    /// List the websites with their keys
    List(Data),
}

/// `undertone site add`.
#[derive(Debug, Args)]
pub struct AddSite {
    /// How the site calls itself, shown in the chat
    #[arg(long)]
    pub name: String,
    /// An origin whose pages may show the chat, `https://www.example.com`; may be given several times
    #[arg(long = "origin", value_name = "ORIGIN", required = true)]
    pub origins: Vec<Origin>,
    /// The chat's colour
    #[arg(long, value_name = "#RRGGBB", default_value = "#0f6b66", value_parser = accent)]
    pub accent: String,
    /// Where browsers reach this server, for the line that is printed
    #[arg(
        long,
        value_name = "ORIGIN",
        default_value = "http://localhost:7070",
        env = "UNDERTONE_PUBLIC_ORIGIN"
    )]
    pub public_origin: Origin,
    /// Where everything is kept.
    #[command(flatten)]
    pub data: Data,
}

/// `undertone user`.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person who answers. The password is asked for, or read from standard input when that is no terminal
    Add(AddUser),
}

/// `undertone user add`.
#[derive(Debug, Args)]
pub struct AddUser {
    /// The key of the one site that they answer for
    #[arg(long, value_name = "KEY")]
    pub site: String,
    /// The address to sign in with
    #[arg(long, value_parser = email)]
    pub email: String,
    /// The name that visitors see
    #[arg(long)]
    pub name: String,
    /// Where everything is kept.
    #[command(flatten)]
    pub data: Data,
}

fn accent(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a colour is written as #0f6b66".to_owned())
    }
}

fn email(text: &str) -> Result<String, String> {
    let has_parts = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if has_parts && text.len() <= 254 && !text.chars().any(|it| it.is_whitespace() || it.is_control()) {
        Ok(text.to_lowercase())
    } else {
        Err("an address is written as name@example.com".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_commands_are_consistent_and_wrong_values_get_a_sentence() {
        Cli::command().debug_assert();
        for wrong in [
            ["undertone", "serve", "--public-origin", "localhost"].as_slice(),
            &["undertone", "serve", "--listen", "7070"],
            &["undertone", "site", "add", "--name", "x"],
            &["undertone", "site", "add", "--name", "x", "--origin", "https://a.b", "--accent", "red"],
            &["undertone", "user", "add", "--site", "k", "--email", "x", "--name", "x"],
        ] {
            assert!(Cli::try_parse_from(wrong).is_err(), "{wrong:?}");
        }
    }
}
