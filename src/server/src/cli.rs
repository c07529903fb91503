//! The commands of `undertone`, and the help that teaches them.

pub mod people;
pub mod read;
pub mod serve;
pub mod settings;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use confique::Layer as _;
use record::SiteNames;

use crate::settings::{Effective, Given, SettingsError, explain, load};
use crate::{Origin, limits};

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
    /// Print the settings in force and where each of them was given
    Settings(ShowSettings),
    /// Read lines of text on standard input; print one analysis as JSON for each
    Read(Read),
    /// The websites that embed the chat
    #[command(subcommand)]
    Site(Site),
    /// The people who answer
    #[command(subcommand)]
    User(User),
}

/// Where the settings of a command come from that needs to know where everything is kept.
#[derive(Debug, Args)]
pub struct Data {
    /// Read settings from this TOML file
    #[arg(long, value_name = "FILE", env = "UNDERTONE_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder that holds everything
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

impl Data {
    /// The settings in force.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn settings(&self) -> Result<Effective, SettingsError> {
        load(self.config.as_deref(), Given { data: self.data.clone(), ..Given::empty() })
    }
}

/// `undertone serve`.
#[derive(Debug, Args)]
#[command(after_help = "\
A flag wins over its variable, the variable over the file, the file over the default. A setting of the wrong kind is \
refused with a sentence that says where it was given; so is a key of the file that is no setting. `undertone settings` \
prints what is in force, `undertone settings --example` a file to begin with.

When it listens it prints one line, `ready {\"origin\": ...}`, so that scripts can wait for it. Its log goes to standard \
error; no line of it holds what anybody wrote. Ctrl-C or SIGTERM stops it in good order.")]
pub struct Serve {
    /// Read settings from this TOML file
    #[arg(long, value_name = "FILE", env = "UNDERTONE_CONFIG")]
    pub config: Option<PathBuf>,
    /// What the flags say.
    #[command(flatten)]
    pub given: Given,
}

impl Serve {
    /// The settings in force.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub fn settings(&self) -> Result<Effective, SettingsError> {
        load(self.config.as_deref(), self.given.clone())
    }
}

/// `undertone settings`.
#[derive(Debug, Args)]
#[command(
    after_help = "The output is a settings file itself: the comment on each line says where its value was given."
)]
pub struct ShowSettings {
    /// Print an example file with every setting instead
    #[arg(long)]
    pub example: bool,
    /// What would be given to `undertone serve`.
    #[command(flatten)]
    pub serve: Serve,
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
    /// Tell of each shown label what every word adds to it, in log-odds
    #[arg(long)]
    pub explain: bool,
    /// The lines are JSON objects; take the text from this field
    #[arg(long, value_name = "FIELD")]
    pub jsonl: Option<String>,
    /// Read with this model file instead of the one in the binary
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// What the lines are read with.
    #[command(flatten)]
    pub names: NamesArgs,
}

/// `undertone site`.
#[derive(Debug, Subcommand)]
pub enum Site {
    /// Add a website; prints its key and the line for its pages
    Add(AddSite),
    /// Tell the names that a website's messages are read with, instead of those that were told before
    Names(SetNames),
    /// List the websites with their keys
    List(Data),
}

/// What messages are read with: "leaving X for Y" says whom somebody leaves only to who knows the names.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Names that messages are read with")]
pub struct NamesArgs {
    /// What customers call the site besides its name; may be given several times, as the others
    #[arg(long = "brand", value_name = "NAME", value_parser = name)]
    pub brand: Vec<String>,
    /// Whom customers may go to or come from. The chat reads on visitors' devices, so whoever looks can find these names there
    #[arg(long = "competitor", value_name = "NAME", value_parser = name)]
    pub competitors: Vec<String>,
    /// A product, a plan or a feature; can be found there too
    #[arg(long = "product", value_name = "NAME", value_parser = name)]
    pub products: Vec<String>,
}

impl From<NamesArgs> for SiteNames {
    fn from(NamesArgs { brand, competitors, products }: NamesArgs) -> Self {
        Self { brand, competitors, products }
    }
}

/// `undertone site names`.
#[derive(Debug, Args)]
pub struct SetNames {
    /// The key of the site
    #[arg(long, value_name = "KEY")]
    pub site: String,
    /// Forget all names, and tell none
    #[arg(long)]
    pub none: bool,
    /// Where everything is kept.
    #[command(flatten)]
    pub data: Data,
    // Last, since its heading would stand over what follows.
    /// All names from now on.
    #[command(flatten)]
    pub names: NamesArgs,
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
    #[arg(long, value_name = "ORIGIN")]
    pub public_origin: Option<Origin>,
    /// Where everything is kept.
    #[command(flatten)]
    pub data: Data,
    // Last, since its heading would stand over what follows.
    /// What messages are read with.
    #[command(flatten)]
    pub names: NamesArgs,
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

/// The command line as a whole, with the help of every setting.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command().mut_subcommand("serve", explain).mut_subcommand("settings", explain)
}

impl Cli {
    /// Reads the command line of this process; ends the process with a sentence when it is wrong.
    #[must_use]
    pub fn read() -> Self {
        Self::from_arg_matches(&command().get_matches()).unwrap_or_else(|error| error.exit())
    }
}

fn accent(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("a colour is written as #0f6b66".to_owned())
    }
}

/// A name that a text can be searched for.
fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let folded_chars = text.chars().flat_map(char::to_lowercase).count();
    if text.starts_with(char::is_alphanumeric) && folded_chars <= limits::SITE_NAME_CHARS {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "a name begins with a letter or a digit and has at most {} characters",
            limits::SITE_NAME_CHARS
        ))
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
    use super::*;

    #[test]
    fn the_commands_are_consistent_and_wrong_values_get_a_sentence() {
        command().debug_assert();
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

    #[test]
    fn the_help_tells_of_every_setting_its_default_and_its_three_names() {
        let serve = command().find_subcommand_mut("serve").unwrap().render_long_help().to_string();
        let names: Vec<&str> = crate::settings::names().collect();
        assert!(names.len() >= 8);
        for name in names {
            let flag = format!("--{} <", name.replace('_', "-"));
            let at = serve.find(&flag).unwrap_or_else(|| panic!("{flag}"));
            let told: String =
                serve[at..].split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            let other_names = format!("[variable: UNDERTONE_{}] [file: {name}]", name.to_ascii_uppercase());
            assert!(told.contains("[default: ") && told.contains(&other_names), "{told}");
        }
    }
}
