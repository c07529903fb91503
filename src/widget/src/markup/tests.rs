use super::*;

fn links(text: &str) -> Vec<&str> {
    parts(text)
        .into_iter()
        .filter_map(|part| if let Part::Link(it) = part { Some(it) } else { None })
        .collect()
}

#[test]
fn the_parts_are_the_text() {
    for text in [
        "",
        "plain",
        "see https://a.example/x?y=1#z, and (http://b.example/c_(d)).",
        "[email#1] wrote [card#12][phone#1] [email] [email#] [#1] [",
        "héllo https://exämple.org/ß 😀https://x.y",
        "[[email#1]",
        "h",
        "https://",
    ] {
        let together: String = parts(text)
            .into_iter()
            .map(|part| match part {
                Part::Text(it) | Part::Link(it) | Part::Hidden { placeholder: it, .. } => it,
            })
            .collect();
        assert_eq!(together, text);
    }
}

#[test]
fn only_web_addresses_are_links() {
    assert_eq!(links("javascript:alert(1) data:text/html,x ftp://a.example file:///etc"), Vec::<&str>::new());
    assert_eq!(links("https:// http://! https://\u{202e}"), Vec::<&str>::new());
    assert_eq!(links("HTTPS://A.example/b"), ["HTTPS://A.example/b"]);
    assert_eq!(links("xhttps://a.example"), Vec::<&str>::new());
}

#[test]
fn a_sentences_punctuation_is_not_the_links() {
    assert_eq!(
        links("Look at https://a.example/b. Then (https://c.example/d)!"),
        ["https://a.example/b", "https://c.example/d"]
    );
    assert_eq!(links("https://a.example/wiki/Rust_(language)"), ["https://a.example/wiki/Rust_(language)"]);
    assert_eq!(links("<https://a.example>\"https://b.example\""), ["https://a.example", "https://b.example"]);
}

#[test]
fn what_was_hidden_is_said_in_words() {
    assert_eq!(hidden_note("nothing here [not#1] [email]"), None);
    assert_eq!(
        hidden_note("I am [email#1], again [email#1]").as_deref(),
        Some("1 e-mail address was hidden before sending.")
    );
    assert_eq!(
        hidden_note("[card#1] [card#2] [email#1] [jwt#1]").as_deref(),
        Some("1 e-mail address, 2 card numbers and 1 password or key were hidden before sending.")
    );
}
