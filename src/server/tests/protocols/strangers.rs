//! What nobody may do.

use api::agent::{FromAgent, ToAgent};
use api::visitor::{FromVisitor, Hello, ToVisitor};
use record::{Content, Outcome, ReadBy, Refusal};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::house::{House, goodbye, problem, turn};

fn reason(outcome: &Outcome) -> Refusal {
    match outcome {
        Outcome::Refused { reason, .. } => *reason,
        other => panic!("not refused: {other:?}"),
    }
}

fn hello(site_key: &str, protocol: u16) -> FromVisitor {
    FromVisitor::Hello(Hello { protocol, site_key: site_key.to_owned(), token: None })
}

#[tokio::test]
async fn a_socket_from_another_origin_is_refused() {
    let house = House::open().await;
    let cookie = house.sign_in("ana@shop.example").await;
    let own_with_path = format!("{}/", house.origin);
    for path in ["/v1/visitor/socket", "/v1/agent/socket"] {
        for origin in [None, Some("https://evil.example"), Some("null"), Some(own_with_path.as_str())] {
            match house.call(path, origin, Some(&cookie)).await {
                Err(Error::Http(answer)) => assert_eq!(answer.status(), 403, "{path} {origin:?}"),
                Err(other) => panic!("{other}"),
                Ok(_) => panic!("{path} took {origin:?}"),
            }
        }
    }
    let plain = house.http.get(house.url("/v1/visitor/socket")).header("origin", &house.origin);
    assert_eq!(problem(plain.send().await.unwrap()).await.kind, "not_a_socket");
}

#[tokio::test]
async fn a_call_that_begins_wrong_ends_with_its_reason() {
    let house = House::open().await;
    let frame = |frame: &FromVisitor| Message::Text(serde_json::to_string(frame).unwrap().into());
    for (first, expected) in [
        (frame(&hello("no-such-site", 1)), "unknown_site_key"),
        (frame(&hello("shop", 2)), "unknown_protocol"),
        (frame(&hello("shop", 0)), "unknown_protocol"),
        (Message::Text("{".into()), "malformed"),
        (Message::Text(r#"{"type":"append","records":[]}"#.into()), "malformed"),
        (Message::Binary(vec![0, 1, 2].into()), "malformed"),
    ] {
        let mut line = house.call("/v1/visitor/socket", Some(&house.origin), None).await.unwrap();
        line.send_message(first).await.unwrap();
        let (reason, detail, retry) = goodbye(&mut line).await;
        assert_eq!((reason.as_str(), retry), (expected, false), "{detail}");
        assert!(detail.len() > 10);
    }
}

#[tokio::test]
async fn a_frame_over_the_limit_ends_the_call_with_its_reason() {
    let house = House::open().await;
    for bytes in [api::limits::FRAME_BYTES + 1, 10 * 1024 * 1024] {
        let mut maya = house.visitor("shop").await;
        maya.says("before").await;
        let (reason, _, retry) = maya.line.shouts("x".repeat(bytes)).await;
        assert_eq!((reason.as_str(), retry), ("too_large", false), "{bytes}");
    }
}

#[tokio::test]
async fn frames_that_no_client_of_ours_sends_end_the_call() {
    let house = House::open().await;
    let too_many: Vec<Value> = vec![json!({}); api::limits::BATCH_RECORDS + 1];
    for frame in [
        json!({ "type": "unheard_of" }),
        json!({ "type": "append", "records": [{ "id": "x" }] }),
        json!({ "type": "append", "records": too_many }),
        json!({ "type": "append" }),
        json!({ "type": "hello", "protocol": 1, "site_key": "shop" }),
        json!({ "type": "fetch", "conversation_id": "nonsense", "after_seq": 0 }),
    ] {
        let mut maya = house.visitor("shop").await;
        maya.line.send(&frame).await;
        assert_eq!(maya.hears_goodbye().await.0, "malformed", "{frame}");
    }
    // Everyone else is served as before.
    assert!(matches!(house.visitor("shop").await.says("hi").await, Outcome::Stored { .. }));
}

#[tokio::test]
async fn a_bad_record_costs_only_itself() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let id = maya.conversation;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut record = turn(id, "a message");
        change(&mut record);
        record
    };
    let sealed = json!([{ "placeholder": "[email#1]", "sealed": "AAAA" }]);
    let agent = json!({ "kind": "agent_turn", "text": "hi", "agent_name": "Ana",
        "agent_id": "018bcfe5-6800-7fff-bfff-ffffffffffff" });
    let amends = json!({ "kind": "page_amendment", "amends": "018bcfe5-6800-7fff-bfff-ffffffffffff",
        "page": { "capture": "off" } });
    let records = vec![
        with(&|_| ()),
        with(&|it| it["schema"] = json!(2)),
        with(&|it| it["schema"] = json!(70_000)),
        with(&|it| it["channel"] = json!("my card is 4111 1111 1111 1111")),
        with(&|it| it["content"]["text"] = json!("  ")),
        with(&|it| it["content"]["text"] = json!("word ".repeat(4_000))),
        with(&|it| it["content"]["sealed"] = sealed.clone()),
        with(&|it| it["content"] = agent.clone()),
        with(&|it| it["content"] = amends.clone()),
        with(&|_| ()),
    ];
    let ends = maya.sends(records).await;
    let reasons: Vec<Refusal> = ends[1..9].iter().map(|end| reason(&end.outcome)).collect();
    use Refusal::{FutureSchema, Malformed, SealedNotEnabled, TooLarge, UnknownRecord, WrongRole};
    let expected = [
        FutureSchema,
        FutureSchema,
        Malformed,
        Malformed,
        TooLarge,
        SealedNotEnabled,
        WrongRole,
        UnknownRecord,
    ];
    assert_eq!(reasons, expected);
    assert!(!format!("{ends:?}").contains("4111"), "a refusal never repeats the text");
    assert_eq!((ends[0].outcome.seq(), ends[9].outcome.seq()), (Some(1), Some(2)));
}

#[tokio::test]
async fn a_conversation_of_somebody_else_is_not_there() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("mine").await;
    let mut tom = house.visitor("shop").await;
    let ends = tom.sends(vec![turn(maya.conversation, "let me in")]).await;
    assert_eq!(reason(&ends[0].outcome), Refusal::NotYours);
    tom.line.send(&FromVisitor::Fetch { conversation_id: maya.conversation, after_seq: 0 }).await;
    let found = tom.line.hear_until(|frame| match frame {
        ToVisitor::Turns { turns, head_seq, .. } => Some((turns.len(), head_seq)),
        _ => None,
    });
    assert_eq!(found.await, (0, 0));

    // Nor for the agents and visitors of another site.
    let mut other = house.agent("ana@other.example").await;
    assert!(other.inbox().await.conversations.is_empty());
    let path = format!("/v1/conversations/{}", maya.conversation);
    assert_eq!(problem(other.get(&path).await).await.kind, "not_found");
    assert_eq!(reason(&other.replies(maya.conversation, "hello").await), Refusal::NotYours);
    let stolen = house.visitor_with("other", Some(maya.token.clone())).await;
    assert_ne!(stolen.welcome.visitor_id, maya.welcome.visitor_id, "a token is good for its own site");
    assert!(stolen.welcome.conversation.is_none());

    // Typing into it reaches nobody: the next thing that Ana hears is Maya's own.
    let mut ana = house.agent("ana@shop.example").await;
    tom.line.send(&FromVisitor::Typing { conversation_id: maya.conversation, is_typing: true }).await;
    tom.says("my own").await;
    let heard = ana.hears(|frame| match frame {
        ToAgent::VisitorTyping { .. } => Some(false),
        ToAgent::Conversation { summary } if summary.last_turn.preview == "my own" => Some(true),
        _ => None,
    });
    assert!(heard.await);
}

#[tokio::test]
async fn what_a_hostile_client_did_not_scrub_is_scrubbed_and_its_reading_dropped() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let reading = |model: &str| {
        json!({ "by": "device", "analysed_at_ms": 1, "analysis": {
            "language": "en", "model": model, "urgency": null, "emotions": [], "entities": [], "tried": [],
            "signals": [], "sentiment": { "score": -0.5, "label": "negative", "confidence": 0.9 },
            "intents": [{ "label": "billing", "confidence": 0.9, "spans": [[3, 5]] }] } })
    };
    let mut raw =
        turn(maya.conversation, "my card 4111 1111 1111 1111 was charged, write to maya@shop.example");
    raw["content"]["reading"] = reading("forged-1");
    let mut outside = turn(maya.conversation, "my card was charged");
    outside["content"]["reading"] = reading("forged-2");
    outside["content"]["reading"]["analysis"]["intents"][0]["spans"] = json!([[3, 500]]);
    let mut honest = turn(maya.conversation, "my card was charged twice");
    honest["content"]["reading"] = reading("honest-1");
    let ends = maya.sends(vec![raw.clone(), outside, honest]).await;
    assert!(ends.iter().all(|end| matches!(end.outcome, Outcome::Stored { .. })), "{ends:?}");
    let again = maya.sends(vec![raw]).await;
    assert!(matches!(again[0].outcome, Outcome::Duplicate { seq: 1, .. }), "dropping changes no digest");

    let ana = house.agent("ana@shop.example").await;
    let detail = ana.opens(maya.conversation).await;
    let whole = serde_json::to_string(&detail).unwrap();
    assert!(!whole.contains("4111") && !whole.contains("maya@shop"), "{whole}");
    let device = |at: usize| match &detail.records[at].record.content {
        Content::VisitorTurn(turn) => turn.reading.as_ref().map(|it| it.analysis.model.as_str().to_owned()),
        _ => panic!("no turn"),
    };
    assert_eq!((device(0), device(1), device(2)), (None, None, Some("honest-1".to_owned())));
    for stored in &detail.records {
        let reading = stored.reading.as_ref().expect("the server reads every turn of a visitor");
        assert_eq!(reading.by, ReadBy::Server);
        assert!(reading.analysis.fits(stored.record.text().unwrap()));
    }
}

#[tokio::test]
async fn an_agents_socket_needs_a_session() {
    let house = House::open().await;
    let signed_out = house.sign_in("ana@shop.example").await;
    let out = house.http.delete(house.url("/v1/sessions")).header("cookie", &signed_out);
    assert_eq!(out.send().await.unwrap().status(), 204);
    for cookie in [None, Some("undertone=AAAA"), Some(signed_out.as_str())] {
        let mut line = house.call("/v1/agent/socket", Some(&house.origin), cookie).await.unwrap();
        line.send(&FromAgent::Hello { protocol: 1 }).await;
        let end = line.hear_until(|frame| match frame {
            ToAgent::Goodbye { reason, retry, .. } => Some((reason, retry)),
            other => panic!("{other:?}"),
        });
        assert_eq!(end.await, ("not_signed_in".to_owned(), false));
    }
}

#[tokio::test]
async fn a_visitor_who_loops_over_pages_is_told_to_wait_at_every_door() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("hello").await;
    let path = format!("/v1/visitor/conversations/{}/turns", maya.conversation);
    let mut read = 0;
    let refused = loop {
        let answer = house.http.get(house.url(&path)).bearer_auth(&maya.token).send().await.unwrap();
        if answer.status() == 429 {
            break answer;
        }
        read += 1;
        assert!(read < 1_000, "no limit holds");
    };
    assert!(read >= 50, "a long history of {read} pages cannot be scrolled through");
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(problem(refused).await.kind, "rate_limited");
    // The other doors lead to the same readers. One page comes back every quarter of a second.
    let mut heard = Vec::new();
    for _ in 0..20 {
        maya.line.send(&FromVisitor::Fetch { conversation_id: maya.conversation, after_seq: 0 }).await;
    }
    heard.push(maya.hears_goodbye().await);
    let hello = FromVisitor::Hello(Hello {
        protocol: 1,
        site_key: "shop".to_owned(),
        token: Some(maya.token.clone()),
    });
    let mut line = house.call("/v1/visitor/socket", Some(&house.origin), None).await.unwrap();
    line.send(&hello).await;
    let first: ToVisitor = line.hear().await;
    if let ToVisitor::Goodbye { reason, detail, retry } = first {
        heard.push((reason, detail, retry));
    }
    assert_eq!((heard[0].0.as_str(), heard[0].2), ("rate_limited", true));
    assert!(heard.iter().all(|(reason, ..)| reason == "rate_limited"), "{heard:?}");
    // Whoever else comes is served.
    assert!(matches!(house.visitor("shop").await.says("hi").await, Outcome::Stored { .. }));
}
