//! The outbox's place in IndexedDB: what a crash or a reload must not lose. One small database for each site.
//!
//! Where the browser forbids it, nothing is kept and [`Cellar::is_durable`] says so.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

use crate::limits;
use crate::session::Parcel;
use crate::wire;

const STORE: &str = "outbox";

/// The database, once it is open.
#[derive(Clone, Default)]
pub(crate) struct Cellar(Rc<RefCell<Option<IdbDatabase>>>);

impl Cellar {
    /// Opens the database and hands over what is in it, oldest first; calls back exactly once, at the latest after
    /// [`limits::STORE_OPENS_MS`], with nothing when there is no database to be had.
    pub(crate) fn open(&self, site_key: &str, ready: impl FnOnce(Vec<Parcel>) + 'static) {
        let ready = Rc::new(RefCell::new(Some(ready)));
        let finish = move |parcels| {
            if let Some(ready) = ready.take() {
                ready(parcels);
            }
        };
        let factory = web_sys::window().and_then(|window| window.indexed_db().ok().flatten());
        let name = ["undertone:", site_key].concat();
        let Some(request) = factory.and_then(|factory| factory.open_with_u32(&name, 1).ok()) else {
            finish(Vec::new());
            return;
        };
        once(
            &request,
            "upgradeneeded",
            Box::new({
                let request = request.clone();
                move || {
                    if let Some(database) = database(&request) {
                        drop(database.create_object_store(STORE));
                    }
                }
            }),
        );
        once(
            &request,
            "error",
            Box::new({
                let finish = finish.clone();
                move || finish(Vec::new())
            }),
        );
        once(
            &request,
            "success",
            Box::new({
                let (cellar, request, finish) = (self.clone(), request.clone(), finish.clone());
                move || {
                    cellar.0.replace(database(&request));
                    cellar.restore(finish);
                }
            }),
        );
        Timeout::new(limits::STORE_OPENS_MS, move || finish(Vec::new())).forget();
    }

    /// Whether records survive a reload.
    pub(crate) fn is_durable(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Keeps a parcel, and calls back when it is safe.
    pub(crate) fn keep(&self, parcel: &Parcel, safe: impl FnOnce() + 'static) {
        let Some(store) = self.store(IdbTransactionMode::Readwrite) else { return };
        let json = wire::write::parcel(parcel);
        let key = JsValue::from_str(&parcel.id.to_string());
        if store.put_with_key(&JsValue::from_str(&json), &key).is_ok() {
            once(&store.transaction(), "complete", Box::new(safe));
        }
    }

    /// Lets a parcel go.
    pub(crate) fn release(&self, id: &str) {
        if let Some(store) = self.store(IdbTransactionMode::Readwrite) {
            // A parcel that stays is sent again after the next reload, which the server knows by its id.
            drop(store.delete(&JsValue::from_str(id)));
        }
    }

    /// Lets everything go.
    pub(crate) fn forget(&self) {
        if let Some(store) = self.store(IdbTransactionMode::Readwrite) {
            drop(store.clear());
        }
    }

    fn restore(&self, finish: impl FnOnce(Vec<Parcel>) + Clone + 'static) {
        let request = self.store(IdbTransactionMode::Readonly).and_then(|store| store.get_all().ok());
        let Some(request) = request else {
            finish(Vec::new());
            return;
        };
        once(
            &request,
            "error",
            Box::new({
                let finish = finish.clone();
                move || finish(Vec::new())
            }),
        );
        once(&request.clone(), "success", Box::new(move || finish(parcels(&request))));
    }

    fn store(&self, mode: IdbTransactionMode) -> Option<IdbObjectStore> {
        let database = self.0.borrow();
        let transaction = database.as_ref()?.transaction_with_str_and_mode(STORE, mode).ok()?;
        transaction.object_store(STORE).ok()
    }
}

fn database(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.result().ok()?.dyn_into().ok()
}

/// Reads what was kept. What cannot be read was written by no version of ours and is left out.
fn parcels(request: &IdbRequest) -> Vec<Parcel> {
    let all: Option<Array> = request.result().ok().and_then(|all| all.dyn_into().ok());
    let texts = all.into_iter().flat_map(|all| all.iter().collect::<Vec<_>>());
    // In the order of their keys, which is the order of writing.
    texts.filter_map(|text| wire::parcel(&text.as_string()?)).take(limits::PARCELS).collect()
}

/// Boxed, or each caller would bring its own copy of the listener.
fn once(target: &web_sys::EventTarget, name: &'static str, then: Box<dyn FnOnce()>) {
    EventListener::once(target, name, move |_| then()).forget();
}
