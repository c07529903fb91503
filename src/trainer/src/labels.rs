//! The heads and labels of the default model, in the order of its columns.

use classifier::HeadKind;

/// Five classes, from the worst to the best.
pub(crate) const SENTIMENT: [&str; 5] = ["very_negative", "negative", "neutral", "positive", "very_positive"];

/// Emotions; none of them is neutral.
pub(crate) const EMOTIONS: [&str; 5] = ["frustration", "confusion", "anger", "anxiety", "delight"];

/// How urgent; none of them is not urgent.
pub(crate) const URGENCY: [&str; 2] = ["high", "medium"];

/// What the writer wants.
pub(crate) const INTENTS: [&str; 12] = [
    "login_access",
    "billing",
    "refund",
    "cancel",
    "how_to",
    "problem",
    "change_request",
    "order_status",
    "product_question",
    "human_agent",
    "feedback",
    "other",
];

/// What the organisation should hear of.
pub(crate) const SIGNALS: [&str; 14] = [
    "churn",
    "downgrade",
    "competitor",
    "expansion",
    "feature_request",
    "bug_report",
    "escalation",
    "effort",
    "repeat_contact",
    "workaround",
    "already_tried",
    "distrust",
    "praise",
    "compliance",
];

/// Signals that hold without being said. Where one of them holds, the signal that it is named after holds too.
pub(crate) const IMPLIED: [&str; 2] = ["churn_implied", "escalation_implied"];

/// Labels that hold or do not hold on their own: all but sentiment.
pub(crate) const FLAGS: usize =
    EMOTIONS.len() + URGENCY.len() + INTENTS.len() + SIGNALS.len() + IMPLIED.len();

/// Columns of the model: sentiment's classes, then the flags.
pub(crate) const COLUMNS: usize = SENTIMENT.len() + FLAGS;

/// The heads of flags: name, labels.
pub(crate) const FLAG_HEADS: [(&str, &[&str]); 5] = [
    ("emotions", &EMOTIONS),
    ("urgency", &URGENCY),
    ("intents", &INTENTS),
    ("signals", &SIGNALS),
    ("implied", &IMPLIED),
];

/// Every head of the model with its labels, in the order of its columns.
pub(crate) fn heads() -> Vec<(String, HeadKind, Vec<String>)> {
    let head = |name: &str, kind, labels: &[&str]| {
        (name.to_owned(), kind, labels.iter().map(|label| (*label).to_owned()).collect())
    };
    let flags = FLAG_HEADS.iter().map(|(name, labels)| head(name, HeadKind::Labels, labels));
    [head("sentiment", HeadKind::Classes, &SENTIMENT)].into_iter().chain(flags).collect()
}

/// Every flag as (head, label), in order.
pub(crate) fn flags() -> impl Iterator<Item = (&'static str, &'static str)> {
    FLAG_HEADS.into_iter().flat_map(|(head, labels)| labels.iter().map(move |label| (head, *label)))
}

/// The index of a flag.
pub(crate) fn flag(name: &str) -> Option<usize> {
    flags().position(|(_, label)| label == name)
}

/// The index of a sentiment class.
pub(crate) fn sentiment(name: &str) -> Option<usize> {
    SENTIMENT.iter().position(|label| *label == name)
}
