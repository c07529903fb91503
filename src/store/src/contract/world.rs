//! Two sites with their people, and short ways to write what they do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use record::{
    AgentId, AgentTurn, CaptureMode, Channel, Content, ConversationId, Extra, InteractionRecord, Label,
    Outcome, PageAmendment, PageReport, Provenance, RecordId, Refusal, SchemaVersion, SiteId, SiteNames,
    VisitorId, VisitorTurn,
};

use crate::{
    Agent, Appended, NewAgent, NewSite, NewVisitor, Offer, Party, Site, SiteScope, Store, TokenHash,
};

/// A time in the tests; every event gets the next second.
pub(super) const NOON: i64 = 1_700_000_000_000;

/// One of the two sites, with its people.
#[derive(Debug, Clone)]
pub struct Home {
    /// The site.
    pub site: Site,
    /// Who answers there.
    pub agent: Agent,
    /// A visitor.
    pub maya: VisitorId,
    /// Another visitor.
    pub tom: VisitorId,
}

impl Home {
    /// What questions about the site take.
    pub fn scope(&self) -> SiteScope {
        self.site.scope
    }

    /// The agent as a party.
    pub fn agents(&self) -> Party {
        Party::Agent(self.agent.id)
    }
}

/// Two sites on one store.
#[derive(Debug)]
pub struct World {
    /// What is tried.
    pub store: Arc<dyn Store>,
    /// The site where most of it happens.
    pub shop: Home,
    /// Another tenant of the same store.
    pub other: Home,
    minted: AtomicU64,
}

/// Ids in tests are distinct and the same in every run.
fn bytes(number: u64) -> [u8; 10] {
    let mut bytes = [7; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(super) fn token(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

impl World {
    /// Adds both sites to an empty store.
    ///
    /// # Panics
    /// When the store refuses.
    pub async fn on(store: Arc<dyn Store>) -> Self {
        let shop = home(&store, 1, "shop").await;
        let other = home(&store, 10, "other").await;
        Self { store, shop, other, minted: AtomicU64::new(100) }
    }

    /// Finds the sites that [`World::on`] has added to this store before.
    ///
    /// # Panics
    /// When they are not there.
    pub async fn again(store: Arc<dyn Store>) -> Self {
        let shop = known(&store, 1, "shop").await;
        let other = known(&store, 10, "other").await;
        Self { store, shop, other, minted: AtomicU64::new(1 << 40) }
    }

    fn next(&self) -> u64 {
        self.minted.fetch_add(1, Ordering::Relaxed)
    }

    /// A new conversation's id.
    pub fn conversation_id(&self) -> ConversationId {
        ConversationId::mint(1_700_000_000_000, bytes(self.next()))
    }

    fn offer(&self, conversation_id: ConversationId, content: Content) -> Offer {
        let number = self.next();
        let received_at_ms = NOON + i64::try_from(number).unwrap_or(0) * 1_000;
        let record = InteractionRecord {
            schema: SchemaVersion::CURRENT,
            id: RecordId::mint(1_700_000_000_000, bytes(number)),
            conversation_id,
            channel: Channel::Chat,
            occurred_at_ms: received_at_ms - 40,
            content,
            provenance: Provenance { client: Label::new("test").expect("a label") },
            extra: Extra::default(),
        };
        let (digest, digest_after_wall) = (digest(number), digest(number + 1_000_000));
        Offer { record, digest, digest_after_wall, reading: None, received_at_ms }
    }

    /// A visitor's turn.
    pub fn says(&self, conversation: ConversationId, text: &str) -> Offer {
        let (text, redactions) = scrubbed(text);
        let turn = VisitorTurn { text, redactions, sealed: Vec::new(), reading: None, page: None };
        self.offer(conversation, Content::VisitorTurn(turn))
    }

    /// An agent's turn.
    pub fn answers(&self, conversation: ConversationId, agent: &Agent, text: &str) -> Offer {
        let turn = AgentTurn { text: text.to_owned(), agent_id: agent.id, agent_name: agent.name.clone() };
        self.offer(conversation, Content::AgentTurn(turn))
    }

    /// A page amendment.
    pub fn amends(&self, conversation: ConversationId, amends: RecordId) -> Offer {
        let page = PageReport::without_story(CaptureMode::Full, None);
        self.offer(conversation, Content::PageAmendment(PageAmendment { amends, page }))
    }

    /// Appends one record in the shop.
    pub async fn append(&self, party: Party, offer: &Offer) -> Appended {
        let appended = self.store.append(self.shop.scope(), party, vec![offer.clone()]).await;
        assert_eq!(appended.len(), 1, "one outcome for one offer");
        appended.into_iter().next().expect("just counted")
    }

    /// A conversation of Maya's in the shop, with one turn.
    pub async fn maya_begins(&self) -> (ConversationId, Offer) {
        let id = self.conversation_id();
        let offer = self.says(id, "my export button is grey");
        let appended = self.append(Party::Visitor(self.shop.maya), &offer).await;
        assert_eq!(appended.outcome.seq(), Some(1), "the first turn opens its conversation");
        (id, offer)
    }

    pub(super) async fn head(&self, id: ConversationId) -> Option<u64> {
        let row = self.store.conversation(self.shop.scope(), Party::Server, id).await;
        row.expect("a read").map(|row| row.head_seq)
    }
}

/// Why it was refused, if it was.
///
/// # Panics
/// When a refusal has no sentence or was stored all the same.
#[must_use]
pub fn refusal(appended: &Appended) -> Option<Refusal> {
    match &appended.outcome {
        Outcome::Refused { reason, detail } => {
            assert!(!detail.is_empty(), "a refusal has a sentence");
            assert!(appended.stored.is_none(), "what is refused is not stored");
            Some(*reason)
        }
        Outcome::Stored { .. } | Outcome::Duplicate { .. } => None,
    }
}

pub(super) fn digest(number: u64) -> [u8; 32] {
    let mut digest = [0; 32];
    digest[..8].copy_from_slice(&number.to_be_bytes());
    digest
}

/// The store does not know the scrubber, so the only way in is the wire's.
fn scrubbed<S: serde::de::DeserializeOwned, R: Default>(text: &str) -> (S, R) {
    let json = serde_json::Value::String(text.to_owned());
    (serde_json::from_value(json).expect("a string reads as scrubbed text"), R::default())
}

async fn home(store: &Arc<dyn Store>, number: u8, key: &str) -> Home {
    let mint = |more: u8| bytes(u64::from(number + more));
    let new = NewSite {
        id: SiteId::mint(1_700_000_000_000, mint(0)),
        key: key.to_owned(),
        name: format!("The {key}"),
        allowed_origins: vec![format!("https://{key}.example")],
        accent: "#123456".to_owned(),
        names: SiteNames::default(),
        created_at_ms: NOON,
    };
    let site = store.add_site(new).await.expect("a site is added");
    let agent = Agent {
        id: AgentId::mint(1_700_000_000_000, mint(1)),
        email: format!("ana@{key}.example"),
        name: "Ana".to_owned(),
    };
    let new = NewAgent { agent, password_hash: "hash".to_owned(), created_at_ms: NOON };
    let agent = store.add_agent(site.scope, new).await.expect("an agent is added");
    let mut visitors = Vec::new();
    for more in [2, 3] {
        let id = VisitorId::mint(1_700_000_000_000, mint(more));
        let new = NewVisitor { id, token_hash: token(number + more), created_at_ms: NOON };
        store.add_visitor(site.scope, new).await.expect("a visitor is added");
        visitors.push(id);
    }
    Home { site, agent, maya: visitors[0], tom: visitors[1] }
}

async fn known(store: &Arc<dyn Store>, number: u8, key: &str) -> Home {
    let site = store.site_by_key(key).await.expect("a read").expect("the site");
    let credentials = store.credentials(&format!("ana@{key}.example")).await.expect("a read");
    let maya = store.visitor_by_token(token(number + 2)).await.expect("a read").expect("Maya");
    let tom = store.visitor_by_token(token(number + 3)).await.expect("a read").expect("Tom");
    Home { site, agent: credentials.expect("Ana").agent, maya: maya.id, tom: tom.id }
}
