//! What the wire's labels are called in front of a person. A label that this build does not know is spelled out,
//! never hidden: the site may have added it.

use record::{CaptureMode, PageContext, ReadBy, SentimentLabel, Stance, TaskOutcome, VisitorId};

use crate::time;

/// The sentiment in words.
pub(crate) const fn sentiment(label: SentimentLabel) -> &'static str {
    match label {
        SentimentLabel::VeryNegative => "Very negative",
        SentimentLabel::Negative => "Negative",
        SentimentLabel::Neutral => "Neutral",
        SentimentLabel::Positive => "Positive",
        SentimentLabel::VeryPositive => "Very positive",
        SentimentLabel::Unknown => "Not sure",
    }
}

/// An intent, emotion or signal in words.
pub(crate) fn label(label: &str) -> String {
    let known = match label {
        "login_access" => "Sign-in and access",
        "how_to" => "How to",
        "change_request" => "Change of details",
        "order_status" => "Order status",
        "product_question" => "Product question",
        "human_agent" => "Wants a person",
        "cancel" => "Cancellation",
        "churn" => "May leave",
        "churn_implied" => "Signs of leaving",
        "downgrade" => "May downgrade",
        "competitor" => "Names a competitor",
        "expansion" => "May buy more",
        "feature_request" => "Asks for a feature",
        "bug_report" => "Reports a fault",
        "escalation" => "Wants to escalate",
        "escalation_implied" => "Out of options",
        "effort" => "Much effort",
        "repeat_contact" => "Has asked before",
        "workaround" => "Uses a workaround",
        "already_tried" => "Already tried",
        "distrust" => "Lost trust",
        "compliance" => "Legal or compliance",
        "urgency_high" => "Urgent",
        "urgency_medium" => "Somewhat urgent",
        _ => return spelled(label),
    };
    String::from(known)
}

/// Whether somebody who is frustrated is still with us.
pub(crate) const fn stance(stance: Stance) -> Option<&'static str> {
    match stance {
        Stance::Resilient => Some("Frustrated, and still in the conversation."),
        Stance::DangerZone => Some("Frustrated, and drawing back."),
        _ => None,
    }
}

/// A reason of the risk in words, as part of a sentence.
pub(crate) fn reason(label: &str) -> String {
    let known = match label {
        "declining_sentiment" => "declining sentiment",
        "negative_sentiment" => "negative sentiment",
        "stuck_on_page" => "stuck on page",
        "unanswered_turns" => "waiting for an answer",
        "clipped_replies" => "very short replies",
        "repeated_question" => "asked the same again",
        "detachment" => "writes less warmly than before",
        "urgency" => "says it is urgent",
        "escalation" => "asked for a person",
        "escalation_implied" => "out of options",
        "churn" => "may leave",
        "churn_implied" => "signs of leaving",
        "compliance" => "legal or compliance",
        "distrust" => "lost trust",
        "anger" => "angry",
        "downgrade" => "may downgrade",
        "competitor" => "named a competitor",
        "repeat_contact" => "has asked before",
        "frustration" => "frustrated",
        "effort" => "much effort",
        "anxiety" => "worried",
        "bug_report" => "reports a fault",
        "already_tried" => "already tried",
        "workaround" => "uses a workaround",
        "confusion" => "confused",
        _ => return spelled(label).to_lowercase(),
    };
    String::from(known)
}

/// `some_label` as `Some label`.
fn spelled(label: &str) -> String {
    let mut words = label.replace(['_', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// A share of 1 as a percentage; 0% for what is no number.
pub(crate) fn percent(share: f32) -> String {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    format!("{:.0}%", share * 100.0)
}

/// How to call a visitor of whom nothing is known: by the end of their id, which is its random part.
pub(crate) fn visitor_name(name: Option<&str>, email: Option<&str>, id: VisitorId) -> String {
    let said = [name, email].into_iter().flatten().map(str::trim).find(|text| !text.is_empty());
    said.map_or_else(
        || {
            let id = id.to_string();
            format!("Visitor {}", id.get(id.len().saturating_sub(4)..).unwrap_or_default())
        },
        String::from,
    )
}

/// Where a reading was made.
pub(crate) const fn read_by(by: ReadBy) -> &'static str {
    match by {
        ReadBy::Device => "on the visitor's device",
        ReadBy::Server => "on this server",
    }
}

/// What became of a task.
pub(crate) const fn task_outcome(outcome: TaskOutcome) -> &'static str {
    match outcome {
        TaskOutcome::Open => "Still trying",
        TaskOutcome::Done => "It worked",
        TaskOutcome::Failed => "Failed",
        TaskOutcome::GaveUp => "Gave up",
    }
}

/// How much of the page is known, honestly. Nothing is said of a full capture: it is what one expects.
pub(crate) fn capture(mode: CaptureMode, reason: Option<&str>) -> Option<String> {
    let why = reason.map(|reason| format!(" ({})", spelled(reason).to_lowercase())).unwrap_or_default();
    Some(match mode {
        CaptureMode::Full => return None,
        CaptureMode::Off => format!("Page capture is off{why}."),
        CaptureMode::Basic => format!("Only the page's address is told{why}."),
        CaptureMode::Framed => {
            format!("Told by the small recorder of an older release{why}.")
        }
        CaptureMode::Late => format!("The page's story was late for this message{why}."),
    })
}

/// A sign that something did not go as the visitor wanted it to.
pub(crate) fn friction(kind: &str) -> String {
    match kind {
        "dead_click" => "Nothing happened after a click".to_owned(),
        "thrashed_cursor" => "Moved the pointer to and fro".to_owned(),
        "excessive_scrolling" => "Scrolled up and down".to_owned(),
        other => other.replace('_', " "),
    }
}

/// What the page runs on and how it feels there, by name.
pub(crate) fn page_facts(context: &PageContext) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut tell = |name: &str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)));
    };
    tell("Came from", context.referrer.as_ref().map(ToString::to_string));
    tell("Here for", context.dwell_ms.map(|ms| time::lasted(0, i64::try_from(ms).unwrap_or(i64::MAX))));
    tell("Seen of the page", context.scroll_depth_percent.map(|part| format!("{part}%")));
    let viewport = context.viewport.map(|it| format!("{} \u{d7} {}", it.width_px, it.height_px));
    let device = context.device.as_ref().map(|device| device.as_str().to_owned());
    tell("Device", Some(device.into_iter().chain(viewport).collect::<Vec<_>>().join(", ")));
    let languages = [&context.language, &context.browser_language];
    let languages = languages.into_iter().flatten().map(record::Label::as_str);
    tell("Languages of page and browser", Some(languages.collect::<Vec<_>>().join(", ")));
    tell("Release", context.release.as_ref().map(ToString::to_string));
    tell("Role", context.role.as_ref().map(ToString::to_string));
    tell("Flags", Some(context.flags.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    for vital in &context.vitals {
        let value = match vital.name.as_str() {
            "cls" => format!("{:.2}", f64::from(vital.value) / 1000.0),
            _ => format!("{} ms", vital.value),
        };
        let name = match vital.name.as_str() {
            "lcp" => "Largest content shown after",
            "inp" => "Slowest answer to an input",
            "cls" => "Layout shift",
            other => other,
        };
        tell(name, Some(format!("{value} ({})", vital.rating.as_str().replace('-', " "))));
    }
    for attribute in &context.attributes {
        tell(&attribute.name.as_str().replace('_', " "), Some(attribute.value.as_str().to_owned()));
    }
    facts
}

/// How many values were hidden on the device, `2 values hidden on the device: 1 e-mail address, 1 card number`.
pub(crate) fn redactions(counts: &[(String, u32)]) -> Option<String> {
    let all: u32 = counts.iter().map(|(_, count)| *count).fold(0, u32::saturating_add);
    if all == 0 {
        return None;
    }
    let kinds: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| {
            let (one, more) = redaction_name(kind);
            format!("{count} {}", if *count == 1 { one } else { more })
        })
        .collect();
    let values = if all == 1 { "value" } else { "values" };
    Some(format!("{all} {values} hidden on the device: {}", kinds.join(", ")))
}

/// `1 try`, `3 tries`.
pub(crate) fn counted(count: u32, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// The name of a kind of hidden value, one and several, by its name on the wire.
fn redaction_name(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "email" => ("e-mail address", "e-mail addresses"),
        "phone" => ("phone number", "phone numbers"),
        "card" => ("card number", "card numbers"),
        "iban" => ("bank account", "bank accounts"),
        "ssn" => ("social security number", "social security numbers"),
        "ip" => ("IP address", "IP addresses"),
        "jwt" => ("token", "tokens"),
        "secret" => ("secret", "secrets"),
        "url_secret" => ("secret in a link", "secrets in links"),
        _ => ("other value", "other values"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_labels_are_spelled_out() {
        assert_eq!(label("warehouse_delay"), "Warehouse delay");
        assert_eq!(label("billing"), "Billing");
        assert_eq!(reason("left_on_read"), "left on read");
        assert_eq!(reason("stuck_on_page"), "stuck on page");
        assert_eq!(label(""), "");
    }

    #[test]
    fn percentages_stay_between_nothing_and_all() {
        assert_eq!(percent(0.874), "87%");
        assert_eq!(percent(-3.0), "0%");
        assert_eq!(percent(9.0), "100%");
        assert_eq!(percent(f32::NAN), "0%");
    }

    #[test]
    fn a_visitor_always_has_a_name() {
        let id: VisitorId = "018bcfe5-6800-7fff-bfff-fffffffff4f2".parse().unwrap();
        assert_eq!(visitor_name(Some("Mira"), Some("m@example.com"), id), "Mira");
        assert_eq!(visitor_name(Some("  "), Some("m@example.com"), id), "m@example.com");
        assert_eq!(visitor_name(None, None, id), "Visitor f4f2");
    }

    #[test]
    fn hidden_values_are_counted_by_kind() {
        let counts = [(String::from("email"), 1), (String::from("card"), 2), (String::from("ip"), 0)];
        assert_eq!(
            redactions(&counts).as_deref(),
            Some("3 values hidden on the device: 1 e-mail address, 2 card numbers")
        );
        assert_eq!(redactions(&[]), None);
    }

    #[test]
    fn capture_is_told_unless_it_is_full() {
        assert_eq!(capture(CaptureMode::Full, None), None);
        assert_eq!(
            capture(CaptureMode::Framed, Some("no_wasm")).as_deref(),
            Some("Told by the small recorder of an older release (no wasm).")
        );
    }
}
