//! Taking records in: `limit -> parse (which scrubs) -> authorise -> append -> acknowledge -> publish`.
//!
//! The first four verbs are `offer`; its caller sends the outcomes (acknowledge), then calls `publish`.

mod parse;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use api::visitor::RecordOutcome;
use reader::Names;
use record::{
    Content, ConversationId, InteractionRecord, Label, Outcome, Reading, RecordId, Refusal, StoredRecord,
    VisitorTurn,
};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use store::{Appended, Offer, Party, SiteScope};

use crate::app::App;
use crate::live::{AgentEvent, VisitorEvent};
use crate::visitors::Caller;
use crate::{limits, views};

pub(crate) use parse::{NoId, VisitorFrame, frame};

/// What was committed and is to be told.
#[derive(Debug)]
pub(crate) struct Committed {
    scope: SiteScope,
    records: Vec<(StoredRecord, u64)>,
    /// Of records that had been kept before. Whoever kept them may have died before telling of it.
    known: Vec<ConversationId>,
}

impl Committed {
    const fn nothing(scope: SiteScope) -> Self {
        Self { scope, records: Vec::new(), known: Vec::new() }
    }

    /// The conversation of the last record that was stored.
    pub(crate) fn newest_conversation(&self) -> Option<ConversationId> {
        self.records.last().map(|(stored, _)| stored.record.conversation_id)
    }
}

/// Takes a visitor's records in, up to the commit: one outcome for each, in order.
///
/// # Errors
/// [`NoId`] when one of them has no id that an outcome could name.
pub(crate) async fn offer(
    app: &App,
    caller: Caller,
    raw: &[Box<RawValue>],
    now_ms: i64,
) -> Result<(Vec<RecordOutcome>, Committed), NoId> {
    let mut ends: Vec<Result<usize, RecordOutcome>> = Vec::with_capacity(raw.len());
    let mut accepted = Vec::with_capacity(raw.len());
    for json in raw {
        let id = parse::id(json)?;
        let end = limit(app, caller, now_ms).and_then(|()| parse::record(json)).and_then(authorise);
        ends.push(match end {
            Ok(record) => {
                accepted.push((record, caller.digests.digest(&parse::as_offered(json))));
                Ok(accepted.len() - 1)
            }
            Err((reason, detail)) => Err(RecordOutcome::refused(id, reason, &detail)),
        });
    }
    let ids: Vec<RecordId> = accepted.iter().map(|(record, _)| record.id).collect();
    let offers = read(app, caller.scope, accepted, now_ms).await;
    let (outcomes, committed) = append(app, caller.scope, caller.party(), offers).await;
    let outcomes = ends
        .into_iter()
        .map(|end| {
            end.map_or_else(
                |refused| refused,
                |at| RecordOutcome {
                    id: ids[at],
                    outcome: outcomes.get(at).cloned().unwrap_or_else(no_answer),
                },
            )
        })
        .collect();
    Ok((outcomes, committed))
}

type Refused = (Refusal, String);

fn limit(app: &App, caller: Caller, now_ms: i64) -> Result<(), Refused> {
    app.limiters.visitor_records.take(caller.visitor, now_ms).map_err(|wait_ms| {
        let seconds = wait_ms / 1_000 + 1;
        (Refusal::RateLimited, format!("too many messages in a short time: try again in {seconds} s"))
    })
}

fn authorise(record: InteractionRecord) -> Result<InteractionRecord, Refused> {
    match &record.content {
        Content::AgentTurn(_) => {
            Err((Refusal::WrongRole, "a visitor's client cannot write as an agent".to_owned()))
        }
        Content::VisitorTurn(turn) if !turn.sealed.is_empty() => {
            let detail = "sealed values are not enabled on this site: send the text without them";
            Err((Refusal::SealedNotEnabled, detail.to_owned()))
        }
        Content::VisitorTurn(_) | Content::PageAmendment(_) => Ok(record),
    }
}

/// The names of the site, also when nobody has opened a session since this server started.
async fn names(app: &App, scope: SiteScope) -> Arc<Names> {
    if let Some(names) = app.reader.names(scope) {
        return names;
    }
    // A store that cannot be read has worse to tell than this; the turn is kept or refused by what follows.
    let sites = app.store.sites().await.unwrap_or_default();
    if let Some(site) = sites.iter().find(|site| site.scope == scope) {
        app.reader.learns(site);
    }
    app.reader.names(scope).unwrap_or_default()
}

/// Reads visitors' turns with the server's model. A long batch goes to a blocking thread.
async fn read(
    app: &App,
    scope: SiteScope,
    records: Vec<(InteractionRecord, [u8; 32])>,
    now_ms: i64,
) -> Vec<Offer> {
    let bytes: usize = records.iter().filter_map(|(record, _)| record.text()).map(str::len).sum();
    let reader = Arc::clone(&app.reader);
    let names = names(app, scope).await;
    let all = move || -> Vec<(Offer, DeviceReading)> {
        // A text that the reader fails at is kept unread: it must not come back again and again and hold up the rest.
        let read = |text: &scrub::Scrubbed| {
            catch_unwind(AssertUnwindSafe(|| reader.read(text, &names, now_ms))).unwrap_or_else(|_| {
                tracing::error!(
                    bytes = text.as_str().len(),
                    "the reader failed at a text, which is kept unread"
                );
                None
            })
        };
        records.into_iter().map(|(record, digest)| to_offer(record, digest, now_ms, read)).collect()
    };
    let offers = if bytes <= limits::READ_INLINE_BYTES {
        all()
    } else {
        tokio::task::spawn_blocking(all).await.unwrap_or_default()
    };
    offers.into_iter().map(|(offer, device)| count(app, offer, device)).collect()
}

/// What became of the reading that the device sent along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DeviceReading {
    None,
    Agrees,
    Differs,
    Dropped,
}

fn count(app: &App, offer: Offer, device: DeviceReading) -> Offer {
    match device {
        DeviceReading::None => {}
        DeviceReading::Agrees => app.metrics.reading("agrees"),
        DeviceReading::Differs => app.metrics.reading("differs"),
        DeviceReading::Dropped => app.metrics.reading("dropped"),
    }
    offer
}

fn to_offer(
    mut record: InteractionRecord,
    digest: [u8; 32],
    received_at_ms: i64,
    read: impl FnOnce(&scrub::Scrubbed) -> Option<Reading>,
) -> (Offer, DeviceReading) {
    // Before anything is dropped: the same record offered again must give the same digest.
    let digest_after_wall = digest_after_wall(&record);
    let mut reading = None;
    let mut device = DeviceReading::None;
    if let Content::VisitorTurn(turn) = &mut record.content {
        reading = read(&turn.text);
        device = judge(turn, reading.as_ref());
        if device == DeviceReading::Dropped {
            turn.reading = None;
        }
    }
    (Offer { record, digest, digest_after_wall, reading, received_at_ms }, device)
}

/// A reading of a text that ingest changed lies about where its evidence stands, and so does one whose spans are
/// outside of the text.
fn judge(turn: &VisitorTurn, own: Option<&Reading>) -> DeviceReading {
    let Some(device) = &turn.reading else { return DeviceReading::None };
    if turn.text.was_altered() || !device.analysis.fits(turn.text.as_str()) {
        return DeviceReading::Dropped;
    }
    let labels = |reading: &Reading| -> Vec<Label> {
        reading.analysis.intents.iter().map(|intent| intent.label.clone()).collect()
    };
    let agrees = own.is_none_or(|own| {
        own.analysis.sentiment.label == device.analysis.sentiment.label && labels(own) == labels(device)
    });
    if agrees { DeviceReading::Agrees } else { DeviceReading::Differs }
}

/// What servers kept before digests were made of what was offered. It changes with the scrubber, so it only helps to
/// know what they have kept.
pub(crate) fn digest_after_wall(record: &InteractionRecord) -> [u8; 32] {
    // The types of a record always have a JSON form; the store refuses the one that has none.
    Sha256::digest(serde_json::to_vec(record).unwrap_or_default()).into()
}

/// An agent's record, which the server itself has made, with the digest of what the agent's client sent.
pub(crate) async fn agent_turn(
    app: &App,
    scope: SiteScope,
    party: Party,
    record: InteractionRecord,
    digest: [u8; 32],
    now_ms: i64,
) -> (RecordOutcome, Committed) {
    let id = record.id;
    if let Err((reason, detail)) = record.check() {
        return (RecordOutcome::refused(id, reason, detail), Committed::nothing(scope));
    }
    let (offer, _) = to_offer(record, digest, now_ms, |_| None);
    let (outcomes, committed) = append(app, scope, party, vec![offer]).await;
    let outcome = outcomes.into_iter().next().unwrap_or_else(no_answer);
    (RecordOutcome { id, outcome }, committed)
}

/// For a record that nothing was heard of: its sender keeps it and offers it again.
fn no_answer() -> Outcome {
    let detail = "the store gave no answer: try again".to_owned();
    Outcome::Refused { reason: Refusal::Unavailable, detail }
}

async fn append(app: &App, scope: SiteScope, party: Party, offers: Vec<Offer>) -> (Vec<Outcome>, Committed) {
    let mut committed = Committed::nothing(scope);
    if offers.is_empty() {
        return (Vec::new(), committed);
    }
    let conversations: Vec<ConversationId> = offers.iter().map(|it| it.record.conversation_id).collect();
    let appended = app.store.append(scope, party, offers).await;
    let mut outcomes = Vec::with_capacity(appended.len());
    for (Appended { outcome, stored, previous_turn_seq }, id) in appended.into_iter().zip(conversations) {
        if matches!(outcome, Outcome::Duplicate { .. }) && !committed.known.contains(&id) {
            committed.known.push(id);
        }
        outcomes.push(outcome);
        committed.records.extend(stored.map(|stored| (stored, previous_turn_seq)));
    }
    (outcomes, committed)
}

/// Tells whoever is connected, and the follower. What is lost here is found again by the sequence.
pub(crate) fn publish(app: &App, committed: Committed) {
    let scope = committed.scope;
    for id in committed.known {
        app.courses.touch(scope, id, None);
    }
    for (stored, previous_turn_seq) in committed.records {
        let conversation_id = stored.record.conversation_id;
        if let Some(turn) = views::turn(&stored, previous_turn_seq) {
            let event = VisitorEvent::Turn(conversation_id, stored.seq, Arc::new(turn));
            app.live.tell_visitor(scope, stored.visitor_id, event);
        }
        let stored = Arc::new(stored);
        app.live.tell_agents(scope, AgentEvent::Record(conversation_id, Arc::clone(&stored)));
        app.courses.touch(scope, conversation_id, Some(stored));
    }
}

#[cfg(test)]
mod tests;
