//! The map is a test, or it will lie: the README's table of crates, the arrows between them, and what each says of
//! itself are compared with what is there.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;
use xtask::paths::root;

/// The crates of the README's table with their floors.
fn floors() -> BTreeMap<String, u32> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let floor = cells.next()?.parse().ok()?;
        let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
        Some((name.to_owned(), floor))
    });
    rows.collect()
}

fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("src")).unwrap().map(Result::unwrap);
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn cargo(arguments: &str) -> String {
    let output = Command::new(env!("CARGO")).args(arguments.split(' ')).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_readme_names_every_crate_and_no_other() {
    assert_eq!(floors().into_keys().collect::<BTreeSet<_>>(), folders());
}

#[test]
fn every_arrow_goes_down_a_floor() {
    let floors = floors();
    let metadata: Value =
        serde_json::from_str(&cargo("metadata --format-version 1 --no-deps --offline")).unwrap();
    let mut arrows = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let from = package["name"].as_str().unwrap();
        let Some(floor) = floors.get(from) else { continue };
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            let is_normal = dependency["kind"].is_null();
            if let (true, Some(below)) = (is_normal && !dependency["path"].is_null(), floors.get(to)) {
                // The one arrow within a floor: frames carry records.
                let is_allowed = below < floor || (from, to) == ("api", "record");
                assert!(is_allowed, "{from} (floor {floor}) uses {to} (floor {below})");
                arrows += 1;
            }
        }
    }
    assert!(arrows > 10, "the arrows were not found");
}

#[test]
fn every_crate_opens_with_what_it_does_and_must_never_know() {
    for name in folders() {
        let source = root().join("src").join(&name).join("src");
        let file = ["lib.rs", "main.rs"]
            .map(|file| source.join(file))
            .into_iter()
            .find(|file| file.is_file())
            .unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let opening: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        for words in ["What it does", "What it must never know"] {
            assert!(opening.contains(words), "{} does not say «{words}»", file.display());
        }
    }
}

#[test]
fn no_crate_has_learnt_what_it_must_not() {
    let browser = "wasm32-unknown-unknown";
    // The answer is the same for every host; naming one keeps it out of the browser's target.
    let host = "x86_64-unknown-linux-gnu";
    for (package, target, forbidden) in [
        ("capture", browser, &["leptos", "serde_json", "regex", "classifier", "gloo-net", "utoipa"][..]),
        ("widget", browser, &["axum", "tokio", "leptos_router", "rusqlite", "utoipa"]),
        ("console", browser, &["axum", "tokio", "classifier", "rusqlite", "utoipa"]),
        ("server", host, &["leptos", "web-sys", "outbox", "story"]),
        ("story", host, &["web-sys", "axum", "leptos", "tokio"]),
        ("reader", host, &["web-sys", "axum", "leptos", "tokio"]),
    ] {
        let tree = cargo(&format!(
            "tree --package {package} --target {target} --edges normal,no-proc-macro --prefix none --offline"
        ));
        let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
        for name in forbidden {
            assert!(!names.contains(name), "{package} has learnt {name}");
        }
    }
}
