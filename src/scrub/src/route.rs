//! Addresses of pages with their ids taken out.

use alloc::string::String;

use crate::fold::fold;
use crate::scan::announces_token;
use crate::{Scrubbed, scrub};

/// The path of a URL, or a path, with every id replaced by `{id}`: `/invoices/8412` and
/// `https://fernly.example/invoices/8412?tab=2#top` both become `/invoices/{id}`.
///
/// Query and fragment are dropped. Numbers, UUIDs, long hexadecimal, random or mixed segments, e-mail addresses
/// and tokens are ids; `/automations/new`, `/v2/reports` and `/how-to-export-a-report` stay as they are. Of an
/// address that has no path on a site (`mailto:`, `file:`, `data:`) only the scheme is left.
#[must_use]
pub fn route_template(url_or_path: &str) -> Scrubbed {
    let url = before(url_or_path.trim_ascii(), b"?#");
    let head = before(url, b":/");
    let rest = url.get(head.len()..).unwrap_or_default();
    let site = if let Some(rest) = rest.strip_prefix("://") { Some(rest) } else { url.strip_prefix("//") };
    let path = match site {
        Some(rest) if !head.eq_ignore_ascii_case("file") => {
            rest.get(before(rest, b"/").len()..).unwrap_or_default()
        }
        _ if rest.starts_with(':') => return scrub(url.get(..=head.len()).unwrap_or_default()).0,
        _ => url,
    };
    let mut out = String::with_capacity(path.len() + 1);
    let mut after_announcement = false;
    let mut rest = path;
    while !rest.is_empty() {
        let whole = before(rest, b"/");
        rest = rest.get(whole.len() + 1..).unwrap_or_default();
        let segment = before(whole, b";");
        if segment.is_empty() {
            continue;
        }
        out.push('/');
        if is_id(segment) || (after_announcement && is_token(segment)) {
            out.push_str("{id}");
        } else {
            out.push_str(segment);
        }
        after_announcement = announces(segment);
    }
    if out.is_empty() {
        out.push('/');
    }
    scrub(&out).0
}

/// The text before the first of some ASCII bytes, or all of it. Searching for strings, and splitting at them,
/// would cost kilobytes.
fn before<'t>(text: &'t str, stops: &[u8]) -> &'t str {
    let end = text.bytes().position(|byte| stops.contains(&byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn announces(segment: &str) -> bool {
    let mut name = String::new();
    for byte in segment.bytes().filter(u8::is_ascii_alphanumeric).take(20) {
        name.push(char::from(byte.to_ascii_lowercase()));
    }
    announces_token(name.as_bytes())
}

/// After `/reset/`, anything that is not plainly a word.
fn is_token(segment: &str) -> bool {
    segment.len() >= 16 || segment.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn is_id(segment: &str) -> bool {
    let (mut digits, mut letters, mut capitals, mut changes, mut words, mut last) = (0, 0, 0, 0, 1, 0);
    for character in segment.chars() {
        let byte = fold(character);
        let class = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => byte & 0x20 | 1,
            b'0'..=b'9' => 2,
            b'@' | b'=' => return true,
            b'-' | b'_' | b'.' | b'~' => {
                words += 1;
                continue;
            }
            _ => 3,
        };
        digits += usize::from(class == 2);
        letters += usize::from(class != 2);
        capitals += usize::from(class == 1);
        changes += usize::from(class != last && last != 0);
        last = class;
    }
    // `v2`, `v1.3`.
    let version = segment.starts_with(['v', 'V']) && letters == 1 && digits <= 3;
    let encoded = segment.as_bytes().windows(3).any(|three| three == b"%40");
    !version
        && (encoded
            || (digits > 0 && letters == 0)
            || digits >= 3
            || (digits > 0 && capitals > 0)
            || (digits > 0 && changes >= 3)
            || (segment.len() >= 20 && changes * 3 >= segment.len())
            || (segment.len() > 40 && words < 3))
}
