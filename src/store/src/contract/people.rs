//! What is promised about people.

use record::{AgentId, SiteId, SiteNames};

use super::world::{NOON, World, token};
use crate::{Agent, NewAgent, NewSite, StoreError};

pub(super) async fn a_session_ends_when_it_should(world: World) {
    let (store, home) = (&world.store, &world.shop);
    let begin = |scope, number| store.begin_session(scope, home.agent.id, token(number), NOON, NOON + 1_000);
    let who = async |number, now_ms| {
        let signed_in = store.signed_in(token(number), now_ms).await.expect("a read");
        signed_in.map(|it| (it.agent.id, it.site.key))
    };
    begin(home.scope(), 200).await.expect("a write");
    let ana = Some((home.agent.id, "shop".to_owned()));
    assert_eq!(who(200, NOON).await, ana);
    assert_eq!(who(200, NOON + 1_000).await, None, "it has expired");
    assert_eq!(who(201, NOON).await, None);
    store.end_session(token(200)).await.expect("a write");
    assert_eq!(who(200, NOON).await, None);
    store.end_session(token(200)).await.expect("ending twice is no error");
    begin(world.other.scope(), 202).await.expect("a write");
    assert_eq!(who(202, NOON).await, None, "no session through another site's scope");
}

pub(super) async fn names_are_taken_once(world: World) {
    let store = &world.store;
    let site = NewSite {
        id: SiteId::mint(1, [1; 10]),
        key: "shop".to_owned(),
        name: "Again".to_owned(),
        allowed_origins: Vec::new(),
        accent: String::new(),
        names: SiteNames::default(),
        created_at_ms: NOON,
    };
    assert!(matches!(store.add_site(site).await, Err(StoreError::Taken { .. })));
    let agent = Agent {
        id: AgentId::mint(1, [1; 10]),
        email: "ANA@shop.example".to_owned(),
        name: "Ana the second".to_owned(),
    };
    let new = NewAgent { agent, password_hash: String::new(), created_at_ms: NOON };
    let again = store.add_agent(world.other.scope(), new).await;
    assert!(matches!(again, Err(StoreError::Taken { .. })), "on any site, in any case");

    let known = store.credentials("Ana@Shop.example").await.expect("a read").expect("any case");
    assert_eq!((known.scope, known.agent), (world.shop.scope(), world.shop.agent.clone()));
    assert_eq!(store.credentials("nobody@shop.example").await.expect("a read"), None);
    let site = store.site_by_key("shop").await.expect("a read").expect("a site");
    assert_eq!(site, world.shop.site);
    assert_eq!(store.site_by_key("SHOP").await.expect("a read"), None, "a key is exact");
    assert_eq!(store.sites().await.expect("a read").len(), 2);
    let moved = vec!["https://new.shop.example".to_owned()];
    store.set_allowed_origins(world.shop.scope(), moved.clone()).await.expect("a write");
    let site = store.site_by_key("shop").await.expect("a read").expect("a site");
    assert_eq!(site.allowed_origins, moved);
    let names = SiteNames { competitors: vec!["Velmo".to_owned()], ..SiteNames::default() };
    store.set_names(world.shop.scope(), names.clone()).await.expect("a write");
    let site = store.site_by_key("shop").await.expect("a read").expect("a site");
    assert_eq!((site.names, site.allowed_origins), (names, moved));
    let other =
        store.sites().await.expect("a read").into_iter().find(|site| site.key != "shop").expect("a site");
    assert_eq!(other, world.other.site, "only this site's");
    store.ready().await.expect("a read and a commit");
}

pub(super) async fn a_visitor_is_known_by_token_and_identity_is_kept(world: World) {
    let (store, home) = (&world.store, &world.shop);
    let known = store.visitor_by_token(token(3)).await.expect("a read").expect("Maya");
    assert_eq!((known.id, known.scope, known.identity), (home.maya, home.scope(), None));
    assert_eq!(store.visitor_by_token(token(250)).await.expect("a read"), None);
    let identity = r#"{"name":"Maya"}"#.to_owned();
    store.set_identity(world.other.scope(), home.maya, identity.clone()).await.expect("a write");
    let known = store.visitor_by_token(token(3)).await.expect("a read").expect("Maya");
    assert_eq!(known.identity, None, "not through another site's scope");
    store.set_identity(home.scope(), home.maya, identity.clone()).await.expect("a write");
    let (id, _) = world.maya_begins().await;
    let row = store.conversation(home.scope(), home.agents(), id).await.expect("a read").expect("a row");
    assert_eq!(row.identity, Some(identity));
}
