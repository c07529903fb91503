//! What the shipped model makes of plain messages, through the reader that the product uses.

use reader::{Names, Reader, ReaderError, Show};
use record::{Annotation, SentimentLabel};

const MODEL: &[u8] = include_bytes!("../../classifier/models/undertone-en-1.model");

fn reader() -> Reader {
    Reader::new(MODEL).expect("the shipped model is a model")
}

fn labels(list: &[Annotation]) -> Vec<&str> {
    list.iter().map(|it| it.label.as_str()).collect()
}

/// The label is shown, and what is said to have moved it has these words.
fn shows(text: &str, list: &[Annotation], label: &str, words: &str) {
    let found = list.iter().find(|it| it.label.as_str() == label);
    let found = found.unwrap_or_else(|| panic!("{label} is not shown of: {text}"));
    let said: Vec<&str> = found.spans.iter().filter_map(|span| span.of(text)).collect();
    assert!(said.iter().any(|it| it.contains(words)), "{label}: {said:?}");
}

#[test]
fn a_complaint_shows_its_words() {
    let read = reader().read("I tried restarting it five times, this is really frustrating!");
    let analysis = &read.analysis;
    assert!(analysis.fits(read.text.as_str()));
    assert_eq!(analysis.language.as_str(), "en");
    assert!(analysis.sentiment.score < -0.2, "{:?}", analysis.sentiment);
    let frustration = analysis.emotions.iter().find(|it| it.label.as_str() == "frustration").unwrap();
    let words: Vec<&str> = frustration.spans.iter().filter_map(|span| span.of(read.text.as_str())).collect();
    assert!(words.iter().any(|words| words.contains("frustrating")), "{words:?}");
    assert_eq!(labels(&analysis.tried), ["restart"]);
    assert_eq!(analysis.tried[0].spans[0].of(read.text.as_str()), Some("restarting it"));
}

#[test]
fn every_label_shows_its_own_words() {
    let text = "This is really frustrating, I want my money back and we are switching to another provider.";
    let analysis = reader().read(text).analysis;
    shows(text, &analysis.emotions, "frustration", "frustrating");
    shows(text, &analysis.signals, "churn", "switching");
    let text = "I'm really confused: please cancel my subscription.";
    let analysis = reader().read(text).analysis;
    shows(text, &analysis.emotions, "confusion", "confused");
    shows(text, &analysis.intents, "cancel", "cancel");
}

#[test]
fn what_one_sentence_says_is_heard_among_others() {
    let texts = [
        "I am confused. I want a refund. We are switching to another provider.",
        "I want a refund.\nWe are switching to another provider!\nI am confused",
        "We are switching to another provider. The invoice of March came twice. I want a refund. Last week I moved to a new \
         office, and the printer there is on another floor. I am confused. The weather is fine.",
    ];
    for text in texts {
        let analysis = reader().read(text).analysis;
        shows(text, &analysis.emotions, "confusion", "confused");
        shows(text, &analysis.intents, "refund", "refund");
        shows(text, &analysis.signals, "churn", "switching");
    }
}

#[test]
fn words_of_the_trade_are_neutral() {
    for text in [
        "abort the transaction and kill the worker",
        "how do I add a teammate?",
        "where do I find my invoices",
    ] {
        let sentiment = reader().read(text).analysis.sentiment;
        assert_eq!(sentiment.label, SentimentLabel::Neutral, "{text}: {sentiment:?}");
    }
}

#[test]
fn wants_are_read() {
    let intent =
        |text: &str| reader().read(text).analysis.intents.first().map(|it| it.label.as_str().to_owned());
    assert_eq!(intent("please connect me with a human being").as_deref(), Some("human_agent"));
    assert_eq!(intent("I forgot my password and can't log in").as_deref(), Some("login_access"));
    assert_eq!(intent("I want a refund for this month").as_deref(), Some("refund"));
    assert_eq!(intent("how do I add a teammate?").as_deref(), Some("how_to"));
}

#[test]
fn not_knowing_is_said() {
    for text in [
        "",
        "   ",
        "😡😡",
        "12 34",
        "Ich kann mich leider nicht mehr anmelden",
        "ログインできません",
        "\u{200b}",
    ] {
        let analysis = reader().read(text).analysis;
        assert_ne!(analysis.language.as_str(), "en", "{text}");
        assert_eq!(analysis.sentiment.label, SentimentLabel::Unknown, "{text}");
        assert!(
            analysis.intents.is_empty() && analysis.signals.is_empty() && analysis.urgency.is_none(),
            "{text}"
        );
    }
}

#[test]
fn all_shows_every_label_with_its_confidence() {
    let read = reader().read_showing("hello there", Show::All, &Names::default());
    assert_eq!(read.analysis.emotions.len(), 5);
    assert_eq!(read.analysis.intents.len(), 12);
    assert_eq!(read.analysis.signals.len(), 14);
    assert!(read.analysis.urgency.is_some());
    assert!(read.analysis.fits(read.text.as_str()));
    let ordered = read.analysis.intents.is_sorted_by(|a, b| a.confidence >= b.confidence);
    assert!(ordered, "strongest first");
}

#[test]
fn reading_a_scrubbed_text_is_the_same() {
    let reader = reader();
    let read = reader.read("charged twice for order 88213, I want my money back");
    assert_eq!(reader.read_scrubbed(&read.text, &Names::default()), read.analysis);
}

#[test]
fn a_line_has_the_keys_of_the_command() {
    let read = reader().read("please cancel my subscription, order 4711 cost $30");
    let line = serde_json::to_value(read.line()).unwrap();
    let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = [
        "text",
        "language",
        "redactions",
        "sentiment",
        "emotions",
        "urgency",
        "intents",
        "signals",
        "entities",
        "tried",
        "model",
    ];
    expected.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(line["urgency"], serde_json::Value::Null);
    assert_eq!(line["entities"][0]["kind"], "order_id");
    assert!(line["model"].as_str().unwrap().starts_with("undertone-en-1@"));
    assert!(line["sentiment"]["score"].is_number());
}

#[test]
fn junk_is_no_model() {
    let error = Reader::new(b"GIF89a").unwrap_err();
    assert!(matches!(error, ReaderError::Model(_)));
    assert_eq!(error.to_string(), "this is not a model file");
}

#[test]
fn a_label_is_explained_by_its_words() {
    let reader = reader();
    let read = reader.read("I want my money back, this is really frustrating!");
    let explained = reader.explain(&read, &Names::default());
    let refund = explained.iter().find(|it| it.label == "refund").expect("a refund is read");
    let strongest = refund.words.iter().max_by(|a, b| a.1.total_cmp(&b.1)).expect("words");
    assert!(["money", "back"].contains(&strongest.0.of(read.text.as_str()).expect("a word")), "{refund:?}");
    assert_eq!(explained.iter().filter(|it| it.head == "sentiment").count(), 5);
    let foreign = reader.read("Ich möchte bitte mein Geld zurück haben, das ist nicht gut");
    assert!(reader.explain(&foreign, &Names::default()).is_empty());
}

#[test]
fn a_sites_names_turn_a_sentence_around() {
    let reader = reader();
    let told = record::SiteNames { competitors: vec!["Velmo".into()], ..Default::default() };
    let names = reader.names("Fernly", &told);
    let signals = |text: &str| {
        let read = reader.read_showing(text, Show::Confident, &names);
        read.analysis.signals.iter().map(|it| it.label.to_string()).collect::<Vec<_>>()
    };
    let leaves = signals("we are leaving Fernly for Velmo next month");
    let comes = signals("we are leaving Velmo for Fernly next month");
    assert!(leaves.contains(&"churn".to_owned()) && leaves.contains(&"competitor".to_owned()), "{leaves:?}");
    assert!(!comes.contains(&"churn".to_owned()) && comes.contains(&"competitor".to_owned()), "{comes:?}");
    let read = reader.read_showing("is Velmo's export in Fernly?", Show::Confident, &names);
    assert!(reader.names("My shop", &record::SiteNames::default()).is_empty(), "plain words are no name");
    let kinds: Vec<&str> = read.analysis.entities.iter().map(|it| it.kind.as_str()).collect();
    assert_eq!(kinds, ["competitor", "brand"]);
}
