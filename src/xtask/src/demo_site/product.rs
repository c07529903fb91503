//! The product's API: what it allows, and what it refuses and why.

use std::time::Duration;

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::answer::{Answer, problem, refused};
use super::deliveries::{self, Wanted};
use super::desk::{self, Desk, Desks, SEATS, WORKSPACE_ZONE};

/// How long a test run takes: longer than the page waits for it.
const TEST_RUN: Duration = Duration::from_secs(6);

/// Texts that are kept or given back: a name, an address.
const TEXT_CHARS: usize = 80;

/// Where people of this product live.
const ZONES: [&str; 4] = ["Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Europe/Stockholm"];

/// One request, read and bounded.
#[derive(Debug)]
pub(super) struct Ask<'r> {
    pub(super) method: &'r Method,
    pub(super) path: &'r str,
    pub(super) query: &'r str,
    pub(super) body: &'r Value,
    /// The desk that the browser named.
    pub(super) desk: Option<String>,
}

impl Ask<'_> {
    /// A text of the body, trimmed and cut.
    fn text(&self, field: &str) -> String {
        let text = self.body.get(field).and_then(Value::as_str).unwrap_or_default();
        text.trim().chars().take(TEXT_CHARS).collect()
    }

    fn flag(&self, field: &str) -> bool {
        self.body.get(field).and_then(Value::as_bool).unwrap_or_default()
    }
}

/// The product, with everybody who works in it.
#[derive(Debug, Default)]
pub(super) struct Product {
    desks: Desks,
}

impl Product {
    pub(super) async fn answer(&self, ask: &Ask<'_>) -> Answer {
        let (key, cookie) = match &ask.desk {
            Some(key) => (key.clone(), None),
            None => {
                let (key, cookie) = desk::new_key();
                (key, Some(cookie))
            }
        };
        let answer = if (ask.method, ask.path) == (&Method::POST, "/api/automations/test") {
            self.run_test(ask, &key).await
        } else {
            self.desks.at(&key, |desk| at_desk(ask, desk))
        };
        match cookie {
            Some(cookie) => answer.with(header::SET_COOKIE, cookie),
            None => answer,
        }
    }

    /// The test is on record at once, and is run whether or not the page still waits for it.
    async fn run_test(&self, ask: &Ask<'_>, key: &str) -> Answer {
        self.desks.at(key, |desk| desk.was_tested(&ask.text("name")));
        tokio::time::sleep(TEST_RUN).await;
        Answer::json(200, &json!({ "ran": true }))
    }
}

/// Everything that is answered at once.
fn at_desk(ask: &Ask<'_>, desk: &mut Desk) -> Answer {
    let path: Vec<&str> = ask.path.trim_start_matches("/api/").split('/').collect();
    match (ask.method, path.as_slice()) {
        (&Method::GET, ["invoices"]) => {
            problem(403, "Your role (Editor) may not see invoices. Ask a workspace owner.")
        }
        (&Method::POST, ["automations"]) if ask.text("trigger").is_empty() => {
            refused("trigger", "Trigger is required")
        }
        (&Method::POST, ["automations"]) => Answer::json(201, &json!({ "saved": true })),
        (&Method::GET, ["runs"]) => Answer::json(200, &test_runs(desk)),
        (&Method::PUT, ["billing", "details"]) if ask.text("vat_number").is_empty() => {
            refused("vat_number", "VAT number is required")
        }
        (&Method::PUT, ["billing", "details"]) => Answer::json(200, &json!({ "saved": true })),
        (&Method::GET, ["deliveries"]) => {
            deliveries::find(&wanted(ask.query), time::OffsetDateTime::now_utc().date())
        }
        (&Method::GET, ["reports", "on-time"]) => figures(desk),
        (&Method::GET, ["profile"]) => {
            let (zone, uses) = (&desk.time_zone, desk.uses_workspace_zone);
            Answer::json(200, &json!({ "time_zone": zone, "uses_workspace_zone": uses }))
        }
        (&Method::PUT, ["profile"]) => save_profile(ask, desk),
        (&Method::GET, ["team"]) => Answer::json(200, &desk.team()),
        (&Method::POST, ["team", "invitations"]) => invite(ask, desk),
        (&Method::POST | &Method::DELETE, ["team", "invitations", number]) => invitation(ask, number, desk),
        (&Method::POST, ["keys"]) => make_key(ask),
        (&Method::POST, ["sso", "domain"]) => {
            desk.is_domain_verified = true;
            Answer::json(200, &json!({ "verified": true }))
        }
        (&Method::POST, ["sso"]) if !desk.is_domain_verified => problem(409, "The domain is not verified."),
        (&Method::POST, ["sso"]) => Answer::json(201, &json!({ "on": true })),
        (&Method::POST, ["start-over"]) => {
            *desk = Desk::default();
            Answer::json(200, &json!({}))
        }
        _ => problem(404, "The product has no such address."),
    }
}

fn test_runs(desk: &Desk) -> Value {
    let took_s = TEST_RUN.as_secs();
    let tests: Vec<Value> =
        desk.tests.iter().map(|name| json!({ "automation": name, "took_s": took_s })).collect();
    json!({ "tests": tests })
}

/// Two of three requests fail, because a carrier is slow to answer.
fn figures(desk: &mut Desk) -> Answer {
    desk.figure_requests = desk.figure_requests.saturating_add(1);
    if desk.figure_requests.is_multiple_of(3) {
        return Answer::json(200, &json!({ "counted": true }));
    }
    problem(500, "A carrier did not answer in time.")
}

/// Says "saved" whatever it does with the time zone: the workspace's overrules it without a word.
fn save_profile(ask: &Ask<'_>, desk: &mut Desk) -> Answer {
    desk.uses_workspace_zone = ask.flag("uses_workspace_zone");
    let zone = ask.text("time_zone");
    if desk.uses_workspace_zone {
        desk.time_zone = WORKSPACE_ZONE.to_owned();
    } else if ZONES.contains(&zone.as_str()) {
        desk.time_zone = zone;
    }
    Answer::json(200, &json!({ "saved": true }))
}

fn invite(ask: &Ask<'_>, desk: &mut Desk) -> Answer {
    let email = ask.text("email");
    if !email.contains('@') {
        return refused("email", "An e-mail address is required");
    }
    if desk.seats_taken() >= SEATS {
        return problem(409, &format!("Your plan has a limit of {SEATS} seats, and all are taken."));
    }
    desk.invite(&email, if ask.text("role") == "Viewer" { "Viewer" } else { "Editor" });
    Answer::json(201, &desk.team())
}

/// Sends an invitation again, or withdraws it.
fn invitation(ask: &Ask<'_>, number: &str, desk: &mut Desk) -> Answer {
    let at = desk.invitations.iter().position(|it| number.parse() == Ok(it.number));
    match at {
        None => problem(404, "There is no such invitation."),
        Some(at) => {
            if ask.method == Method::DELETE {
                desk.invitations.remove(at);
            }
            Answer::json(200, &desk.team())
        }
    }
}

fn make_key(ask: &Ask<'_>) -> Answer {
    let Some(expires_days) = ask.text("expires").parse::<u16>().ok().filter(|days| (1..=365).contains(days))
    else {
        return refused("expires", "Expires is required by your workspace");
    };
    let key = json!({
        "name": ask.text("name"),
        "scope": if ask.text("scope") == "write" { "write" } else { "read" },
        "expires_days": expires_days,
        "secret": format!("fernly_{}", desk::random_digits()),
    });
    Answer::json(201, &key)
}

fn wanted(query: &str) -> Wanted {
    let mut wanted = Wanted::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.trim().chars().take(TEXT_CHARS).collect();
        match &*name {
            "from" => wanted.from = value,
            "to" => wanted.to = value,
            "q" => wanted.q = value,
            _ => {}
        }
    }
    wanted
}
