//! What whoever runs the server may count on: the commands, the demo, limits by address, and a start after a crash.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use api::agent::SignIn;
use api::visitor::Hello;
use record::Role;
use serde_json::Value;
use server::app::App;
use server::settings::ProxyHeader;
use server::{Config, Origin, Proxies, seed};
use store::sqlite::Sqlite;
use store::{Offer, Party, Slice, Store};
use tempfile::TempDir;

use crate::house::{House, problem, turn};

fn undertone(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_undertone"))
        .args(arguments)
        .env_remove("UNDERTONE_DATA")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses before it reads has closed the pipe already.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn read_answers_every_line_and_says_at_the_end_that_one_was_bad() {
    let lines =
        b"Third time I ask, mail ana@shop.example!\n\n\xff\xfe\n4111 1111 1111 1111 was charged twice";
    let read = undertone(&["read"], lines);
    assert_eq!(read.status.code(), Some(1), "{}", text(&read.stderr));
    let answers: Vec<Value> =
        text(&read.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["text"], "Third time I ask, mail [email#1]!");
    assert_eq!(answers[0]["redactions"]["email"], 1);
    let keys =
        ["language", "sentiment", "emotions", "urgency", "intents", "signals", "entities", "tried", "model"];
    for key in keys {
        assert!(answers[0].get(key).is_some(), "{key}");
    }
    assert_eq!(answers[1]["text"], "");
    assert!(answers[2]["error"].is_string());
    assert!(!text(&read.stdout).contains("4111"));

    let jsonl = undertone(&["read", "--jsonl", "t", "--all"], b"{\"t\": \"I want a refund\"}\n");
    assert!(jsonl.status.success());
    let answer: Value = serde_json::from_slice(&jsonl.stdout).unwrap();
    let confident: Value =
        serde_json::from_slice(&undertone(&["read"], b"I want a refund\n").stdout).unwrap();
    let count = |answer: &Value| answer["intents"].as_array().unwrap().len();
    assert!(count(&answer) > count(&confident), "--all shows more");

    let none = undertone(&["read", "--model", "/nowhere"], b"x\n");
    assert_eq!(none.status.code(), Some(1));
    assert!(text(&none.stderr).contains("/nowhere"));
}

#[test]
fn a_site_and_its_people_are_added_by_command_and_served() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let add = undertone(
        &["site", "add", "--name", "My shop", "--origin", "https://shop.example", "--data", data],
        b"",
    );
    assert!(add.status.success(), "{}", text(&add.stderr));
    let said = text(&add.stdout);
    let key = said.split("data-site=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(said.contains("/embed.js"), "{said}");
    let user = |email: &str, password: &[u8]| {
        undertone(
            &["user", "add", "--site", &key, "--email", email, "--name", "You", "--data", data],
            password,
        )
    };
    assert!(user("you@shop.example", b"correct horse battery\n").status.success());
    let again = user("YOU@shop.example", b"correct horse battery\n");
    assert!(text(&again.stderr).contains("taken"), "{}", text(&again.stderr));
    assert!(text(&user("me@shop.example", b"short\n").stderr).contains("at least 10"));
    let nobody = ["user", "add", "--site", "none", "--email", "a@b.example", "--name", "x", "--data", data];
    assert!(text(&undertone(&nobody, b"correct horse battery").stderr).contains("no site has this key"));
    let mode = std::fs::metadata(data).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "what visitors wrote is for the owner's eyes");

    let mut serve = Command::new(env!("CARGO_BIN_EXE_undertone"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data", data])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(serve.stdout.take().unwrap()).lines();
    let ready = lines.find_map(|line| line.unwrap().strip_prefix("ready ").map(str::to_owned)).unwrap();
    let ready: Value = serde_json::from_str(&ready).unwrap();
    assert!(ready["origin"].as_str().unwrap().starts_with("http://localhost:"));
    assert!(ready.get("demo").is_none());
    assert!(Command::new("kill").args(["-TERM", &serve.id().to_string()]).status().unwrap().success());
    assert!(serve.wait().unwrap().success(), "asked to stop, it stops in good order");
    let mut log = String::new();
    serve.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("stopping"), "{log}");
}

async fn demo(folder: &Path) -> (Arc<dyn Store>, Option<seed::SignIn>) {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&folder.join("undertone.db")).unwrap());
    let public_origin: Origin = "http://localhost:1".parse().unwrap();
    let app = App::new(
        Config { public_origin, limit_loopback: false, proxies: Proxies::none() },
        Arc::clone(&store),
    )
    .unwrap();
    let sign_in = seed::demo(&app, &"http://127.0.0.1:7071".parse().unwrap(), folder).await.unwrap();
    (store, sign_in)
}

#[tokio::test]
async fn the_demo_is_made_once_and_its_sign_in_is_private() {
    let folder = TempDir::new().unwrap();
    let (store, first) = demo(folder.path()).await;
    let first = first.unwrap();
    let mode = std::fs::metadata(folder.path().join("demo-sign-in.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let site = store.site_by_key(&first.site_key).await.unwrap().unwrap();
    let rows = store.inbox(site.scope, None, 100).await.unwrap().rows;
    assert!((8..=10).contains(&rows.len()), "{}", rows.len());
    assert!(rows.iter().any(|row| row.last_turn.role == Role::Agent), "some are answered");
    assert!(rows.iter().any(|row| row.page.is_some()));
    let hours = rows.iter().map(|row| row.opened_at_ms);
    assert!(hours.clone().max().unwrap() - hours.min().unwrap() > 3_600_000, "over some hours");
    for row in &rows {
        let records =
            store.records(site.scope, Party::Server, row.id, Slice::RecordsAfter(0), 99).await.unwrap();
        for (stored, _) in records {
            assert_eq!(stored.record.role() == Some(Role::Visitor), stored.reading.is_some());
        }
    }
    store.close().await.unwrap();
    let (store, again) = demo(folder.path()).await;
    assert_eq!(again.unwrap().password, first.password);
    assert_eq!(store.inbox(site.scope, None, 100).await.unwrap().rows.len(), rows.len(), "made once");
    std::fs::remove_file(folder.path().join("demo-sign-in.json")).unwrap();
    store.close().await.unwrap();
    assert!(demo(folder.path()).await.1.is_none(), "nothing is made up for a folder that is in use");
}

#[tokio::test]
async fn what_a_killed_server_left_undone_is_done_at_the_next_start() {
    let mut house = House::open().await;
    let maya = house.visitor("shop").await;
    house.stop().await;
    // As if it had been killed between the commit and the follower: the records are there, their course is not.
    let store = house.store();
    let scope = store.site_by_key("shop").await.unwrap().unwrap().scope;
    let offers = ["this is broken", "hello?", "third time I ask"].map(|text| Offer {
        record: serde_json::from_value(turn(maya.conversation, text)).unwrap(),
        digest: [9; 32],
        digest_after_wall: [9; 32],
        reading: None,
        received_at_ms: 1_700_000_000_000,
    });
    store.append(scope, Party::Visitor(maya.welcome.visitor_id), offers.into()).await;
    assert_eq!(store.behind().await.unwrap(), [(scope, maya.conversation)]);
    store.close().await.unwrap();

    house.start_again().await;
    let mut ana = house.agent("ana@shop.example").await;
    // Any later event of another conversation comes after the follower has caught up.
    let mut tom = house.visitor("shop").await;
    tom.says("hi").await;
    ana.hears(|frame| match frame {
        api::agent::ToAgent::Conversation { summary } => (summary.id == tom.conversation).then_some(()),
        _ => None,
    })
    .await;
    let detail = ana.opens(maya.conversation).await;
    assert_eq!(detail.records.len(), 3);
    assert!(detail.summary.trajectory.risk.score > 0.0, "{:?}", detail.summary.trajectory);
}

#[tokio::test]
async fn one_address_gets_many_sessions_and_then_a_pause() {
    let house = House::with_loopback_limits(true).await;
    let hello = Hello { protocol: 1, site_key: "shop".to_owned(), token: None };
    let mut taken = 0;
    let refused = loop {
        let post = house.http.post(house.url("/v1/visitor/sessions")).json(&hello).send().await.unwrap();
        if post.status() == 429 {
            break problem(post).await;
        }
        taken += 1;
        assert!(taken < 5_000, "no limit holds");
    };
    assert_eq!(refused.kind, "rate_limited");
    assert!(taken >= 600, "an office of {taken} is shut out");
}

/// Signs in with wrong passwords until the limit holds; says how many tries there were.
async fn tries(house: &House, caller: &str) -> usize {
    for number in 0..50 {
        let body = SignIn { email: "ana@shop.example".to_owned(), password: "wrong".to_owned() };
        // What the caller wrote stands left of what the proxy adds.
        let claim = format!("10.0.0.{number}, {caller}");
        let post = house.http.post(house.url("/v1/sessions")).header("x-forwarded-for", claim);
        if post.json(&body).send().await.unwrap().status() == 429 {
            return number;
        }
    }
    panic!("no limit holds");
}

#[tokio::test]
async fn behind_a_trusted_proxy_limits_count_for_the_caller_and_a_forged_claim_changes_nothing() {
    let trusted = ["127.0.0.1".parse().unwrap()];
    for (networks, each_has_their_own) in [(&trusted[..], true), (&[], false)] {
        let proxies = Proxies::new(networks, ProxyHeader::XForwardedFor);
        let house = House::with_config(|config| {
            config.limit_loopback = true;
            config.proxies = proxies;
        })
        .await;
        assert!(tries(&house, "9.9.9.9").await >= 8);
        // A try or two may come back while the first caller uses up theirs.
        assert_eq!(tries(&house, "8.8.8.8").await >= 8, each_has_their_own);
    }
}
