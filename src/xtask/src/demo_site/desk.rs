//! What one visitor's browser has done on the product, kept until the site stops.

use std::sync::Mutex;

use serde_json::{Value, json};

/// Visitors remembered: more than a demo has at once; the one who came first is forgotten.
const DESKS: usize = 256;

/// Test runs remembered: the newest stand in the history.
const TESTS: usize = 5;

/// Seats of the plan.
pub(super) const SEATS: usize = 5;

/// People who are in already; they stand in the page.
const PEOPLE: usize = 4;

/// The cookie that names a desk.
const COOKIE: &str = "fernly=";

/// Digits of a desk's key: nobody guesses another's.
const KEY_DIGITS: usize = 16;

/// One visitor's part of the product.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// Times that the figures were asked for.
    pub(super) figure_requests: u32,
    /// Names of the automations that were tested, the newest last.
    pub(super) tests: Vec<String>,
    pub(super) invitations: Vec<Invitation>,
    invitations_made: u32,
    pub(super) time_zone: String,
    pub(super) uses_workspace_zone: bool,
    pub(super) is_domain_verified: bool,
}

/// Somebody who was invited and has not come yet.
#[derive(Debug, Clone)]
pub(super) struct Invitation {
    pub(super) number: u32,
    email: String,
    role: String,
    /// Invitations of an import were never sent.
    was_sent: bool,
}

/// The time zone of the workspace's regional settings.
pub(super) const WORKSPACE_ZONE: &str = "Europe/Berlin";

impl Default for Desk {
    fn default() -> Self {
        let imported = Invitation {
            number: 1,
            email: "lena@tidewell.example".to_owned(),
            role: "Viewer".to_owned(),
            was_sent: false,
        };
        Self {
            figure_requests: 0,
            tests: Vec::new(),
            invitations: vec![imported],
            invitations_made: 1,
            time_zone: WORKSPACE_ZONE.to_owned(),
            uses_workspace_zone: true,
            is_domain_verified: false,
        }
    }
}

impl Desk {
    pub(super) const fn seats_taken(&self) -> usize {
        PEOPLE + self.invitations.len()
    }

    pub(super) fn invite(&mut self, email: &str, role: &str) {
        self.invitations_made += 1;
        let (email, role) = (email.to_owned(), role.to_owned());
        self.invitations.push(Invitation { number: self.invitations_made, email, role, was_sent: true });
    }

    pub(super) fn was_tested(&mut self, automation: &str) {
        if self.tests.len() == TESTS {
            self.tests.remove(0);
        }
        self.tests.push(automation.to_owned());
    }

    pub(super) fn team(&self) -> Value {
        let invitations: Vec<Value> = self.invitations.iter().map(Invitation::told).collect();
        json!({ "seats": SEATS, "seats_taken": self.seats_taken(), "invitations": invitations })
    }
}

impl Invitation {
    fn told(&self) -> Value {
        let sent = if self.was_sent { json!([{ "at": "today" }]) } else { json!([]) };
        json!({ "number": self.number, "email": self.email, "role": self.role, "sent": sent })
    }
}

/// Every visitor's desk, by the key in their cookie.
#[derive(Debug, Default)]
pub(super) struct Desks(Mutex<Vec<(String, Desk)>>);

impl Desks {
    /// Works at the desk with this key, a new one if there is none.
    pub(super) fn at<T>(&self, key: &str, work: impl FnOnce(&mut Desk) -> T) -> T {
        let mut desks = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let at = desks.iter().position(|(it, _)| it == key).unwrap_or_else(|| {
            if desks.len() == DESKS {
                desks.remove(0);
            }
            desks.push((key.to_owned(), Desk::default()));
            desks.len() - 1
        });
        work(&mut desks[at].1)
    }
}

/// The key of the desk in a `Cookie` header.
pub(super) fn key_in(cookies: &str) -> Option<String> {
    let key = cookies.split("; ").find_map(|it| it.strip_prefix(COOKIE))?;
    let is_key = key.len() == KEY_DIGITS && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_key.then(|| key.to_owned())
}

/// A key that nobody has, and the `Set-Cookie` that gives it to the browser.
pub(super) fn new_key() -> (String, String) {
    let key = random_digits();
    let cookie = format!("{COOKIE}{key}; Path=/; SameSite=Lax; HttpOnly");
    (key, cookie)
}

/// Sixteen random hexadecimal digits.
pub(super) fn random_digits() -> String {
    // Without randomness there is one desk for everybody, which is good enough for a demo.
    format!("{:016x}", getrandom::u64().unwrap_or_default())
}
