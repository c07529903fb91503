//! What a visitor may count on.

use api::agent::{FromAgent, ToAgent};
use api::visitor::{AppendAnswer, FromVisitor, Hello, Identity, ToVisitor, Welcome};
use record::{ConversationId, Outcome, Refusal, Role, SiteNames};
use serde_json::json;
use store::{Party, Slice, Store as _};

use crate::house::{House, problem, read, turn};

fn refusal(outcome: &Outcome) -> Option<Refusal> {
    match outcome {
        Outcome::Refused { reason, detail } => {
            assert!(!detail.is_empty());
            Some(*reason)
        }
        _ => None,
    }
}

#[tokio::test]
async fn a_complaint_reaches_the_agent_and_the_answer_comes_back() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let mut ana = house.agent("ana@shop.example").await;
    assert!(matches!(maya.says("my export fails").await, Outcome::Stored { seq: 1, .. }));
    let id = maya.conversation;
    let row = ana
        .hears(|frame| match frame {
            ToAgent::Conversation { summary } if summary.head_seq == 1 => Some(summary),
            _ => None,
        })
        .await;
    assert_eq!((row.id, row.visitor_online, row.last_turn.role), (id, true, Role::Visitor));
    assert_eq!(row.last_turn.preview, "my export fails");
    assert!(row.waiting_since_ms.is_some());

    ana.watches(id).await;
    assert!(matches!(maya.says("three times now").await, Outcome::Stored { seq: 2, .. }));
    let live = ana.hears(|frame| match frame {
        ToAgent::Record { conversation_id, record } if conversation_id == id => Some(record),
        _ => None,
    });
    let live = live.await;
    assert_eq!((live.seq, live.record.text()), (2, Some("three times now")));

    assert!(matches!(ana.replies(id, "I am looking at it").await, Outcome::Stored { seq: 3, .. }));
    let answer = maya.sees_turn("I am looking at it").await;
    assert_eq!((answer.role, answer.seq, answer.previous_seq), (Role::Agent, 3, 2));
    assert_eq!(answer.agent_name.as_deref(), Some("Ana Ruiz"));

    let detail = ana.opens(id).await;
    assert_eq!(detail.summary.head_seq, 3);
    let places: Vec<u64> = detail.records.iter().map(|it| it.seq).collect();
    assert_eq!(places, [1, 2, 3]);
}

#[tokio::test]
async fn sending_twice_is_harmless_and_another_body_is_refused() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let mut record = turn(maya.conversation, "hello");
    let first = maya.sends(vec![record.clone()]).await;
    assert!(matches!(first[0].outcome, Outcome::Stored { seq: 1, .. }));
    let again = maya.sends(vec![record.clone(), record.clone()]).await;
    assert!(again.iter().all(|it| matches!(it.outcome, Outcome::Duplicate { seq: 1, .. })), "{again:?}");
    record["content"]["text"] = json!("something else");
    let other = maya.sends(vec![record]).await;
    assert_eq!(refusal(&other[0].outcome), Some(Refusal::IdReused));
}

#[tokio::test]
async fn a_restart_keeps_the_conversation_and_says_goodbye_first() {
    let mut house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("one").await;
    maya.says("two").await;
    let token = maya.token.clone();
    let (reason, _, retry) = {
        let (_, end) = tokio::join!(house.restart(), maya.hears_goodbye());
        end
    };
    assert_eq!((reason.as_str(), retry), ("shutting_down", true));

    let mut back = house.visitor_with("shop", Some(token)).await;
    assert_eq!(back.welcome.visitor_id, maya.welcome.visitor_id);
    assert_eq!(back.welcome.token, None, "a token is told once");
    let kept = back.welcome.conversation.clone().unwrap();
    assert_eq!(kept.id, maya.conversation);
    let turns: Vec<&str> = kept.turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!((kept.head_seq, turns), (2, vec!["one", "two"]));
    assert!(matches!(back.says("three").await, Outcome::Stored { seq: 3, .. }));
    let ana = house.agent("ana@shop.example").await;
    assert_eq!(ana.inbox().await.conversations.len(), 1);
}

#[tokio::test]
async fn every_tab_of_a_visitor_sees_every_turn() {
    let house = House::open().await;
    let mut first = house.visitor("shop").await;
    first.says("from the first tab").await;
    let mut second = house.visitor_with("shop", Some(first.token.clone())).await;
    second.says("from the second tab").await;
    let seen = first.sees_turn("from the second tab").await;
    assert_eq!((seen.seq, seen.previous_seq), (2, 1));
    first.line.send(&FromVisitor::Fetch { conversation_id: first.conversation, after_seq: 0 }).await;
    let all = first.line.hear_until(|frame| match frame {
        ToVisitor::Turns { turns, head_seq: 2, .. } if turns.len() == 2 => Some(turns),
        _ => None,
    });
    assert_eq!(all.await[0].text, "from the first tab");
}

#[tokio::test]
async fn typing_and_seen_show_on_both_sides() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("hello").await;
    let id = maya.conversation;
    let mut ana = house.agent("ana@shop.example").await;

    maya.line.send(&FromVisitor::Typing { conversation_id: id, is_typing: true }).await;
    ana.hears(|frame| match frame {
        ToAgent::VisitorTyping { conversation_id, is_typing: true } if conversation_id == id => Some(()),
        _ => None,
    })
    .await;
    ana.line.send(&FromAgent::Typing { conversation_id: id, is_typing: true }).await;
    ana.line.send(&FromAgent::Seen { conversation_id: id, seq: 99 }).await;
    let name = maya.line.hear_until(|frame| match frame {
        ToVisitor::Typing { agent_name, is_typing: true, .. } => Some(agent_name),
        _ => None,
    });
    assert_eq!(name.await, "Ana Ruiz");
    let seen = maya.line.hear_until(|frame| match frame {
        ToVisitor::Seen { seq, .. } => Some(seq),
        _ => None,
    });
    assert_eq!(seen.await, 1, "never past the head");

    maya.line.send(&FromVisitor::Seen { conversation_id: id, seq: 1 }).await;
    ana.hears(|frame| match frame {
        ToAgent::Conversation { summary } if summary.visitor_seen_seq == 1 => Some(()),
        _ => None,
    })
    .await;
    let back = house.visitor_with("shop", Some(maya.token.clone())).await;
    let kept = back.welcome.conversation.unwrap();
    assert_eq!((kept.visitor_seen_seq, kept.agent_seen_seq), (1, 1), "marks are kept");
}

#[tokio::test]
async fn what_the_site_says_of_a_visitor_is_shown_and_cut() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    maya.says("hello").await;
    let identity =
        Identity { name: Some("Maya".to_owned()), account: Some("é".repeat(500)), ..Identity::default() };
    let mut ana = house.agent("ana@shop.example").await;
    maya.line.send(&FromVisitor::Identify { identity }).await;
    let shown = ana.hears(|frame| match frame {
        ToAgent::Conversation { summary } => summary.visitor.identity.name.is_some().then_some(summary),
        _ => None,
    });
    let identity = shown.await.visitor.identity;
    assert_eq!(identity.name.as_deref(), Some("Maya"));
    assert_eq!(identity.account.unwrap().len(), api::limits::IDENTITY_BYTES);
}

#[tokio::test]
async fn without_sockets_it_works_over_http() {
    let house = House::open().await;
    let hello = Hello { protocol: 1, site_key: "shop".to_owned(), token: None };
    let open = house.http.post(house.url("/v1/visitor/sessions")).header("origin", &house.origin);
    let welcome: Welcome = read(open.json(&hello).send().await.unwrap()).await;
    let token = welcome.token.unwrap();
    let id = ConversationId::mint(5, [5; 10]);
    let post = async |token: &str, body: &serde_json::Value| {
        let post = house.http.post(house.url("/v1/visitor/records")).bearer_auth(token);
        post.json(body).send().await.unwrap()
    };
    let body = json!({ "records": [turn(id, "by http"), turn(id, "again")] });
    let answer: AppendAnswer = read(post(&token, &body).await).await;
    assert_eq!(answer.outcomes.iter().map(|it| it.outcome.seq()).collect::<Vec<_>>(), [Some(1), Some(2)]);

    let turns = async |token: &str| {
        let path = format!("/v1/visitor/conversations/{id}/turns?after_seq=1");
        house.http.get(house.url(&path)).bearer_auth(token).send().await.unwrap()
    };
    let ToVisitor::Turns { turns: found, head_seq, .. } = read(turns(&token).await).await else {
        panic!("no turns")
    };
    assert_eq!((head_seq, found.len(), found[0].text.as_str()), (2, 1, "again"));

    let tom = house.visitor("shop").await;
    assert_eq!(problem(turns(&tom.token).await).await.kind, "not_found");
    assert_eq!(problem(turns("not-a-token").await).await.kind, "unknown_token");
    assert_eq!(problem(post(&"A".repeat(43), &body).await).await.kind, "unknown_token");
    let too_many: Vec<_> = (0..33).map(|_| turn(id, "x")).collect();
    assert_eq!(problem(post(&token, &json!({ "records": too_many })).await).await.kind, "malformed");
    assert_eq!(problem(post(&token, &json!({ "records": [{}] })).await).await.kind, "malformed");
}

#[tokio::test]
async fn what_a_site_tells_of_names_is_read_with_after_a_restart_too() {
    let mut house = House::open().await;
    let maya = house.visitor("shop").await;
    house.stop().await;
    let store = house.store();
    let site = store.site_by_key("shop").await.unwrap().unwrap();
    let names = SiteNames { competitors: vec!["Velmo".to_owned()], ..SiteNames::default() };
    store.set_names(site.scope, names).await.unwrap();
    store.close().await.unwrap();
    house.start_again().await;

    // Nobody has greeted this server yet: a batch that is sent again over HTTP comes first.
    let id = maya.conversation;
    let body = json!({ "records": [turn(id, "VELMO's export is better")] });
    let post = house.http.post(house.url("/v1/visitor/records")).bearer_auth(&maya.token);
    let answer: AppendAnswer = read(post.json(&body).send().await.unwrap()).await;
    assert_eq!(answer.outcomes[0].outcome.seq(), Some(1));
    house.stop().await;
    let store = house.store();
    let records = store.records(site.scope, Party::Server, id, Slice::RecordsAfter(0), 9).await.unwrap();
    let reading = records[0].0.reading.as_ref().expect("the server reads");
    let kinds: Vec<&str> = reading.analysis.entities.iter().map(|it| it.kind.as_str()).collect();
    assert_eq!(kinds, ["competitor"]);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_flood_is_refused_for_a_while_and_not_lost() {
    let house = House::open().await;
    let mut maya = house.visitor("shop").await;
    let mut refused = 0;
    for _ in 0..8 {
        let batch = (0..32).map(|at| turn(maya.conversation, &format!("flood {at}"))).collect();
        for end in maya.sends(batch).await {
            match refusal(&end.outcome) {
                None => assert_eq!(refused, 0, "nothing of a batch is taken after a refusal"),
                Some(reason) => {
                    assert_eq!(reason, Refusal::RateLimited);
                    assert!(reason.is_temporary());
                    refused += 1;
                }
            }
        }
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "256 records at once were all taken");
    let mut tom = house.visitor("shop").await;
    assert!(matches!(tom.says("not my flood").await, Outcome::Stored { .. }));
}
