//! Reading what a visitor's client sent. Records are read one by one, so that a bad one costs only itself.

use api::visitor::FromVisitor;
use record::{InteractionRecord, RecordId, Refusal, SCHEMA_VERSION};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Refused;

/// A frame of a visitor's socket.
#[derive(Debug)]
pub(crate) enum VisitorFrame {
    /// Records, not yet read.
    Append(Vec<Box<RawValue>>),
    /// Anything else.
    Other(Box<FromVisitor>),
}

/// A record without an id that an outcome could name: the sender cannot be answered, so the frame is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record has no id that is a UUID of version 7")]
pub(crate) struct NoId;

/// Reads one frame.
pub(crate) fn frame(text: &str) -> Option<VisitorFrame> {
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(rename = "type")]
        kind: String,
        records: Option<Vec<Box<RawValue>>>,
    }
    let envelope: Envelope = serde_json::from_str(text).ok()?;
    if envelope.kind == "append" {
        return envelope
            .records
            .filter(|records| records.len() <= api::limits::BATCH_RECORDS)
            .map(VisitorFrame::Append);
    }
    serde_json::from_str(text).ok().map(|frame| VisitorFrame::Other(Box::new(frame)))
}

/// The record's id, whatever else it is.
pub(super) fn id(json: &RawValue) -> Result<RecordId, NoId> {
    #[derive(Deserialize)]
    struct Named {
        id: RecordId,
    }
    serde_json::from_str::<Named>(json.get()).map(|named| named.id).map_err(|_error| NoId)
}

/// What a client offered, in one spelling: the order of fields and the spaces between them do not matter, every value
/// does. It is made before the wall, so that a newer scrubber knows again what an older one has let in.
pub(super) fn as_offered(json: &RawValue) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(json.get()).unwrap_or_default();
    value.sort_all_objects();
    value.to_string().into_bytes()
}

/// Reads one record, which scrubs it, and checks its limits.
pub(super) fn record(json: &RawValue) -> Result<InteractionRecord, Refused> {
    #[derive(Deserialize)]
    struct Versioned {
        schema: u64,
    }
    let refuse = |reason, detail: &str| Err((reason, detail.to_owned()));
    if json.get().len() > record::limits::RECORD_BYTES {
        return refuse(Refusal::TooLarge, "the record is over 96 KiB");
    }
    let version = serde_json::from_str::<Versioned>(json.get());
    if let Ok(Versioned { schema }) = version
        && schema > u64::from(SCHEMA_VERSION)
    {
        let detail = format!(
            "schema {schema} is newer than this server's ({SCHEMA_VERSION}): upgrade the server first"
        );
        return Err((Refusal::FutureSchema, detail));
    }
    match serde_json::from_str::<InteractionRecord>(json.get()) {
        // The parser's own message may quote what the visitor wrote, so only the place is told.
        Err(error) => {
            let detail = format!("not a record of schema {SCHEMA_VERSION} (at byte {})", error.column());
            Err((Refusal::Malformed, detail))
        }
        Ok(record) => {
            record.check().map_err(|(reason, detail)| (reason, detail.to_owned()))?;
            Ok(record)
        }
    }
}
