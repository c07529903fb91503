//! Sites, agents, their sessions, and visitors.

use record::{AgentId, SiteId, SiteNames, VisitorId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::rows;
use crate::{
    Agent, Credentials, NewAgent, NewSite, NewVisitor, SignedIn, Site, SiteScope, StoreError, TokenHash,
    Visitor,
};

const SITE_COLUMNS: &str = "s.id, s.key, s.name, s.allowed_origins, s.accent, s.names";

fn site(row: &Row<'_>) -> rusqlite::Result<Site> {
    Ok(Site {
        scope: SiteScope::of(rows::id(row, 0, SiteId::from_slice)?),
        key: row.get(1)?,
        name: row.get(2)?,
        allowed_origins: rows::json(row, 3)?,
        accent: row.get(4)?,
        names: rows::json(row, 5)?,
    })
}

/// Looks before it inserts, so that a taken name is an answer and every other failure is the disk's.
pub(super) fn add_site(conn: &Connection, new: &NewSite) -> rusqlite::Result<Result<Site, StoreError>> {
    let taken = conn.prepare_cached("SELECT 1 FROM site WHERE key = ?1")?.exists([&new.key])?;
    if taken {
        return Ok(Err(StoreError::Taken { what: "this site key" }));
    }
    let origins = serde_json::Value::from(new.allowed_origins.clone()).to_string();
    conn.prepare_cached(
        "INSERT INTO site (id, key, name, allowed_origins, accent, names, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        new.id.as_bytes(),
        new.key,
        new.name,
        origins,
        new.accent,
        json(&new.names)?,
        new.created_at_ms
    ])?;
    Ok(Ok(Site {
        scope: SiteScope::of(new.id),
        key: new.key.clone(),
        name: new.name.clone(),
        allowed_origins: new.allowed_origins.clone(),
        accent: new.accent.clone(),
        names: new.names.clone(),
    }))
}

fn json(names: &SiteNames) -> rusqlite::Result<String> {
    serde_json::to_string(names).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

pub(super) fn set_names(conn: &Connection, scope: SiteScope, names: &SiteNames) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE site SET names = ?2 WHERE id = ?1")?
        .execute(params![scope.site_id().as_bytes(), json(names)?])?;
    Ok(())
}

pub(super) fn set_allowed_origins(
    conn: &Connection,
    scope: SiteScope,
    origins: &[String],
) -> rusqlite::Result<()> {
    let origins = serde_json::Value::from(origins).to_string();
    conn.prepare_cached("UPDATE site SET allowed_origins = ?2 WHERE id = ?1")?
        .execute(params![scope.site_id().as_bytes(), origins])?;
    Ok(())
}

pub(super) fn site_by_key(conn: &Connection, key: &str) -> rusqlite::Result<Option<Site>> {
    conn.prepare_cached(&format!("SELECT {SITE_COLUMNS} FROM site s WHERE s.key = ?1"))?
        .query_row([key], site)
        .optional()
}

pub(super) fn sites(conn: &Connection) -> rusqlite::Result<Vec<Site>> {
    conn.prepare_cached(&format!("SELECT {SITE_COLUMNS} FROM site s ORDER BY s.name, s.key"))?
        .query_map([], site)?
        .collect()
}

pub(super) fn add_agent(
    conn: &Connection,
    scope: SiteScope,
    new: &NewAgent,
) -> rusqlite::Result<Result<Agent, StoreError>> {
    let email = new.agent.email.to_lowercase();
    let taken = conn.prepare_cached("SELECT 1 FROM agent WHERE email = ?1")?.exists([&email])?;
    if taken {
        return Ok(Err(StoreError::Taken { what: "this address" }));
    }
    conn.prepare_cached(
        "INSERT INTO agent (id, site_id, email, name, password_hash, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        new.agent.id.as_bytes(),
        scope.site_id().as_bytes(),
        email,
        new.agent.name,
        new.password_hash,
        new.created_at_ms
    ])?;
    Ok(Ok(Agent { email, ..new.agent.clone() }))
}

pub(super) fn credentials(conn: &Connection, email: &str) -> rusqlite::Result<Option<Credentials>> {
    conn.prepare_cached("SELECT id, email, name, site_id, password_hash FROM agent WHERE email = ?1")?
        .query_row([email.to_lowercase()], |row| {
            Ok(Credentials {
                agent: agent(row)?,
                scope: SiteScope::of(rows::id(row, 3, SiteId::from_slice)?),
                password_hash: row.get(4)?,
            })
        })
        .optional()
}

fn agent(row: &Row<'_>) -> rusqlite::Result<Agent> {
    Ok(Agent { id: rows::id(row, 0, AgentId::from_slice)?, email: row.get(1)?, name: row.get(2)? })
}

pub(super) fn begin_session(
    conn: &Connection,
    scope: SiteScope,
    agent: AgentId,
    token: TokenHash,
    now_ms: i64,
    expires_at_ms: i64,
) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM agent_session WHERE expires_at_ms <= ?1")?.execute([now_ms])?;
    // The agent must be of the site: a scope gives no way to sign in as somebody of another one.
    conn.prepare_cached(
        "INSERT INTO agent_session (token_hash, agent_id, created_at_ms, expires_at_ms)
         SELECT ?1, id, ?2, ?3 FROM agent WHERE id = ?4 AND site_id = ?5",
    )?
    .execute(params![token.0, now_ms, expires_at_ms, agent.as_bytes(), scope.site_id().as_bytes()])
    .map(drop)
}

pub(super) fn signed_in(
    conn: &Connection,
    token: TokenHash,
    now_ms: i64,
) -> rusqlite::Result<Option<SignedIn>> {
    let sql = format!(
        "SELECT {SITE_COLUMNS}, a.id, a.email, a.name
         FROM agent_session t JOIN agent a ON a.id = t.agent_id JOIN site s ON s.id = a.site_id
         WHERE t.token_hash = ?1 AND t.expires_at_ms > ?2"
    );
    conn.prepare_cached(&sql)?
        .query_row(params![token.0, now_ms], |row| {
            let agent =
                Agent { id: rows::id(row, 6, AgentId::from_slice)?, email: row.get(7)?, name: row.get(8)? };
            Ok(SignedIn { agent, site: site(row)? })
        })
        .optional()
}

pub(super) fn end_session(conn: &Connection, token: TokenHash) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM agent_session WHERE token_hash = ?1")?.execute([token.0]).map(drop)
}

pub(super) fn add_visitor(conn: &Connection, scope: SiteScope, new: &NewVisitor) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO visitor (id, site_id, token_hash, created_at_ms) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![new.id.as_bytes(), scope.site_id().as_bytes(), new.token_hash.0, new.created_at_ms])
    .map(drop)
}

pub(super) fn visitor_by_token(conn: &Connection, token: TokenHash) -> rusqlite::Result<Option<Visitor>> {
    conn.prepare_cached("SELECT site_id, id, identity FROM visitor WHERE token_hash = ?1")?
        .query_row([token.0], |row| {
            Ok(Visitor {
                scope: SiteScope::of(rows::id(row, 0, SiteId::from_slice)?),
                id: rows::id(row, 1, VisitorId::from_slice)?,
                identity: row.get(2)?,
            })
        })
        .optional()
}

pub(super) fn set_identity(
    conn: &Connection,
    scope: SiteScope,
    visitor: VisitorId,
    identity: &str,
) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE visitor SET identity = ?1 WHERE id = ?2 AND site_id = ?3")?
        .execute(params![identity, visitor.as_bytes(), scope.site_id().as_bytes()])
        .map(drop)
}
