//! Texts of bounded length, lines of fields parted by tabs, and numbers without the weight
//! of formatting.

use alloc::string::String;

/// What stands at the end of a text that was cut.
const CUT: &str = "…";

/// The longest placeholder, of which a cut leaves nothing rather than a half.
const PLACEHOLDER: &str = "[url_secret#99999]";

/// The text cut to `max` bytes, at a character, not behind a space and not inside of a placeholder.
#[inline(never)]
pub(crate) fn bounded(raw: &str, max: usize) -> String {
    if raw.len() <= max {
        return String::from(raw);
    }
    let bytes = raw.as_bytes();
    let mut end = max.saturating_sub(CUT.len());
    let head = bytes.get(..end).unwrap_or_default();
    let open = head.iter().rposition(|byte| matches!(byte, b'[' | b']'));
    if let Some(at) = open.filter(|at| bytes.get(*at) == Some(&b'[') && end - at < PLACEHOLDER.len()) {
        end = at;
    }
    while !raw.is_char_boundary(end) || (end > 0 && bytes.get(end - 1) == Some(&b' ')) {
        end -= 1;
    }
    let mut text = String::from(raw.get(..end).unwrap_or_default());
    text.push_str(CUT);
    text
}

/// The text without control characters, which would break JSON, and without zero-width and direction characters, which would
/// turn an agent's screen around. The page's scripts leave them out; whoever writes into the tab's storage may not.
pub(crate) fn clear(raw: &str) -> String {
    let is_seen = |it: &char| {
        !it.is_control()
            && !matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
    };
    raw.chars().filter(is_seen).collect()
}

/// Appends a number in decimal. `core::fmt` would weigh more than the rest of this crate in the browser.
pub(crate) fn push_number(out: &mut String, number: u64) {
    const DIGITS: &str = "0123456789";
    if number >= 10 {
        push_number(out, number / 10);
    }
    let digit = usize::try_from(number % 10).unwrap_or(0);
    out.push_str(DIGITS.get(digit..=digit).unwrap_or_default());
}

/// One line being written.
#[derive(Default)]
pub(crate) struct Line(String);

impl Line {
    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push_str("\t");
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, number: u64) {
        push_number(&mut self.0, number);
        self.0.push_str("\t");
    }

    /// The line without the tab behind its last field.
    pub(crate) fn finished(mut self) -> String {
        self.0.truncate(self.0.len().saturating_sub(1));
        self.0
    }
}

/// The parts of a text between one byte of ASCII, of which none is missing at the end: there it reads as empty.
/// [`Fields::is_damaged`] remembers what was missing or odd, since an early return at every field would double the
/// weight of reading.
pub(crate) struct Fields<'l> {
    rest: Option<&'l str>,
    pub(crate) is_damaged: bool,
}

impl<'l> Fields<'l> {
    pub(crate) const fn of(line: &'l str) -> Self {
        Self { rest: Some(line), is_damaged: false }
    }

    pub(crate) const fn has_more(&self) -> bool {
        self.rest.is_some()
    }

    pub(crate) fn demand(&mut self, is_right: bool) {
        self.is_damaged |= !is_right;
    }

    /// Everything that is left.
    pub(crate) fn all(&mut self) -> &'l str {
        self.demand(self.has_more());
        self.rest.take().unwrap_or_default()
    }

    /// The text before the next `stop`. The library's splitting and searching would cost a kilobyte.
    #[inline(never)]
    pub(crate) fn until(&mut self, stop: u8) -> &'l str {
        let text = self.all();
        let Some(at) = text.bytes().position(|byte| byte == stop) else { return text };
        self.rest = text.get(at + 1..);
        text.get(..at).unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn text(&mut self) -> &'l str {
        self.until(b'\t')
    }

    #[inline(never)]
    pub(crate) fn number(&mut self) -> u64 {
        let text = self.text();
        let mut number = 0_u64;
        for byte in text.bytes() {
            self.demand(byte.is_ascii_digit());
            number = number.saturating_mul(10).saturating_add(u64::from(byte & 15));
        }
        self.demand(!text.is_empty());
        number
    }

    #[inline(never)]
    pub(crate) fn small(&mut self) -> u32 {
        u32::try_from(self.number()).unwrap_or(u32::MAX)
    }

    /// Whether the next field is empty, or missing.
    pub(crate) fn is_at_empty(&self) -> bool {
        self.rest.is_none_or(|rest| matches!(rest.as_bytes().first(), None | Some(b'\t')))
    }
}
