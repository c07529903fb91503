//! The settings file: TOML, where every key must be a setting and every value of its kind.

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::DeTable;

use super::{Given, SettingsError, entries, variables};

/// Reads the file. Gives what it holds, and the line of each key.
pub(super) fn read(path: &Path) -> Result<(Given, BTreeMap<String, usize>), SettingsError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingsError::Unreadable { file: file.clone(), error })?;
    parse(&file, &text)
}

fn parse(file: &str, text: &str) -> Result<(Given, BTreeMap<String, usize>), SettingsError> {
    let file = file.to_owned();
    let table = DeTable::parse(text).map_err(|error| SettingsError::NotToml {
        file: file.clone(),
        line: line_at(text, error.span().map_or(0, |span| span.start)),
        why: error.message().to_owned(),
    })?;
    let mut lines = BTreeMap::new();
    let mut keys = Vec::new();
    for (key, value) in table.get_ref() {
        let line = line_at(text, key.span().start);
        let name: &str = key.get_ref();
        if !entries().any(|entry| entry.field.name == name) {
            let hint = variables::hint(name, entries().map(|entry| entry.field.name));
            return Err(SettingsError::UnknownKey { file, line, key: name.to_owned(), hint });
        }
        lines.insert(name.to_owned(), line);
        keys.push((value.span(), line, name));
    }
    let given = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let key = keys.iter().find(|(span, _, _)| span.contains(&at));
        let (line, key) = key.map_or((line_at(text, at), ""), |(_, line, key)| (*line, *key));
        let why = error.message().to_owned();
        SettingsError::WrongValue { file: file.clone(), line, key: key.to_owned(), why }
    })?;
    Ok((given, lines))
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_file_is_told_with_its_line_and_what_would_be_right() {
        for (text, parts) in [
            ("# a comment\nlisten = 7070\n", ["f.toml, line 2", "listen", "127.0.0.1:7070"]),
            ("listen = \"7070\"\n", ["f.toml, line 1", "listen", "[::1]:7070"]),
            ("\n\nlog_levle = \"info\"\n", ["f.toml, line 3", "log_levle", "log_level"]),
            ("log_level = \"loud\"\n", ["f.toml, line 1", "log_level", "off, error, warn"]),
            (
                "trusted_proxies = [\"127.0.0.1\",\n \"proxy\"]\n",
                ["f.toml, line 1", "trusted_proxies", "10.0.0.0/8"],
            ),
            ("trusted_proxies = \"127.0.0.1\"\n", ["f.toml, line 1", "trusted_proxies", "sequence"]),
            ("listen = \n", ["f.toml, line 1", "listen = ", "127.0.0.1:7070"]),
            ("data = \"a\"\ndata = \"b\"\n", ["f.toml, line 2", "duplicate", "listen"]),
            ("[server]\nlisten = \"127.0.0.1:1\"\n", ["f.toml, line 1", "server", "undertone serve --help"]),
        ] {
            let said = parse("f.toml", text).unwrap_err().to_string();
            for part in parts {
                assert!(said.contains(part), "{part:?} is not in {said:?}");
            }
        }
        let (given, lines) = parse("f.toml", "\ndata = \"d\"\nlog_format = \"json\"\n").unwrap();
        assert_eq!(given.data.unwrap().to_str(), Some("d"));
        assert_eq!(lines["log_format"], 3);
    }
}
