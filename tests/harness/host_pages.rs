//! Strangers' sites: the pages of `tests/pages`, served for real, each with the headers that stand beside it.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use tiny_http::{Header, Response, Server, StatusCode};
use xtask::paths;

/// How the README names the chat's origin.
const README_ORIGIN: &str = "https://chat.fernly.example";

/// Requests at once: a browser opens six connections to one host.
const THREADS: usize = 6;

/// A running site; it stops when dropped.
pub(crate) struct HostPages {
    origin: String,
    secrets: BTreeMap<String, String>,
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
}

impl HostPages {
    /// Serves every page with the chat of `chat` in it.
    pub(crate) fn open(chat: &str, site_key: &str) -> Result<Self> {
        let server = Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!("no host pages: {error}"))?;
        let address = server.server_addr().to_ip().context("the host pages have no address")?;
        let server = Arc::new(server);
        let secrets = secrets();
        let values =
            Arc::new(values(chat, site_key)?.into_iter().chain(secrets.clone()).collect::<BTreeMap<_, _>>());
        let threads = (0..THREADS)
            .map(|_| {
                let (server, values) = (Arc::clone(&server), Arc::clone(&values));
                std::thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        let response = answer(request.url(), &values);
                        // A browser that went away does not want an answer.
                        drop(request.respond(response));
                    }
                })
            })
            .collect();
        Ok(Self { origin: format!("http://{address}"), secrets, server, threads })
    }

    /// What must never leave the browser of what stands in `secrets.html`, by its kind.
    pub(crate) const fn secrets(&self) -> &BTreeMap<String, String> {
        &self.secrets
    }

    /// `http://127.0.0.1:port`.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for HostPages {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

/// What stands in pages and headers for each `{{name}}`: the chat, its key, and what the README says that a policy
/// needs, directive by directive.
fn values(chat: &str, site_key: &str) -> Result<BTreeMap<String, String>> {
    let mut values =
        BTreeMap::from([("chat".to_owned(), chat.to_owned()), ("site_key".to_owned(), site_key.to_owned())]);
    for (directive, sources) in policy_of_the_readme()? {
        values.insert(directive, sources.replace(README_ORIGIN, chat));
    }
    Ok(values)
}

/// New ones each time, of the shapes that there are.
fn secrets() -> BTreeMap<String, String> {
    let word =
        |length: usize| -> String { std::iter::repeat_with(fastrand::lowercase).take(length).collect() };
    let digits = |count: usize| -> String {
        std::iter::repeat_with(|| fastrand::char('0'..='9')).take(count).collect()
    };
    let token: String = std::iter::repeat_with(fastrand::alphanumeric).take(24).collect();
    BTreeMap::from([
        ("email".to_owned(), format!("{}.{}@{}.example", word(5), word(7), word(6))),
        ("card".to_owned(), card(&format!("4{}", digits(14)))),
        ("phone".to_owned(), format!("+49 30 {}", digits(7))),
        ("iban".to_owned(), iban(&digits(18))),
        // Capital and small letters and digits, as tokens have them.
        ("token".to_owned(), format!("Zq7{token}Xw4bK9")),
        ("word".to_owned(), format!("W{}", word(11))),
        ("typed".to_owned(), format!("{} {}", word(9), word(8))),
    ])
}

/// A card's number of fifteen digits and the one that Luhn's sum wants, in groups of four.
fn card(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| {
            let digit = u32::from(digit - b'0') * weight;
            digit / 10 + digit % 10
        })
        .sum();
    let whole = format!("{digits}{}", (10 - sum % 10) % 10);
    whole.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// A German account with its check digits.
fn iban(account: &str) -> String {
    let rest =
        format!("{account}131400").bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

/// The lines that the README tells a site to add to its policy.
fn policy_of_the_readme() -> Result<Vec<(String, String)>> {
    let readme = fs::read_to_string(paths::root().join("README.md")).context("cannot read README.md")?;
    let lines = readme.lines().filter_map(|line| line.strip_suffix(';')?.split_once(' '));
    let lines: Vec<_> = lines
        .filter(|(directive, sources)| directive.ends_with("-src") && sources.contains(README_ORIGIN))
        .map(|(directive, sources)| (directive.to_owned(), sources.trim().to_owned()))
        .collect();
    let directives: Vec<&str> = lines.iter().map(|(directive, _)| directive.as_str()).collect();
    ensure!(directives == ["script-src", "frame-src"], "the README's lines are for {directives:?}");
    Ok(lines)
}

/// The status and the delay that a name like `status-403.json` or `after-3500ms.json` asks for.
fn wanted(name: &str) -> Option<(u16, Duration)> {
    let what = name.strip_suffix(".json")?;
    if let Some(ms) = what.strip_prefix("after-").and_then(|it| it.strip_suffix("ms")) {
        return Some((200, Duration::from_millis(ms.parse().ok()?)));
    }
    Some((what.strip_prefix("status-")?.parse().ok()?, Duration::ZERO))
}

fn answer(url: &str, values: &BTreeMap<String, String>) -> Response<std::io::Cursor<Vec<u8>>> {
    let name = url.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    if let Some((status, delay)) = wanted(name) {
        // What a slow server does: the page's request waits for it.
        std::thread::sleep(delay);
        return Response::from_data("{}").with_status_code(StatusCode(status));
    }
    if name == "favicon.ico" {
        // Browsers ask for it by themselves, and a refusal would be a line in the console.
        return Response::from_data("").with_status_code(StatusCode(204));
    }
    let plain = name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-'));
    let folder = paths::root().join("tests/pages");
    // A page is addressed without its ending, as routers do.
    let file = if name.contains('.') { name.to_owned() } else { format!("{name}.html") };
    let Some(text) = plain.then(|| fs::read_to_string(folder.join(&file)).ok()).flatten() else {
        return Response::from_data("there is no such page").with_status_code(StatusCode(404));
    };
    let kind = match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let headers = fs::read_to_string(folder.join(format!("{name}.headers"))).unwrap_or_default();
    let mut response = Response::from_data(filled_in(&text, values));
    for line in
        [&format!("Content-Type: {kind}"), "Cache-Control: no-cache"].into_iter().chain(headers.lines())
    {
        if let Ok(header) = filled_in(line, values).parse::<Header>() {
            response.add_header(header);
        }
    }
    response
}

fn filled_in(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    text
}
