//! Addresses of pages with their ids taken out.

use alloc::string::String;

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
    let url = url_or_path.trim();
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let path = match url.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => {
            if scheme.eq_ignore_ascii_case("file") {
                return scrub("file:").0;
            }
            rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/")
        }
        _ => match url.split_once(':') {
            Some((scheme, _)) if is_scheme(scheme) => {
                return scrub(url.get(..=scheme.len()).unwrap_or_default()).0;
            }
            _ if url.starts_with("//") => {
                let rest = url.get(2..).unwrap_or_default();
                rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/")
            }
            _ => url,
        },
    };
    let mut out = String::with_capacity(path.len() + 1);
    let mut after_announcement = false;
    for segment in path.split('/') {
        let segment = segment.split(';').next().unwrap_or_default();
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

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
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
    let (mut digits, mut letters, mut capitals, mut changes, mut last) = (0, 0, 0, 0, ' ');
    for character in segment.chars() {
        let class = match character {
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            _ if character.is_ascii_digit() || (!character.is_ascii() && character.is_numeric()) => '0',
            '-' | '_' | '.' | '~' => last,
            '@' => return true,
            _ => 'a',
        };
        digits += usize::from(class == '0' && !matches!(character, '-' | '_' | '.' | '~'));
        letters += usize::from(character.is_alphabetic());
        capitals += usize::from(character.is_ascii_uppercase());
        changes += usize::from(class != last && last != ' ');
        last = class;
    }
    let words = segment.split(['-', '_', '.']).count();
    // `v2`, `v1.3`.
    let version = segment.starts_with(['v', 'V']) && letters == 1 && digits <= 3;
    let encoded = segment.contains("%40") || segment.contains('=');
    !version
        && (encoded
            || (digits > 0 && letters == 0)
            || digits >= 3
            || (digits > 0 && capitals > 0)
            || (digits > 0 && changes >= 3)
            || (segment.len() >= 20 && changes * 3 >= segment.len())
            || (segment.len() > 40 && words < 3))
}
