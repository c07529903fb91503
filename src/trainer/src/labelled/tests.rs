use std::io::Write as _;

use super::*;

const TICKETS: Fields<'_> = Fields { text: "text", label: Some("intent") };

fn file(ending: &str, content: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    file
}

fn refusal(ending: &str, content: &str) -> String {
    format!("{:#}", read(file(ending, content).path(), TICKETS).unwrap_err())
}

#[test]
fn lines_of_json_and_csv_say_the_same() {
    let json = file(
        ".jsonl",
        "\u{feff}{\"text\":\"a, \\\"b\\\"\",\"intent\":\"x\"}\n\n{\"text\":\"c\",\"intent\":\"w\"}\r\n",
    );
    let csv = file(".csv", "intent,text\nx,\"a, \"\"b\"\"\"\nw,c\n");
    let from_json = read(json.path(), TICKETS).unwrap();
    assert_eq!(from_json, read(csv.path(), TICKETS).unwrap());
    assert_eq!(from_json.names, ["w", "x"]);
    assert_eq!(from_json.rows[0], LabelledRow { text: "a, \"b\"".to_owned(), labels: vec![1] });
    assert!(!from_json.has_lists);
}

#[test]
fn a_list_is_several_labels_or_none_and_numbers_are_labels() {
    let lists = file(
        ".jsonl",
        "{\"text\":\"a\",\"intent\":[\"x\",\"w\",\"x\"]}\n{\"text\":\"b\",\"intent\":[]}\n{\"text\":\"c\",\"intent\":3}",
    );
    let it = read(lists.path(), TICKETS).unwrap();
    assert!(it.has_lists);
    assert_eq!(it.names, ["3", "w", "x"]);
    assert_eq!(
        it.rows.iter().map(|row| row.labels.clone()).collect::<Vec<_>>(),
        [vec![1, 2], vec![], vec![0]]
    );
}

#[test]
fn a_text_is_scrubbed_before_anything_learns_from_it() {
    let it = read(file(".jsonl", "{\"text\":\"mail me: kim@example.com\",\"intent\":\"x\"}").path(), TICKETS)
        .unwrap();
    assert_eq!(it.rows[0].text, "mail me: [email#1]");
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let good = "{\"text\":\"a\",\"intent\":\"x\"}\n";
    for (content, words) in [
        (format!("{good}not json"), "line 2: no JSON object"),
        (format!("{good}{{\"intent\":\"x\"}}"), "line 2: no field `text`"),
        (format!("{good}{{\"text\":7,\"intent\":\"x\"}}"), "line 2: `text` is no text"),
        (format!("{good}{{\"text\":\"b\"}}"), "line 2: no field `intent`"),
        (
            format!("{good}{{\"text\":\"b\",\"intent\":{{}}}}"),
            "line 2: `intent` is neither a label nor a list",
        ),
        (format!("{good}{{\"text\":\"b\",\"intent\":\"\"}}"), "row 2 has an empty label"),
        ("\n\n".to_owned(), "there are no rows"),
    ] {
        let said = refusal(".jsonl", &content);
        assert!(said.contains(words), "{said}");
    }
    assert!(
        refusal(".csv", "text,topic\na,b\n").contains("no column `intent`; the head line has text, topic")
    );
    assert!(refusal(".csv", "text,intent\na,b\n\"c,d\n").contains("2 fields"));
    let many: String =
        (0..=LABELS_AT_MOST).map(|at| format!("{{\"text\":\"a\",\"intent\":\"l{at}\"}}\n")).collect();
    assert!(refusal(".jsonl", &many).contains("is it the right field?"));
}
