/*
 * Offers help, where the site wants that: a bubble beside the launcher, when the tab's story shows that somebody is stuck.
 *
 * Once for each task, and never over a modal, into somebody's typing or during a snooze. It takes no focus and goes by
 * itself. What throws here ends here: nobody else waits for these timers and promises.
 */

import { hashOf } from './hash.js';

const OFFERED = 'undertone.offered'; // Of the tab: hashes of the tasks that help was offered for.
const MOST = 16; // Of those. Whoever is stuck at more has seen the offer often enough to find the launcher.
const SNOOZE = 'undertone.snooze'; // Of the browser: until when nothing is offered, in ms since 1970.
const DAY_MS = 86400000;
const SHOWN_MS = 20000; // So long it stays for somebody who does not go to it.
const TICK_MS = 500; // Between two looks at whether it may stay: quick enough for a modal, and nothing for the page.
const NAME = 40; // Characters of a control's name: one line of the bubble.

/** Where keys are text. What is typed into a frame cannot be seen from here. */
const TYPED = 'input:not([type=button],[type=submit],[type=checkbox],[type=radio]),textarea,iframe';
const COLOURS = ['--bg', '--text', '--muted', '--line', '--accent', '--on'];

// Without anything shown it has no size, so that what comes is no shift of the page's layout. It is hidden for print with
// the launcher, by its host.
const CSS = `
#offer{position:fixed;inset-block-end:20px;inset-inline-end:88px;max-inline-size:min(344px,100vw - 108px);font:400 15px/22px Inter,ui-sans-serif,system-ui,sans-serif}
#offer.on{padding:14px 16px;border-radius:14px;background:var(--bg);color:var(--text);border:1px solid var(--line);box-shadow:0 6px 24px rgb(0 0 0/.2)}
#offer p{margin:0;overflow-wrap:anywhere}
#offer div{display:flex;flex-wrap:wrap;gap:2px;margin-block-start:10px}
#offer button{padding:6px 8px;border-radius:10px;background:none;color:var(--muted)}
#offer button:first-child{background:var(--accent);color:var(--on)}
@keyframes offer{from{opacity:0;transform:translateY(8px)}}
@media(max-width:480px){#offer{inset-block-end:88px;inset-inline-end:20px;max-inline-size:min(344px,100vw - 40px)}}
@media(prefers-reduced-motion:no-preference){#offer.on{animation:offer .15s}}`;

/** What an action gives, and nothing where it throws: a storage may be full or forbidden. */
const attempt = (action) => {
  try {
    return action();
  } catch {}
};

/** The task to offer help for, if somebody is stuck enough. */
const worst = ({ story }, least) => story.stuck.score >= least && story.tasks[0];

/** A short text for a task that is the same on every page of the tab. */
const nameOf = ({ route, control }) => hashOf(route + '\n' + control).toString(36);

/** The newest of some hashes, each once, and nothing that another script has put there. */
const newest = (hashes) => [...new Set(hashes)].filter((it) => /^[\da-z]{1,7}$/.test(it)).slice(-MOST);

/** Whether a snooze is on. No snooze is longer than a day, whatever a clock or another script has made of it. */
const isSnoozed = (until, now) => until > now && until <= now + DAY_MS;

const sentence = (name) => {
  // A name of which a part was taken out for privacy says little to whoever reads it on the page.
  if (!name || /\[\w+#\d/.test(name)) return 'Is something not working? We can help.';
  // Not through the middle of an emoji.
  const short = name.length > NAME ? name.slice(0, NAME - 1).replace(/[\ud800-\udbff]$/, '') + '…' : name;
  // The name may run the other way than the sentence, and keeps to itself.
  return `Stuck at “\u2068${short}\u2069”? We can help.`;
};

/** The clock, without `Date`, which pages and tests replace. */
const now = () => performance.timeOrigin + performance.now();

/** Pages keep the modals that they make themselves, and hide them. A browser that cannot tell shows no offer. */
const isSeen = (it) => !it.checkVisibility || it.checkVisibility({ opacityProperty: true, visibilityProperty: true });
const hasModal = () =>
  document.fullscreenElement || document.querySelector('dialog:modal') || [...document.querySelectorAll('[aria-modal=true]')].some(isSeen);

const isTyping = () => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at && (at.isContentEditable || at.matches(TYPED));
};

const element = (name, attributes, ...children) => {
  const it = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
  it.append(...children);
  return it;
};

/**
 * Puts the bubble beside `launch`. From `least` points on somebody is stuck; `tell` gives the story, and `open` opens the
 * chat.
 */
export const offers = ({ root, launch, least, tell, open }) => {
  // Remembered besides, for a browser that forbids its storages.
  let offered = [];
  let snoozedUntil = 0;
  let isAsking = false;
  /** Closed while the story was being told. */
  let isCalledOff;
  /** Runs as long as the bubble is shown. */
  let timer;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const listen = (it, type, action) => {
    it.addEventListener(type, (event) => attempt(() => action(event)));
    return it;
  };
  const button = (words, action) => listen(element('button', { type: 'button' }, words), 'click', action);
  // A reader tells what comes into a region that it knows, so the region is there from now on.
  const words = element('p', { id: 'offer-words', role: 'status' });
  const choices = element(
    'div',
    { hidden: '' },
    button('Open the chat', () => {
      close();
      open();
    }),
    button('Not now', () => close()),
    button('Not today', () => {
      close();
      snoozedUntil = Math.trunc(now()) + DAY_MS;
      localStorage.setItem(SNOOZE, snoozedUntil);
    }),
  );
  const bubble = element('div', { id: 'offer', role: 'group', 'aria-labelledby': 'offer-words' }, words, choices);
  // A pointer leaves the focus where it is, which is the visitor's place on the page.
  listen(bubble, 'mousedown', (event) => event.preventDefault());
  listen(bubble, 'keydown', (event) => {
    if (event.key !== 'Escape') return;
    // It closes this, and nothing of the page's.
    event.stopPropagation();
    close();
  });
  root.insertBefore(bubble, launch);

  const past = () => newest([...(attempt(() => sessionStorage.getItem(OFFERED)) || '').split(' '), ...offered]);
  /** Whether nobody is to be asked just now. */
  const isQuiet = () => document.hidden || [snoozedUntil, +attempt(() => localStorage.getItem(SNOOZE))].some((until) => isSnoozed(until, now()));
  /** Whether it would be in the way, or beside nothing. */
  const isUnfit = () => launch.getAttribute('aria-expanded') === 'true' || !launch.getClientRects().length || hasModal();

  const close = () => {
    isCalledOff = true;
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    const hadFocus = bubble.matches(':focus-within');
    bubble.className = words.textContent = '';
    choices.hidden = true;
    if (hadFocus) launch.focus({ preventScroll: true });
  };

  const show = (task, hash) => {
    offered = newest([...past(), hash]);
    attempt(() => sessionStorage.setItem(OFFERED, offered.join(' ')));
    // Taken over each time: they are the launcher's, whatever those are by now.
    const style = getComputedStyle(launch);
    for (const name of COLOURS) bubble.style.setProperty(name, style.getPropertyValue(name));
    let left = SHOWN_MS;
    timer = setInterval(() => attempt(() => {
      // Nobody has seen it while the tab was in the background.
      if (document.hidden || bubble.matches(':hover,:focus-within')) left = SHOWN_MS;
      if ((left -= TICK_MS) < 0 || isUnfit()) close();
    }), TICK_MS);
    bubble.className = 'on';
    choices.hidden = false;
    // It is English and runs from the left, on a page that runs from the right too.
    words.textContent = '\u2066' + sentence(task.control) + '\u2069';
  };

  const look = async () => {
    if (isAsking || timer) return;
    isAsking = true;
    isCalledOff = false;
    try {
      if (isQuiet()) return;
      const task = worst(JSON.parse(await tell()), least);
      if (!task || isCalledOff) return;
      const hash = nameOf(task);
      if (!past().includes(hash) && !isQuiet() && !isTyping() && !isUnfit()) show(task, hash);
    } catch {
      // No story, no offer.
    } finally {
      isAsking = false;
    }
  };

  return { look, close: () => attempt(close) };
};
