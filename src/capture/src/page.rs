//! Reading the page's document, with what belongs to nobody left out.

use alloc::string::String;
use alloc::vec::Vec;

use record::{Label, PageContext};
use scrub::{Scrubbed, route_template, scrub};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Node, Performance, ShadowRoot, Window};

use crate::limits;

/// What nobody may capture: a site's choice, and our own launcher.
const BLOCKED: &str = "[data-undertone-block]";
const MASKED: &str = "[data-undertone-mask]";
/// What stands for a masked text.
const MASK: &str = "[masked]";

const ELEMENT_NODE: u16 = 1;
const TEXT_NODE: u16 = 3;

/// The host page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) window: Window,
    pub(crate) document: Document,
    pub(crate) performance: Performance,
}

impl Page {
    /// Milliseconds since this page load began.
    pub(crate) fn now(&self) -> f64 {
        self.performance.now()
    }

    /// When this page load began, milliseconds since 1970.
    pub(crate) fn time_origin(&self) -> f64 {
        self.performance.time_origin()
    }

    /// The path, and behind it a hash that is used as one (`#/settings`).
    pub(crate) fn path(&self) -> String {
        let location = self.window.location();
        let mut path = location.pathname().unwrap_or_default();
        let hash = location.hash().unwrap_or_default();
        if let Some(routed) = hash.strip_prefix("#/").or_else(|| hash.strip_prefix("#!/")) {
            if !path.ends_with('/') {
                path.push('/');
            }
            path.push_str(routed);
        }
        path
    }

    pub(crate) fn title(&self) -> Scrubbed {
        scrub(&self.document.title()).0
    }

    pub(crate) fn context(&self) -> PageContext {
        let language = self.document.document_element().and_then(|it| it.get_attribute("lang"));
        PageContext {
            route: cut(&route_template(&self.path())),
            title: cut(&self.title()),
            language: language.and_then(|it| Label::new(&it.to_ascii_lowercase()).ok()),
        }
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        self.document.document_element().map(|root| all_in(&root, selector)).unwrap_or_default()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<Element> {
        self.document.get_element_by_id(id)
    }

    /// A computed style property, empty when there is none.
    pub(crate) fn style(&self, element: &Element, property: &str) -> String {
        let style = self.window.get_computed_style(element).ok().flatten();
        style.and_then(|it| it.get_property_value(property).ok()).unwrap_or_default()
    }

    /// Whether a person can see it: it takes room, and is not made invisible in its place.
    pub(crate) fn shows(&self, element: &Element) -> bool {
        element.get_client_rects().length() > 0 && self.style(element, "visibility") == "visible"
    }
}

/// A context's texts keep the record's limit.
fn cut(text: &Scrubbed) -> Scrubbed {
    let text = text.as_str();
    let end =
        (0..=text.len().min(record::limits::PAGE_TEXT_BYTES)).rev().find(|at| text.is_char_boundary(*at));
    scrub(text.get(..end.unwrap_or(0)).unwrap_or_default()).0
}

/// At most [`limits::DISABLED_CONTROLS`] elements below `root`, in the document's order.
pub(crate) fn all_in(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    let length = found.length().min(limits::DISABLED_CONTROLS);
    (0..length).filter_map(|at| found.get(at)).map(|it| it.unchecked_into()).collect()
}

/// The element itself or the nearest one around it that fits, also outside of the shadow root that it stands in.
pub(crate) fn closest(element: &Element, selector: &str) -> Option<Element> {
    let mut here = element.clone();
    for _ in 0..=limits::SHADOW_HOPS {
        if let Ok(Some(found)) = here.closest(selector) {
            return Some(found);
        }
        let root: ShadowRoot = here.get_root_node().unchecked_into();
        let host: JsValue = root.host().into();
        if host.is_undefined() {
            return None;
        }
        here = host.unchecked_into();
    }
    None
}

pub(crate) fn is_blocked(element: &Element) -> bool {
    closest(element, BLOCKED).is_some()
}

/// The element a node is or stands in.
pub(crate) fn element_of(node: &Node) -> Option<Element> {
    if node.node_type() == ELEMENT_NODE { Some(node.clone().unchecked_into()) } else { node.parent_element() }
}

pub(crate) fn attribute(element: &Element, name: &str) -> Option<String> {
    element.get_attribute(name).filter(|text| !text.trim().is_empty())
}

/// The text that an element shows, without what is blocked, and never anything that a visitor typed.
pub(crate) fn text_of(element: &Element, max_bytes: usize) -> String {
    let mut text = String::new();
    if closest(element, MASKED).is_some() {
        text.push_str(MASK);
    } else {
        let mut nodes_left = limits::NAME_NODES;
        read(element, max_bytes, &mut nodes_left, &mut text);
    }
    text
}

fn read(parent: &Node, max_bytes: usize, nodes_left: &mut u32, out: &mut String) {
    let mut next = parent.first_child();
    while let Some(node) = next {
        if *nodes_left == 0 || out.len() >= max_bytes {
            return;
        }
        *nodes_left -= 1;
        match node.node_type() {
            TEXT_NODE => out.push_str(&node.node_value().unwrap_or_default()),
            ELEMENT_NODE => read_element(node.unchecked_ref(), max_bytes, nodes_left, out),
            _ => {}
        }
        next = node.next_sibling();
    }
    let end = (0..=out.len().min(max_bytes)).rev().find(|at| out.is_char_boundary(*at));
    out.truncate(end.unwrap_or(0));
}

fn read_element(element: &Element, max_bytes: usize, nodes_left: &mut u32, out: &mut String) {
    // Fields and editors hold what the visitor typed, buttons are not what a message says, and the rest of these hold
    // nothing to read.
    const UNREAD: &str = "button,[role=button],input,select,textarea,script,style,noscript,template,iframe,[contenteditable],[role=textbox],\
                          [role=searchbox],[aria-hidden=true],[data-undertone-block]";
    if element.matches(UNREAD).unwrap_or(true) {
        return;
    }
    if element.matches(MASKED).unwrap_or(true) {
        out.push_str(MASK);
        return;
    }
    out.push(' ');
    match attribute(element, "aria-label").or_else(|| attribute(element, "alt")) {
        Some(label) => out.push_str(&label),
        None => read(element, max_bytes, nodes_left, out),
    }
    out.push(' ');
}
