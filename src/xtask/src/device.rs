//! What a visitor's device does to a message, without a browser: it mints ids, scrubs, and reads.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow};
use reader::Reader;
use record::{
    Channel, Content, ConversationId, Extra, InteractionRecord, Label, PageReport, Provenance, ReadBy,
    Reading, RecordId, SchemaVersion, VisitorTurn,
};

/// The reader that the widget fetches, on the model that the server packs.
pub(crate) fn reader() -> Result<Reader> {
    let model = crate::paths::root().join("src/classifier/models/undertone-en-1.model");
    let bytes = std::fs::read(&model).with_context(|| format!("cannot read {}", model.display()))?;
    Reader::new(&bytes).context("the default model is not one that this reader knows")
}

/// A visitor's turn as the widget would send it.
pub(crate) fn turn(
    reader: &Reader,
    conversation_id: ConversationId,
    raw: &str,
    page: Option<PageReport>,
) -> Result<InteractionRecord> {
    let read = reader.read(raw);
    let id = record_id()?;
    let occurred_at_ms = i64::try_from(now_ms())?;
    let reading = Reading { by: ReadBy::Device, analysed_at_ms: occurred_at_ms, analysis: read.analysis };
    Ok(InteractionRecord {
        schema: SchemaVersion::CURRENT,
        id,
        conversation_id,
        channel: Channel::Chat,
        occurred_at_ms,
        content: Content::VisitorTurn(VisitorTurn {
            text: read.text,
            redactions: read.redactions,
            sealed: Vec::new(),
            reading: Some(reading),
            page,
        }),
        provenance: Provenance { client: Label::new("replay-0.1.0")? },
        extra: Extra::default(),
    })
}

/// A new record's id.
pub(crate) fn record_id() -> Result<RecordId> {
    Ok(RecordId::mint(now_ms(), random()?))
}

/// A new conversation's id.
pub(crate) fn conversation_id() -> Result<ConversationId> {
    Ok(ConversationId::mint(now_ms(), random()?))
}

/// Milliseconds since 1970, by this machine's clock.
#[expect(clippy::disallowed_methods, reason = "the commands are an edge: they mint ids as a device does")]
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn random() -> Result<[u8; 10]> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("the system gives no random bytes: {error}"))?;
    Ok(bytes)
}
