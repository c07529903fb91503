//! What the page says: its live regions, and why it refuses a field.

use alloc::string::String;
use alloc::vec::Vec;

use js_sys::Array;
use record::Severity;
use scrub::{Scrubbed, scrub};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement, MutationRecord, Node};

use crate::limits;
use crate::naming::labelled_by;
use crate::page::{Page, attribute, closest, element_of, is_blocked, text_of};

/// Regions that speak. `output` is not among them: it shows what was computed from what was typed.
pub(crate) const LIVE: &str =
    "[role=alert],[role=alertdialog],[role=status],[aria-live=polite],[aria-live=assertive]";
pub(crate) const ALERTS: &str = "[role=alert],[role=alertdialog],[aria-live=assertive]";
pub(crate) const INVALID: &str = "[aria-invalid=true]";

/// What one batch of mutations touched.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) regions: Vec<Element>,
    pub(crate) invalid: Vec<Element>,
}

/// Looks at the first records of a batch.
pub(crate) fn touched(records: &Array) -> Touched {
    let mut touched = Touched::default();
    let mut looks_left = limits::MUTATIONS;
    for at in 0..records.length().min(limits::MUTATIONS) {
        let record: MutationRecord = records.get(at).unchecked_into();
        let Some(element) = record.target().as_ref().and_then(element_of) else { continue };
        if record.attribute_name().as_deref() == Some("aria-invalid") {
            if element.matches(INVALID).unwrap_or(false) {
                add(&mut touched.invalid, element);
            }
            continue;
        }
        if let Some(region) = closest(&element, LIVE) {
            add(&mut touched.regions, region);
            continue;
        }
        if record.attribute_name().is_some() {
            // A class or style that changed may have brought to sight what stands inside.
            inside(&element, &mut touched);
            continue;
        }
        let added = record.added_nodes();
        for at in 0..added.length() {
            if looks_left == 0 {
                return touched;
            }
            looks_left -= 1;
            let Some(node) = added.get(at) else { continue };
            let is_element = node.node_type() == Node::ELEMENT_NODE;
            if is_element {
                inside(node.unchecked_ref(), &mut touched);
            }
        }
    }
    touched
}

/// The first region and the first refused field in a part of the page that came to sight.
fn inside(element: &Element, touched: &mut Touched) {
    for (selector, list) in [(LIVE, &mut touched.regions), (INVALID, &mut touched.invalid)] {
        if element.matches(selector).unwrap_or(false) {
            add(list, element.clone());
        } else if let Ok(Some(found)) = element.query_selector(selector) {
            add(list, found);
        }
    }
}

fn add(list: &mut Vec<Element>, element: Element) {
    if list.len() < limits::REGIONS && !list.contains(&element) {
        list.push(element);
    }
}

/// What a live region says now, if a person can see it.
pub(crate) fn said(page: &Page, region: &Element) -> Option<(Severity, Scrubbed)> {
    if is_blocked(region) || !page.shows(region) {
        return None;
    }
    let text = text_of(region, limits::MESSAGE_BYTES);
    let text = text.trim();
    let severity = if region.matches(ALERTS).unwrap_or(false) { Severity::Alert } else { Severity::Status };
    (!text.is_empty()).then(|| (severity, scrub(text).0))
}

/// What the page says about a field that it marked as invalid.
pub(crate) fn field_error(page: &Page, field: &Element) -> Option<Scrubbed> {
    let text = labelled_by(page, field, "aria-errormessage")
        .or_else(|| labelled_by(page, field, "aria-describedby"))?;
    Some(scrub(text.trim()).0)
}

/// Why the browser refuses a field, in its own words unless these quote what was typed.
pub(crate) fn native_refusal(field: &Element) -> Option<Scrubbed> {
    let input: &HtmlInputElement = field.unchecked_ref();
    let validity = input.validity();
    let text = if validity.custom_error() || validity.value_missing() {
        input.validation_message().ok()?
    } else if validity.type_mismatch() || validity.bad_input() {
        let mut text = String::from("not a valid ");
        text.push_str(&attribute(field, "type").unwrap_or_else(|| String::from("value")));
        text
    } else if validity.pattern_mismatch() {
        attribute(field, "title").unwrap_or_else(|| String::from("not in the requested format"))
    } else if validity.too_short() || validity.too_long() {
        String::from("too short or too long")
    } else {
        String::from("out of range")
    };
    Some(scrub(&text).0)
}
