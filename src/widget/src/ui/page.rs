//! The fixed parts of the chat stand in the page itself, so that they are drawn, and can be written in, before any
//! of this code is there. Here they are found by their names and bound to what they show.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::Effect;
use wasm_bindgen::JsCast;
use web_sys::{Document, Event, HtmlElement};

/// A part of the page.
#[derive(Clone)]
pub(super) struct Part<E = HtmlElement>(pub(super) E);

/// Finds a part. Nothing when the page is not ours.
pub(super) fn part<E: JsCast>(document: &Document, name: &str) -> Option<Part<E>> {
    document.get_element_by_id(name)?.dyn_into().ok().map(Part)
}

impl<E: AsRef<HtmlElement> + Clone + 'static> Part<E> {
    /// Shows what the words are, now and whenever they change.
    pub(super) fn says(&self, words: impl Fn() -> String + 'static) {
        let part: HtmlElement = self.0.as_ref().clone();
        let mut said = None;
        follow(Box::new(move || {
            // A live region that is told the same again may be read out again.
            let words = Some(words());
            if said != words {
                part.set_text_content(words.as_deref());
                said = words;
            }
        }));
    }

    /// Is there while this is so.
    pub(super) fn is_there_while(&self, is_there: impl Fn() -> bool + 'static) {
        let part: HtmlElement = self.0.as_ref().clone();
        follow(Box::new(move || part.set_hidden(!is_there())));
    }

    /// Does this when that happens.
    pub(super) fn on(&self, event: &'static str, act: impl Fn(&Event) + 'static) {
        listen(self.0.as_ref(), event, Rc::new(act));
    }
}

/// Runs something now and whenever what it looked at changes. One kind of effect for all, or each would bring its own
/// copy of the machinery.
pub(super) fn follow(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// Listens for as long as the page lives.
pub(super) fn listen(target: &web_sys::EventTarget, event: &'static str, act: Rc<dyn Fn(&Event)>) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, event, options, move |event| act(event)).forget();
}
