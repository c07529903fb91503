//! Pages and files out of the folder.

use std::fs;
use std::path::Path;

use super::Pages;
use super::answer::{Answer, problem};

/// A file of the folder, else one of the product's pages.
pub(super) fn find(path: &str, pages: &Pages) -> Answer {
    let name = path.trim_start_matches('/').trim_end_matches('/');
    let read = |name: &str| is_plain(name).then(|| fs::read(pages.folder.join(name)).ok()).flatten();
    if let Some(bytes) = read(if name.is_empty() { "index.html" } else { name }) {
        return file(200, name, bytes, pages);
    }
    let page = match name {
        "" => return Answer::redirect("/automations"),
        "settings" => return Answer::redirect("/settings/profile"),
        // The parts of the settings are one page, whose script reads the address.
        _ if name.strip_prefix("settings/").is_some_and(|part| !part.contains('/')) => "settings",
        _ => name,
    };
    if let Some(bytes) = read(&format!("pages/{page}.html")) {
        return file(200, "html", bytes, pages);
    }
    match read("pages/not-found.html") {
        Some(bytes) if !name.contains('.') => file(404, "html", bytes, pages),
        _ => problem(404, "There is no such page."),
    }
}

/// Names that cannot lead out of the folder.
fn is_plain(name: &str) -> bool {
    name.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'))
}

fn file(status: u16, name: &str, bytes: Vec<u8>, pages: &Pages) -> Answer {
    let kind = match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
        "" | "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    if !kind.starts_with("text/html") {
        return Answer::new(status, kind, bytes);
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    include_parts(&mut text, &pages.folder.join("parts"));
    for (name, value) in &pages.values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    Answer::new(status, kind, text.into_bytes())
}

/// Puts `parts/head.html` for `{{> head}}`, and so on. A part includes no other.
fn include_parts(text: &mut String, folder: &Path) {
    for part in ["head", "shell", "foot"] {
        let place = format!("{{{{> {part}}}}}");
        if text.contains(&place) {
            let words = fs::read_to_string(folder.join(format!("{part}.html"))).unwrap_or_default();
            *text = text.replace(&place, words.trim_end());
        }
    }
}
