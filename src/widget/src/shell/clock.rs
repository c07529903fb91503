//! The one place where the chat reads the time, the calendar and randomness.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// Milliseconds since 1970, UTC.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float to integer cast saturates, and the clock is far from either end"
)]
pub(crate) fn now_ms() -> u64 {
    Date::now() as u64
}

/// Ten random bytes for an id, from the browser's generator. Where there is none, the general one: ids must be
/// different, not secret.
pub(crate) fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the product is below 256 and not negative"
        )]
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes
}

/// The visitor's calendar day of a time, as a number that is equal for equal days.
pub(crate) fn day_of(ms: i64) -> i64 {
    let date = date(ms);
    let day = (date.get_full_year() * 12 + date.get_month()) * 31 + date.get_date();
    i64::from(day)
}

/// The day in the visitor's language: "Today", "Yesterday", or its date.
pub(crate) fn day_words(ms: i64) -> String {
    const DAY_MS: i64 = 86_400_000;
    let now = i64::try_from(now_ms()).unwrap_or(0);
    if day_of(ms) == day_of(now) {
        return "Today".to_owned();
    }
    if day_of(ms) == day_of(now - DAY_MS) {
        return "Yesterday".to_owned();
    }
    format(ms, &[("weekday", "short"), ("day", "numeric"), ("month", "long")])
}

/// The time of day in the visitor's language.
pub(crate) fn time_words(ms: i64) -> String {
    format(ms, &[("hour", "numeric"), ("minute", "2-digit")])
}

fn format(ms: i64, options: &[(&str, &str)]) -> String {
    let settings = Object::new();
    for (name, value) in options {
        // Setting a field of a fresh object cannot fail.
        drop(Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(value)));
    }
    let formatter: Function = Intl::DateTimeFormat::new(&Array::new(), &settings).format();
    let words = formatter.call1(&JsValue::NULL, &date(ms)).ok();
    words.and_then(|words| words.as_string()).unwrap_or_default()
}

fn date(ms: i64) -> Date {
    // Beyond this many milliseconds JavaScript has no dates, and formatting one would throw.
    const LAST: i64 = 8_640_000_000_000_000;
    #[expect(clippy::cast_precision_loss, reason = "dates are within 2^53")]
    Date::new(&JsValue::from_f64(ms.clamp(-LAST, LAST) as f64))
}
