/*
 * Listens to one page and tells a story what happened on it, one event at a time: a letter for what it is, then texts.
 * Both `capture`, whose story is told by WASM, and `framed.js`, whose story is told in the chat's frame, are made of it.
 *
 * `embed.js` hands every event over and drops the one that throws, so nothing may be left half changed.
 */

import { template } from './route.js';
import { line } from './screen.js';
import { ALERTS, LIVE, closest, controlOf, describe, elementOf, fieldError, isBlocked, isDisabled, isUsable, nativeRefusal, roleOf, saying } from './sight.js';

const TEXT = 1500; // Characters of one text of an event, which the story cuts to a tenth.
const MUTATIONS = 64; // Looked at in one batch. A page that rebuilds itself has thousands, and its message is said again.
const REGIONS = 8; // Read after one batch, and at the start.
const FIELDS = 4; // Reported of one refused form: the first are what the visitor sees.
const BURST_MS = 500; // Refusals this close together belong to one submit.
const CONTROLS = 64; // Compared with the place of a click that hit none.
const SLOP_PX = 10; // A pointer that moved further between down and up was dragging or selecting.
const SAME_CLICK_MS = 1000; // A click event after the pointer's report on the same disabled control.
const SAME_MESSAGE_MS = 1000; // The same words within this time are one message that was rendered in steps.
const RENEW_MS = 300; // How long a page may take to renew a message, before one that still stands counts as said again.
const STANDING = 4; // Standing messages remembered.
const CLEAN = 128; // Texts known to be told as they are, and how long one may be: 10 KB at most.
const CLEAN_LENGTH = 80;

const INVALID = '[aria-invalid=true]';
const SPEAKING = LIVE + ',' + INVALID;
/** Disabled controls: an event never reaches some of them. */
const DISABLED = ':is(button,input,select,textarea):disabled,[aria-disabled=true]';
/** What stands for a form that was sent by the enter key. */
const SENDS = 'button:not([type=button]),input[type=submit]';

/** The path, and behind it a hash that is used as one (`#/settings`). */
const address = () => {
  const routed = /^#!?\/(.*)/.exec(location.hash);
  return location.pathname + (routed ? (location.pathname.endsWith('/') ? '' : '/') + routed[1] : '');
};

/** At most `max` elements of the page, in its order. */
const all = (root, selector, max) => [...root.querySelectorAll(selector)].slice(0, max);

/** Tells `story` what happens from now on, and what the page says already. An event of no kind is the opened chat. */
export const record = (story) => {
  /** The address that was last looked at. */
  let href = location.href;
  /** The path that was last told, and when one that is not yet told came up: its title is late. */
  let path = address();
  let movedAt;
  let down;
  /** The disabled control that the pointer reported, since some browsers send a click for it too. */
  let reported;
  let reportedAt;
  let refusals;
  let refusedAt;
  /** When each message was last read. */
  const said = new Map();
  /** What regions said, and to which try; newest last. */
  let standing = [];
  /** The control that was last tried, when, and whether it was looked at what still stands. */
  let attempt;

  const now = () => performance.now();
  /** Texts that are told as they are. A page says the same few again and again. */
  const clean = new Set();
  const told = (it) => {
    const text = String(it);
    if (clean.has(text)) return text;
    const clear = line(text.slice(0, TEXT));
    if (clear === text && text.length < CLEAN_LENGTH) {
      if (clean.size === CLEAN) clean.clear();
      clean.add(text);
    }
    return clear;
  };
  const push = (at, kind, ...texts) => story.push(at, [kind, ...texts].map(told));
  const tellPath = (at) => push(at, 'n', template(path), document.title);
  const say = (at, region, text) => push(at, region.matches(ALERTS) ? 'a' : 'm', text);

  const moved = () => {
    // Looked at for every event, and nearly always the same: one question is cheaper than the parts.
    if (location.href === href) return;
    href = location.href;
    const here = address();
    if (here === path) return;
    if (movedAt) tellPath(movedAt);
    path = here;
    movedAt = now();
  };

  /** Tells what was waiting: a new address whose title has come by now, and a message that outlived an attempt. */
  const settle = () => {
    // A browser without the Navigation API says nothing when a script changes the address.
    moved();
    if (movedAt) {
      const at = movedAt;
      movedAt = attempt = null;
      standing = [];
      tellPath(at);
    }
    if (attempt && !attempt.isChecked && attempt.at + RENEW_MS <= now()) sayAgain();
  };

  /** What the page said to the last try of a control and still says after this one is its answer again: a form that
   * refuses twice with the same words often changes nothing. */
  const sayAgain = () => {
    attempt.isChecked = true;
    const again = standing.find(
      (it) => it.at < attempt.at && it.control === attempt.control && it.region.isConnected && saying(it.region) === it.text,
    );
    if (again) say(attempt.at + RENEW_MS, again.region, again.text);
  };

  const tries = (kind, control) => {
    attempt = { control, at: now() };
    push(attempt.at, kind, ...describe(control));
  };

  const readRegion = (region) => {
    const text = saying(region);
    const at = now();
    if (!text || at - said.get(text) < SAME_MESSAGE_MS) return;
    if (said.size > CLEAN) said.clear();
    said.set(text, at);
    standing = standing.filter((it) => it.region !== region).slice(1 - STANDING);
    standing.push({ region, text, control: attempt?.control, at });
    say(at, region, text);
  };

  const refused = (field, message) => {
    const at = now();
    if (!(at - refusedAt <= BURST_MS)) {
      refusedAt = at;
      refusals = 0;
    }
    if (++refusals <= FIELDS && !isBlocked(field)) push(at, 'i', ...describe(field), message);
  };

  const pointerUp = (event, target) => {
    const { clientX: x, clientY: y } = event;
    if (Math.abs(x - down.clientX) > SLOP_PX || Math.abs(y - down.clientY) > SLOP_PX || event.button) return;
    let control = controlOf(target);
    // The disabled control at the place of a click that reached none, because the control lets the pointer through.
    if (!control || (!isDisabled(control) && roleOf(control) === 'generic'))
      control = !isBlocked(target) && all(target, DISABLED, CONTROLS).find((it) => {
        const { left, right, top, bottom } = it.getBoundingClientRect();
        return left <= x && x <= right && top <= y && y <= bottom && !isBlocked(it);
      });
    if (!control || !isDisabled(control)) return;
    down = null;
    reported = control;
    reportedAt = now();
    push(reportedAt, 'c', ...describe(control));
  };

  const click = (target) => {
    const control = controlOf(target);
    const isReported = control && now() - reportedAt < SAME_CLICK_MS && control.contains(reported);
    if (control && !isReported) tries('c', control);
  };

  const submit = (form, control) => {
    // A button may send a form that it does not stand in.
    if (!isBlocked(form) && !isBlocked(control)) tries('s', control);
  };

  /** What one batch of mutations touched: regions that may speak, and fields that were marked. */
  const touched = (records) => {
    const regions = new Set();
    const fields = new Set();
    const add = (set, element) => set.size < REGIONS && set.add(element);
    const inside = (element) => {
      for (const it of [element, ...(element.firstElementChild ? all(element, SPEAKING, REGIONS) : [])]) if (it.matches(SPEAKING)) add(it.matches(INVALID) ? fields : regions, it);
    };
    let looks = MUTATIONS;
    for (const { target, attributeName, addedNodes } of records.slice(0, MUTATIONS)) {
      const element = elementOf(target);
      if (!element) continue;
      if (attributeName === 'aria-invalid') {
        if (element.matches(INVALID)) add(fields, element);
        continue;
      }
      const region = closest(element, LIVE);
      if (region) add(regions, region);
      // A class or style that changed may have brought to sight what stands inside.
      else if (attributeName) inside(element);
      else for (const node of addedNodes) if (looks-- > 0 && node.nodeType === 1) inside(node);
    }
    return { regions, fields };
  };

  const recorder = {
    /** A `pointerdown`, `pointerup`, `click`, `submit` or `invalid`. Says whether it should be asked soon what of it
     * still stands. */
    hear(event) {
      const { type } = event;
      if (type === 'pointerdown') {
        down = event;
        return;
      }
      // The whole path is made anew for whoever asks, and most targets stand in no shadow.
      const target = elementOf(event.target.shadowRoot ? event.composedPath()[0] : event.target);
      // Of what can be used its click will tell.
      if (!target || (type === 'pointerup' && (!down || isUsable(target)))) return;
      settle();
      if (type === 'pointerup') pointerUp(event, target);
      else if (type === 'click') click(target);
      else if (type === 'submit') submit(target, event.submitter || target.querySelector(SENDS) || target);
      else refused(target, nativeRefusal(target));
      return standing.length;
    },
    /** A click on `element` at `at` of this page load, before this script was here. */
    clicked(element, at) {
      const control = elementOf(element) && controlOf(elementOf(element));
      if (control) push(at, 'c', ...describe(control));
    },
    /** The address may have changed. */
    moved,
    /** A batch of the page's mutations. */
    mutated(records) {
      const { regions, fields } = touched(records);
      if (!regions.size && !fields.size) return;
      settle();
      for (const region of regions) readRegion(region);
      for (const field of fields) refused(field, fieldError(field));
    },
    /** An uncaught error or rejection. */
    error(kind, message, at) {
      settle();
      push(at, 'x', kind, message);
    },
    /** A request that failed: status from 400 on, or 0 for no answer. */
    request(method, url, status, ms, at) {
      settle();
      push(at, 'r', method, template(new URL(url).pathname), status, Math.round(ms));
    },
    /** The visitor opened the chat. */
    chat() {
      settle();
      push(now(), '');
    },
    /** The route and the story as JSON, the shape of `record::PageReport`. */
    tell() {
      settle();
      return story.tell(now());
    },
    /** Tells what waited for a moment to pass, and writes the story into the tab's storage; the whole of it when the page is
     * being left. */
    save(isLeaving) {
      settle();
      story.save(isLeaving);
    },
    /** The page came back out of the back-forward cache: another page of the tab may have gone on with the story. */
    back() {
      story.restore();
      tellPath(now());
    },
  };

  story.restore();
  tellPath(0);
  for (const region of all(document, ALERTS, REGIONS)) readRegion(region);
  for (const field of all(document, INVALID, FIELDS)) refused(field, fieldError(field));
  return recorder;
};
