//! Reads messages on the visitor's device: a module of its own, fetched together with its model once the chat can be typed in,
//! so that nobody waits for either.
//!
//! It must never know who writes, to whom, or where the text goes.

#[cfg(target_arch = "wasm32")]
#[expect(unreachable_pub, reason = "what is exported to JavaScript is public by name only")]
mod reading {
    use std::cell::RefCell;

    use reader::{Names, Reader};
    use record::SiteNames;
    use serde::Deserialize;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    thread_local! {
        static READER: RefCell<Option<(Reader, Names)>> = const { RefCell::new(None) };
    }

    /// What of the frame's configuration matters here.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Site {
        site_name: String,
        names: SiteNames,
    }

    /// Takes the model's bytes and the frame's configuration; tells whether the bytes are a model that this reader can
    /// use. A configuration that says nothing of names is none.
    #[wasm_bindgen]
    pub fn load(model: &[u8], site: JsValue) -> bool {
        let site: Site = serde_wasm_bindgen::from_value(site).unwrap_or_default();
        READER.with(|it| {
            let reader = Reader::new(model).ok();
            let is_there = reader.is_some();
            it.replace(reader.map(|reader| {
                let names = reader.names(&site.site_name, &site.names);
                (reader, names)
            }));
            is_there
        })
    }

    /// Reads a scrubbed text; gives the analysis as JSON, or nothing without a model. Spans are in UTF-8 bytes of
    /// the text, so one that scrubbing would still change is not read.
    #[wasm_bindgen]
    pub fn read(text: &str) -> Option<String> {
        let (scrubbed, _) = scrub::scrub(text);
        READER.with_borrow(|reader| {
            let (reader, names) = reader.as_ref().filter(|_| scrubbed.as_str() == text)?;
            Some(widget::wire::write::analysis(&reader.read_scrubbed(&scrubbed, names)))
        })
    }
}

fn main() {}
