//! What an operator may count on who sets something: the order of the sources, and a sentence for every mistake.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs a command of the binary in an environment that holds only these variables.
fn undertone(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_undertone"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("UNDERTONE_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).envs(variables.iter().copied()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn write(folder: &TempDir, content: &str) -> String {
    let path = folder.path().join("undertone.toml");
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The line of a setting: its value, and where it was given.
fn line(said: &str, name: &str) -> (String, String) {
    let line = said.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name} in {said}"));
    let (value, source) = line.rsplit_once(" # ").unwrap();
    (value.trim().to_owned(), source.to_owned())
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "# ours\nlisten = \"127.0.0.1:1\"\ndata = \"/srv/a\"\nlog_level = \"debug\"\n");
    let variables = [
        ("UNDERTONE_LISTEN", "127.0.0.1:2"),
        ("UNDERTONE_DATA", "/srv/b"),
        ("UNDERTONE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
    ];
    let shown = undertone(&["settings", "--config", &file, "--listen", "127.0.0.1:3"], &variables);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let said = text(&shown.stdout);
    let told = |name| {
        let (value, source) = line(&said, name);
        format!("{value} from {source}")
    };
    assert_eq!(told("listen"), "listen = \"127.0.0.1:3\" from --listen");
    assert_eq!(told("data"), "data = \"/srv/b\" from UNDERTONE_DATA");
    assert_eq!(told("log_level"), format!("log_level = \"debug\" from {file}, line 4"));
    assert_eq!(told("log_format"), "log_format = \"text\" from default");
    assert_eq!(told("public_origin"), "# public_origin is not set from default");
    let proxies = "trusted_proxies = [\"127.0.0.1/32\",\"10.0.0.0/8\"] from UNDERTONE_TRUSTED_PROXIES";
    assert_eq!(told("trusted_proxies"), proxies);

    // What it prints is a settings file, and gives the same settings again.
    let again = write(&folder, &said);
    let shown = undertone(&["settings", "--config", &again], &[]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    assert_eq!(line(&text(&shown.stdout), "listen").0, "listen = \"127.0.0.1:3\"");
}

#[test]
fn a_mistake_is_refused_with_its_setting_its_place_and_what_is_right() {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("nowhere.toml");
    let file = |content: &str| write(&folder, content);
    let refused = |arguments: &[&str], variables: &[(&str, &str)], parts: &[&str]| {
        let end = undertone(arguments, variables);
        let said = text(&end.stderr);
        assert!(!end.status.success(), "{arguments:?} {variables:?} was taken: {said}");
        for part in parts {
            assert!(said.contains(part), "{part:?} is not in {said:?}");
        }
    };
    let form = "127.0.0.1:7070";
    refused(&["serve", "--listen", "7070"], &[], &["--listen", "7070", form]);
    refused(&["serve"], &[("UNDERTONE_LISTEN", "7070")], &["UNDERTONE_LISTEN", "listen", form]);
    refused(
        &["serve", "--config", &file("\nlisten = \"7070\"")],
        &[],
        &["undertone.toml, line 2", "listen", form],
    );
    refused(
        &["serve", "--config", &file("listne = \"x\"")],
        &[],
        &["line 1", "listne", "Did you mean listen?"],
    );
    refused(&["serve", "--config", nowhere.to_str().unwrap()], &[], &["nowhere.toml", "cannot be read"]);
    refused(&["serve"], &[("UNDERTONE_CONFIG", nowhere.to_str().unwrap())], &["nowhere.toml"]);
    let list = [("UNDERTONE_TRUSTED_PROXIES", "10.0.0.0/8,proxy")];
    refused(&["serve"], &list, &["UNDERTONE_TRUSTED_PROXIES", "proxy", "10.0.0.0/8"]);
    refused(&["site", "list"], &[("UNDERTONE_LOG_FORMAT", "xml")], &["UNDERTONE_LOG_FORMAT", "text, json"]);
    refused(&["serve", "--lisen", "x"], &[], &["--lisen", "--listen"]);
}

#[test]
fn a_variable_that_is_no_setting_is_warned_of_aloud() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let said = text(&undertone(&["settings"], &[("UNDERTONE_LISTN", "127.0.0.1:2")]).stderr);
    assert!(said.contains("UNDERTONE_LISTN") && said.contains("UNDERTONE_LISTEN?"), "{said}");
    let log = text(&undertone(&["site", "list", "--data", data], &[("UNDERTONE_DATUM", "x")]).stderr);
    assert!(log.contains("WARN") && log.contains("UNDERTONE_DATUM"), "{log}");
}

#[test]
fn every_command_finds_the_data_by_the_same_settings() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("kept");
    let file = write(&folder, &format!("data = {data:?}\npublic_origin = \"https://chat.shop.example\"\n"));
    let add = undertone(
        &["site", "add", "--name", "My shop", "--origin", "https://shop.example", "--config", &file],
        &[],
    );
    assert!(text(&add.stdout).contains("https://chat.shop.example/embed.js"), "{}", text(&add.stderr));
    assert!(Path::new(&data).join("undertone.db").is_file());
    let list = undertone(&["site", "list"], &[("UNDERTONE_CONFIG", &file)]);
    assert!(text(&list.stdout).contains("My shop"), "{}", text(&list.stderr));
}
