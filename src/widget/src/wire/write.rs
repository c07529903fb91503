//! Writes what this page sends, as the derived writers of [`api`] and [`mod@record`] would.

use api::host::ToHost;
use api::visitor::{FromVisitor, Hello};
use record::{Analysis, Annotation, Content, InteractionRecord, Span, VisitorTurn};
use scrub::Kind;

use crate::json::Writer;
use crate::session::{DeviceReading, Parcel};

const MAP: [char; 2] = ['{', '}'];
const LIST: [char; 2] = ['[', ']'];

/// Writes a frame for the server. Nothing for records, which travel as parcels.
#[must_use]
pub fn from_visitor(frame: &FromVisitor) -> Option<String> {
    let kind = match frame {
        FromVisitor::Hello(_) => "hello",
        FromVisitor::Append { .. } => return None,
        FromVisitor::Fetch { .. } => "fetch",
        FromVisitor::Typing { .. } => "typing",
        FromVisitor::Seen { .. } => "seen",
        FromVisitor::Identify { .. } => "identify",
    };
    Some(map(|it| {
        it.text("type", kind);
        match frame {
            FromVisitor::Hello(hello) => write_hello(it, hello),
            FromVisitor::Append { .. } => {}
            FromVisitor::Fetch { conversation_id, after_seq } => {
                it.text("conversation_id", &conversation_id.to_string());
                whole(it, "after_seq", *after_seq);
            }
            FromVisitor::Typing { conversation_id, is_typing } => {
                it.text("conversation_id", &conversation_id.to_string());
                it.yes("is_typing", *is_typing);
            }
            FromVisitor::Seen { conversation_id, seq } => {
                it.text("conversation_id", &conversation_id.to_string());
                whole(it, "seq", *seq);
            }
            FromVisitor::Identify { identity } => it.within("identity", MAP, |it| {
                it.maybe_text("user_id", identity.user_id.as_deref());
                it.maybe_text("name", identity.name.as_deref());
                it.maybe_text("email", identity.email.as_deref());
                it.maybe_text("account", identity.account.as_deref());
                it.maybe_text("plan", identity.plan.as_deref());
            }),
        }
    }))
}

/// Writes the body that opens a session over HTTP.
#[must_use]
pub fn hello(hello: &Hello) -> String {
    map(|it| write_hello(it, hello))
}

/// Writes a message for the host page.
#[must_use]
pub fn to_host(message: &ToHost) -> String {
    map(|it| match message {
        ToHost::Ready { protocol } => {
            it.text("type", "ready");
            it.whole("protocol", i64::from(*protocol));
        }
        ToHost::TellStory { request } => {
            it.text("type", "tell_story");
            it.whole("request", i64::from(*request));
        }
        ToHost::Close => it.text("type", "close"),
        ToHost::Unread { count } => {
            it.text("type", "unread");
            it.whole("count", i64::from(*count));
        }
        ToHost::Event { name } => {
            it.text("type", "event");
            it.text("name", name);
        }
        ToHost::HasConversation { yes } => {
            it.text("type", "has_conversation");
            it.yes("yes", *yes);
        }
    })
}

/// Writes what this device keeps.
#[must_use]
pub fn parcel(parcel: &Parcel) -> String {
    map(|it| {
        it.text("id", &parcel.id.to_string());
        it.text("conversation_id", &parcel.conversation_id.to_string());
        it.whole("occurred_at_ms", parcel.occurred_at_ms);
        it.maybe_text("text", parcel.text.as_deref());
        it.text("body", &parcel.body);
    })
}

/// Writes a record of the visitor: a turn with its reading, or an amendment, on the one channel that there is here; and the
/// page's part of it, which is JSON already.
#[must_use]
pub fn record(record: &InteractionRecord, reading: Option<&DeviceReading>, page: Option<&str>) -> String {
    map(|it| {
        it.whole("schema", i64::from(record.schema.number()));
        it.text("id", &record.id.to_string());
        it.text("conversation_id", &record.conversation_id.to_string());
        it.text("channel", "chat");
        it.whole("occurred_at_ms", record.occurred_at_ms);
        it.within("content", MAP, |it| match &record.content {
            Content::VisitorTurn(turn) => visitor_turn(it, turn, reading, page),
            Content::PageAmendment(amendment) => {
                it.text("kind", "page_amendment");
                it.text("amends", &amendment.amends.to_string());
                it.raw("page", page.unwrap_or("null"));
            }
            Content::AgentTurn(_) => {}
        });
        it.within("provenance", MAP, |it| it.text("client", record.provenance.client.as_str()));
    })
}

fn visitor_turn(it: &mut Writer, turn: &VisitorTurn, reading: Option<&DeviceReading>, page: Option<&str>) {
    it.text("kind", "visitor_turn");
    it.text("text", turn.text.as_str());
    it.within("redactions", MAP, |it| {
        for (kind, count) in turn.redactions.iter() {
            it.whole(kind_name(kind), i64::from(count));
        }
    });
    if let Some(reading) = reading {
        it.within("reading", MAP, |it| {
            it.text("by", "device");
            it.whole("analysed_at_ms", reading.analysed_at_ms);
            it.raw("analysis", &reading.analysis);
        });
    }
    if let Some(page) = page {
        it.raw("page", page);
    }
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Email => "email",
        Kind::Phone => "phone",
        Kind::Card => "card",
        Kind::Iban => "iban",
        Kind::Ssn => "ssn",
        Kind::Ip => "ip",
        Kind::Jwt => "jwt",
        Kind::Secret => "secret",
        Kind::UrlSecret => "url_secret",
    }
}

/// Writes what the device's reader says of a text.
#[must_use]
pub fn analysis(analysis: &Analysis) -> String {
    map(|it| write_analysis(it, analysis))
}

fn write_analysis(it: &mut Writer, analysis: &Analysis) {
    it.text("language", analysis.language.as_str());
    it.within("sentiment", MAP, |it| {
        it.share("score", analysis.sentiment.score);
        it.text("label", analysis.sentiment.label.as_str());
        it.share("confidence", analysis.sentiment.confidence);
    });
    annotations(it, "emotions", &analysis.emotions);
    match &analysis.urgency {
        Some(urgency) => annotation(it, "urgency", urgency),
        None => it.raw("urgency", "null"),
    }
    annotations(it, "intents", &analysis.intents);
    annotations(it, "signals", &analysis.signals);
    it.within("entities", LIST, |it| {
        for entity in &analysis.entities {
            it.within("", MAP, |it| {
                it.text("kind", entity.kind.as_str());
                span(it, "span", entity.span);
            });
        }
    });
    annotations(it, "tried", &analysis.tried);
    it.text("model", analysis.model.as_str());
}

fn annotations(it: &mut Writer, name: &str, list: &[Annotation]) {
    it.within(name, LIST, |it| {
        for one in list {
            annotation(it, "", one);
        }
    });
}

fn annotation(it: &mut Writer, name: &str, annotation: &Annotation) {
    it.within(name, MAP, |it| {
        it.text("label", annotation.label.as_str());
        it.share("confidence", annotation.confidence);
        it.within("spans", LIST, |it| {
            for one in &annotation.spans {
                span(it, "", *one);
            }
        });
        if annotation.implied {
            it.yes("implied", true);
        }
    });
}

fn span(it: &mut Writer, name: &str, span: Span) {
    it.within(name, LIST, |it| {
        it.whole("", i64::from(span.0));
        it.whole("", i64::from(span.1));
    });
}

fn write_hello(it: &mut Writer, hello: &Hello) {
    it.whole("protocol", i64::from(hello.protocol));
    it.text("site_key", &hello.site_key);
    it.maybe_text("token", hello.token.as_deref());
}

/// Places and times are far below 2^63, which the largest whole number of JSON readers is below anyway.
fn whole(it: &mut Writer, name: &str, number: u64) {
    it.whole(name, i64::try_from(number).unwrap_or(i64::MAX));
}

fn map(write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::default();
    writer.within("", MAP, write);
    writer.finish()
}
