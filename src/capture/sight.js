/*
 * What the page shows: controls by the name that assistive technology would give them, why one cannot be used, and
 * what a region says. Nothing that belongs to nobody, and never a value that somebody typed.
 */

const NAME = 400; // Characters read of a name: several times what a story keeps, so that no half of a secret is left.
const MESSAGE = 1500; // Characters read of a message, for the same reason.
const NODES = 64; // Visited for one text: a control with more inside is a card, and its beginning names it.
const SHADOWS = 4; // Shadow roots left on the way from an event's target to its control.
const LABELS = 4; // Elements that may name one control.
const SELECTOR_HOPS = 5; // Parts of a selector: one with more breaks at every change of the page.
const SIBLINGS = 32; // Counted for one part of a selector. A list with more has a part without a number.

const CONTROL =
  'button,a[href],input,select,textarea,summary,option,[role=button],[role=link],[role=menuitem],[role=menuitemcheckbox],' +
  '[role=menuitemradio],[role=tab],[role=switch],[role=checkbox],[role=radio],[role=option],[role=combobox],[role=textbox],' +
  '[role=treeitem],[contenteditable]';
const BLOCKED = '[data-undertone-block]';
const MASKED = '[data-undertone-mask]';
const MASK = '[masked]';
/** What was typed or blocked, also where a text begins in it. */
const TYPED = BLOCKED + ',textarea,[contenteditable]:not([contenteditable=false]),[role=textbox],[role=searchbox]';
/** Fields and editors hold what was typed, buttons are not what a message says, and the rest holds nothing to read. */
const UNREAD =
  'button,[role=button],input,select,script,style,noscript,template,iframe,[aria-hidden=true],' + TYPED;
/** Roles whose content is their name. The content of any other control may be what the visitor typed. */
const NAMED_BY_CONTENT = /^(button|link|menuitem|menuitemcheckbox|menuitemradio|tab|switch|checkbox|radio|option|treeitem|generic)$/;
/** Where tooltips keep their text; the first ones are standards, the rest are what libraries use. */
const TOOLTIPS = ['aria-description', 'title', 'data-tooltip', 'data-bs-original-title', 'data-tippy-content'];
export const ALERTS = '[role=alert],[role=alertdialog],[aria-live=assertive]';
export const LIVE = ALERTS + ',[role=status],[aria-live=polite]';

/** The element a node is or stands in. */
export const elementOf = (node) => (node?.nodeType === 1 ? node : node?.parentElement);
const style = (element) => getComputedStyle(element);
const attribute = (element, name) => (element.getAttribute(name) || '').trim();

/** The element itself or the nearest one around it that fits, also outside of the shadow root that it stands in. */
export const closest = (element, selector) => {
  for (let hop = 0; element && hop <= SHADOWS; hop++) {
    const found = element.closest(selector);
    if (found) return found;
    element = element.getRootNode().host;
  }
};
export const isBlocked = (element) => closest(element, BLOCKED);
export const isMasked = (element) => closest(element, MASKED);

/** Whether an element belongs to a control that can be used, as far as that is told at once. */
export const isUsable = (element) => element.closest(CONTROL) && !element.closest(':disabled,[aria-disabled]');

/** The control that an element belongs to: a real one, or what only looks like one because the pointer says so. */
export const controlOf = (element) => {
  const control =
    closest(element, CONTROL) || (style(element).cursor === 'pointer' && !element.matches('label,label *') && element);
  return control && !isBlocked(control) && control;
};

export const isDisabled = (element) =>
  element.matches(':disabled') || closest(element, '[aria-disabled]')?.getAttribute('aria-disabled') === 'true';

const INPUTS = { checkbox: 'checkbox', radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox' };
const ROLES = { a: 'link', button: 'button', summary: 'button', select: 'combobox', option: 'option', form: 'form', textarea: 'textbox' };
/** The role that is written, or else the one that the element implies. */
export const roleOf = (element) => {
  const [written] = attribute(element, 'role').split(/\s/);
  if (/^[a-z-]{1,40}$/.test(written)) return written;
  const { localName, type } = element;
  if (localName === 'input') return /^(button|submit|reset|image)$/.test(type) ? 'button' : INPUTS[type] || 'textbox';
  return ROLES[localName] || (element.hasAttribute('contenteditable') ? 'textbox' : 'generic');
};

/** What an element or one around it may be marked with, that says how it may be told. */
const MARKED = MASKED + ',' + TYPED;

/** The text that an element shows, without what is blocked or typed. */
export const textOf = (element, max, isMarked = closest(element, MARKED)) => {
  let left = NODES;
  let out = '';
  const read = (parent) => {
    for (let node = parent.firstChild; node && left-- > 0 && out.length < max; node = node.nextSibling) {
      if (node.nodeType === 3) out += node.nodeValue.slice(0, max);
      if (node.nodeType !== 1 || node.matches(UNREAD)) continue;
      out += ' ';
      if (node.matches(MASKED)) out += MASK;
      else {
        const label = attribute(node, 'aria-label') || attribute(node, 'alt');
        if (label) out += label;
        else read(node);
      }
      out += ' ';
    }
  };
  if (isMarked) return closest(element, MASKED) ? MASK : '';
  read(element);
  return out.replace(/\s+/g, ' ').trim().slice(0, max);
};

/** The texts of the elements that an attribute names. */
const labelledBy = (element, name) => {
  const ids = attribute(element, name);
  return ids && ids.split(/\s+/, LABELS).map((id) => {
    const label = document.getElementById(id);
    return label ? textOf(label, NAME) : '';
  }).join(' ').trim();
};

const nativeLabel = (element) => {
  // The attribute, which the site wrote, and not the property, which scripts fill.
  if (element.matches('input[type=submit],input[type=button],input[type=reset]')) return attribute(element, 'value') || element.type;
  const label = element.matches('input,select,textarea') && element.labels?.[0];
  return label && textOf(label, NAME);
};

const nameOf = (element, role, isMarked) =>
  labelledBy(element, 'aria-labelledby') ||
  attribute(element, 'aria-label') ||
  nativeLabel(element) ||
  attribute(element, 'alt') ||
  (NAMED_BY_CONTENT.test(role) && textOf(element, NAME, isMarked)) ||
  attribute(element, 'title') ||
  attribute(element, 'placeholder') ||
  (role === 'form' && attribute(element, 'name')) ||
  '';

/** What the page says about a control that cannot be used: its description, its tooltip, or those of the wrapper that
 * sites put around disabled buttons because these receive no events. */
const whyDisabled = (element) => {
  for (let hop = 0; hop < 3; hop++) {
    let text = labelledBy(element, 'aria-describedby');
    for (const name of TOOLTIPS) text ||= attribute(element, name);
    text ||= hop ? attribute(element, 'aria-label') : '';
    element = element.parentElement;
    // A wrapper around several things speaks of all of them.
    if (text || !element || element.childElementCount > 2) return text;
  }
  return '';
};

/** Names that people gave, not programs: no digit, and not long. */
const GIVEN = /^[a-z][a-z_-]{1,30}$/i;
/** Attributes that sites keep stable for their own tests. */
const TEST_IDS = ['data-testid', 'data-test', 'data-cy', 'data-qa'];
const HAS_TEST_ID = TEST_IDS.map((name) => `[${name}]`).join();

/** An attribute that people gave a name with, or nothing. */
const given = (element, name) => (GIVEN.test(attribute(element, name)) ? attribute(element, name) : '');

/** A selector of what stays the same from visit to visit. */
const selectorOf = (element) => {
  const parts = [];
  for (let it = element; it && parts.length < SELECTOR_HOPS; it = it.parentElement) {
    const { localName } = it;
    const test = it.matches(HAS_TEST_ID) && TEST_IDS.find((name) => given(it, name));
    if (test || GIVEN.test(it.id)) {
      parts.unshift(test ? `[${test}=${given(it, test)}]` : '#' + it.id);
      break;
    }
    const name = given(it, 'name');
    let part = name ? `${localName}[name=${name}]` : localName;
    let number = 1;
    let looks = SIBLINGS;
    for (let before = it.previousElementSibling; !name && before && looks-- > 0; before = before.previousElementSibling) number += before.localName === localName;
    if (looks > 0 && number > 1) part += `:nth-of-type(${number})`;
    parts.unshift(part);
    if (localName === 'body') break;
  }
  return parts.join('>');
};

/** A control as a story takes it: role, name, state, why it cannot be used, and where it is. */
export const describe = (element) => {
  const role = roleOf(element);
  const isMarked = !!closest(element, MARKED);
  const isMasked = isMarked && closest(element, MASKED);
  const name = isMasked ? MASK : nameOf(element, role, isMarked);
  // Made of names without digits, a selector holds nothing that would have to be taken out.
  const selector = { plain: selectorOf(element) };
  return isDisabled(element) ? [role, name, 'disabled', isMasked ? '' : whyDisabled(element), selector] : [role, name, 'enabled', '', selector];
};

/** What a live region says now, if a person can see it: it takes room, and is not made invisible in its place. */
export const saying = (region) =>
  !isBlocked(region) && region.getClientRects().length && style(region).visibility === 'visible' ? textOf(region, MESSAGE) : '';

/** What the page says about a field that it marked as invalid. */
export const fieldError = (field) => labelledBy(field, 'aria-errormessage') || labelledBy(field, 'aria-describedby');

/** The first reason for which the browser refuses a field, by its name in the DOM. */
export const validityKey = ({ validity }) => {
  for (const key in validity) if (key !== 'valid' && validity[key]) return key.toLowerCase();
  return '';
};

/** Why the browser refuses a field, in its own words unless these quote what was typed. */
export const nativeRefusal = ({ validity, validationMessage, type, title }) => {
  if (validity.customError || validity.valueMissing) return validationMessage;
  if (validity.typeMismatch || validity.badInput) return 'not a valid ' + (type || 'value');
  if (validity.patternMismatch) return title || 'not in the requested format';
  return validity.tooShort || validity.tooLong ? 'too short or too long' : 'out of range';
};
