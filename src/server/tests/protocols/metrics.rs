//! What Prometheus and a load balancer are told.

use api::agent::ToAgent;
use record::Outcome;
use rusqlite::Connection;
use serde_json::json;

use crate::house::{House, problem, turn};

async fn text(house: &House, url: &str) -> String {
    let answer = house.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    answer.text().await.unwrap()
}

/// The value of a series.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{series} is not in\n{text}")).parse().unwrap()
}

#[tokio::test]
async fn traffic_is_counted_by_names_that_are_known_before_and_nobody_is_named() {
    let house = House::open().await;
    let url = house.metrics().await;
    let before = text(&house, &url).await;
    assert_eq!(value(&before, "undertone_records_total{outcome=\"stored\",reason=\"\"}"), 0.0);

    let mut maya = house.visitor("shop").await;
    let record = turn(maya.conversation, "it fails, write to maya@shop.example");
    let mut future = turn(maya.conversation, "from the future");
    future["schema"] = json!(99);
    assert!(matches!(maya.sends(vec![record.clone()]).await[0].outcome, Outcome::Stored { .. }));
    maya.sends(vec![record, future]).await;
    let mut ana = house.agent("ana@shop.example").await;
    ana.replies(maya.conversation, "one moment").await;
    ana.opens(maya.conversation).await;
    ana.hears(|frame| matches!(frame, ToAgent::Conversation { .. }).then_some(())).await;
    house.http.get(house.url("/maya@shop.example/4111")).send().await.unwrap();
    let made_up = reqwest::Method::from_bytes(b"MAYA").unwrap();
    house.http.request(made_up, house.url("/healthz")).send().await.unwrap();

    let after = text(&house, &url).await;
    let is = |series: &str, expected: f64| assert_eq!(value(&after, series), expected, "{series}");
    is("undertone_records_total{outcome=\"stored\",reason=\"\"}", 2.0);
    is("undertone_records_total{outcome=\"duplicate\",reason=\"\"}", 1.0);
    is("undertone_records_total{outcome=\"refused\",reason=\"future_schema\"}", 1.0);
    is("undertone_acknowledgement_seconds_count", 3.0);
    is("undertone_sockets_open{side=\"visitor\"}", 1.0);
    is("undertone_sockets_open{side=\"agent\"}", 1.0);
    is("undertone_store_writes_waiting", 0.0);
    is("undertone_store_failing", 0.0);
    is("undertone_limiter_refusals_total{limit=\"visitor_pages\"}", 0.0);
    is("undertone_device_readings_total{device=\"differs\"}", 0.0);
    is("undertone_http_requests_total{method=\"GET\",route=\"/v1/conversations/{id}\",status=\"200\"}", 1.0);
    is("undertone_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"}", 1.0);
    is("undertone_http_requests_total{method=\"other\",route=\"/healthz\",status=\"405\"}", 1.0);
    let id = maya.conversation.to_string();
    for needle in ["maya", "4111", "MAYA", "shop", id.as_str(), maya.token.as_str()] {
        assert!(!after.contains(needle), "{needle} is told");
    }

    drop(maya);
    // A socket that is gone is counted out; the server notices it by itself.
    let counted_out = async {
        while value(&text(&house, &url).await, "undertone_sockets_open{side=\"visitor\"}") > 0.0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), counted_out).await.unwrap();
}

#[tokio::test]
async fn metrics_are_not_told_where_the_world_can_ask() {
    let house = House::open().await;
    let url = house.metrics().await;
    assert_eq!(house.http.get(house.url("/metrics")).send().await.unwrap().status(), 404);
    let other = url.replace("/metrics", "/v1/conversations");
    assert_eq!(house.http.get(other).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_server_that_cannot_commit_is_alive_but_not_ready() {
    let house = House::open().await;
    let status = async |path: &str| house.http.get(house.url(path)).send().await.unwrap();
    assert_eq!(status("/readyz").await.status(), 200);
    // Another process holds the database's one place for writers.
    let other = Connection::open(house.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let patience = std::time::Duration::from_secs(20);
    let until = async |wanted: u16| {
        loop {
            let answer = status("/readyz").await;
            if answer.status() == wanted {
                break answer;
            }
            tokio::task::yield_now().await;
        }
    };
    // The answer before holds for a second.
    let refused = tokio::time::timeout(patience, until(503)).await.unwrap();
    assert_eq!(problem(refused).await.kind, "unavailable");
    assert_eq!(status("/healthz").await.status(), 200);
    other.execute_batch("ROLLBACK").unwrap();
    tokio::time::timeout(patience, until(200)).await.unwrap();
}
