//! Just enough JSON for the messages of this page, in a tenth of the bytes that a general library would add to it.
//!
//! Numbers are whole: no message that the chat reads carries a fraction, so one is read as [`Json::Other`].

#[cfg(test)]
mod tests;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits.
    Whole(i64),
    /// Any other number.
    Other,
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object. Of two fields with one name the first counts.
    Map(Vec<(String, Self)>),
}

/// Nesting that is read. Our deepest message, a page story, has seven levels.
const DEPTH: u32 = 16;

impl Json {
    /// Reads one value that is the whole of `text`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(DEPTH)?;
        reader.space();
        (reader.at == text.len()).then_some(value)
    }

    /// A field of an object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(fields) = self else { return None };
        fields.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The whole number.
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    /// The whole number from zero.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.as_i64()?).ok()
    }

    /// The array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Steps over one byte if it is this one.
    fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.text[self.at..].starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.peek()? {
            b'n' => self.word("null", Json::Null),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'"' => self.string().map(Json::Text),
            b'[' => {
                let mut list = Vec::new();
                self.items(b']', |reader| {
                    list.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Json::List(list))
            }
            b'{' => {
                let mut fields = Vec::new();
                self.items(b'}', |reader| {
                    reader.space();
                    let name = reader.string()?;
                    reader.space();
                    if !reader.take(b':') {
                        return None;
                    }
                    fields.push((name, reader.value(depth)?));
                    Some(())
                })?;
                Some(Json::Map(fields))
            }
            _ => self.number(),
        }
    }

    /// What stands between brackets, with commas between.
    fn items(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.space();
        if self.take(end) {
            return Some(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(end) {
                return Some(());
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let number = &self.text[from..self.at];
        let is_begun = number.trim_start_matches('-').starts_with(|digit: char| digit.is_ascii_digit());
        is_begun.then(|| number.parse().map_or(Json::Other, Json::Whole))
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            text.push_str(&self.text[from..self.at]);
            if self.take(b'"') {
                return Some(text);
            }
            // A bare control character is no JSON.
            if !self.take(b'\\') {
                return None;
            }
            let escape = self.peek()?;
            self.at += 1;
            text.push(match escape {
                b'"' | b'\\' | b'/' => char::from(escape),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => self.unicode()?,
                _ => return None,
            });
        }
    }

    /// What follows `\u`; half of a pair becomes the replacement character.
    fn unicode(&mut self) -> Option<char> {
        let unit = self.unit()?;
        if !(0xD800..0xDC00).contains(&unit) || !self.text[self.at..].starts_with("\\u") {
            return Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let before = self.at;
        self.at += 2;
        let low = self.unit()?;
        if (0xDC00..0xE000).contains(&low) {
            return char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        }
        self.at = before;
        Some(char::REPLACEMENT_CHARACTER)
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    }
}

/// Writes one JSON value, field by field.
#[derive(Debug, Default)]
pub struct Writer(String);

impl Writer {
    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }

    /// The name of the next field of an object; without one, the next item of a list.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.next();
        if !name.is_empty() {
            self.quoted(name);
            self.0.push(':');
        }
        self
    }

    /// Opens an object or a list, writes it and closes it.
    pub fn within(&mut self, name: &str, brackets: [char; 2], write: impl FnOnce(&mut Self)) {
        self.name(name).0.push(brackets[0]);
        write(self);
        self.0.push(brackets[1]);
    }

    /// A string.
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name).quoted(text);
    }

    /// A string, if there is one.
    pub fn maybe_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A whole number.
    pub fn whole(&mut self, name: &str, number: i64) {
        self.name(name).0.push_str(&number.to_string());
    }

    /// `true` or `false`.
    pub fn yes(&mut self, name: &str, yes: bool) {
        self.name(name).0.push_str(if yes { "true" } else { "false" });
    }

    /// A number from -1 to 1, to four decimals: one more than is meaningful in a confidence.
    pub fn share(&mut self, name: &str, number: f32) {
        #[expect(clippy::cast_possible_truncation, reason = "the number is at most 10,000 after the clamp")]
        let parts = (number.clamp(-1.0, 1.0) * 10_000.0).round() as i32;
        let digits = (10_000 + parts.abs()).to_string();
        let sign = if parts < 0 { "-" } else { "" };
        let whole = if parts.abs() == 10_000 { "1." } else { "0." };
        self.name(name).0.extend([sign, whole, &digits[1..]]);
    }

    /// A value that was read. A number that is not whole is not kept, and neither is one here.
    pub fn json(&mut self, name: &str, json: &Json) {
        match json {
            Json::Null | Json::Other => self.raw(name, "null"),
            Json::Bool(yes) => self.yes(name, *yes),
            Json::Whole(number) => self.whole(name, *number),
            Json::Text(text) => self.text(name, text),
            Json::List(list) => {
                self.within(name, ['[', ']'], |it| list.iter().for_each(|item| it.json("", item)));
            }
            Json::Map(fields) => self.within(name, ['{', '}'], |it| {
                fields.iter().for_each(|(name, value)| it.json(name, value));
            }),
        }
    }

    /// What is JSON already.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.name(name).0.push_str(json);
    }

    /// A comma, unless this is the first field or item.
    fn next(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for letter in text.chars() {
            match letter {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\u{0}'..'\u{20}' => {
                    let digit = |value: u32| char::from_digit(value, 16).unwrap_or('0');
                    let code = u32::from(letter);
                    self.0.push_str("\\u00");
                    self.0.extend([digit(code >> 4), digit(code & 15)]);
                }
                _ => self.0.push(letter),
            }
        }
        self.0.push('"');
    }
}
