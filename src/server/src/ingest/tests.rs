//! What is known again when it is offered again.

use std::sync::Arc;

use record::{Outcome, SiteNames};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use store::sqlite::Sqlite;
use store::{NewSite, NewVisitor, Offer, Store};

use super::{digest_after_wall, offer, parse};
use crate::app::{App, Config};
use crate::secrets::{self, Token};
use crate::visitors::Caller;
use crate::{Origin, Proxies};

const NOW_MS: i64 = 1_700_000_000_000;

async fn visitor(folder: &tempfile::TempDir) -> (Arc<App>, Caller) {
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&folder.path().join("undertone.db")).unwrap());
    let site = NewSite {
        id: secrets::site_id(NOW_MS).unwrap(),
        key: "shop".to_owned(),
        name: "The shop".to_owned(),
        allowed_origins: Vec::new(),
        accent: "#0f6b66".to_owned(),
        names: SiteNames::default(),
        created_at_ms: NOW_MS,
    };
    let scope = store.add_site(site).await.unwrap().scope;
    let token = Token::mint().unwrap();
    let visitor = secrets::visitor_id(NOW_MS).unwrap();
    let new = NewVisitor { id: visitor, token_hash: token.hash(), created_at_ms: NOW_MS };
    store.add_visitor(scope, new).await.unwrap();
    let config =
        Config { public_origin: Origin::localhost(1), limit_loopback: false, proxies: Proxies::none() };
    (App::new(config, store).unwrap(), Caller { scope, visitor, digests: token.digest_key() })
}

fn turn(text: &str) -> Value {
    json!({
        "schema": 1, "id": "018bcfe5-6800-7abc-8def-0123456789ab",
        "conversation_id": "018bcfe5-6800-7abc-8def-0123456789ac", "channel": "chat",
        "occurred_at_ms": NOW_MS, "content": { "kind": "visitor_turn", "text": text },
        "provenance": { "client": "widget-0.1.0" },
    })
}

fn raw(value: &Value) -> Box<RawValue> {
    RawValue::from_string(value.to_string()).unwrap()
}

async fn outcome(app: &App, caller: Caller, json: Box<RawValue>) -> Outcome {
    offer(app, caller, &[json], NOW_MS).await.unwrap().0.remove(0).outcome
}

#[tokio::test]
async fn a_record_let_in_by_an_older_scrubber_is_known_again_by_a_newer_one() {
    let folder = tempfile::tempdir().unwrap();
    let (app, caller) = visitor(&folder).await;
    let offered = turn("my card is 4111 1111 1111 1111");
    // As a server has committed it whose scrubber knew no cards, before it was killed and replaced.
    let kept = serde_json::from_value(turn("my card is of an older kind")).unwrap();
    let digest = caller.digests.digest(&parse::as_offered(&raw(&offered)));
    let before = Offer { record: kept, digest, digest_after_wall: [0; 32], reading: None, received_at_ms: 1 };
    app.store.append(caller.scope, caller.party(), vec![before]).await;
    let again = outcome(&app, caller, raw(&offered)).await;
    assert!(matches!(again, Outcome::Duplicate { seq: 1, .. }), "{again:?}");
    let other = outcome(&app, caller, raw(&turn("my card is 5500 0000 0000 0004"))).await;
    assert!(matches!(other, Outcome::Refused { reason: record::Refusal::IdReused, .. }), "{other:?}");
}

#[tokio::test]
async fn a_record_kept_with_the_digest_of_former_servers_is_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, caller) = visitor(&folder).await;
    let record: record::InteractionRecord = serde_json::from_value(turn("it fails")).unwrap();
    let digest = digest_after_wall(&record);
    let before = Offer { record, digest, digest_after_wall: digest, reading: None, received_at_ms: 1 };
    app.store.append(caller.scope, caller.party(), vec![before]).await;
    let again = outcome(&app, caller, raw(&turn("it fails"))).await;
    assert!(matches!(again, Outcome::Duplicate { seq: 1, .. }), "{again:?}");
}

#[tokio::test]
async fn the_spelling_of_a_record_does_not_matter_and_its_values_do() {
    let folder = tempfile::tempdir().unwrap();
    let (app, caller) = visitor(&folder).await;
    let first = outcome(&app, caller, raw(&turn("it fails"))).await;
    assert!(matches!(first, Outcome::Stored { seq: 1, .. }), "{first:?}");
    let spaced = serde_json::to_string_pretty(&turn("it fails")).unwrap();
    let mut backwards: Vec<(String, Value)> =
        turn("it fails").as_object().unwrap().clone().into_iter().collect();
    backwards.reverse();
    let fields: Vec<String> = backwards.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    for spelling in [spaced, format!("{{{}}}", fields.join(","))] {
        let again = outcome(&app, caller, RawValue::from_string(spelling).unwrap()).await;
        assert!(matches!(again, Outcome::Duplicate { seq: 1, .. }), "{again:?}");
    }
}

#[test]
fn without_the_token_a_digest_tells_nothing_of_what_was_taken_out() {
    let offered = parse::as_offered(&raw(&turn("my card is 4111 1111 1111 1111")));
    let [one, other] = [(); 2].map(|()| Token::mint().unwrap().digest_key().digest(&offered));
    assert_ne!(one, other);
}
