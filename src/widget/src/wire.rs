//! Reads the frames of the server and the messages of the host page.
//!
//! The types of [`api`] and [`record`] read and write themselves, but the derived code costs this page a third of its
//! bytes. So each is picked out of a JSON value by hand, and written by hand in [`mod@write`]; the tests hold both against
//! the derived ones. What is missing or of the wrong kind makes the whole message nothing.

pub mod page;
#[cfg(test)]
mod tests;
pub mod write;

use api::host::FromHost;
use api::visitor::{Conversation, FrameConfig, Identity, RecordOutcome, ToVisitor, Turn, Welcome};
use record::{Label, Outcome, Refusal, Role};

use crate::json::Json;
use crate::session::Parcel;

/// Reads a frame of the server.
#[must_use]
pub fn to_visitor(json: &str) -> Option<ToVisitor> {
    let frame = read(json)?;
    let conversation_id = || id(&frame, "conversation_id");
    Some(match text(&frame, "type")? {
        "welcome" => ToVisitor::Welcome(as_welcome(&frame)?),
        "outcomes" => ToVisitor::Outcomes { outcomes: outcomes(&frame)? },
        "turns" => ToVisitor::Turns {
            conversation_id: conversation_id()?,
            head_seq: whole(&frame, "head_seq")?,
            turns: turns(&frame)?,
        },
        "head" => {
            ToVisitor::Head { conversation_id: conversation_id()?, head_seq: whole(&frame, "head_seq")? }
        }
        "typing" => ToVisitor::Typing {
            conversation_id: conversation_id()?,
            agent_name: owned(&frame, "agent_name")?,
            is_typing: yes(&frame, "is_typing")?,
        },
        "seen" => ToVisitor::Seen { conversation_id: conversation_id()?, seq: whole(&frame, "seq")? },
        "goodbye" => ToVisitor::Goodbye {
            reason: owned(&frame, "reason")?,
            detail: owned(&frame, "detail")?,
            retry: yes(&frame, "retry")?,
        },
        _ => return None,
    })
}

/// Reads the answer to an opened session.
#[must_use]
pub fn welcome(json: &str) -> Option<Welcome> {
    as_welcome(&read(json)?)
}

/// Reads the answer to records sent over HTTP.
#[must_use]
pub fn append_answer(json: &str) -> Option<Vec<RecordOutcome>> {
    outcomes(&read(json)?)
}

/// Reads a message of the host page.
#[must_use]
pub fn from_host(json: &str) -> Option<FromHost> {
    let message = read(json)?;
    Some(match text(&message, "type")? {
        "visible" => FromHost::Visible { is_open: yes(&message, "is_open")? },
        "identify" => FromHost::Identify { identity: identity(message.get("identity")?)? },
        "story" => {
            // Before version 2 the page told its story itself: what tells a log can read that too.
            let told = message.get("page").unwrap_or(&message);
            let earlier = || {
                let mut page = crate::json::Writer::default();
                page.json("", message.get("page")?);
                Some(page.finish())
            };
            FromHost::Story {
                request: small(&message, "request")?,
                capture: page::capture_mode(text(told, "capture")?)?,
                reason: text(told, "reason").and_then(|it| Label::new(it).ok()),
                log: owned(told, "log").or_else(earlier),
                now_ms: whole(told, "now_ms").unwrap_or_default(),
            }
        }
        "shutdown" => FromHost::Shutdown,
        _ => return None,
    })
}

/// Reads what the server put into the page.
#[must_use]
pub fn frame_config(json: &str) -> Option<FrameConfig> {
    let config = read(json)?;
    let origins = config.get("allowed_origins")?.as_list()?;
    Some(FrameConfig {
        site_key: owned(&config, "site_key")?,
        site_name: owned(&config, "site_name")?,
        allowed_origins: origins.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        model_url: owned(&config, "model_url")?,
        accent: owned(&config, "accent")?,
        // The page's first script hands them to the reader.
        names: record::SiteNames::default(),
    })
}

/// Reads what this device kept.
#[must_use]
pub fn parcel(json: &str) -> Option<Parcel> {
    let parcel = read(json)?;
    Some(Parcel {
        id: id(&parcel, "id")?,
        conversation_id: id(&parcel, "conversation_id")?,
        occurred_at_ms: time(&parcel, "occurred_at_ms")?,
        text: owned(&parcel, "text"),
        body: owned(&parcel, "body")?,
    })
}

/// What the visitor wrote and when, of a record that was written by [`write::record`]; nothing of an amendment.
#[must_use]
pub fn written(record: &str) -> Option<(String, i64)> {
    let record = read(record)?;
    Some((owned(record.get("content")?, "text")?, time(&record, "occurred_at_ms")?))
}

fn as_welcome(it: &Json) -> Option<Welcome> {
    Some(Welcome {
        protocol: u16::try_from(whole(it, "protocol")?).ok()?,
        visitor_id: id(it, "visitor_id")?,
        token: owned(it, "token"),
        now_ms: time(it, "now_ms")?,
        conversation: match it.get("conversation") {
            None | Some(Json::Null) => None,
            Some(it) => Some(Conversation {
                id: id(it, "id")?,
                head_seq: whole(it, "head_seq")?,
                visitor_seen_seq: whole(it, "visitor_seen_seq")?,
                agent_seen_seq: whole(it, "agent_seen_seq")?,
                turns: turns(it)?,
            }),
        },
    })
}

fn turns(it: &Json) -> Option<Vec<Turn>> {
    let turn = |it: &Json| {
        Some(Turn {
            id: id(it, "id")?,
            seq: whole(it, "seq")?,
            previous_seq: whole(it, "previous_seq")?,
            role: match text(it, "role")? {
                "visitor" => Role::Visitor,
                "agent" => Role::Agent,
                _ => return None,
            },
            agent_name: owned(it, "agent_name"),
            text: owned(it, "text")?,
            occurred_at_ms: time(it, "occurred_at_ms")?,
            received_at_ms: time(it, "received_at_ms")?,
        })
    };
    it.get("turns")?.as_list()?.iter().map(turn).collect()
}

fn outcomes(it: &Json) -> Option<Vec<RecordOutcome>> {
    let outcome = |it: &Json| {
        let place = || Some((whole(it, "seq")?, time(it, "received_at_ms")?));
        let outcome = match text(it, "outcome")? {
            "stored" => place().map(|(seq, received_at_ms)| Outcome::Stored { seq, received_at_ms })?,
            "duplicate" => place().map(|(seq, received_at_ms)| Outcome::Duplicate { seq, received_at_ms })?,
            "refused" => {
                Outcome::Refused { reason: refusal(text(it, "reason")?), detail: owned(it, "detail")? }
            }
            _ => return None,
        };
        Some(RecordOutcome { id: id(it, "id")?, outcome })
    };
    it.get("outcomes")?.as_list()?.iter().map(outcome).collect()
}

/// A reason that this version does not know is final: trying again for ever would help nobody.
fn refusal(name: &str) -> Refusal {
    match name {
        "too_large" => Refusal::TooLarge,
        "future_schema" => Refusal::FutureSchema,
        "id_reused" => Refusal::IdReused,
        "not_yours" => Refusal::NotYours,
        "unknown_record" => Refusal::UnknownRecord,
        "wrong_role" => Refusal::WrongRole,
        "sealed_not_enabled" => Refusal::SealedNotEnabled,
        "rate_limited" => Refusal::RateLimited,
        "unavailable" => Refusal::Unavailable,
        _ => Refusal::Malformed,
    }
}

fn identity(it: &Json) -> Option<Identity> {
    matches!(it, Json::Map(_)).then(|| Identity {
        user_id: owned(it, "user_id"),
        name: owned(it, "name"),
        email: owned(it, "email"),
        account: owned(it, "account"),
        plan: owned(it, "plan"),
    })
}

fn read(json: &str) -> Option<Json> {
    Json::read(json)
}

fn text<'v>(it: &'v Json, name: &str) -> Option<&'v str> {
    it.get(name)?.as_str()
}

fn owned(it: &Json, name: &str) -> Option<String> {
    text(it, name).map(str::to_owned)
}

fn whole(it: &Json, name: &str) -> Option<u64> {
    it.get(name)?.as_u64()
}

fn small(it: &Json, name: &str) -> Option<u32> {
    u32::try_from(whole(it, name)?).ok()
}

fn time(it: &Json, name: &str) -> Option<i64> {
    it.get(name)?.as_i64()
}

fn yes(it: &Json, name: &str) -> Option<bool> {
    if let Json::Bool(yes) = it.get(name)? { Some(*yes) } else { None }
}

fn id<T: std::str::FromStr>(it: &Json, name: &str) -> Option<T> {
    text(it, name)?.parse().ok()
}
