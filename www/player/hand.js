// The visible pointer, and what it does: the events that a page can make by itself, on the element under it.
// It knows nothing of the ways.

const SVG = "http://www.w3.org/2000/svg";

/** A hand takes this long between two presses. The chat takes two that come closer together for a double click. */
const BETWEEN_PRESSES_MS = 620;

/** The way of the pointer and one letter, at the calm pace. */
const MOVE_MS = 650;
const LETTER_MS = 70;

/** An answer that takes longer than this does not come. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 40;

const isStill = matchMedia("(prefers-reduced-motion: reduce)");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let arrow;
let pressedAt = -BETWEEN_PRESSES_MS;

function makeArrow() {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", "guide-pointer");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M5 3v16.2l4.3-4 2.7 6 2.7-1.2-2.7-5.9 5.9-.4Z");
  svg.append(path);
  svg.dataset.undertoneBlock = "";
  document.body.append(svg);
  return svg;
}

/** Takes the pointer off the page. */
export function rest() {
  arrow?.remove();
  arrow = undefined;
}

/** The first element for this selector that can be used; rejects when none comes. `mayBeGone`: or that is shown no more. */
async function find(selector, mayBeGone) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = [...document.querySelectorAll(selector)].find((it) => it.getClientRects().length > 0);
    if (found ? found.getAttribute("aria-busy") !== "true" && !found.disabled : mayBeGone) return found;
    if (performance.now() > deadline) throw new Error(`The guide does not find ${selector}.`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Waits until the element shows these words. */
async function shows([selector, words]) {
  const deadline = performance.now() + PATIENCE_MS;
  const isThere = () => [...document.querySelectorAll(selector)].some((it) => !it.hidden && it.textContent.includes(words));
  while (!isThere()) {
    if (performance.now() > deadline) throw new Error(`The page did not answer “${words}”.`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Brings the element to sight and the pointer onto it. */
async function moveTo(element, pace) {
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const box = element.getBoundingClientRect();
  const place = { clientX: Math.round(box.left + Math.min(box.width / 2, 90)), clientY: Math.round(box.top + box.height / 2) };
  const isNew = !arrow?.isConnected;
  if (isNew) arrow = makeArrow();
  const moveMs = isStill.matches || isNew ? 0 : MOVE_MS * pace;
  arrow.style.transitionDuration = `${moveMs}ms`;
  arrow.style.translate = `${place.clientX}px ${place.clientY}px`;
  await pause(moveMs);
  return place;
}

function clickAt(element, place) {
  const pointer = { bubbles: true, cancelable: true, composed: true, button: 0, pointerType: "mouse", isPrimary: true, ...place };
  element.dispatchEvent(new PointerEvent("pointerdown", { ...pointer, buttons: 1 }));
  element.dispatchEvent(new MouseEvent("mousedown", { ...pointer, buttons: 1 }));
  element.focus({ preventScroll: true });
  element.dispatchEvent(new PointerEvent("pointerup", pointer));
  element.dispatchEvent(new MouseEvent("mouseup", pointer));
  element.click();
}

/** Presses the element as often as the step says, and waits for its answer each time. */
export async function press({ target, times, until, isQuick }, pace) {
  for (let left = times; left > 0; left -= 1) {
    const element = await find(target);
    const place = await moveTo(element, pace);
    await pause(Math.max(isQuick ? 0 : BETWEEN_PRESSES_MS * pace, pressedAt + BETWEEN_PRESSES_MS - performance.now()));
    pressedAt = performance.now();
    arrow.classList.remove("pressing");
    // Reading the layout begins the ring's animation anew.
    arrow.getBoundingClientRect();
    arrow.classList.add("pressing");
    clickAt(element, place);
    // An answer that still stands from before is not this one's: the control is busy until that is there.
    await find(target, true);
    if (until) await shows(until);
  }
}

/** Writes into a field, letter by letter. */
export async function write({ target, text }, pace) {
  const field = await find(target);
  await moveTo(field, pace);
  field.focus({ preventScroll: true });
  field.value = "";
  for (const data of text) {
    field.value += data;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, data, inputType: "insertText" }));
    if (pace > 0.1) await pause(LETTER_MS * pace);
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Chooses an option of a list. */
export async function choose({ target, value }, pace) {
  const list = await find(target);
  await moveTo(list, pace);
  list.focus({ preventScroll: true });
  list.value = value;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
}
