//! What the chat says, in one place: English, the locale that there is.

use crate::json::Json;
use crate::link::Standing;

/// One line under the site's name.
#[must_use]
pub const fn status(standing: &Standing) -> &'static str {
    match standing {
        Standing::Connecting => "Connecting\u{2026}",
        Standing::Connected => "Connected",
        Standing::Offline => "You are offline",
        Standing::Unreachable => "Trying to connect\u{2026}",
        Standing::Refused(_) => "Not available",
    }
}

/// What the visitor should know when words do not go through. `is_durable` tells whether the device keeps them when
/// the page is closed.
#[must_use]
pub fn trouble(standing: &Standing, is_durable: bool) -> Option<String> {
    let words = match (standing, is_durable) {
        (Standing::Connecting | Standing::Connected, _) => return None,
        (Standing::Offline, true) => {
            "You are offline. Your messages are kept and will be sent when you are back online."
        }
        (Standing::Offline, false) => {
            "You are offline. Keep this page open: your messages will be sent when you are back online."
        }
        (Standing::Unreachable, true) => {
            "We cannot reach the chat right now. Your messages are kept and will be sent as soon as we can."
        }
        (Standing::Unreachable, false) => {
            "We cannot reach the chat right now. Keep this page open: your messages will be sent as soon as we can."
        }
        (Standing::Refused(reason), _) if reason.is_empty() => "The chat is not available on this page.",
        (Standing::Refused(reason), _) => reason,
    };
    Some(words.to_owned())
}

/// How much room is left in the composer, once that is worth saying.
#[must_use]
pub fn room(draft: &str) -> Option<String> {
    let (most, used) = (record::limits::TEXT_BYTES, draft.trim().len());
    if used < crate::limits::COUNTER_FROM_BYTES {
        return None;
    }
    let letters = draft.trim().chars().count().max(1);
    // The limit is in bytes; people count letters, so it is told in letters of the kind that they write.
    let in_letters = |bytes: usize| (bytes * letters / used).to_string();
    Some(if used > most {
        let over = in_letters(used - most).parse().unwrap_or(0).max(1_usize).to_string();
        ["About ", &over, " characters too long. Please shorten it, or send it in two messages."].concat()
    } else {
        ["Room for about ", &in_letters(most - used), " more characters"].concat()
    })
}

/// The initials of a name, at most two letters, for an avatar; the style sheet makes them capitals.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|letter| !letter.is_ascii_punctuation()));
    let (first, last) = (words.next(), words.next_back());
    [first, last].into_iter().flatten().collect()
}

/// How the last message was read on this device, from the analysis as JSON, or nothing when the model was not sure of anything.
#[must_use]
pub fn reading(analysis: &str) -> Option<String> {
    let analysis = Json::read(analysis)?;
    let labels = |list: &str| -> Vec<String> {
        let list = analysis.get(list).and_then(Json::as_list).unwrap_or_default();
        let label =
            |it: &Json| it.get("label")?.as_str().filter(|it| *it != "other").map(|it| it.replace('_', " "));
        list.iter().take(2).filter_map(label).collect()
    };
    let (about, feels) = (labels("intents"), labels("emotions"));
    let about = (!about.is_empty()).then(|| ["about ", &about.join(" and ")].concat());
    let feels = (!feels.is_empty()).then(|| ["with ", &feels.join(" and ")].concat());
    let parts: Vec<String> = about.into_iter().chain(feels).collect();
    (!parts.is_empty()).then(|| [&parts.join(", "), "."].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_first_and_last() {
        for (name, expected) in [
            ("Mara Lindqvist", "ML"),
            ("mara", "m"),
            ("Ana de la Cruz", "AC"),
            ("", ""),
            ("(x) \u{df}", "x\u{df}"),
            ("- -", ""),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }

    #[test]
    fn room_is_told_near_the_end_and_beyond_it() {
        let most = record::limits::TEXT_BYTES;
        assert_eq!(room(&"a".repeat(crate::limits::COUNTER_FROM_BYTES - 1)), None);
        assert_eq!(room(&"a".repeat(most)).as_deref(), Some("Room for about 0 more characters"));
        assert!(
            room(&"a".repeat(most + 1)).is_some_and(|words| words.starts_with("About 1 characters too long"))
        );
        let wide = "\u{4e16}".repeat(most / 3 - 100);
        assert!(room(&wide).is_some_and(|words| words.starts_with("Room for about 10")), "{:?}", room(&wide));
    }
}
