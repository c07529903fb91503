use serde_json::Value;

use super::*;

/// The value that another reader finds, in our words.
fn other(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => Json::Bool(*yes),
        Value::Number(number) => number.as_i64().map_or(Json::Other, Json::Whole),
        Value::String(text) => Json::Text(text.clone()),
        Value::Array(list) => Json::List(list.iter().map(other).collect()),
        Value::Object(map) => {
            Json::Map(map.iter().map(|(name, value)| (name.clone(), other(value))).collect())
        }
    }
}

#[test]
fn it_reads_as_others_do() {
    for text in [
        "null",
        " [ 1 , -2, 0, 1.5, 1e9, 18446744073709551615 ] ",
        r#"{"a":{"b":[]},"c":"\u00e9\ud83d\ude00\n\t\"\\\/","d":true,"e":false,"f":{}}"#,
        "\"h\u{e9}llo \u{1f600}\"",
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Json::read(text), Some(other(&value)), "{text}");
    }
}

#[test]
fn what_is_no_json_is_nothing() {
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1 2]",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "tru",
        "nulll",
        "\"\n\"",
        "--",
        "-",
        "+1",
        "1 1",
        "{a:1}",
        "\"\\u12\u{e9}\"",
    ] {
        assert_eq!(Json::read(text), None, "{text:?}");
    }
    assert_eq!(Json::read(&"[".repeat(100_000)), None);
    assert_eq!(
        Json::read(r#""\ud800x\udc00\ud800\u0041""#).unwrap().as_str(),
        Some("\u{fffd}x\u{fffd}\u{fffd}A")
    );
}

#[test]
fn what_is_written_reads_back() {
    let mut writer = Writer::default();
    let nasty = "\u{0}\u{1f}\"\\/\n\r\t\u{7f}\u{2028}\u{1f600}{[:,";
    writer.within("", ['{', '}'], |it| {
        it.text(nasty, nasty);
        it.maybe_text("none", None);
        it.text("after", "[");
        it.whole("n", i64::MIN);
        it.within("empty", ['[', ']'], |_| {});
        it.within("list", ['[', ']'], |it| {
            it.yes("", true);
            it.whole("", 7);
            it.within("", ['{', '}'], |_| {});
            it.text("", "");
        });
        it.raw("raw", "[1]");
    });
    let value: Value = serde_json::from_str(&writer.finish()).unwrap();
    let expected = serde_json::json!({
        nasty: nasty, "after": "[", "n": i64::MIN, "empty": [], "list": [true, 7, {}, ""], "raw": [1]
    });
    assert_eq!(value, expected);
}

#[test]
fn shares_have_four_decimals() {
    for (number, expected) in [
        (0.0, "0.0000"),
        (1.0, "1.0000"),
        (-1.0, "-1.0000"),
        (0.12345, "0.1235"),
        (-0.5, "-0.5000"),
        (7.0, "1.0000"),
        (f32::NAN, "0.0000"),
    ] {
        let mut writer = Writer::default();
        writer.share("", number);
        assert_eq!(writer.finish(), expected);
    }
}
