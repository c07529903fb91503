//! Opening a visitor's session: by socket and by HTTP alike.

use std::net::IpAddr;

use api::visitor::{Conversation, Hello, Identity, Welcome};
use record::{ConversationId, VisitorId};
use store::{NewVisitor, Party, SiteScope, Slice};

use crate::app::App;
use crate::http::Failure;
use crate::limiter;
use crate::secrets::{self, DigestKey, Token};
use crate::views;

/// A visitor whose session is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) scope: SiteScope,
    pub(crate) visitor: VisitorId,
    /// What digests of their records are made with.
    pub(crate) digests: DigestKey,
}

impl Caller {
    pub(crate) fn party(self) -> Party {
        Party::Visitor(self.visitor)
    }
}

/// Answers a hello: the visitor of the token, or a new one.
///
/// A token that is not known (the data folder was restored from an older backup) makes a new visitor: whoever
/// holds it may still write, and what their outbox has kept is not lost.
pub(crate) async fn open(
    app: &App,
    hello: &Hello,
    ip: IpAddr,
    now_ms: i64,
) -> Result<(Caller, Welcome), Failure> {
    if hello.protocol == 0 || hello.protocol > api::PROTOCOL_VERSION {
        return Err(Failure::UnknownProtocol);
    }
    let Some(site) = app.store.site_by_key(&hello.site_key).await? else {
        return Err(Failure::UnknownSiteKey);
    };
    let scope = site.scope;
    app.reader.learns(&site);
    if let Some(caller) = known(app, scope, hello.token.as_deref()).await? {
        limit_pages(app, caller, now_ms)?;
        let conversation = newest_conversation(app, caller).await?;
        let (protocol, visitor_id) = (api::PROTOCOL_VERSION, caller.visitor);
        return Ok((caller, Welcome { protocol, visitor_id, token: None, now_ms, conversation }));
    }
    if app.limits_address(ip) {
        app.limiters.sessions.take(limiter::network(ip), now_ms).map_err(Failure::limited)?;
    }
    let token = Token::mint()?;
    let visitor = secrets::visitor_id(now_ms)?;
    let new = NewVisitor { id: visitor, token_hash: token.hash(), created_at_ms: now_ms };
    app.store.add_visitor(scope, new).await?;
    let welcome = Welcome {
        protocol: api::PROTOCOL_VERSION,
        visitor_id: visitor,
        token: Some(token.reveal()),
        now_ms,
        conversation: None,
    };
    Ok((Caller { scope, visitor, digests: token.digest_key() }, welcome))
}

/// Counts one page of turns against the visitor's rate: each costs a reader of the store.
pub(crate) fn limit_pages(app: &App, caller: Caller, now_ms: i64) -> Result<(), Failure> {
    app.limiters.visitor_pages.take(caller.visitor, now_ms).map_err(Failure::limited)
}

/// The visitor of this site who holds the token.
async fn known(app: &App, scope: SiteScope, token: Option<&str>) -> Result<Option<Caller>, Failure> {
    let Some(token) = token.and_then(Token::parse) else { return Ok(None) };
    let visitor = app.store.visitor_by_token(token.hash()).await?;
    let digests = token.digest_key();
    Ok(visitor.filter(|it| it.scope == scope).map(|it| Caller { scope, visitor: it.id, digests }))
}

async fn newest_conversation(app: &App, caller: Caller) -> Result<Option<Conversation>, Failure> {
    let Some(row) = app.store.newest_conversation(caller.scope, caller.visitor).await? else {
        return Ok(None);
    };
    let limit = api::limits::PAGE_TURNS;
    let records = app.store.records(caller.scope, caller.party(), row.id, Slice::NewestTurns, limit).await?;
    Ok(Some(views::conversation(&row, views::turns(&records))))
}

/// One page of turns after a place, with the head. `None` when the conversation is not the caller's.
pub(crate) async fn turns_after(
    app: &App,
    caller: Caller,
    id: ConversationId,
    after_seq: u64,
) -> Result<Option<(u64, Vec<api::visitor::Turn>)>, Failure> {
    let Some(row) = app.store.conversation(caller.scope, caller.party(), id).await? else {
        return Ok(None);
    };
    let slice = Slice::TurnsAfter(after_seq);
    let limit = api::limits::PAGE_TURNS;
    let records = app.store.records(caller.scope, caller.party(), id, slice, limit).await?;
    Ok(Some((row.head_seq, views::turns(&records))))
}

/// Keeps what the site says of the visitor. Fields over the limit are cut, since the page's excess is no reason to
/// refuse the visitor.
pub(crate) async fn identify(app: &App, caller: Caller, identity: Identity) -> Result<(), Failure> {
    let cut = |field: Option<String>| {
        field.map(|mut text| {
            text.truncate(text.floor_char_boundary(api::limits::IDENTITY_BYTES));
            text
        })
    };
    let identity = Identity {
        user_id: cut(identity.user_id),
        name: cut(identity.name),
        email: cut(identity.email),
        account: cut(identity.account),
        plan: cut(identity.plan),
    };
    let json = serde_json::to_string(&identity).map_err(|_error| Failure::Internal)?;
    app.store.set_identity(caller.scope, caller.visitor, json).await?;
    if let Some(row) = app.store.newest_conversation(caller.scope, caller.visitor).await? {
        app.courses.touch(caller.scope, row.id, None);
    }
    Ok(())
}
