//! What an agent may count on.

use api::agent::{Me, Reply, ToAgent};
use record::{Content, Outcome, Refusal};
use serde_json::json;

use crate::house::{House, PASSWORD, problem, read, record_id, turn};

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_cannot_read() {
    let house = House::open().await;
    let answer = house.try_sign_in(" Ana@Shop.Example ", PASSWORD).await;
    assert_eq!(answer.status(), 201);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let me: Me = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!((me.email.as_str(), me.site_name.as_str()), ("ana@shop.example", "The shop"));

    let pair = cookie.split(';').next().unwrap();
    let current = async |cookie: &str| {
        house.http.get(house.url("/v1/sessions/current")).header("cookie", cookie).send().await.unwrap()
    };
    assert_eq!(read::<Me>(current(&format!("a=b; {pair}; c=d")).await).await, me);
    assert_eq!(problem(current("undertone=x").await).await.kind, "not_signed_in");
    let out = house.http.delete(house.url("/v1/sessions")).header("cookie", pair).send().await.unwrap();
    assert_eq!(out.status(), 204);
    assert!(out.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(problem(current(pair).await).await.status, 401);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer_and_soon_a_pause() {
    let house = House::open().await;
    let wrong = problem(house.try_sign_in("ana@shop.example", "wrong password").await).await;
    let unknown = problem(house.try_sign_in("nobody@shop.example", "wrong password").await).await;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong.kind, "wrong_sign_in");
    let mut paused = None;
    for _ in 0..20 {
        let answer = house.try_sign_in("ana@shop.example", "wrong password").await;
        if answer.status() == 429 {
            assert!(answer.headers().contains_key("retry-after"));
            paused = Some(problem(answer).await);
            break;
        }
    }
    assert_eq!(paused.expect("guessing goes on and on").kind, "rate_limited");
    let right = house.try_sign_in("ana@shop.example", PASSWORD).await;
    assert_eq!(right.status(), 429, "nor does the right password tell a guesser anything now");
    let other = house.try_sign_in("ana@other.example", PASSWORD).await;
    assert_eq!(other.status(), 201, "only that account is paused");
}

#[tokio::test]
async fn signing_in_from_another_page_is_refused() {
    let house = House::open().await;
    let body = json!({ "email": "ana@shop.example", "password": PASSWORD });
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let post = house.http.post(house.url("/v1/sessions")).header(name, value).json(&body);
        assert_eq!(problem(post.send().await.unwrap()).await.kind, "foreign_origin");
    }
}

#[tokio::test]
async fn a_reply_is_written_by_who_is_signed_in_and_only_once() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("hello").await;
    let mut ana = house.agent("ana@shop.example").await;
    let reply = Reply {
        id: record_id(),
        conversation_id: maya.conversation,
        occurred_at_ms: 7,
        text: "write to ana@shop.example any time".to_owned(),
    };
    assert!(matches!(ana.sends(reply.clone()).await, Outcome::Stored { seq: 2, .. }));
    assert!(matches!(ana.sends(reply.clone()).await, Outcome::Duplicate { seq: 2, .. }));
    let other = Reply { text: "something else".to_owned(), ..reply };
    let end = ana.sends(other).await;
    assert!(matches!(end, Outcome::Refused { reason: Refusal::IdReused, .. }), "{end:?}");
    let empty = ana.replies(maya.conversation, " ").await;
    assert!(matches!(empty, Outcome::Refused { reason: Refusal::Malformed, .. }), "{empty:?}");

    let detail = ana.opens(maya.conversation).await;
    assert_eq!(detail.records.len(), 2);
    let Content::AgentTurn(turn) = &detail.records[1].record.content else { panic!("no reply") };
    assert_eq!(turn.agent_name, "Ana Ruiz");
    assert_eq!(turn.text, "write to ana@shop.example any time", "an agent's own words are plain");
    assert_eq!(detail.summary.waiting_since_ms, None);
}

#[tokio::test]
async fn who_is_worse_off_comes_first_and_pages_fit_together() {
    let house = House::open().await;
    let mut ids = Vec::new();
    for text in ["Where do I change my avatar?", "Thanks, that works", "Hello", "Quick question"] {
        let mut visitor = house.visitor("shop").await;
        visitor.says(text).await;
        ids.push(visitor.conversation);
    }
    let mut stuck = house.visitor("shop").await;
    let mut record = turn(stuck.conversation, "I can not save");
    record["content"]["page"] = json!({ "capture": "full",
        "context": { "route": "/automations/{id}", "title": "Automation" },
        "story": { "sentence": "Tried Save 4 times, saw 'Trigger is required'.", "tasks": [], "timeline": [],
            "stuck": { "score": 14, "parts": [] } } });
    stuck.sends(vec![record]).await;
    let mut ana = house.agent("ana@shop.example").await;
    // The row arrives once the follower has worked out how it goes; a touch makes it arrive in any case.
    stuck.says("still not").await;
    ana.hears(|frame| match frame {
        ToAgent::Conversation { summary } => {
            (summary.id == stuck.conversation && summary.head_seq == 2).then_some(())
        }
        _ => None,
    })
    .await;
    let inbox = ana.inbox().await;
    assert_eq!(inbox.conversations.len(), 5);
    assert_eq!(inbox.conversations[0].id, stuck.conversation, "{inbox:?}");
    assert!(inbox.conversations[0].trajectory.risk.score > 0.0);
    assert_eq!(inbox.conversations[0].page.as_ref().unwrap().route.as_str(), "/automations/{id}");
    let all: Vec<_> = inbox.conversations.iter().map(|it| it.id).collect();

    let mut paged = Vec::new();
    let mut path = "/v1/conversations?limit=2".to_owned();
    loop {
        let page: api::agent::ConversationList = read(ana.get(&path).await).await;
        assert!(page.conversations.len() <= 2);
        paged.extend(page.conversations.iter().map(|it| it.id));
        let Some(cursor) = page.next_cursor else { break };
        path = format!("/v1/conversations?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, all);
    assert_eq!(problem(ana.get("/v1/conversations?cursor=x").await).await.kind, "malformed");
    assert_eq!(problem(ana.get("/v1/conversations?limit=x").await).await.kind, "malformed");
    assert_eq!(problem(ana.get("/v1/conversations/x").await).await.kind, "not_found");
}

#[tokio::test]
async fn coming_and_going_shows_in_the_inbox() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("hello").await;
    let token = maya.token.clone();
    let mut ana = house.agent("ana@shop.example").await;
    let mut sees_online = async |wanted: bool| {
        ana.hears(|frame| match frame {
            ToAgent::Conversation { summary } => (summary.visitor_online == wanted).then_some(()),
            _ => None,
        })
        .await;
    };
    drop(maya);
    sees_online(false).await;
    let _back = house.visitor_with("shop", Some(token)).await;
    sees_online(true).await;
}

#[tokio::test]
async fn heads_tell_when_something_was_missed() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("one").await;
    let mut ana = house.agent("ana@shop.example").await;
    ana.watches(maya.conversation).await;
    maya.says("two").await;
    // Every five seconds, with the watched conversation's newest place.
    ana.hears(|frame| match frame {
        ToAgent::Heads { watched: Some((_, 2)), .. } => Some(()),
        _ => None,
    })
    .await;
}
