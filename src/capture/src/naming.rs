//! What a control is called: the parts of the accessible name computation that do not need a value.

use alloc::string::String;

use record::{Control, ControlState, Label};
use scrub::{Scrubbed, scrub};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};

use crate::limits;
use crate::page::{Page, attribute, closest, text_of};

/// Roles whose content is their name. The content of any other control may be what the visitor typed.
const NAMED_BY_CONTENT: [&str; 12] = [
    "button",
    "link",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "tab",
    "switch",
    "checkbox",
    "radio",
    "option",
    "treeitem",
    "generic",
];

/// Where tooltips keep their text; the first ones are standards, the rest are what libraries use.
const TOOLTIPS: [&str; 5] =
    ["aria-description", "title", "data-tooltip", "data-bs-original-title", "data-tippy-content"];

/// The control as assistive technology would announce it.
pub(crate) fn control(page: &Page, element: &Element) -> Control {
    let role = role(element);
    let state = if is_disabled(element) { ControlState::Disabled } else { ControlState::Enabled };
    let description = match state {
        ControlState::Disabled => why_disabled(page, element).filter(|text| !text.as_str().is_empty()),
        ControlState::Enabled => None,
    };
    let name = scrub(name(page, element, role.as_str()).trim()).0;
    Control { role, name, state, description }
}

pub(crate) fn is_disabled(element: &Element) -> bool {
    element.matches(":disabled").unwrap_or(false)
        || closest(element, "[aria-disabled]")
            .is_some_and(|it| it.get_attribute("aria-disabled").as_deref() == Some("true"))
}

/// Whether it is a control by its element or role, and not only by its pointer.
pub(crate) fn is_real(element: &Element) -> bool {
    role(element).as_str() != "generic"
}

/// The role that is written, or else the one that the element implies.
fn role(element: &Element) -> Label {
    let written = attribute(element, "role");
    let written = written.as_deref().and_then(|roles| roles.split_ascii_whitespace().next());
    let implied = || match element.local_name().as_str() {
        "a" => "link",
        "button" | "summary" => "button",
        "select" => "combobox",
        "option" => "option",
        "form" => "form",
        "textarea" => "textbox",
        "input" => match attribute(element, "type").unwrap_or_default().to_ascii_lowercase().as_str() {
            "button" | "submit" | "reset" | "image" => "button",
            "checkbox" => "checkbox",
            "radio" => "radio",
            "range" => "slider",
            "number" => "spinbutton",
            "search" => "searchbox",
            _ => "textbox",
        },
        _ if element.has_attribute("contenteditable") => "textbox",
        _ => "generic",
    };
    written.and_then(|it| Label::new(it).ok()).unwrap_or_else(|| {
        #[expect(clippy::unwrap_used, reason = "every implied role is a label")]
        Label::new(implied()).unwrap()
    })
}

fn name(page: &Page, element: &Element, role: &str) -> String {
    labelled_by(page, element, "aria-labelledby")
        .or_else(|| attribute(element, "aria-label"))
        .or_else(|| native_label(element))
        .or_else(|| attribute(element, "alt"))
        .or_else(|| NAMED_BY_CONTENT.contains(&role).then(|| content(element)).flatten())
        .or_else(|| attribute(element, "title"))
        .or_else(|| attribute(element, "placeholder"))
        .or_else(|| (role == "form").then(|| attribute(element, "name")).flatten())
        .unwrap_or_default()
}

/// The texts of the elements that an attribute names.
pub(crate) fn labelled_by(page: &Page, element: &Element, attribute_name: &str) -> Option<String> {
    let ids = attribute(element, attribute_name)?;
    let mut text = String::new();
    for id in ids.split_ascii_whitespace().take(4) {
        if let Some(label) = page.by_id(id) {
            text.push_str(&text_of(&label, limits::NAME_BYTES));
            text.push(' ');
        }
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

/// The text of its `<label>`, or what is written on a button made of an `<input>`.
fn native_label(element: &Element) -> Option<String> {
    if element.matches("input[type=submit],input[type=button],input[type=reset]").unwrap_or(false) {
        // The attribute, which the site wrote, and not the property, which scripts fill.
        return attribute(element, "value").or_else(|| attribute(element, "type"));
    }
    if !element.matches("input,select,textarea").unwrap_or(false) {
        return None;
    }
    let labels = element.unchecked_ref::<HtmlInputElement>().labels()?;
    let label: Element = labels.get(0)?.unchecked_into();
    Some(text_of(&label, limits::NAME_BYTES)).filter(|text| !text.trim().is_empty())
}

fn content(element: &Element) -> Option<String> {
    Some(text_of(element, limits::NAME_BYTES)).filter(|text| !text.trim().is_empty())
}

/// What the page says about a control that cannot be used: its description, its tooltip, or those of the wrapper that
/// sites put around disabled buttons because these receive no events.
fn why_disabled(page: &Page, element: &Element) -> Option<Scrubbed> {
    let mut here = element.clone();
    for is_wrapper in [false, true, true] {
        let tooltip = || TOOLTIPS.iter().find_map(|name| attribute(&here, name));
        let wrapper_label = || is_wrapper.then(|| attribute(&here, "aria-label")).flatten();
        if let Some(text) =
            labelled_by(page, &here, "aria-describedby").or_else(tooltip).or_else(wrapper_label)
        {
            return Some(scrub(text.trim()).0);
        }
        // A wrapper around several things speaks of all of them.
        here = here.parent_element().filter(|parent| parent.child_element_count() <= 2)?;
    }
    None
}
