/*
 * Listens to one page and writes into a log what happened on it, one event at a time: a letter for what it is, then texts,
 * as the crate `story` describes them.
 *
 * `embed.js` hands every event over and drops the one that throws, so nothing may be left half changed.
 */

import { forms } from './forms.js';
import { deadClicks, scrolling, thrashing } from './friction.js';
import { hashOf } from './hash.js';
import { template } from './route.js';
import { line } from './screen.js';
import { ALERTS, LIVE, closest, controlOf, describe, elementOf, fieldError, isBlocked, isDisabled, isMasked, isUsable, nativeRefusal, roleOf, saying, textOf, validityKey } from './sight.js';

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
const ERRORS = 64; // Different errors that are counted.
const ERRORS_TOLD = 3; // Times that one is told each time; after that the tenth, the hundredth and so on.
const CAUSE_MS = 1000; // A slow request that began so soon after a try is that try's; any other may be meant to be slow.
const SLOW_MS = 3000; // A request is slow from here on.
const SEARCH_MS = 5000; // A search says what it has found within this time.
const SEARCHED = 64; // Elements that are looked at for it.
const SAID_LENGTH = 200; // A longer text is no answer to a search.
const PARAMETERS = 16; // Of an address, looked at for one that searches.

/** Attributes by which a page shows what was there before. */
const SHOWS = /^(role|aria-live|hidden|class|style|open|aria-hidden|popover|inert)$/;
const INVALID = '[aria-invalid=true]';
/** Disabled controls: an event never reaches some of them. */
const DISABLED = ':is(button,input,select,textarea):disabled,[aria-disabled=true]';
/** What stands for a form that was sent by the enter key. */
const SENDS = 'button:not([type=button]),input[type=submit]';

/** What shows that something did not work, by its letter. */
const TROUBLE = /^[aixrfz]$/;
/** How a search is told from other fields. */
const SEARCH = 'input[type=search],[role=searchbox],[role=search] input,input[name=q],input[name=query],input[name=search]';
const SEARCH_FORM = '[role=search],form:has(input[type=search],[role=searchbox],input[name=q],input[name=query],input[name=search])';
/** What asks the visitor for something, and gets it by a button. */
const ASKS = 'form,[role=form],[role=search]';
const SEARCHES = /^(q|query|search|s|keywords?|term)$/i;
const NOTHING = /\b(no|0|zero) (\w+ ){0,2}(results?|match(es)?|hits?|items|records|entries)\b|\bnothing (was |has been )?(found|match)|\bfound nothing\b|(could not|couldn.t|did not|didn.t|unable to|cannot|can.t) find|\bno \w+ (was |were )?found\b|\bno match/i;
/** Where a page of results says that there are none. */
const ANSWER = 'h1,h2,h3,p,output,[class*=empty],[class*=no-result]';

/** As a label: a letter, and eight digits. */
const fingerprint = (text) => 'f' + hashOf(text).toString(16).padStart(8, '0');

/** The path, and behind it a hash that is used as one (`#/settings`). */
const address = () => {
  const routed = /^#!?\/(.*)/.exec(location.hash);
  return location.pathname + (routed ? (location.pathname.endsWith('/') ? '' : '/') + routed[1] : '');
};

/** At most `max` elements of the page, in its order. */
const all = (root, selector, max) => [...root.querySelectorAll(selector)].slice(0, max);

/** Whether a text selects something; one with a fault in it would fail at every change of the page. */
const isSelector = (text) => {
  try {
    return !!text && !document.createDocumentFragment().querySelector(text);
  } catch {
    return false;
  }
};

/** An address without its query: of the same site the route, of another one with its origin. */
const place = ({ origin, pathname }) => (origin === location.origin ? '' : origin) + template(pathname);

/** Whether an address is one of those that the site named: an origin, or where a path begins. */
const isAmong = (url, prefixes) =>
  prefixes.some((prefix) => (/^\w+:/.test(prefix) ? url.href : url.pathname).startsWith(prefix));

/**
 * Writes into `log` what happens from now on, and what the page says already.
 *
 * Of `settings`: `messages` is a selector of what the site itself shows its messages in, and `help` are the addresses of
 * its help, as origins or beginnings of paths. `vitals` fetches what tells how the page feels,
 * and `troubled` is called when something went wrong.
 */
export const record = ({ messages, help, vitals, troubled }, log) => {
  const live = LIVE + (isSelector(messages) ? ',' + messages : '');
  const speaking = live + ',' + INVALID;
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
  /** The search that has not been answered, and until when its answer is waited for. */
  let search;
  let searchEnds = 0;
  /** What was said last of a search that found nothing. */
  let emptiness;
  /** How the page feels, by vital, once that is looked at. */
  const felt = new Map();
  let feeling;
  /** How often each error was thrown. */
  const thrown = new Map();
  /** When the visitor came to this route, and what the pointer and the page have done since. */
  let cameAt = 0;
  const isThrashed = thrashing();
  const scroll = scrolling();

  const now = () => performance.now();
  /** Texts that are told as they are. A page says the same few again and again. */
  const clean = new Set();
  const told = (it) => {
    if (it.plain != null) return it.plain;
    const text = String(it);
    if (clean.has(text)) return text;
    const clear = line(text.slice(0, TEXT));
    if (clear === text && text.length < CLEAN_LENGTH) {
      if (clean.size === CLEAN) clean.clear();
      clean.add(text);
    }
    return clear;
  };
  const push = (at, kind, ...texts) => {
    log.push(at, [kind, ...texts].map(told));
    if (TROUBLE.test(kind)) troubled();
  };
  const tellPath = (at) => {
    push(at, 'n', template(path), document.title);
    if (isAmong(location, help)) push(at, 'h', template(path));
  };
  const say = (at, region, text) => push(at, region.matches(ALERTS) ? 'a' : 'm', text);
  const form = forms((kind, ...texts) => push(now(), kind, ...texts));
  const dead = deadClicks((control) => push(now(), 'f', 'dead_click', ...describe(control)));

  const moved = () => {
    // Looked at for every event, and nearly always the same: one question is cheaper than the parts.
    if (location.href === href) return;
    href = location.href;
    const here = address();
    // A link to nowhere changes the address too.
    if (location.hash) dead.stop();
    if (here === path) return;
    dead.stop();
    if (movedAt) tellPath(movedAt);
    form.left();
    path = here;
    movedAt = cameAt = now();
    scroll.reset();
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
    const described = describe(control);
    push(attempt.at, kind, ...described);
    const asked = control.closest(ASKS);
    if (asked) {
      form.sent(asked, described[0]);
      if (asked.matches(SEARCH_FORM)) {
        emptiness = null;
        searchesWith(asked.querySelector(SEARCH) || control);
      }
    }
    return described[0];
  };

  const searchesWith = (field) => {
    if (isBlocked(field)) return;
    search = field;
    searchEnds = now() + SEARCH_MS;
  };
  /** Whether an element says that a search has found nothing; then that is told, once. */
  const isEmpty = (element) => {
    const text = element.getClientRects().length ? textOf(element, SAID_LENGTH + 1) : '';
    if (!text || text.length > SAID_LENGTH || !NOTHING.test(text)) return false;
    const [role, name] = describe(search);
    search = null;
    // Whoever types on gets the same answer to every letter.
    if (text !== emptiness) push(now(), 'z', role, name, text);
    emptiness = text;
    // What a live region says besides is the same message.
    remember(text, now());
    return true;
  };
  /** The page of results to a search that was sent there. */
  const arrivesAtResults = () => {
    const names = [...new URLSearchParams(location.search).keys()].slice(0, PARAMETERS);
    if (!names.some((name) => SEARCHES.test(name)) && !/\/search\/?$/.test(location.pathname)) return;
    search = document.querySelector(SEARCH) || document.body;
    all(document, ANSWER, SEARCHED).some(isEmpty);
    search = null;
  };

  const remember = (text, at) => {
    if (said.size > CLEAN) said.clear();
    said.set(text, at);
  };
  const readRegion = (region) => {
    const text = saying(region);
    const at = now();
    if (!text || at - said.get(text) < SAME_MESSAGE_MS) return;
    remember(text, at);
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
    const key = field.validity ? validityKey(field) : '';
    if (++refusals <= FIELDS && !isBlocked(field)) push(at, 'i', ...describe(field), isMasked(field) ? '' : message, key);
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
    if (!control || isReported) return;
    // Three quick clicks on a text select it.
    const role = tries(dead.isFresh(control) || !getSelection().isCollapsed ? 't' : 'c', control);
    if (isDisabled(control)) return;
    dead.click(control, role);
    const link = role === 'link' && control.closest('a[href]');
    // Those of this site are told when they are there.
    if (link && link.origin !== location.origin && isAmong(link, help)) push(now(), 'h', place(link));
  };

  const submit = (sent, control) => {
    // A button may send a form that it does not stand in.
    form.sent(sent, 'button');
    if (!isBlocked(sent) && !isBlocked(control)) tries('s', control);
  };

  /** What one batch of mutations touched: regions that may speak, and fields that were marked. */
  const touched = (records) => {
    const regions = new Set();
    const fields = new Set();
    const add = (set, element) => set.size < REGIONS && set.add(element);
    const inside = (element) => {
      for (const it of [element, ...(element.firstElementChild ? all(element, speaking, REGIONS) : [])]) if (it.matches(speaking)) add(it.matches(INVALID) ? fields : regions, it);
    };
    let looks = MUTATIONS;
    for (const { target, attributeName, addedNodes } of records.slice(0, MUTATIONS)) {
      const element = elementOf(target);
      if (!element) continue;
      if (search && now() < searchEnds && looks-- > 0) (addedNodes.length ? [...addedNodes].slice(0, REGIONS).map(elementOf) : [element]).some((it) => it && isEmpty(it));
      if (attributeName === 'aria-invalid') {
        if (element.matches(INVALID)) add(fields, element);
        continue;
      }
      const region = closest(element, live);
      if (region) add(regions, region);
      // Such a change may have brought to sight what stands inside.
      else if (attributeName) SHOWS.test(attributeName) && inside(element);
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
        dead.down(event);
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
      else if (target.validity) refused(target, nativeRefusal(target));
      return standing.length;
    },
    /** A click on `element` at `at` of this page load, before this script was here. */
    clicked(element, at) {
      const control = elementOf(element) && controlOf(elementOf(element));
      if (control) push(at, 'c', ...describe(control));
    },
    /** A `pointermove`. */
    pointed(event) {
      if (isThrashed(event)) push(now(), 'g', 'thrashed_cursor');
    },
    /** The page itself was scrolled. */
    scrolled() {
      dead.stop();
      if (scroll.moved(now())) push(now(), 'g', 'excessive_scrolling');
    },
    /** A `focusin`, or an `input`. */
    touched({ type, target }) {
      const field = elementOf(target);
      // A page may send itself events that no field was touched for.
      if (!field) return;
      if (type === 'focusin') {
        dead.focused(field);
        form.focused(field);
      } else {
        dead.stop();
        form.changed(field);
        if (field.matches(SEARCH)) searchesWith(field);
      }
    },
    /** The page does something that no event here tells: it asks for something, or leaves. */
    alive: dead.stop,
    /** The address may have changed. */
    moved,
    /** A batch of the page's mutations. */
    mutated(records) {
      // What a page marks as no part of its story is no answer either: a guide, an advertisement that moves.
      if (dead.isWaiting() && records.slice(0, MUTATIONS).some(({ target }) => elementOf(target) && !isBlocked(elementOf(target)))) dead.stop();
      const { regions, fields } = touched(records);
      if (!regions.size && !fields.size) return;
      settle();
      for (const region of regions) readRegion(region);
      for (const field of fields) refused(field, fieldError(field));
    },
    /** An uncaught error or rejection, and where it was thrown. */
    error(kind, message, where, at) {
      settle();
      const same = [kind, message.replace(/\d+/g, '0'), where.replace(/\?[^:]*/, '')].join();
      if (thrown.size > ERRORS) thrown.clear();
      const count = (thrown.get(same) || 0) + 1;
      thrown.set(same, count);
      if (count <= ERRORS_TOLD || /^10+$/.test(count)) push(at, 'x', kind, message, count > 1 ? count : '', fingerprint(same));
    },
    /** A request that failed or was slow: its status, or 0 for no answer. */
    request(method, url, status, ms, at) {
      settle();
      const isSlow = ms >= SLOW_MS && attempt && at - ms - attempt.at < CAUSE_MS && at - ms >= attempt.at;
      if (status && status < 400 && !isSlow) return;
      push(at, 'r', method, template(new URL(url).pathname), status, Math.round(ms));
    },
    /** The visitor opened the chat. */
    chat() {
      settle();
      push(now(), 'q');
      // Whoever never opens it has nobody who would ask how the page feels. Not there, it is not told.
      feeling ||= vitals().then(({ vitals: watch }) => watch((name, ...told) => felt.set(name, ['vital', name, ...told])), () => {});
    },
    /** Whoever looks on, see the log. */
    watch: log.watch,
    /** What is to be told: the log with what is so now, and when now is. `facts` are the site's, each a key and its texts. */
    tell(facts) {
      settle();
      return log.tell(now(), [...facts, ...standingFacts()].map((fact) => fact.map(told)));
    },
    /** Tells what waited for a moment to pass, and writes the log into the tab's storage. */
    save(isLeaving) {
      settle();
      if (isLeaving) form.left();
      log.save();
    },
    /** The page came back out of the back-forward cache: another page of the tab may have gone on with the log, which is here
     * a moment later. */
    back: (isHere) => {
      if (!isHere) return log.wait();
      log.restore();
      tellPath(now());
    },
  };

  /** What is so on this page now. */
  const standingFacts = () => {
    const facts = [
      ['title', document.title],
      ['language', document.documentElement.lang.toLowerCase()],
      ['browser_language', navigator.language.toLowerCase()],
      ['viewport', innerWidth, innerHeight],
      ['device', matchMedia('(pointer:coarse)').matches ? (Math.min(screen.width, screen.height) < 600 ? 'phone' : 'tablet') : 'desktop'],
      ['dwell', Math.round(now() - cameAt)],
      ['scroll_depth', scroll.depth()],
    ];
    facts.push(...felt.values());
    if (document.referrer) facts.push(['referrer', place(new URL(document.referrer))]);
    return facts;
  };

  log.restore();
  tellPath(0);
  arrivesAtResults();
  for (const region of all(document, ALERTS, REGIONS)) readRegion(region);
  for (const field of all(document, INVALID, FIELDS)) refused(field, fieldError(field));
  return recorder;
};
