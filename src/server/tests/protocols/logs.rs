//! The log at its loudest, under real traffic through the real binary: nothing of what anybody wrote is in it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use api::agent::{FromAgent, Reply, ToAgent};
use api::visitor::{FromVisitor, Hello, Identity, ToVisitor};
use record::ConversationId;
use serde_json::{Value, json};
use server::secrets;
use tempfile::TempDir;

use crate::house::{Line, record_id, turn};

struct Process {
    child: Child,
    ready: Value,
}

impl Process {
    fn start(folder: &TempDir, format: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_undertone"))
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"])
            .args(["--demo-origin", "http://127.0.0.1:1", "--log-level", "trace", "--log-format", format])
            .arg("--data")
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(std::fs::File::create(folder.path().join("log")).unwrap()))
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| line.unwrap().strip_prefix("ready ").map(str::to_owned)).unwrap();
        Self { child, ready: serde_json::from_str(&ready).unwrap() }
    }

    fn stop(mut self, folder: &TempDir) -> String {
        assert!(
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success()
        );
        assert!(self.child.wait().unwrap().success());
        let mut log = String::new();
        std::fs::File::open(folder.path().join("log")).unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

/// Everything that a day brings, and everything that goes wrong on it. Gives what must not be in the log.
async fn traffic(ready: &Value) -> Vec<String> {
    let origin = ready["origin"].as_str().unwrap();
    let password = ready["demo"]["password"].as_str().unwrap();
    let http = reqwest::Client::new();
    let sign_in = async |password: &str| {
        let body = json!({ "email": "ana@fernly.example", "password": password });
        http.post(format!("{origin}/v1/sessions")).json(&body).send().await.unwrap()
    };
    assert_eq!(sign_in("a-wrong-password-8341").await.status(), 401);
    let signed_in = sign_in(password).await;
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let session = cookie.split_once('=').unwrap().1.to_owned();
    let sockets = origin.replace("http://", "ws://");

    let mut maya = Line::open(&format!("{sockets}/v1/visitor/socket"), Some(origin), None).await.unwrap();
    let hello = Hello { protocol: 1, site_key: "demo".to_owned(), token: None };
    maya.send(&FromVisitor::Hello(hello)).await;
    let ToVisitor::Welcome(welcome) = maya.hear().await else { panic!("no welcome") };
    let token = welcome.token.unwrap();
    let identity = Identity {
        name: Some("Quirinia Zupan".to_owned()),
        email: Some("quirinia@zupan.example".to_owned()),
        ..Identity::default()
    };
    maya.send(&FromVisitor::Identify { identity }).await;
    let conversation = ConversationId::mint(1, secrets::random().unwrap());
    let mut broken = turn(conversation, "plumbago-unread");
    broken["channel"] = json!("plumbago-channel");
    let records = vec![turn(conversation, "my plumbago wilts, call 030 901820 or plum@bago.example"), broken];
    maya.send(&json!({ "type": "append", "records": records })).await;
    maya.hear_until(|frame| matches!(frame, ToVisitor::Outcomes { .. }).then_some(())).await;

    let mut ana =
        Line::open(&format!("{sockets}/v1/agent/socket"), Some(origin), Some(&cookie)).await.unwrap();
    ana.send(&FromAgent::Hello { protocol: 1 }).await;
    let text = "please repot the plumbago".to_owned();
    let reply = Reply { id: record_id(), conversation_id: conversation, occurred_at_ms: 1, text };
    ana.send(&FromAgent::Reply(reply)).await;
    ana.hear_until(|frame| matches!(frame, ToAgent::Outcome(_)).then_some(())).await;

    let url = |path: &str| format!("{origin}{path}");
    let get = async |path: &str| http.get(url(path)).header("cookie", &cookie).send().await.unwrap().status();
    assert_eq!(get("/v1/conversations").await, 200);
    assert_eq!(get("/v1/conversations?cursor=plumbago-cursor").await, 400);
    assert_eq!(get("/plumbago-path").await, 404);
    assert_eq!(get("/frame?site=plumbago-site").await, 404);
    let post = http.post(url("/v1/visitor/records")).bearer_auth(&token);
    assert_eq!(post.body("{\"records\": \"plumbago-body").send().await.unwrap().status(), 415);
    let post =
        http.post(url("/v1/visitor/records")).bearer_auth(&token).header("content-type", "application/json");
    assert_eq!(post.body("{\"records\": \"plumbago-body").send().await.unwrap().status(), 400);
    let post = http.post(url("/v1/visitor/records")).bearer_auth(&token);
    assert_eq!(
        post.json(&json!({ "records": [turn(conversation, "plumbago again")] }))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    // The last thing on each socket is a frame that ends it.
    maya.send_text("{\"type\": \"plumbago-frame").await;
    maya.hear_until(|frame| matches!(frame, ToVisitor::Goodbye { .. }).then_some(())).await;
    ana.send_text("plumbago-frame").await;
    ana.hear_until(|frame| matches!(frame, ToAgent::Goodbye { .. }).then_some(())).await;

    let metrics = http.get(ready["metrics"].as_str().unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("undertone_http_requests_total"));
    let words =
        ["plumbago", "901820", "bago.example", "Quirinia", "zupan", "a-wrong-password-8341", "ana@fernly"];
    let mut secret: Vec<String> = words.map(str::to_owned).into();
    secret.extend([password.to_owned(), session, token, conversation.to_string()]);
    for needle in &secret {
        assert!(!metrics.contains(needle), "the metrics tell {needle:?}");
    }
    // Ids are no secret and help to find a conversation; no line needs one today.
    secret
}

#[tokio::test]
async fn at_its_loudest_the_log_holds_nothing_that_anybody_wrote() {
    for format in ["json", "text"] {
        let folder = TempDir::new().unwrap();
        let process = Process::start(&folder, format);
        let secret = traffic(&process.ready).await;
        let log = process.stop(&folder);
        for needle in &secret {
            let line = log.lines().find(|line| line.contains(needle.as_str()));
            assert!(line.is_none(), "the log holds {needle:?}: {line:?}");
        }
        assert!(!log.contains("ERROR"), "nothing of this is the server's fault: {log}");
        // It was loud, or nothing is proved.
        assert!(log.contains("DEBUG") && log.contains("/v1/conversations"), "{log}");
        assert!(log.contains("a sign-in failed") && log.contains("stopping"), "{log}");
        if format == "json" {
            for line in log.lines() {
                let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
                assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
            }
        }
    }
}
