//! The recorder that `embed.js` holds: events in, the tab's story out.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use js_sys::Array;
use record::{Control, ControlState, PageEventKind};
use scrub::{Scrubbed, route_template, scrub};
use story::Story;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Document, Element, Event, MouseEvent, Performance, SubmitEvent, Window};

use crate::clock::Began;
use crate::page::{Page, is_blocked};
use crate::{controls, json, limits, messages, naming};

/// Where the story lies between two pages of one tab.
const STORAGE_KEY: &str = "undertone.story";

/// Records one tab. Every method may throw what the page throws; the caller drops that event and goes on.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Capture {
    page: Page,
    began: Cell<Began>,
    story: RefCell<Story>,
    /// The path that was last told, and when one that is not yet told came up: its title is late.
    path: RefCell<String>,
    moved_ms: Cell<Option<f64>>,
    pointer_down: Cell<Option<(i32, i32)>>,
    /// The disabled control that the pointer reported, since some browsers send a click for it too.
    reported: RefCell<Option<(Element, f64)>>,
    refusals: Cell<Refusals>,
    last_said: RefCell<Option<(Scrubbed, f64)>>,
    /// Regions that said something, newest last.
    standing: RefCell<Vec<Standing>>,
    attempt: RefCell<Option<Attempt>>,
}

/// The control that was last tried.
#[derive(Debug)]
struct Attempt {
    control: Element,
    at_ms: f64,
    /// Whether it was looked at what still stands.
    is_checked: bool,
}

/// What a region said, and to which try.
#[derive(Debug, Clone)]
struct Standing {
    region: Element,
    text: Scrubbed,
    control: Option<Element>,
    said_ms: f64,
}

/// The fields refused at one go.
#[derive(Debug, Clone, Copy, Default)]
struct Refusals {
    since_ms: f64,
    count: u32,
}

#[wasm_bindgen]
impl Capture {
    /// Takes the tab's story up where the last page left it, and looks at what the page says already.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new(window: Window, document: Document, performance: Performance) -> Self {
        let page = Page { window, document, performance };
        let began = Began::now(page.time_origin());
        let capture = Self {
            page,
            began: Cell::new(began),
            story: RefCell::new(Story::new()),
            path: RefCell::default(),
            moved_ms: Cell::new(None),
            pointer_down: Cell::new(None),
            reported: RefCell::default(),
            refusals: Cell::default(),
            last_said: RefCell::default(),
            standing: RefCell::default(),
            attempt: RefCell::default(),
        };
        capture.restore();
        *capture.path.borrow_mut() = capture.page.path();
        capture.tell_path(0.0);
        capture.look_around();
        capture
    }

    /// A `pointerdown`, `pointerup`, `click`, `submit` or `invalid`.
    pub fn hear(&self, event: &Event) {
        let now = self.page.now();
        self.settle(now);
        match event.type_().as_str() {
            "pointerdown" => self.pointer_down.set(Some(place(event.unchecked_ref()))),
            "pointerup" => self.pointer_up(event.unchecked_ref(), now),
            "click" => self.click(event, now),
            "submit" => self.submit(event.unchecked_ref(), now),
            "invalid" => self.invalid(event, now),
            _ => {}
        }
    }

    /// A click on `element` at `at_ms` of this page load, before this module was here.
    pub fn clicked(&self, element: &Element, at_ms: f64) {
        if let Some(control) = controls::control_of(&self.page, element) {
            self.push(at_ms, PageEventKind::Click { control: naming::control(&self.page, &control) });
        }
    }

    /// The address may have changed.
    pub fn moved(&self) {
        let path = self.page.path();
        if *self.path.borrow() == path {
            return;
        }
        if let Some(moved_ms) = self.moved_ms.take() {
            self.tell_path(moved_ms);
        }
        *self.path.borrow_mut() = path;
        self.moved_ms.set(Some(self.page.now()));
    }

    /// A batch of the page's mutations.
    pub fn mutated(&self, records: &Array) {
        let touched = messages::touched(records);
        if touched.regions.is_empty() && touched.invalid.is_empty() {
            return;
        }
        let now = self.page.now();
        self.settle(now);
        for region in &touched.regions {
            self.read_region(region, now);
        }
        for field in &touched.invalid {
            self.refused(field, messages::field_error(&self.page, field), now);
        }
    }

    /// An uncaught error or rejection.
    pub fn error(&self, kind: &str, message: &str, at_ms: f64) {
        self.push(at_ms, PageEventKind::Exception { kind: scrub(kind).0, message: scrub(message).0 });
    }

    /// A request that failed: status from 400 on, or 0 for no answer.
    pub fn request(&self, method: &str, url: &str, status: u16, duration_ms: u32, at_ms: f64) {
        let (method, route) = (scrub(method).0, route_template(url));
        self.push(at_ms, PageEventKind::Request { method, route, status, duration_ms });
    }

    /// The visitor opened the chat.
    pub fn chat(&self) {
        let now = self.page.now();
        self.settle(now);
        let tab_ms = self.tab_ms(now);
        self.story.borrow_mut().chat_opened(tab_ms);
    }

    /// The page report as JSON, the shape of `record::PageReport`.
    #[must_use]
    pub fn tell(&self) -> String {
        let now = self.page.now();
        self.settle(now);
        let context = self.page.context();
        let told = self.story.borrow().tell(self.tab_ms(now));
        json::full_report(&context, &told)
    }

    /// Writes the story into the tab's storage, where there is one and it has room.
    pub fn save(&self) {
        self.settle(self.page.now());
        let mut text = String::new();
        json::push_number(&mut text, self.began.get().written());
        text.push('\n');
        text.push_str(&self.story.borrow().snapshot());
        if let Ok(Some(storage)) = self.page.window.session_storage() {
            // A full or forbidden storage loses the story at the next page load, and nothing else.
            drop(storage.set_item(STORAGE_KEY, &text));
        }
    }

    /// The page came back out of the back-forward cache: another page of the tab may have gone on with the story.
    pub fn back(&self) {
        self.restore();
        self.tell_path(self.page.now());
    }
}

impl Capture {
    fn restore(&self) {
        let Ok(Some(storage)) = self.page.window.session_storage() else { return };
        let Ok(Some(text)) = storage.get_item(STORAGE_KEY) else { return };
        let Some((began, snapshot)) = text.split_once('\n') else { return };
        let began = Began::restored(began, self.page.time_origin() + self.page.now());
        if let (Some(began), Ok(story)) = (began, Story::restore(snapshot)) {
            self.began.set(began);
            *self.story.borrow_mut() = story;
        }
    }

    fn tab_ms(&self, page_ms: f64) -> u64 {
        self.began.get().tab_ms(self.page.time_origin(), page_ms)
    }

    fn push(&self, page_ms: f64, kind: PageEventKind) {
        let tab_ms = self.tab_ms(page_ms);
        self.story.borrow_mut().push(tab_ms, kind);
    }

    fn tell_path(&self, at_ms: f64) {
        let route = route_template(&self.path.borrow());
        let title = self.page.title();
        self.push(at_ms, PageEventKind::Navigation { route, title });
    }

    /// Tells what was waiting: a new address whose title has come by now, and a message that outlived an attempt.
    fn settle(&self, now: f64) {
        // A browser without the Navigation API says nothing when a script changes the address.
        self.moved();
        if let Some(moved_ms) = self.moved_ms.take() {
            self.standing.borrow_mut().clear();
            self.attempt.borrow_mut().take();
            self.tell_path(moved_ms);
        }
        let is_due = self
            .attempt
            .borrow()
            .as_ref()
            .is_some_and(|it| !it.is_checked && it.at_ms + limits::RENEW_MS <= now);
        if is_due {
            self.say_again();
        }
    }

    /// What the page said to the last try of a control and still says after this one is its answer again: a form that
    /// refuses twice with the same words often changes nothing.
    fn say_again(&self) {
        let Some((control, at_ms)) = self.attempt.borrow_mut().as_mut().map(|it| {
            it.is_checked = true;
            (it.control.clone(), it.at_ms)
        }) else {
            return;
        };
        let standing = self.standing.borrow().clone();
        for it in standing {
            let is_renewed = it.said_ms >= at_ms;
            if is_renewed || it.control.as_ref() != Some(&control) || !it.region.is_connected() {
                continue;
            }
            if let Some((severity, text)) = messages::said(&self.page, &it.region)
                && text == it.text
            {
                self.push(at_ms + limits::RENEW_MS, PageEventKind::Message { severity, text });
                return;
            }
        }
    }

    /// Remembers what is being tried.
    fn tries(&self, control: &Element, now: f64) {
        *self.attempt.borrow_mut() =
            Some(Attempt { control: control.clone(), at_ms: now, is_checked: false });
    }

    /// Alerts and refused fields that came with the page.
    fn look_around(&self) {
        let now = self.page.now();
        for region in self.page.all(messages::ALERTS).iter().take(limits::REGIONS) {
            self.read_region(region, now);
        }
        for field in self.page.all(messages::INVALID) {
            self.refused(&field, messages::field_error(&self.page, &field), now);
        }
    }

    fn read_region(&self, region: &Element, now: f64) {
        let Some((severity, text)) = messages::said(&self.page, region) else { return };
        let is_rendered_on = self
            .last_said
            .borrow()
            .as_ref()
            .is_some_and(|(last, at_ms)| *last == text && now - at_ms < limits::SAME_MESSAGE_MS);
        if is_rendered_on {
            return;
        }
        *self.last_said.borrow_mut() = Some((text.clone(), now));
        {
            let control = self.attempt.borrow().as_ref().map(|it| it.control.clone());
            let mut standing = self.standing.borrow_mut();
            standing.retain(|it| it.region != *region);
            if standing.len() == limits::STANDING {
                standing.remove(0);
            }
            standing.push(Standing { region: region.clone(), text: text.clone(), control, said_ms: now });
        }
        self.push(now, PageEventKind::Message { severity, text });
    }

    fn pointer_up(&self, event: &MouseEvent, now: f64) {
        let Some((x, y)) = self.pointer_down.take() else { return };
        let (up_x, up_y) = place(event);
        let has_moved = (up_x - x).abs() > limits::CLICK_SLOP_PX || (up_y - y).abs() > limits::CLICK_SLOP_PX;
        if has_moved || event.button() != 0 {
            return;
        }
        let Some(target) = controls::target(event) else { return };
        let control = controls::control_of(&self.page, &target);
        let disabled = match control {
            Some(control) if naming::is_disabled(&control) => Some(control),
            Some(control) if naming::is_real(&control) => None,
            _ if is_blocked(&target) => None,
            _ => controls::disabled_at(&target, event),
        };
        if let Some(element) = disabled {
            let control = naming::control(&self.page, &element);
            *self.reported.borrow_mut() = Some((element, now));
            self.push(
                now,
                PageEventKind::Click { control: Control { state: ControlState::Disabled, ..control } },
            );
        }
    }

    fn click(&self, event: &Event, now: f64) {
        let Some(element) =
            controls::target(event).and_then(|target| controls::control_of(&self.page, &target))
        else {
            return;
        };
        let is_reported = self.reported.borrow().as_ref().is_some_and(|(it, at_ms)| {
            now - at_ms < limits::SAME_CLICK_MS && (*it == element || element.contains(Some(it)))
        });
        if is_reported {
            return;
        }
        self.tries(&element, now);
        self.push(now, PageEventKind::Click { control: naming::control(&self.page, &element) });
    }

    fn submit(&self, event: &SubmitEvent, now: f64) {
        let Some(form) = controls::target(event) else { return };
        if is_blocked(&form) {
            return;
        }
        let by_enter = || form.query_selector("button:not([type=button]),input[type=submit]").ok().flatten();
        let element = event.submitter().map(Into::into).or_else(by_enter).unwrap_or_else(|| form.clone());
        self.tries(&element, now);
        self.push(now, PageEventKind::FormSubmit { control: naming::control(&self.page, &element) });
    }

    fn invalid(&self, event: &Event, now: f64) {
        if let Some(field) = controls::target(event) {
            self.refused(&field, messages::native_refusal(&field), now);
        }
    }

    fn refused(&self, field: &Element, message: Option<Scrubbed>, now: f64) {
        let mut refusals = self.refusals.get();
        if now - refusals.since_ms > limits::INVALID_BURST_MS || refusals.count == 0 {
            refusals = Refusals { since_ms: now, count: 0 };
        }
        refusals.count += 1;
        self.refusals.set(refusals);
        if refusals.count <= limits::INVALID_FIELDS && !is_blocked(field) {
            let control = naming::control(&self.page, field);
            self.push(now, PageEventKind::FormInvalid { control, message });
        }
    }
}

fn place(event: &MouseEvent) -> (i32, i32) {
    (event.client_x(), event.client_y())
}
