//! The browser's half of the chat: carries out what the session wants, and tells it what happened.

mod cellar;
mod clock;
mod device;
mod host;
mod http;
mod model;
mod socket;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use api::host::FromHost;
use api::visitor::FrameConfig;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use record::RecordId;
use web_sys::VisibilityState;

use crate::session::{Effect, Saved, Session};
use crate::wire::page::page;
use crate::words;
use cellar::Cellar;
pub(crate) use clock::{day_of, day_words, time_words};
use device::{Device, Kept};
use host::{Host, Told};
use socket::{Heard, Socket};
pub(crate) use view::{Scene, View};

/// Everything that the page owns. It lives as long as the page.
pub(crate) struct Shell {
    session: RefCell<Session>,
    socket: RefCell<Option<Socket>>,
    timer: RefCell<Option<Timeout>>,
    device: Device,
    cellar: Cellar,
    host: Rc<Host>,
    is_open: Cell<bool>,
    is_at_end: Cell<bool>,
    has_started: Cell<bool>,
    /// The turn whose words are kept as the draft until it is safe.
    draft_of: Cell<Option<RecordId>>,
    view: View,
}

impl Shell {
    /// Makes the shell of one site's chat. Nothing happens before [`Self::start`].
    pub(crate) fn new(config: &FrameConfig, view: View) -> Rc<Self> {
        let device = Device::new(config.site_key.clone());
        let saved = Saved {
            token: device.get(Kept::Token),
            conversation_id: device.get(Kept::Conversation).and_then(|id| id.parse().ok()),
        };
        let is_online = web_sys::window().is_none_or(|window| window.navigator().on_line());
        let random = Box::new(clock::random);
        let mut session = Session::new(config.site_key.clone(), saved, is_online, random);
        session.share_page(device.get(Kept::HidesPage).is_none());
        session.has_left_out(&device.get(Kept::LeftOut).unwrap_or_default());
        Rc::new(Self {
            session: RefCell::new(session),
            socket: RefCell::default(),
            timer: RefCell::default(),
            device,
            cellar: Cellar::default(),
            host: Rc::default(),
            // Without a page around it, the chat is the page.
            is_open: Cell::new(is_top()),
            is_at_end: Cell::new(true),
            has_started: Cell::new(false),
            draft_of: Cell::default(),
            view,
        })
    }

    /// Begins: listens to the page and the browser, restores the outbox, calls the server, then fetches the model.
    pub(crate) fn start(self: &Rc<Self>, config: &FrameConfig) {
        self.listen_to_host();
        self.listen_to_browser();
        let this = Rc::clone(self);
        self.cellar.open(&config.site_key, move |parcels| {
            this.view.change(&mut |scene| scene.is_durable = this.cellar.is_durable());
            this.has_started.set(true);
            this.act(|session, now| {
                session.restore(parcels);
                session.wake(now);
            });
        });
        let url = config.model_url.clone();
        model::when_idle(move || model::fetch(&url));
        self.refresh();
    }

    /// Sends what the visitor wrote. Answers whether it could go: a text that is too long stays in the composer.
    pub(crate) fn send(self: &Rc<Self>, raw: &str) -> bool {
        let Some(message) = model::read(raw.trim(), clock::now_ms()) else { return false };
        if message.text.as_str().len() > record::limits::TEXT_BYTES {
            return false;
        }
        let reading = message.reading.as_ref().and_then(|it| words::reading(&it.analysis));
        self.view.change(&mut |scene| scene.reading.clone_from(&reading));
        let draft_of = &self.draft_of;
        self.act(|session, now| draft_of.set(Some(session.write(now, message))));
        true
    }

    /// Sends a refused turn anew, under a new id.
    pub(crate) fn retry(self: &Rc<Self>, id: RecordId) {
        if let Some(text) = self.take_back(id) {
            self.send(&text);
        }
    }

    /// Takes a refused turn off the screen and gives its text back for the composer.
    pub(crate) fn take_back(self: &Rc<Self>, id: RecordId) -> Option<String> {
        let mut text = None;
        self.act(|session, _| text = session.take_back(id));
        text
    }

    /// Keeps the draft in this tab and tells that the visitor is typing.
    pub(crate) fn drafts(self: &Rc<Self>, draft: &str) {
        self.device.set(Kept::Draft, Some(draft).filter(|draft| !draft.is_empty()));
        self.act(|session, now| session.typed(now, !draft.trim().is_empty()));
    }

    /// The draft of before the reload.
    pub(crate) fn draft(&self) -> String {
        self.device.get(Kept::Draft).unwrap_or_default()
    }

    /// Whether the page's part goes along.
    pub(crate) fn shares_page(&self) -> bool {
        self.device.get(Kept::HidesPage).is_none()
    }

    /// The visitor's choice about the page's part.
    pub(crate) fn share_page(self: &Rc<Self>, yes: bool) {
        self.device.set(Kept::HidesPage, (!yes).then_some("1"));
        self.act(|session, _| session.share_page(yes));
    }

    /// The visitor leaves something out of what the page tells, or puts it back.
    pub(crate) fn leave_out(self: &Rc<Self>, id: &str) {
        self.act(|session, _| session.leave_out(id));
        self.device.set(Kept::LeftOut, Some(&self.session.borrow().without()));
    }

    /// Asks the page what would go along, to show it.
    pub(crate) fn ask_page(self: &Rc<Self>) {
        self.act(|session, _| session.ask_page());
    }

    /// The visitor wants what was said before the oldest line.
    pub(crate) fn earlier(self: &Rc<Self>) {
        self.act(|session, _| session.earlier());
    }

    /// The log was scrolled to its end, or away from it.
    pub(crate) fn scrolled(self: &Rc<Self>, is_at_end: bool) {
        if self.is_at_end.replace(is_at_end) != is_at_end {
            self.look();
        }
    }

    /// The visitor wants the chat away.
    pub(crate) fn close(&self) {
        self.host.tell(&api::host::ToHost::Close);
    }

    /// Gives the session something to do at this time, then does what it wants and draws what it has become.
    fn act(self: &Rc<Self>, act: impl FnOnce(&mut Session, u64)) {
        let mut act = Some(act);
        self.act_once(&mut |session, now| {
            if let Some(act) = act.take() {
                act(session, now);
            }
        });
    }

    /// The same behind a pointer, so that there is one copy of it and not one for each caller.
    #[inline(never)]
    fn act_once(self: &Rc<Self>, act: &mut dyn FnMut(&mut Session, u64)) {
        let effects = {
            let mut session = self.session.borrow_mut();
            act(&mut session, clock::now_ms());
            session.take_effects()
        };
        for effect in effects {
            self.carry_out(effect);
        }
        self.set_timer();
        self.refresh();
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Call => self.call(),
            Effect::HangUp => drop(self.socket.take()),
            Effect::Transmit(frame) => {
                if let Some(socket) = self.socket.borrow().as_ref() {
                    socket.send(&frame);
                }
            }
            Effect::Ask(body) => self.post("/v1/visitor/sessions", &body, None, Session::asked),
            Effect::Post { token, body } => {
                self.post("/v1/visitor/records", &body, Some(&token), Session::posted);
            }
            Effect::Keep(parcel) => {
                let this = Rc::clone(self);
                let is_turn = parcel.text.is_some();
                self.cellar.keep(&parcel, move || {
                    // Only now is the message safe, so only now may its draft go.
                    if is_turn && this.view.is_draft_empty() {
                        this.device.set(Kept::Draft, None);
                    }
                });
            }
            Effect::Release(id) => {
                self.cellar.release(&id.to_string());
                // Where nothing can be kept, the server's word is what makes it safe.
                if self.draft_of.get() == Some(id) && self.view.is_draft_empty() {
                    self.device.set(Kept::Draft, None);
                }
            }
            Effect::SaveToken(token) => self.device.set(Kept::Token, token.as_deref()),
            Effect::SaveConversation(id) => {
                self.device.set(Kept::Conversation, id.map(|id| id.to_string()).as_deref());
            }
            Effect::Forget => {
                self.device.forget();
                self.cellar.forget();
            }
            Effect::Tell(message) => self.host.tell(&message),
        }
    }

    fn post(
        self: &Rc<Self>,
        path: &str,
        body: &str,
        token: Option<&str>,
        take: fn(&mut Session, u64, Result<&str, u16>),
    ) {
        let this = Rc::clone(self);
        let done = move |answer: Result<String, u16>| {
            this.act(|session, now| take(session, now, answer.as_deref().map_err(|status| *status)));
        };
        http::post(path, body, token, Box::new(done));
    }

    fn call(self: &Rc<Self>) {
        let this = Rc::clone(self);
        let tell = Rc::new(move |heard| {
            this.act(|session, now| match heard {
                Heard::Open => session.socket_opened(),
                Heard::Frame(text) => session.frame(now, &text),
                Heard::Closed => session.socket_closed(now),
            });
        });
        let socket = socket_url().and_then(|url| Socket::open(&url, tell));
        let is_opening = socket.is_some();
        self.socket.replace(socket);
        if !is_opening {
            self.act(|session, now| session.socket_closed(now));
        }
    }

    fn listen_to_host(self: &Rc<Self>) {
        let this = Rc::clone(self);
        self.host.listen(Rc::new(move |told| match told {
            Told::Connected => {
                this.view.change(&mut |scene| scene.has_host = true);
                this.act(|session, _| session.host_connected());
            }
            Told::Malformed => this.act(|session, _| session.host_malformed()),
            Told::Left => this.act(|session, _| session.host_left()),
            Told::Message(FromHost::Visible { is_open }) => {
                this.is_open.set(is_open);
                this.view.change(&mut |scene| scene.is_open = is_open);
                this.look();
            }
            Told::Message(FromHost::Identify { identity }) => {
                this.act(|session, _| session.identify(identity))
            }
            Told::Message(FromHost::Story { request, capture, reason, log, now_ms }) => {
                // Whoever tells what nobody asked for shall not keep this page busy with it.
                if this.session.borrow().expects_story() {
                    let this = Rc::clone(&this);
                    let log = log.filter(|log| log.len() <= api::limits::LOG_BYTES).unwrap_or_default();
                    let without = this.session.borrow().without();
                    model::tell(&log, now_ms, &without, move |told| {
                        let page = page(capture, reason.as_ref(), told.as_deref());
                        this.act(|session, now| session.story(now, request, page));
                    });
                }
            }
            Told::Message(FromHost::Shutdown) => this.act(|session, _| session.shut_down()),
        }));
    }

    fn listen_to_browser(self: &Rc<Self>) {
        let Some(window) = web_sys::window() else { return };
        let on = |target: &web_sys::EventTarget, name: &'static str, act: fn(&Rc<Self>)| {
            let this = Rc::clone(self);
            EventListener::new(target, name, move |_| act(&this)).forget();
        };
        on(&window, "online", |this| this.act(|session, now| session.online(now, true)));
        on(&window, "offline", |this| this.act(|session, now| session.online(now, false)));
        on(&window, "pagehide", |this| this.act(Session::suspend));
        on(&window, "pageshow", |this| {
            if this.has_started.get() {
                this.act(Session::resume);
            }
        });
        if let Some(document) = window.document() {
            on(&document, "visibilitychange", |this| {
                this.look();
                if this.has_started.get() && is_visible() {
                    this.act(Session::resume);
                }
            });
        }
    }

    fn look(self: &Rc<Self>) {
        let is_watched = self.is_open.get() && is_visible() && self.is_at_end.get();
        self.act(|session, _| session.watched(is_watched));
    }

    fn set_timer(self: &Rc<Self>) {
        let wakes_at = self.session.borrow().wakes_at().filter(|_| self.has_started.get());
        let timer = wakes_at.map(|at| {
            let wait = at.saturating_sub(clock::now_ms()).min(60_000);
            let this = Rc::clone(self);
            Timeout::new(u32::try_from(wait).unwrap_or(0).max(1), move || this.act(Session::wake))
        });
        self.timer.replace(timer);
    }

    fn refresh(&self) {
        self.view.show(&self.session.borrow());
    }
}

fn socket_url() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss://" } else { "ws://" };
    Some([scheme, &location.host().ok()?, "/v1/visitor/socket"].concat())
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether the chat is a page of its own and no frame in another.
fn is_top() -> bool {
    let Some(window) = web_sys::window() else { return false };
    window.parent().ok().flatten().is_some_and(|parent| js_sys::Object::is(&window, &parent))
}
