//! The page's part of a record, as JSON all the way: the crate `story` tells it of the page's log, and here every word of it is
//! scrubbed again, whatever the page says it has done.

use record::{CaptureMode, Label};

use crate::json::{Json, Writer};
use crate::words;

/// The page's part of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A [`record::PageReport`] as JSON.
    pub json: String,
    /// The same for the visitor, in sentences.
    pub lines: Vec<String>,
}

/// How much of a page is captured, by its name.
#[must_use]
pub fn capture_mode(name: &str) -> Option<CaptureMode> {
    Some(match name {
        "off" => CaptureMode::Off,
        "basic" => CaptureMode::Basic,
        "full" => CaptureMode::Full,
        "framed" => CaptureMode::Framed,
        "late" => CaptureMode::Late,
        _ => return None,
    })
}

const fn name(capture: CaptureMode) -> &'static str {
    match capture {
        CaptureMode::Off => "off",
        CaptureMode::Basic => "basic",
        CaptureMode::Full => "full",
        CaptureMode::Framed => "framed",
        CaptureMode::Late => "late",
    }
}

/// The page's part with what was told of its log: an object with a context and a story.
#[must_use]
pub fn page(capture: CaptureMode, reason: Option<&Label>, told: Option<&str>) -> Page {
    let told = told.and_then(Json::read).map(scrubbed);
    let mut writer = Writer::default();
    writer.within("", ['{', '}'], |it| {
        it.text("capture", name(capture));
        it.maybe_text("reason", reason.map(Label::as_str));
        if let Some(Json::Map(parts)) = &told {
            parts.iter().for_each(|(name, part)| it.json(name, part));
        }
    });
    let lines = told.as_ref().filter(|_| capture != CaptureMode::Off).map(words::page_lines);
    Page { json: writer.finish(), lines: lines.unwrap_or_default() }
}

fn scrubbed(it: Json) -> Json {
    match it {
        Json::Text(text) => Json::Text(scrub::scrub(&text).0.as_str().to_owned()),
        Json::List(list) => Json::List(list.into_iter().map(scrubbed).collect()),
        Json::Map(fields) => Json::Map(fields.into_iter().map(|(name, it)| (name, scrubbed(it))).collect()),
        other => other,
    }
}

/// The log of what a page of host protocol 1 told, and the time of its end; nothing of a page that told no story.
pub(super) fn earlier_log(page: &Json) -> Option<(String, u64)> {
    let mut log = String::from("3\t0\t0\n");
    let mut now_ms = 0;
    for event in page.get("story")?.get("timeline")?.as_list()? {
        let Some((letter, names)) = event.get("event").and_then(Json::as_str).and_then(fields) else {
            continue;
        };
        now_ms = event.get("t_ms").and_then(Json::as_u64).unwrap_or(now_ms);
        let is_loud = event.get("severity").and_then(Json::as_str) == Some("alert");
        log.extend([now_ms.to_string().as_str(), "\t", if is_loud { "a" } else { letter }]);
        let control = event.get("control").unwrap_or(event);
        for name in names.split(' ') {
            let value = event.get(name).or_else(|| control.get(name));
            log.push('\t');
            match value {
                Some(Json::Text(text)) => log.extend(text.chars().filter(|it| !it.is_control())),
                Some(Json::Whole(number)) => log.push_str(&number.to_string()),
                _ => {}
            }
        }
        log.push('\n');
    }
    for name in ["title", "language"] {
        if let Some(text) = page.get("context").and_then(|it| it.get(name)?.as_str()) {
            log.extend([now_ms.to_string().as_str(), "\tk\t", name, "\t"]);
            log.extend(text.chars().filter(|it| !it.is_control()));
            log.push('\n');
        }
    }
    Some((log, now_ms))
}

/// The letter of an event in a log, and its fields in their order; a field that is not there is empty.
fn fields(event: &str) -> Option<(&'static str, &'static str)> {
    Some(match event {
        "browser.navigation" => ("n", "route title"),
        "browser.user_action.click" => ("c", "role name state description"),
        "support.form.submit" => ("s", "role name state description"),
        "support.form.invalid" => ("i", "role name state description selector message"),
        "support.ui.message" => ("m", "text"),
        "exception" => ("x", "exception.type exception.message"),
        "http.client" => ("r", "method route status duration_ms"),
        _ => return None,
    })
}
