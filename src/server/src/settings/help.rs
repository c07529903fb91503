//! How the settings are told: on the command line's help, and in the example file.

use clap::Command;
use confique::meta::{FieldKind, LeafKind};
use confique::toml::FormatOptions;

use super::{Entry, Settings, entries};

/// Gives the flags of the settings their help: what they decide, the default, and their other two names.
#[must_use]
pub fn explain(command: Command) -> Command {
    entries().fold(command, |command, Entry { field, variable }| {
        let name = field.name;
        // A command that takes only some of the settings has only their flags.
        if !command.get_arguments().any(|argument| argument.get_id() == name) {
            return command;
        }
        let told = field.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        let default = match field.kind {
            FieldKind::Leaf { kind: LeafKind::Required { default: Some(default) }, .. } => {
                serde_json::to_string(&default).unwrap_or_default()
            }
            _ => "not set".to_owned(),
        };
        let short = told.split_once(": ").or_else(|| told.split_once(". ")).map_or(told.as_str(), |it| it.0);
        let short = short.trim_end_matches('.').to_owned();
        let long = format!("{told}\n[default: {default}] [variable: {variable}] [file: {name}]");
        command.mut_arg(name, |argument| argument.help(short).long_help(long))
    })
}

/// The commented example file.
#[must_use]
pub fn example() -> String {
    confique::toml::template::<Settings>(FormatOptions::default())
}
