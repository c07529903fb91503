//! Things with a shape of their own (order and invoice ids, amounts, dates, error codes) and names that the site gives.
//!
//! Deterministic scanners that look at a word, its neighbours and its shape. They find the plain cases of
//! English support messages; a number without a sign of what it is stays a number.

use alloc::vec::Vec;

use crate::limits;
use crate::names::{Names, Role};
use crate::words::span;

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// The number of an order.
    OrderId,
    /// The number of an invoice.
    InvoiceId,
    /// A sum of money.
    Amount,
    /// A day, absolute or relative.
    Date,
    /// An error code or an HTTP status.
    ErrorCode,
    /// A name that the site gave as its own.
    Brand,
    /// A name that the site gave as a competitor's.
    Competitor,
    /// A name that the site gave as a product's, a plan's or a feature's.
    Product,
}

impl EntityKind {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrderId => "order_id",
            Self::InvoiceId => "invoice_id",
            Self::Amount => "amount",
            Self::Date => "date",
            Self::ErrorCode => "error_code",
            Self::Brand => "brand",
            Self::Competitor => "competitor",
            Self::Product => "product",
        }
    }
}

/// One thing, where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Bytes of the text.
    pub span: (u32, u32),
}

/// A chunk between white space, without the punctuation around it.
#[derive(Clone, Copy)]
struct Chunk<'t> {
    start: usize,
    text: &'t str,
    /// A sentence or clause ends behind it.
    ends: bool,
    /// Most have none, and can be nothing but a day's or a month's name or a constant such as `ERR_TIMEOUT`.
    has_digit: bool,
}

impl Chunk<'_> {
    fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word))
    }

    fn is_month(&self) -> bool {
        (3..=9).contains(&self.text.len()) && !self.has_digit && (self.is(&MONTHS) || self.is(&["dec"]))
    }

    const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The things named in a text, in order, at most [`limits::ENTITIES`]; none inside of another.
#[must_use]
pub fn entities(text: &str, names: &Names) -> Vec<Entity> {
    let text = crate::token::readable(text);
    let mut found: Vec<Entity> = names.within(text).into_iter().map(named).collect();
    let is_named =
        |entity: &Entity| found.iter().any(|name| name.span.0 < entity.span.1 && entity.span.0 < name.span.1);
    let shaped: Vec<Entity> = shaped(text).into_iter().filter(|entity| !is_named(entity)).collect();
    found.extend(shaped);
    found.sort_by_key(|entity| entity.span);
    found.truncate(limits::ENTITIES);
    found
}

fn named(((start, end), role): ((usize, usize), Role)) -> Entity {
    let kind = match role {
        Role::Brand => EntityKind::Brand,
        Role::Competitor => EntityKind::Competitor,
        Role::Product => EntityKind::Product,
    };
    Entity { kind, span: span(start, end) }
}

/// Things with a shape of their own.
fn shaped(text: &str) -> Vec<Entity> {
    let chunks = chunks(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < chunks.len() && found.len() < limits::ENTITIES {
        match amount(&chunks, at)
            .or_else(|| date(&chunks, at))
            .or_else(|| error_code(&chunks, at))
            .or_else(|| reference(&chunks, at))
        {
            Some((kind, used)) => {
                let last = chunks[(at + used.max(1) - 1).min(chunks.len() - 1)];
                found.push(Entity { kind, span: span(chunks[at].start, last.end()) });
                at += used.max(1);
            }
            None => at += 1,
        }
    }
    found
}

fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let is_outer = |letter: char| {
        !letter.is_alphanumeric() && !matches!(letter, '$' | '€' | '£' | '¥' | '₹' | '#' | '_')
    };
    text.split_whitespace()
        .filter_map(|raw| {
            let trimmed = raw.trim_matches(is_outer);
            let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
            let ends = raw.ends_with(['.', ',', '!', '?', ';', ')']);
            let has_digit = trimmed.bytes().any(|byte| byte.is_ascii_digit());
            (!trimmed.is_empty() && !raw.starts_with('[')).then_some(Chunk {
                start,
                text: trimmed,
                ends,
                has_digit,
            })
        })
        .collect()
}

/// Digits with separators between them: 1,299.00
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'\''))
}

fn amount(chunks: &[Chunk<'_>], at: usize) -> Option<(EntityKind, usize)> {
    const SIGNS: [char; 5] = ['$', '€', '£', '¥', '₹'];
    const WORDS: [&str; 15] = [
        "dollars", "dollar", "usd", "eur", "euro", "euros", "gbp", "pounds", "quid", "bucks", "cents", "inr",
        "cad", "aud", "chf",
    ];
    let chunk = chunks.get(at).filter(|chunk| chunk.has_digit)?;
    let bare = chunk.text.trim_matches(SIGNS);
    let plain = bare.strip_suffix(['k', 'K', 'm', 'M']).unwrap_or(bare);
    if bare.len() < chunk.text.len() && is_number(plain) {
        return Some((EntityKind::Amount, 1));
    }
    let follows = chunks.get(at + 1).is_some_and(|next| next.is(&WORDS));
    (is_number(plain) && follows && !chunk.ends).then_some((EntityKind::Amount, 2))
}

const MONTHS: [&str; 23] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
];

fn date(chunks: &[Chunk<'_>], at: usize) -> Option<(EntityKind, usize)> {
    const DAYS: [&str; 10] = [
        "yesterday",
        "tomorrow",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tonight",
    ];
    let chunk = chunks.get(at)?;
    let is_date = if chunk.has_digit {
        is_numeric_date(chunk.text)
    } else {
        (6..=9).contains(&chunk.text.len()) && chunk.is(&DAYS)
    };
    if is_date {
        return Some((EntityKind::Date, 1));
    }
    let month = |at: usize| chunks.get(at).is_some_and(Chunk::is_month);
    let day = |at: usize| chunks.get(at).is_some_and(|chunk| chunk.has_digit && is_day(chunk.text));
    let is_year = |at: usize| {
        chunks
            .get(at)
            .is_some_and(|chunk| chunk.text.len() == 4 && matches!(chunk.text.get(..2), Some("19" | "20")))
    };
    let used = if (day(at + 1) && month(at)) || (day(at) && month(at + 1)) {
        2
    } else if day(at) && chunks.get(at + 1).is_some_and(|next| next.is(&["of"])) && month(at + 2) {
        3
    } else {
        return None;
    };
    Some((EntityKind::Date, used + usize::from(is_year(at + used))))
}

/// 1 to 31, with or without its ending: 3rd
fn is_day(text: &str) -> bool {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let ending = text.get(digits.len()..).unwrap_or_default();
    matches!(ending, "" | "st" | "nd" | "rd" | "th")
        && digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

/// 2024-03-01, 01/03/2024, 1.3.2024, 3/14
fn is_numeric_date(text: &str) -> bool {
    let Some(separator) = text.chars().find(|letter| matches!(letter, '-' | '/' | '.')) else { return false };
    let mut numbers = [0_u16; 3];
    let mut count = 0;
    for part in text.split(separator) {
        let (Some(slot), true) = (numbers.get_mut(count), part.len() <= 4) else { return false };
        let Ok(number) = part.parse() else { return false };
        *slot = number;
        count += 1;
    }
    let day_and_month =
        |a: u16, b: u16| (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12);
    let is_year = |year: u16| (1970..=2100).contains(&year);
    match (separator, count) {
        ('-', 3) => is_year(numbers[0]) && day_and_month(numbers[1], numbers[2]),
        (_, 3) => {
            day_and_month(numbers[0], numbers[1]) && (is_year(numbers[2]) || (20..=40).contains(&numbers[2]))
        }
        // "24/7" and "1/2" are no dates: a day over twelve is asked for, and a month below ten.
        ('/', 2) => {
            day_and_month(numbers[0], numbers[1]) && numbers[0].max(numbers[1]) > 12 && numbers != [24, 7, 0]
        }
        _ => false,
    }
}

/// HTTP statuses that people meet. 450 is a number of people far more often than a status.
const STATUSES: [&str; 18] = [
    "400", "401", "402", "403", "404", "405", "408", "409", "410", "413", "422", "429", "451", "500", "501",
    "502", "503", "504",
];

fn error_code(chunks: &[Chunk<'_>], at: usize) -> Option<(EntityKind, usize)> {
    let chunk = chunks.get(at)?;
    let text = chunk.text;
    let is_hex = || {
        text.strip_prefix("0x")
            .is_some_and(|hex| hex.len() >= 4 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let is_constant = text.contains('_')
        && text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
        && (text.starts_with("ERR") || text.contains("ERROR") || text.starts_with('E'));
    let before = |back: usize, words: &[&str]| {
        at.checked_sub(back).and_then(|at| chunks.get(at)).is_some_and(|chunk| !chunk.ends && chunk.is(words))
    };
    let is_announced = || {
        before(1, &["error", "code", "errors", "status", "http"])
            || (before(1, &["is", "code", "no", "number", "#"]) && before(2, &["error", "code", "status"]))
    };
    let is_code = || {
        (2..=24).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    };
    let is_status = || {
        STATUSES.contains(&text)
            && (before(
                1,
                &["a", "an", "get", "got", "getting", "gets", "returns", "returned", "with", "gives", "the"],
            ) || chunks
                .get(at + 1)
                .is_some_and(|next| next.is(&["error", "errors", "status", "response"])))
    };
    let is_short_error = || {
        text.len() >= 4
            && text.starts_with(['E', 'e'])
            && text
                .get(1..)
                .is_some_and(|rest| rest.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()))
    };
    // Without a digit only a constant is one.
    (is_constant
        || chunk.has_digit && (is_hex() || (is_announced() && is_code()) || is_status() || is_short_error()))
    .then_some((EntityKind::ErrorCode, 1))
}

fn reference(chunks: &[Chunk<'_>], at: usize) -> Option<(EntityKind, usize)> {
    let chunk = chunks.get(at).filter(|chunk| chunk.has_digit)?;
    let bare = chunk.text.trim_start_matches('#');
    let is_id = (3..=32).contains(&bare.len())
        && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_id {
        return None;
    }
    let upper_starts = |prefix: &str| {
        bare.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
            && bare[prefix.len()..]
                .trim_start_matches(['-', '_', '#'])
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    };
    if upper_starts("inv") || upper_starts("invoice") {
        return Some((EntityKind::InvoiceId, 1));
    }
    if upper_starts("ord") || upper_starts("order") {
        return Some((EntityKind::OrderId, 1));
    }
    // "order 5512", "order number is 5512", "invoice no. A-17": at most three words between.
    for back in 1..=4 {
        let before = at.checked_sub(back).and_then(|at| chunks.get(at))?;
        if before.is(&["invoice", "invoices"]) {
            return Some((EntityKind::InvoiceId, 1));
        }
        if before.is(&["order", "orders"]) {
            return Some((EntityKind::OrderId, 1));
        }
        let bridges = before.is(&["number", "no", "nr", "id", "is", "was", "my", "the", "#", "num"]);
        if !bridges {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned as _;
    use alloc::string::String;

    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, &str)> = entities(text, &Names::default())
            .iter()
            .map(|entity| {
                let (start, end) = entity.span;
                (entity.kind.as_str().to_owned(), &text[start as usize..end as usize])
            })
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), *words)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_ids_amounts_dates_and_codes() {
        check("Where is order #88213-B?", &[("order_id", "#88213-B")]);
        check("my order number is 55121", &[("order_id", "55121")]);
        check("INV-2031 is wrong", &[("invoice_id", "INV-2031")]);
        check("charged $49.99, not 30 euros.", &[("amount", "$49.99"), ("amount", "30 euros")]);
        check(
            "since 2026-03-01 or 3rd of March 2026",
            &[("date", "2026-03-01"), ("date", "3rd of March 2026")],
        );
        check("I get a 403 and error code X17", &[("error_code", "403"), ("error_code", "X17")]);
        check("ERR_TIMEOUT (0x80070057)", &[("error_code", "ERR_TIMEOUT"), ("error_code", "0x80070057")]);
    }

    #[test]
    fn leaves_plain_numbers_alone() {
        check("we are 24/7 with 450 people, may be 3 more", &[]);
        check("version 2.4.1 of the app", &[]);
        check("in order to add 1200 rows", &[]);
        check("", &[]);
    }
}
