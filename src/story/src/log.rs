//! The log of a tab, as the page's scripts write it and keep it in the tab's storage.

use alloc::string::String;

use crate::context::Context;
use crate::shared::Shared;
use crate::story::Story;
use crate::text::Fields;
use crate::{event, limits};

/// The log's first field. Another number is another format, which is not guessed at.
pub const VERSION: u64 = 3;

/// Tells the log as JSON: `{"context":{..},"story":{..},"shared":[..]}`. The first two are those of `record::PageReport`, the
/// story at most 16 KiB; `shared` lists for the visitor what they are made of, as `{"id":"3","text":"Clicked Save","is_off":0}`.
/// Of what is named by its id in a line of `without` nothing is told; in the list it is off.
///
/// The first line holds [`VERSION`], when the tab's capture began (not read here), and how many events the log has let go.
/// Every other line is the time in milliseconds since then, a letter and its texts; fields are parted by tabs, and no text
/// holds a tab or a line break. Each text is cut to its limit, what is missing is empty, and a line that is none of these is
/// left out, since a page's other scripts can write the storage too.
///
/// | letter | what happened | texts |
/// |---|---|---|
/// | `n` | the visitor came to a page or a route | route template, title |
/// | `c` | a click | a control |
/// | `t` | a click that has nothing to do with the one before, which was answered or on another control | a control |
/// | `s` | a form was sent | the control that sent it |
/// | `i` | a field was refused | a control, what the page says about it, the key of `ValidityState` |
/// | `o` | the first field of a form was gone to | a control |
/// | `b` | a form was left that had been begun | role and name of the form, how many fields had been filled in |
/// | `a`, `m` | the page said something, loud or politely | what |
/// | `x` | an uncaught error | its class, its message, how often until now, a fingerprint |
/// | `r` | a request failed, or was slow | method, route template, status or 0 for no answer, milliseconds |
/// | `f` | a control did nothing | `dead_click`, a control |
/// | `g` | nothing was found | `thrashed_cursor` or `excessive_scrolling` |
/// | `z` | a search found nothing | role and name of its control, what the page says |
/// | `h` | the visitor went to a page of help | its address |
/// | `q` | the visitor opened the chat | |
/// | `~` | instead of the time how many events the log has let go here | |
/// | `k` | what is so at the end | see the module `context` |
///
/// A control is five texts: role, name, `enabled` or `disabled`, description, selector.
#[must_use]
pub fn tell(log: &str, now_ms: u64, without: &str) -> String {
    let mut lines = Fields::of(newest(log));
    let mut head = Fields::of(lines.until(b'\n'));
    let (version, began, dropped) = (head.number(), head.text(), head.small());
    let mut story = Story::new(dropped);
    let mut context = Context::default();
    let mut shared = Shared::new(without, began);
    while version == VERSION && lines.has_more() {
        let mut fields = Fields::of(lines.until(b'\n'));
        // A tab does not live longer, and a larger number is none to some readers of JSON.
        let t_ms = fields.number().min(limits::LAST_MS);
        let event = fields.all();
        if fields.is_damaged {
            continue;
        }
        let mut fields = Fields::of(event);
        match fields.text() {
            "k" => {
                let fact = fields.all();
                if shared.has_fact(fact) {
                    context.learn(&mut Fields::of(fact));
                }
            }
            "q" => story.chat_opened(t_ms),
            "~" => story.skip(0, t_ms.try_into().unwrap_or(u32::MAX)),
            _ => {
                let Some(mut event) = event::cleaned(event) else { continue };
                let mut arrival = Fields::of(&event);
                // The title that the visitor leaves out is that of each place too.
                if arrival.text() == "n" && shared.is_off("title") {
                    event = ["n\t", arrival.text(), "\t"].concat();
                }
                let seq = story.next_seq();
                if shared.has_event(seq, &event) {
                    story.push(t_ms, &event);
                } else {
                    story.skip(t_ms, 1);
                    if event.starts_with("n\t") {
                        story.is_somewhere();
                    }
                }
            }
        }
    }
    let mut told = story.told(&context, now_ms);
    told.truncate(told.len() - 1);
    shared.write(&mut told);
    told.push_str("}");
    told
}

/// As much of a log as is read, from its beginning.
fn newest(log: &str) -> &str {
    let mut end = log.len().min(limits::LOG_BYTES);
    while !log.is_char_boundary(end) {
        end -= 1;
    }
    log.get(..end).unwrap_or_default()
}
