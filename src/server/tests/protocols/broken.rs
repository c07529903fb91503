//! What broken clients get: each a clear error at the right place, nothing half written, and everybody else is served.

use std::time::Duration;

use api::agent::ToAgent;
use api::visitor::{FromVisitor, ToVisitor};
use record::{ConversationId, Outcome, Refusal};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::house::{House, Line, goodbye, problem, turn};

/// Somebody else is served, and sees nothing of what was refused.
async fn all_is_well(house: &House, conversations: usize) {
    let mut bystander = house.visitor("shop").await;
    assert!(matches!(bystander.says("hello").await, Outcome::Stored { seq: 1, .. }));
    let ana = house.agent("ana@shop.example").await;
    assert_eq!(ana.inbox().await.conversations.len(), conversations + 1, "something was half written");
}

/// A text frame of any bytes, which no library would send.
fn raw_text(bytes: &[u8]) -> Message {
    Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true))
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_ends_the_call_with_its_reason() {
    let house = House::open().await;
    let deep = "[".repeat(100_000);
    for frame in [
        raw_text(b""),
        raw_text(b"null"),
        raw_text(b"[]"),
        raw_text(b"7"),
        raw_text(b"\"append\""),
        raw_text(b"{\"type\":7}"),
        raw_text(b"{\"type\":\"typing\"}"),
        raw_text(b"{\"type\":\"append\",\"records\":{}}"),
        raw_text(b"{\"type\":\"append\",\"records\":[7]}"),
        raw_text(b"{\"type\":\"append\",\"records\":[]}, 7"),
        raw_text(b"{\"type\":\"identify\",\"identity\":{\"name\":\"\\ud800\"}}"),
        raw_text(b"{\"type\":\"identify\",\"identity\":{\"name\":\"\xff\xfe\"}}"),
        raw_text(format!("{{\"type\":{deep}").as_bytes()),
        raw_text(format!("{{\"type\":\"identify\",\"identity\":{deep}").as_bytes()),
        Message::Binary(vec![0, 159, 146, 150].into()),
    ] {
        let mut maya = house.visitor("shop").await;
        let told = format!("{frame:?}").chars().take(120).collect::<String>();
        maya.line.send_message(frame).await.unwrap();
        let (reason, detail, retry) = maya.hears_goodbye().await;
        assert_eq!((reason.as_str(), retry), ("malformed", false), "{told}");
        assert!(!detail.is_empty());
        assert_eq!(maya.line.hears_close().await, 1008, "{told}");
    }
    all_is_well(&house, 0).await;
}

#[tokio::test]
async fn a_console_that_speaks_nonsense_is_told_so() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("help").await;
    let reply = json!({ "type": "reply", "id": "x", "conversation_id": maya.conversation, "text": "hi" });
    for frame in [
        Message::Text("{".into()),
        Message::Text(r#"{"type":"unheard_of"}"#.into()),
        Message::Text(r#"{"type":"hello","protocol":1}"#.into()),
        Message::Text(reply.to_string().into()),
        Message::Binary(vec![1].into()),
        raw_text(b"\xc3\x28"),
    ] {
        let mut ana = house.agent("ana@shop.example").await;
        ana.line.send_message(frame.clone()).await.unwrap();
        let end = ana.hears(|it| match it {
            ToAgent::Goodbye { reason, retry, .. } => Some((reason, retry)),
            _ => None,
        });
        assert_eq!(end.await, ("malformed".to_owned(), false), "{frame:?}");
        assert_eq!(ana.line.hears_close().await, 1008);
    }
    let cookie = house.sign_in("ana@shop.example").await;
    for (first, expected) in [
        (r#"{"type":"watch"}"#, "malformed"),
        (r#"{"type":"hello","protocol":2}"#, "unknown_protocol"),
        (r#"{"type":"hello","protocol":-1}"#, "malformed"),
    ] {
        let mut line = house.call("/v1/agent/socket", Some(&house.origin), Some(&cookie)).await.unwrap();
        line.send_text(first).await;
        let reason = line.hear_until(|it| match it {
            ToAgent::Goodbye { reason, .. } => Some(reason),
            _ => None,
        });
        assert_eq!(reason.await, expected);
    }
    let ana = house.agent("ana@shop.example").await;
    assert_eq!(ana.opens(maya.conversation).await.records.len(), 1, "something was half written");
    all_is_well(&house, 1).await;
}

#[tokio::test]
async fn a_record_that_cannot_be_read_costs_only_itself() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let whole = || turn(maya.conversation, "whole");
    let with = |from: &str, to: &str| whole().to_string().replacen(from, to, 1);
    let deep = format!("\"whole\",\"more\":{}7{}", "[".repeat(20_000), "]".repeat(20_000));
    let records = [
        whole().to_string(),
        with("\"whole\"", "\"half a pair \\ud83d\""),
        with("\"whole\"", "\"the pair turned round \\udc4b\\ud83d\""),
        with("\"whole\"", &deep),
        with("\"whole\"", "[\"whole\"]"),
        with("1700000000000", "1e999"),
        with("1700000000000", "170000000000000000000000"),
        with("\"schema\":1", "\"schema\":-1"),
        with("\"schema\":1", "\"schema\":18446744073709551615"),
        with("\"chat\"", "\"chat\",\"channel\":\"chat\""),
        with("visitor_turn", "visitor_dance"),
        whole().to_string(),
    ];
    let frame = format!("{{\"type\":\"append\",\"records\":[{}]}}", records.join(","));
    maya.line.send_text(&frame).await;
    let ends = maya.line.hear_until(|it| match it {
        ToVisitor::Outcomes { outcomes } => Some(outcomes),
        ToVisitor::Goodbye { reason, detail, .. } => panic!("{reason}: {detail}"),
        _ => None,
    });
    let ends = ends.await;
    assert_eq!(ends.len(), records.len());
    for (end, record) in ends.iter().zip(&records).skip(1).take(records.len() - 2) {
        let Outcome::Refused { reason, detail } = &end.outcome else { panic!("{record:.300} was {end:?}") };
        let is_future = record.contains("18446744073709551615");
        assert_eq!(
            *reason,
            if is_future { Refusal::FutureSchema } else { Refusal::Malformed },
            "{record:.300}"
        );
        assert!(!detail.is_empty() && !detail.contains("pair"), "{detail}");
    }
    let seqs = (ends[0].outcome.seq(), ends[records.len() - 1].outcome.seq());
    assert_eq!(seqs, (Some(1), Some(2)), "the first and the last are whole");
    all_is_well(&house, 1).await;
}

#[tokio::test]
async fn http_from_elsewhere_for_nobody_or_too_much_is_a_problem_and_writes_nothing() {
    let house = House::open().await;
    let maya = house.visitor("shop").await;
    let url = |path: &str| house.url(&format!("/v1/visitor/{path}"));
    let hello = |key: &str, protocol: u32| json!({ "protocol": protocol, "site_key": key });
    let record = json!({ "records": [turn(maya.conversation, "let me in")] });
    let open = |body: &Value| house.http.post(url("sessions")).json(body);
    let append = |body: &Value| house.http.post(url("records")).bearer_auth(&maya.token).json(body);
    for (request, expected) in [
        (open(&hello("shop", 1)).header("origin", "https://evil.example"), (403, "foreign_origin")),
        (open(&hello("shop", 1)).header("sec-fetch-site", "cross-site"), (403, "foreign_origin")),
        (append(&record).header("origin", "https://shop.example"), (403, "foreign_origin")),
        (append(&record).header("origin", "null"), (403, "foreign_origin")),
        (open(&hello("no-such-site", 1)), (404, "unknown_site_key")),
        (open(&hello("shop", 9)), (400, "unknown_protocol")),
        (open(&json!([])), (400, "malformed")),
        (house.http.post(url("sessions")).body("{}"), (415, "not_json")),
        (append(&json!({ "records": 7 })), (400, "malformed")),
        (append(&json!({ "records": [turn(maya.conversation, &"x".repeat(10 << 20))] })), (413, "too_large")),
    ] {
        let problem = problem(request.send().await.unwrap()).await;
        assert_eq!((problem.status, problem.kind.as_str()), expected, "{problem:?}");
    }
    all_is_well(&house, 0).await;
}

#[tokio::test]
async fn who_says_nothing_is_let_go_with_a_reason() {
    let house = House::open().await;
    let mut silent = house.call("/v1/visitor/socket", Some(&house.origin), None).await.unwrap();
    let cookie = house.sign_in("ana@shop.example").await;
    let console = house.call("/v1/agent/socket", Some(&house.origin), Some(&cookie)).await;
    let mut console = console.unwrap();
    let begun = tokio::time::Instant::now();
    let (visitor, agent) = tokio::join!(
        silent.hear_within(Duration::from_secs(20)),
        console.hear_within(Duration::from_secs(20))
    );
    assert!(begun.elapsed() >= Duration::from_secs(5), "a slow phone has no time to say hello");
    let (ToVisitor::Goodbye { reason, detail, .. }, ToAgent::Goodbye { .. }) = (visitor, agent) else {
        panic!("no goodbye")
    };
    assert_eq!(reason, "malformed");
    assert!(detail.contains("hello"), "{detail}");
    assert_eq!(silent.hears_close().await, 1008);
}

/// A visitor who writes long messages, asks for all of them again and again, and reads nothing.
async fn gluttonous(house: &House) -> Line {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut line = house.call_over(socket.connect(house.address()).await.unwrap()).await;
    line.send(&json!({ "type": "hello", "protocol": 1, "site_key": "shop" })).await;
    let ToVisitor::Welcome(_) = line.hear().await else { panic!("no welcome") };
    let conversation = ConversationId::mint(1, server::secrets::random().unwrap());
    for _ in 0..8 {
        let records: Vec<_> = (0..8).map(|_| turn(conversation, &"word ".repeat(3_000))).collect();
        line.send(&json!({ "type": "append", "records": records })).await;
        line.hear_until(|it| matches!(it, ToVisitor::Outcomes { .. }).then_some(())).await;
    }
    for _ in 0..40 {
        line.send(&FromVisitor::Fetch { conversation_id: conversation, after_seq: 0 }).await;
    }
    line
}

#[tokio::test]
async fn who_reads_nothing_is_cut_and_costs_nobody_anything() {
    let house = House::open().await;
    let mut glutton = gluttonous(&house).await;
    // All the while others are served at once.
    let cut = async {
        // Reading would make room, so whether it is cut is found out by writing.
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if glutton.send_message(Message::Ping(Vec::new().into())).await.is_err() {
                return;
            }
        }
    };
    let mut maya = house.visitor("shop").await;
    let served = async {
        loop {
            let begun = tokio::time::Instant::now();
            maya.says("hello").await;
            assert!(begun.elapsed() < Duration::from_secs(2), "a bystander waited");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let end = async {
        tokio::select! {
            () = cut => {}
            () = served => {}
        }
    };
    tokio::time::timeout(Duration::from_secs(40), end)
        .await
        .expect("who reads nothing holds the server for ever");
    all_is_well(&house, 2).await;
}

/// What a stream says until it ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut said)).await;
    // A reset is an end too.
    drop(read.expect("the connection was held for ever"));
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_request_that_never_ends_is_ended() {
    let house = House::open().await;
    let mut head = TcpStream::connect(house.address()).await.unwrap();
    head.write_all(b"GET /healthz HTTP/1.1\r\nhost: localh").await.unwrap();
    let mut body = TcpStream::connect(house.address()).await.unwrap();
    let request = "POST /v1/visitor/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                   content-length: 60\r\n\r\n{\"protocol\":1,";
    body.write_all(request.as_bytes()).await.unwrap();
    let mut nothing = TcpStream::connect(house.address()).await.unwrap();
    let (head, body, nothing) = tokio::join!(rest(&mut head), rest(&mut body), rest(&mut nothing));
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 408") && body.contains("application/problem+json"), "{body}");
    assert_eq!(nothing, "");
    all_is_well(&house, 0).await;
}

#[tokio::test]
async fn a_goodbye_reaches_who_begins_with_a_key_that_is_none() {
    let house = House::open().await;
    for key in ["", "no-such-site", "shop\u{0}", &"x".repeat(10_000)] {
        let mut line = house.call("/v1/visitor/socket", Some(&house.origin), None).await.unwrap();
        line.send(&json!({ "type": "hello", "protocol": 1, "site_key": key })).await;
        assert_eq!(goodbye(&mut line).await.0, "unknown_site_key", "{key:.20}");
        assert_eq!(line.hears_close().await, 1008);
    }
    all_is_well(&house, 0).await;
}
