//! Which control an event is about.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, MouseEvent};

use crate::page::{Page, all_in, closest, is_blocked};

const CONTROL: &str = "button,a[href],input,select,textarea,summary,option,[role=button],[role=link],[role=menuitem],\
                       [role=menuitemcheckbox],[role=menuitemradio],[role=tab],[role=switch],[role=checkbox],\
                       [role=radio],[role=option],[role=combobox],[role=textbox],[role=treeitem],[contenteditable]";

/// Disabled controls: an event never reaches some of them.
const DISABLED: &str =
    "button:disabled,input:disabled,select:disabled,textarea:disabled,[aria-disabled=true]";

/// The innermost element that an event happened on, also inside of open shadow roots.
pub(crate) fn target(event: &Event) -> Option<Element> {
    let innermost = event.composed_path().get(0);
    // A node has a parent or none; the window and whatever else a page dispatches on have no such field.
    if innermost.is_object() { crate::page::element_of(innermost.unchecked_ref()) } else { None }
}

/// The control that an element belongs to: a real one, or what only looks like one because the pointer says so.
pub(crate) fn control_of(page: &Page, element: &Element) -> Option<Element> {
    let control = closest(element, CONTROL).or_else(|| {
        (page.style(element, "cursor") == "pointer" && !element.matches("label,label *").unwrap_or(true))
            .then(|| element.clone())
    })?;
    (!is_blocked(&control)).then_some(control)
}

/// The disabled control at the place of a click that reached none, because the control lets the pointer through.
pub(crate) fn disabled_at(target: &Element, event: &MouseEvent) -> Option<Element> {
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let is_there = |element: &Element| {
        let place = element.get_bounding_client_rect();
        (place.left()..=place.right()).contains(&x) && (place.top()..=place.bottom()).contains(&y)
    };
    all_in(target, DISABLED).into_iter().find(is_there).filter(|control| !is_blocked(control))
}
