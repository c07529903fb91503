//! The page's part of a record, as JSON all the way: the crate `story` tells it of the page's log, and here every word of it is
//! scrubbed again, whatever the page says it has done.

use record::{CaptureMode, Label};

use crate::json::{Json, Writer};
use crate::limits;

/// The page's part of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A [`record::PageReport`] as JSON.
    pub json: String,
    /// The same for the visitor: the sentence, and thing by thing.
    pub shared: Vec<Thing>,
}

/// One thing that a page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its name among the others; nothing of what cannot be left out by itself.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Whether the visitor leaves it out.
    pub is_off: bool,
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

/// The page's part with what was told of its log: an object with a context and a story. What would make the record too large,
/// as no page's own words do, is left out: the server would refuse the visitor's message with it.
#[must_use]
pub fn page(capture: CaptureMode, reason: Option<&Label>, told: Option<&str>) -> Page {
    let told = told.and_then(Json::read).map(scrubbed);
    let place = |name: &str| told.as_ref()?.get("context")?.get(name)?.as_str().map(str::len);
    if ["route", "title"].into_iter().filter_map(place).any(|bytes| bytes > record::limits::PAGE_TEXT_BYTES) {
        return page(capture, Label::new("too_large").ok().as_ref(), None);
    }
    let mut writer = Writer::default();
    writer.within("", ['{', '}'], |it| {
        it.text("capture", name(capture));
        it.maybe_text("reason", reason.map(Label::as_str));
        if let Some(Json::Map(parts)) = &told {
            parts.iter().filter(|(name, _)| name != "shared").for_each(|(name, part)| it.json(name, part));
        }
    });
    let json = writer.finish();
    if json.len() > limits::PAGE_BYTES {
        return page(capture, Label::new("too_large").ok().as_ref(), None);
    }
    let shared = told.as_ref().filter(|_| capture != CaptureMode::Off).map(shared);
    Page { json, shared: shared.unwrap_or_default() }
}

fn shared(told: &Json) -> Vec<Thing> {
    let text = |it: &Json, name: &str| it.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let sentence = told.get("story").map(|story| text(story, "sentence")).filter(|text| !text.is_empty());
    let things = told.get("shared").and_then(Json::as_list).unwrap_or_default();
    let things = things.iter().map(|it| Thing {
        id: text(it, "id"),
        text: text(it, "text"),
        is_off: it.get("is_off").and_then(Json::as_u64) == Some(1),
    });
    sentence.map(|text| Thing { id: String::new(), text, is_off: false }).into_iter().chain(things).collect()
}

fn scrubbed(it: Json) -> Json {
    match it {
        Json::Text(text) => Json::Text(scrub::scrub(&text).0.as_str().to_owned()),
        Json::List(list) => Json::List(list.into_iter().map(scrubbed).collect()),
        Json::Map(fields) => Json::Map(fields.into_iter().map(|(name, it)| (name, scrubbed(it))).collect()),
        other => other,
    }
}
