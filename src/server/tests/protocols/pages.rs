//! What stands on every answer, and the addresses that are no resource.

use crate::house::{House, problem};

#[tokio::test]
async fn every_answer_carries_its_policy() {
    let house = House::open().await;
    for path in ["/healthz", "/v1/sessions/current", "/nowhere", "/embed.js", "/console/", "/frame?site=shop"]
    {
        let answer = house.http.get(house.url(path)).send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert!(header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.headers().contains_key("cross-origin-resource-policy"), "{path}");
        assert!(answer.headers().contains_key("permissions-policy"), "{path}");
    }
    let api = house.http.get(house.url("/v1/sessions/current")).send().await.unwrap();
    assert_eq!(api.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn wrong_addresses_methods_and_bodies_get_a_problem() {
    let house = House::open().await;
    let kind = async |request: reqwest::RequestBuilder| problem(request.send().await.unwrap()).await.kind;
    let url = |path: &str| house.url(path);
    assert_eq!(kind(house.http.get(url("/nowhere"))).await, "not_found");
    assert_eq!(kind(house.http.get(url("/assets/none.js"))).await, "not_found");
    assert_eq!(kind(house.http.get(url("/assets/../../etc/passwd"))).await, "not_found");
    assert_eq!(kind(house.http.put(url("/v1/sessions"))).await, "method_not_allowed");
    assert_eq!(kind(house.http.get(url("/v1/conversations"))).await, "not_signed_in");
    assert_eq!(kind(house.http.get(url("/frame"))).await, "malformed");
    assert_eq!(kind(house.http.get(url("/frame?site=nobody"))).await, "unknown_site_key");
    let sessions = || house.http.post(url("/v1/sessions"));
    assert_eq!(kind(sessions().body("x")).await, "not_json");
    let json = || sessions().header("content-type", "application/json");
    assert_eq!(kind(json().body("{")).await, "malformed");
    assert_eq!(kind(json().body("{}")).await, "malformed");
    assert_eq!(kind(json().body("x".repeat(300 * 1024))).await, "too_large");
}

#[tokio::test]
async fn it_says_whether_it_lives_and_whether_it_can_work() {
    let mut house = House::open().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(house.http.get(house.url(path)).send().await.unwrap().status(), 200);
    }
    let begun = tokio::time::Instant::now();
    house.stop().await;
    assert!(begun.elapsed().as_secs() < 5, "nobody is connected, so a stop is quick");
}

#[tokio::test]
async fn pages_of_ours_may_be_shown_only_where_they_belong() {
    let house = House::open().await;
    let policy = async |path: &str| {
        let answer = house.http.get(house.url(path)).send().await.unwrap();
        if answer.status() == 404 {
            let problem = problem(answer).await;
            assert!(problem.detail.contains("cargo xtask build"), "{problem:?}");
            return None;
        }
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        Some(answer.headers()["content-security-policy"].to_str().unwrap().to_owned())
    };
    if let Some(frame) = policy("/frame?site=shop").await {
        assert!(frame.contains("frame-ancestors https://shop.example http://127.0.0.1:7071;"), "{frame}");
        assert!(frame.contains("script-src 'self' 'wasm-unsafe-eval'"), "{frame}");
        assert!(!frame.contains("unsafe-inline") && !frame.contains("other.example"), "{frame}");
    }
    let frame = async |saves: &str| {
        let request = house.http.get(house.url("/frame?site=shop")).header("save-data", saves);
        let answer = request.send().await.unwrap();
        (answer.headers().clone(), answer.text().await.unwrap())
    };
    let (headers, thrifty) = frame("on").await;
    if headers["content-type"].to_str().unwrap().starts_with("text/html") {
        assert_eq!(headers["cross-origin-embedder-policy"], "require-corp");
        assert_eq!(headers["vary"], "save-data, accept-encoding");
        assert!(thrifty.contains("\"model_url\":\"\""), "who saves data is offered no model");
        assert!(frame("off").await.1.contains("\"model_url\":\"/assets/"));
    }
    if let Some(console) = policy("/console/conversations/1").await {
        assert!(console.contains("frame-ancestors 'none'"), "{console}");
    }
    let embed = house.http.get(house.url("/embed.js")).header("accept-encoding", "br").send().await.unwrap();
    if embed.status() == 200 {
        assert_eq!(embed.headers()["access-control-allow-origin"], "*");
        let tag = embed.headers()["etag"].clone();
        let again = house.http.get(house.url("/embed.js")).header("accept-encoding", "br");
        assert_eq!(again.header("if-none-match", tag).send().await.unwrap().status(), 304);
    }
}
