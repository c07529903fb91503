//! Visitors for the benches: real sockets, with frames that were written before the clock starts.

use std::net::Ipv4Addr;

use anyhow::{Context as _, Result, bail};
use api::visitor::{FromVisitor, ToVisitor};
use reader::Reader;
use record::{ConversationId, Outcome, PageReport, RecordId};
use serde_json::Value;

use crate::device;
use crate::own_rows::own_rows;
use crate::run::DEMO_SITE_KEY;
use crate::socket::{self, Socket};

/// What people write, from the rows that the model was trained on.
pub(super) fn texts() -> Result<Vec<String>> {
    let text = |row: &Value| row.get("text").and_then(Value::as_str).map(str::to_owned);
    own_rows()?.iter().map(|(_, row)| text(row).context("a row without a text")).collect()
}

/// The page of a visitor who tried something twice.
const PAGE: &str = r#"{"capture":"full","context":{"route":"/automations/{id}","title":"Automation - Fernly",
"language":"en"},"story":{"sentence":"Tried Save automation 2 times, saw 'Trigger is required'.","stuck":{"score":7,
"parts":[{"label":"failures","points":6},{"label":"tries","points":1}]},"tasks":[],"timeline":[
{"seq":1,"t_ms":0,"event":"browser.navigation","route":"/automations/{id}","title":"Automation - Fernly"},
{"seq":2,"t_ms":4100,"event":"browser.user_action.click","control":{"role":"button","name":"Save automation"}},
{"seq":3,"t_ms":4300,"event":"support.ui.message","severity":"alert","text":"Trigger is required"}]}}"#;

/// How long a record is as JSON.
pub(super) const RECORD_BYTES: usize = 1_500;

/// A frame that is ready to be sent, with the one record in it.
pub(super) struct Written {
    pub(super) id: RecordId,
    pub(super) frame: String,
}

/// Writes frames of one record of about [`RECORD_BYTES`] each.
pub(super) struct Pen {
    reader: Reader,
    texts: Vec<String>,
    page: PageReport,
    at: usize,
}

impl Pen {
    pub(super) fn new() -> Result<Self> {
        let page = serde_json::from_str(PAGE).context("the bench's page report is none")?;
        Ok(Self { reader: device::reader()?, texts: texts()?, page, at: 0 })
    }

    /// The next text, all of them in turn.
    pub(super) fn text(&mut self) -> &str {
        self.at += 1;
        &self.texts[self.at % self.texts.len()]
    }

    /// One record. What is missing to its length is more of what people write.
    pub(super) fn write(&mut self, conversation_id: ConversationId) -> Result<Written> {
        let mut text = self.text().to_owned();
        loop {
            let record = device::turn(&self.reader, conversation_id, &text, Some(self.page.clone()))?;
            let (id, record_bytes) = (record.id, serde_json::to_string(&record)?.len());
            if record_bytes >= RECORD_BYTES - 60 {
                let frame = serde_json::to_string(&FromVisitor::Append { records: vec![record] })?;
                return Ok(Written { id, frame });
            }
            let more: String = self.text().chars().take(RECORD_BYTES - record_bytes).collect();
            text = format!("{text} {more}");
        }
    }
}

/// Somebody with an open chat.
pub(super) struct Client {
    pub(super) socket: Socket,
    pub(super) conversation_id: ConversationId,
}

impl Client {
    /// Opens the chat as somebody new.
    pub(super) async fn arrive(origin: &str, from: Ipv4Addr) -> Result<Self> {
        let (socket, _) = socket::visitor(origin, DEMO_SITE_KEY, None, from).await?;
        Ok(Self { socket, conversation_id: device::conversation_id()? })
    }

    /// Sends a record and waits until it is stored.
    pub(super) async fn says(&mut self, written: Written) -> Result<()> {
        self.socket.send_text(written.frame).await?;
        loop {
            match self.socket.next().await? {
                ToVisitor::Outcomes { outcomes } => {
                    let of = outcomes.into_iter().find(|it| it.id == written.id);
                    match of.map(|it| it.outcome) {
                        Some(Outcome::Stored { .. }) => return Ok(()),
                        Some(other) => bail!("a record was not stored: {other:?}"),
                        None => {}
                    }
                }
                ToVisitor::Goodbye { detail, .. } => bail!("the server said goodbye: {detail}"),
                _ => {}
            }
        }
    }
}
