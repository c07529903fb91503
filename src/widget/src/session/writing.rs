//! From the visitor's message to a record in the outbox, with the page's part asked for on the way.

use api::host::ToHost;
use record::{
    CaptureMode, Channel, Content, ConversationId, Extra, InteractionRecord, Label, PageAmendment,
    PageReport, Provenance, RecordId, SchemaVersion, VisitorTurn,
};
use scrub::{Redactions, Scrubbed};

use super::{Effect, Parcel, Session};
use crate::wire::page::{Page, page};
use crate::{limits, wire};

/// What this client calls itself in every record.
const CLIENT: &str = concat!("widget-", env!("CARGO_PKG_VERSION"));

/// A message, scrubbed and, where the model is there, read.
#[derive(Debug, Clone)]
pub struct Message {
    /// What the visitor wrote, scrubbed.
    pub text: Scrubbed,
    /// What was replaced.
    pub redactions: Redactions,
    /// The device's reading.
    pub reading: Option<DeviceReading>,
}

/// A reading of the device: JSON all the way from the module that made it into the record.
#[derive(Debug, Clone)]
pub struct DeviceReading {
    /// The device's clock, milliseconds since 1970, UTC.
    pub analysed_at_ms: i64,
    /// A [`record::Analysis`] as JSON.
    pub analysis: String,
}

/// A turn that waits for the page's part.
#[derive(Debug)]
pub(super) struct Composing {
    id: RecordId,
    conversation_id: ConversationId,
    occurred_at_ms: i64,
    message: Message,
    request: u32,
    page: Answer,
    /// It leaves without the page's part at this time.
    pub(super) until: u64,
}

#[derive(Debug)]
enum Answer {
    /// Asked for.
    Awaited,
    /// Here as JSON, or known not to come.
    Settled(Option<String>),
}

/// A question whose turn has left without the answer.
#[derive(Debug)]
pub(super) struct Question {
    request: u32,
    amends: RecordId,
    conversation_id: ConversationId,
    until: u64,
}

impl Session {
    /// The token is no longer good: what was said belongs to a visitor whom nobody knows any more. What is still on
    /// its way is written anew, under new ids and into a new conversation, and loses no word.
    pub(super) fn start_over(&mut self, now: u64) {
        self.token = None;
        self.effects.push(Effect::SaveToken(None));
        self.begin_anew(now);
    }

    /// The conversation is not this visitor's any more, or the visitor is not the one who had it.
    pub(super) fn begin_anew(&mut self, now: u64) {
        self.questions.clear();
        let bodies = self.mail.take_all();
        let mut lines = self.chat.start_over();
        lines.retain(|line| bodies.iter().all(|(id, _)| *id != line.id));
        let begun = ConversationId::mint(now, (self.random)());
        for ((id, body), at) in bodies.into_iter().zip(now..) {
            self.effects.push(Effect::Release(id));
            // An amendment to what another visitor said is nobody's. Of words each has its millisecond: the ids' order is
            // the order in which they are sent after a reload.
            if let Some((text, occurred_at_ms)) = wire::written(&body) {
                let id = RecordId::mint(at, (self.random)());
                let parcel = Parcel::readdressed(&body, id, begun, occurred_at_ms, text);
                self.effects.push(Effect::Keep(parcel.clone()));
                self.offer(parcel);
            }
        }
        if !lines.is_empty() || !self.composing.is_empty() {
            self.chat.begin(begun);
        }
        // Refused, or not yet in the outbox.
        lines.into_iter().for_each(|line| self.chat.put_back(line));
        self.composing.iter_mut().for_each(|it| it.conversation_id = begun);
        self.effects.push(Effect::SaveConversation(self.chat.id()));
    }

    /// The visitor sends a message. It is on the screen at once and in the outbox after at most
    /// [`api::limits::STORY_WAIT_MS`].
    pub fn write(&mut self, now: u64, message: Message) -> RecordId {
        let id = RecordId::mint(now, (self.random)());
        let conversation_id = self.chat.id().unwrap_or_else(|| {
            let begun = ConversationId::mint(now, (self.random)());
            self.chat.begin(begun);
            self.effects.push(Effect::SaveConversation(Some(begun)));
            self.tell_event("conversation_started");
            begun
        });
        let occurred_at_ms = i64::try_from(now).unwrap_or(i64::MAX);
        self.chat.write(id, message.text.as_str().to_owned(), occurred_at_ms);
        let request = self.next_request;
        let page = if !self.shares_page {
            Answer::Settled(Some(without("visitor_choice", CaptureMode::Off).json))
        } else if self.has_host {
            self.ask_page();
            Answer::Awaited
        } else if self.is_host_distrusted {
            Answer::Settled(Some(without("page_distrusted", CaptureMode::Off).json))
        } else {
            Answer::Settled(None)
        };
        let until = now + u64::from(api::limits::STORY_WAIT_MS);
        self.composing.push_back(Composing {
            id,
            conversation_id,
            occurred_at_ms,
            message,
            request,
            page,
            until,
        });
        if let Some(is_typing) = self.own_typing.key(now, false) {
            self.tell_typing(is_typing);
        }
        self.tell_event("message_sent");
        self.wake(now);
        id
    }

    /// Asks the page what would go along, for the visitor to see.
    pub fn ask_page(&mut self) {
        if self.has_host {
            let request = self.next_request;
            self.next_request = self.next_request.wrapping_add(1);
            self.unanswered += 1;
            self.effects.push(Effect::Tell(ToHost::TellStory { request }));
        }
    }

    /// The page has answered.
    pub fn story(&mut self, now: u64, request: u32, page: Page) {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.page = page.shared;
        if let Some(waiting) = self.composing.iter_mut().find(|it| it.request == request) {
            // The answer to a turn that the visitor did not want it for is nobody's.
            if matches!(waiting.page, Answer::Awaited) {
                waiting.page = Answer::Settled(Some(page.json));
            }
        } else if let Some(at) = self.questions.iter().position(|it| it.request == request)
            && let Some(question) = self.questions.remove(at)
            && now < question.until
        {
            let nothing = PageReport::without_story(CaptureMode::Late, None);
            let content = Content::PageAmendment(PageAmendment { amends: question.amends, page: nothing });
            let id = RecordId::mint(now, (self.random)());
            let occurred_at_ms = i64::try_from(now).unwrap_or(i64::MAX);
            self.send(id, question.conversation_id, occurred_at_ms, content, None, Some(&page.json));
        }
        self.wake(now);
    }

    /// Lets the turns go that have what they wait for, or have waited long enough, in the order of writing.
    pub(super) fn finish_writing(&mut self, now: u64) {
        if !self.is_restored {
            return;
        }
        while let Some(front) =
            self.composing.pop_front_if(|it| it.until <= now || matches!(it.page, Answer::Settled(_)))
        {
            let page_json = match front.page {
                Answer::Settled(page) => page,
                Answer::Awaited => {
                    if self.questions.len() == limits::OPEN_QUESTIONS {
                        self.questions.pop_front();
                    }
                    self.questions.push_back(Question {
                        request: front.request,
                        amends: front.id,
                        conversation_id: front.conversation_id,
                        until: now + limits::LATE_STORY_MS,
                    });
                    Some(page(CaptureMode::Late, None, None).json)
                }
            };
            let Message { text, redactions, reading } = front.message;
            let turn = VisitorTurn { text, redactions, sealed: Vec::new(), reading: None, page: None };
            self.send(
                front.id,
                front.conversation_id,
                front.occurred_at_ms,
                Content::VisitorTurn(turn),
                reading,
                page_json.as_deref(),
            );
        }
    }

    fn send(
        &mut self,
        id: RecordId,
        conversation_id: ConversationId,
        occurred_at_ms: i64,
        content: Content,
        reading: Option<DeviceReading>,
        page: Option<&str>,
    ) {
        let Ok(client) = Label::new(CLIENT) else { return };
        let record = InteractionRecord {
            schema: SchemaVersion::CURRENT,
            id,
            conversation_id,
            channel: Channel::Chat,
            occurred_at_ms,
            content,
            provenance: Provenance { client },
            extra: Extra::default(),
        };
        let parcel = Parcel::pack(&record, reading.as_ref(), page);
        self.effects.push(Effect::Keep(parcel.clone()));
        self.offer(parcel);
    }
}

fn without(reason: &str, capture: CaptureMode) -> Page {
    page(capture, Label::new(reason).ok().as_ref(), None)
}
