/*
 * The one script that a site adds: the launcher, the chat's frame, and the ears of `capture`.
 *
 * It must never throw into the page, never log unless asked to, never move the page's layout, and never read a value,
 * a body or a header. What it hears goes to `capture.js` once that has loaded. `__CAPTURE_JS__` and its like are filled in by the build.
 */
import { template } from './route.js';

try {
(() => {
  'use strict';

  const win = window;
  const doc = document;
  const nav = navigator;
  const script = doc.currentScript || doc.querySelector('script[data-site][src*="embed.js"]');
  const early = win.undertone;
  // A second tag by mistake finds the first one's widget and leaves it alone.
  if (!script || (early && early.version)) return;

  const ORIGIN = new URL(script.src, location.href).origin;
  const setting = (name) => script.getAttribute('data-' + name);
  const SITE = setting('site') || '';
  const HAS_CONVERSATION = 'undertone.conversation';
  const FORGET = 'undertone.forget'; // Somebody signed out, and the frame has not forgotten them yet.
  const EVENTS = 64; // Buffered until capture's fate is known; a page makes about ten in that time.
  const SETTLE_MS = 400; // Until it shows whether a message still stands.
  const REST_MS = 1000; // Whoever does nothing from one look to the next rests, and what they did is saved: nobody waits for that then.
  const RESTLESS_LOOKS = 15; // So often in a row they may not; then it is saved all the same: a crash would lose a quarter of a minute.
  const FACTS = 18; // Of the site's that are taken: a release, a role, and as many flags; then as many attributes.
  const BACK_MS = 100; // What another page of the tab has kept reaches this one a moment after it is shown again.
  const FAULTS = 16; // Events that may fail to be understood before capture is left alone.
  const SLOW_REQUEST_MS = 3000; // A good answer is heard of only when it took so long.
  const SLOW_MS = 12000; // A frame that is not ready by then gets an explanation and a second chance.
  let isDebug = setting('debug') != null;

  const debug = (error) => {
    if (isDebug) console.warn('undertone:', error);
  };
  // By name, and not spread: on some pages the iterator of arrays is the page's own. Nothing that the launcher and the
  // chat need uses one, nor a method of arrays, nor an object that has what old libraries put on every object.
  const guard = (action) => (first, second, third, fourth) => {
    try {
      return action(first, second, third, fourth);
    } catch (error) {
      debug(error);
    }
  };
  const listen = (target, type, action, options) =>
    guard(() => target.addEventListener(type, guard(action), options))();
  const each = (list, action) => {
    for (let at = 0; at < list.length; at++) action(list[at]);
  };
  const now = () => performance.now();
  const text = (value, max = 200) => (value == null ? '' : String(value)).slice(0, max);
  const storage = (action) => guard(() => action(win.localStorage))();
  const inTab = (action) => guard(() => action(win.sessionStorage))();

  // ---- What the page does: heard from the first line on -------------------------------------------------------------

  const signal = nav.globalPrivacyControl ? 'gpc' : nav.doNotTrack === '1' ? 'dnt' : '';
  /** 'off', 'basic', 'waiting' (for capture) or 'full', and why it is not more. */
  let mode, reason;
  /** What understands the page: the module `capture`. */
  let recorder;
  let faults = 0;
  /** Calls for a recorder that is not there yet, or never will be: a method's name, what it takes, and when it was. */
  let buffered = [];
  /** The element that holds everything of ours. */
  let host;

  /** What the recorder cannot digest is dropped, and too much of that ends `capture`. */
  const choked = (error) => {
    debug(error);
    if (++faults >= FAULTS) limit('basic', 'fault');
  };
  /** Hands the recorder something. */
  const feed = (method, ...args) => {
    try {
      return recorder?.[method]?.apply(recorder, args);
    } catch (error) {
      choked(error);
    }
  };
  const keep = (...call) => {
    if (recorder) feed.apply(null, call);
    else if (mode === 'waiting' && buffered.push(call) > EVENTS) {
      buffered.shift();
    }
  };

  let saveTimer;
  let restedLooks;
  /** Looks since it was last saved; the first of all saves in any case. */
  let looks;
  /** When the visitor rests, and when the page goes out of sight: a tab that is killed says no more than that. */
  const save = (isLeaving) => {
    clearTimeout(saveTimer);
    saveTimer = looks = 0;
    feed('save', isLeaving);
  };
  const look = () => (restedLooks++ || !(++looks < RESTLESS_LOOKS)) && save();
  const hear = (event) => {
    if (host && event.target === host) return;
    if (recorder) {
      // Not through `feed`: this runs for everything that the visitor does.
      try {
        if (recorder.hear(event)) setTimeout(feed, SETTLE_MS, 'save');
      } catch (error) {
        choked(error);
      }
      restedLooks = 0;
      saveTimer ||= setInterval(look, REST_MS);
    } else if (event.type === 'click') keep('clicked', event.composedPath()[0], now());
  };
  const moved = () => feed('moved');
  const alive = () => feed('alive');

  const heardError = (error, message, kind) => {
    const said = text((error && error.message) || message || error, 400);
    const [where] = /\S+:\d+:\d+/.exec(error && error.stack) || [''];
    // Browsers hide foreign scripts' errors, and report a harmless loop as one.
    if (said && !/^Script error|ResizeObserver loop/.test(said)) keep('error', kind || text((error && error.name) || 'Error', 60), said, where, now());
  };

  const isOurs = (url) => url.startsWith(ORIGIN + '/');
  /** The last two labels: near enough to tell a site's own API from an advertiser that a blocker stopped. */
  const site = (host) => host.split('.').slice(-2).join('.');
  const heardAnswer = guard((method, url, status, since) => {
    const at = now();
    if (status > 0 && status < 400 && at - since < SLOW_REQUEST_MS) return;
    const address = new URL(url, location.href);
    if (isOurs(address.href) || (!status && site(address.hostname) !== site(location.hostname))) return;
    keep('request', text(method || 'GET', 8).toUpperCase(), address.origin + address.pathname, status, at - since, at);
  });

  const watchRequests = () => {
    const { fetch: realFetch, XMLHttpRequest: Xhr, Promise: Real } = win;
    if (realFetch) {
      win.fetch = function fetch(...args) {
        const since = now();
        alive();
        const answer = realFetch.apply(this, args);
        const heard = (status) => {
          const [input, init] = args;
          const isRequest = input instanceof Request;
          heardAnswer((init && init.method) || (isRequest && input.method), isRequest ? input.url : String(input), status, since);
        };
        // A stand-in of the page's own may answer anything, also what cannot be asked what it is.
        if (!guard(() => answer instanceof Real)()) return answer;
        // The caller gets a promise that settles the same, so an unhandled rejection stays unhandled.
        return answer.then(
          (response) => {
            guard(heard)(response.status);
            return response;
          },
          (error) => {
            guard(() => (error && error.name === 'AbortError') || heard(0))();
            throw error;
          },
        );
      };
    }
    const realOpen = Xhr && Xhr.prototype.open;
    if (realOpen) {
      const seen = new WeakSet();
      Xhr.prototype.open = function open(...args) {
        guard(() => {
          if (seen.has(this)) return;
          seen.add(this);
          let since = now();
          const [method, url] = args;
          this.addEventListener('loadstart', () => {
            since = now();
            alive();
          });
          for (const type of ['load', 'error', 'timeout'])
            this.addEventListener(type, () => heardAnswer(method, this.responseURL || url, type === 'load' ? this.status : 0, since));
        })();
        return realOpen.apply(this, args);
      };
    }
  };

  /** From here on the page is heard. */
  const begins = () => {
    mode = 'waiting';
    reason = '';
    if (hears) return;
    hears = true;
    each(['pointerdown', 'pointerup', 'click', 'submit', 'invalid'], (type) => listen(win, type, hear, true));
    each(['focusin', 'input'], (type) => listen(win, type, (event) => event.target !== host && feed('touched', event), true));
    listen(win, 'pointermove', (event) => recorder && recorder.pointed(event), PASSIVE);
    listen(doc, 'scroll', (event) => feed(event.target === doc ? 'scrolled' : 'alive'), PASSIVE);
    each(['blur', 'copy', 'resize', 'beforeprint'], (type) => listen(win, type, alive));
    listen(win, 'error', (event) => event.target === win && heardError(event.error, event.message));
    listen(win, 'unhandledrejection', (event) => heardError(event.reason));
    each(['popstate', 'hashchange'], (type) => listen(win, type, moved));
    if (win.navigation) {
      listen(navigation, 'currententrychange', moved);
      listen(navigation, 'navigate', (event) => event.hashChange || alive());
    }
    guard(watchRequests)();
    if (setting('console-errors') != null) guard(watchConsole)();
  };
  let hears;
  const PASSIVE = { __proto__: null, capture: true, passive: true };
  const watchConsole = () => {
    const realError = console.error;
    console.error = function error(...args) {
      guard(() => {
        const [first] = args;
        // Raw values may hold anything; a text and an error say what they were made to say.
        if (typeof first === 'string' || first instanceof Error) heardError(first, '', 'console.error');
      })();
      return realError.apply(this, args);
    };
  };

  /** Nothing is heard any more. */
  const limit = (level, why) => {
    mode = level;
    reason = why;
    recorder = null;
    buffered = [];
    if (observer) observer.disconnect();
    if (offer) guard(offer.close)();
  };
  const forgetStory = () => each(['story', 'offered'], (it) => inTab((tab) => tab.removeItem('undertone.' + it)));
  /** How much the page tells, as the site has it from its visitor: 'full', 'basic', or else nothing. What the browser asks for
   * cannot be talked away. */
  const consent = (level, why) => {
    if (signal) limit('off', signal);
    else if (level === 'full') mode === 'full' || begins();
    else limit(level === 'basic' ? level : 'off', why);
  };

  // ---- Loading capture, at idle --------------------------------------------------------------------------------------

  const whenIdle = (action) => {
    const idle = () => (win.requestIdleCallback ? requestIdleCallback(guard(action), { __proto__: null, timeout: 3000 }) : setTimeout(guard(action), 200));
    if (doc.readyState === 'complete') idle();
    else listen(win, 'load', idle);
  };

  let loading;
  const loadCapture = () => (mode === 'waiting' ? (loading ||= startCapture()) : Promise.resolve());
  const startCapture = async () => {
    try {
      const { load } = await import(ORIGIN + __CAPTURE_JS__);
      if (mode !== 'waiting') return;
      recorder = load({ messages: setting('messages') || '', help: (setting('help') || '').split(/[\s,]+/).filter(Boolean), troubled });
      mode = 'full';
      follow();
      if (+setting('offer') > 0) loadOffer(+setting('offer'));
    } catch (error) {
      // The page lets no script of ours in, or the network did not: there is no story.
      debug(error);
      if (mode === 'waiting') limit('basic', 'not_loaded');
    } finally {
      loading = null;
    }
  };

  let offer, offerTimer;
  /** Something went wrong: when the page and the visitor have come to rest, the visitor may be offered help. */
  const troubled = () => {
    clearTimeout(offerTimer);
    if (offer) offerTimer = setTimeout(guard(() => offer.look()), REST_MS);
  };
  /** Offers, if the site wants them: what tells the story has to run on the page for that. */
  const loadOffer = async (least) => {
    try {
      const [{ offers }, { load }] = await Promise.all([import(ORIGIN + __OFFER_JS__), import(ORIGIN + __TOLD_JS__)]);
      const story = await load();
      if (mode !== 'full' || isStopped) return;
      mount();
      const tell = async () => {
        const { log, now_ms } = feed('tell', facts);
        return story(log, now_ms, '');
      };
      offer ||= offers({ root: host.shadowRoot, launch, least: Math.max(3, least), tell, open });
      troubled();
    } catch (error) {
      // The page lets no WASM in, or the network did not.
      debug(error);
    }
  };

  let observer;
  const follow = () => {
    const earlier = buffered;
    buffered = [];
    each(earlier, (call) => feed.apply(null, call));
    if (observer) observer.disconnect();
    observer = new MutationObserver(guard((records) => feed('mutated', records)));
    // What messages and refusals are made of, and by what else a page answers a click.
    const attributeFilter =
      'aria-invalid role aria-live hidden class style open aria-hidden popover inert aria-expanded aria-selected aria-pressed aria-checked aria-current aria-busy aria-disabled aria-label title disabled checked selected value src href d points fill stroke transform x y cx cy r width height data-state data-open data-active data-selected data-expanded data-theme'.split(' ');
    observer.observe(doc.documentElement, { __proto__: null, subtree: true, childList: true, characterData: true, attributes: true, attributeFilter });
  };

  // ---- What the page says for a record -------------------------------------------------------------------------------

  /** What the site says of its page: for each key its texts. */
  let facts = [];
  const learn = (fields) => {
    const told = fields || {};
    facts = [];
    each(['release', 'role'], (key) => told[key] != null && facts.push([key, text(told[key])]));
    each(told.flags || '', (flag) => facts.length < FACTS && facts.push(['flag', text(flag)]));
    const attributes = told.attributes || {};
    for (const name in attributes) if (facts.length < FACTS * 2 && Object.hasOwn(attributes, name)) facts.push(['attribute', text(name), text(attributes[name])]);
  };
  if (setting('release') != null) learn({ release: setting('release') });

  /** The page's part of a record: how much there is of it, and why not more, and the log that its story is told of. */
  const tellPage = async () => {
    await loadCapture();
    const told = feed('tell', facts);
    const capture = mode === 'full' && !told ? 'basic' : mode;
    return { ...(told || (mode === 'off' ? {} : { now_ms: 0, log: basicLog() })), capture, reason: capture === mode ? reason : 'fault' };
  };
  /** Where the visitor is, and the site's release: all that is told without a recorder. */
  const basicLog = () => '3\t0\t0\n0\tn\t' + template(location.pathname) + '\n' + facts.map((fact) => (fact[0] === 'release' ? '0\tk\t' + fact.join('\t').replace(/\n/g, ' ') + '\n' : '')).join('');

  // ---- The launcher and the panel -------------------------------------------------------------------------------------

  const CSS = `
#launch,#panel{--bg:#fff;--text:#16201f;--muted:#58656a;--line:#e2e6e6;--accent:#0f6b66;--on:#fff;--badge:#b23a2b}
@media(prefers-color-scheme:dark){#launch,#panel{--bg:#1b1f21;--text:#e8edec;--muted:#9aa7a9;--line:#2f3638;--accent:#63cbc0;--on:#06201e;--badge:#f2937f}}
*{box-sizing:border-box}
button{font:600 14px/20px Inter,ui-sans-serif,system-ui,sans-serif;cursor:pointer;border:0;margin:0}
button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
[hidden]{display:none!important}
#launch{position:fixed;inset-block-end:20px;inset-inline-end:20px;inline-size:56px;block-size:56px;padding:0;border-radius:28px;background:var(--accent);color:var(--on);box-shadow:0 6px 24px rgb(0 0 0/.2);display:grid;place-items:center;transition:.15s}
#launch:hover{transform:translateY(-1px)}
svg{inline-size:26px;block-size:26px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
[aria-expanded=true] path:first-child,[aria-expanded=false] path:last-child{display:none}
#badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-inline-size:20px;block-size:20px;padding:0 6px;border-radius:10px;background:var(--badge);color:var(--bg);font-size:12px;text-align:center}
#panel{position:fixed;inset-block-end:88px;inset-inline-end:20px;inline-size:min(400px,100vw - 40px);block-size:min(640px,100vh - 108px);block-size:min(640px,100dvh - 108px);border-radius:14px;overflow:hidden;background:var(--bg);color:var(--text);border:1px solid var(--line);box-shadow:0 6px 24px rgb(0 0 0/.2);transition:opacity .15s,transform .15s}
#panel.away{visibility:hidden;opacity:0;transform:translateY(8px);pointer-events:none;transition:none}
iframe{display:block;border:0;inline-size:100%;block-size:100%;color-scheme:light dark}
#wait{position:absolute;inset:0;padding:35% 32px 0;background:var(--bg);text-align:center;font:400 15px/22px Inter,ui-sans-serif,system-ui,sans-serif}
#wait p{margin:0 0 16px;min-block-size:44px;color:var(--muted)}
#wait button{padding:8px 16px;border-radius:10px;background:var(--accent);color:var(--on)}
#wait button[hidden]{display:inline-block!important;visibility:hidden}
#wait button:last-child{position:absolute;inset-block-start:12px;inset-inline-end:12px;background:none;color:var(--text)}
@media(max-width:480px){#panel{inset:0;inline-size:auto;block-size:auto;border:0;border-radius:0}#launch[aria-expanded=true]{display:none}}
@media(prefers-reduced-motion:reduce){#launch,#panel{transition:none}}
@media print{:host{display:none!important}}`;

  const element = (name, attributes, ...children) => {
    const it = doc.createElement(name);
    for (const key in attributes) if (Object.hasOwn(attributes, key)) it.setAttribute(key, attributes[key]);
    each(children, (child) => it.appendChild(child));
    return it;
  };
  const icon = () => {
    const make = (name) => doc.createElementNS('http://www.w3.org/2000/svg', name);
    const svg = make('svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.appendChild(make('path')).setAttribute('d', 'M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-6l-5 4v-4H6a2 2 0 0 1-2-2zM8 9h8M8 12.5h5');
    svg.appendChild(make('path')).setAttribute('d', 'M6 9l6 6 6-6');
    return svg;
  };

  let launch, badge, panel, wait, waitText, retry, frame, port;
  let isOpen = false;
  let isReady = false;
  let isHidden = false;
  let isStopped = false;
  let isForgetting = false;
  let unread = 0;
  let slowTimer;
  let identity;
  const callbacks = { __proto__: null };

  const mount = () => {
    if (!host) {
      host = element('div', {
        id: 'undertone',
        'data-undertone-block': '',
        'data-dd-privacy': 'hidden',
        class: 'rr-block sentry-block ph-no-capture',
      });
      // Inline and important: no rule of the page's, however loud, may restyle it. Set by script, so no policy objects.
      host.style.cssText = 'all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;width:0!important;height:0!important;z-index:2147483000!important';
      const root = host.attachShadow({ __proto__: null, mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets[0] = sheet;
      badge = element('span', { id: 'badge', hidden: '' });
      launch = element('button', { id: 'launch', type: 'button', 'aria-haspopup': 'dialog' }, icon(), badge);
      waitText = element('p', { role: 'status' });
      retry = element('button', { type: 'button' });
      retry.textContent = 'Try again';
      const leave = element('button', { type: 'button' });
      leave.textContent = 'Close';
      // Each has its place from the start: what moves here would count as a shift of the page's layout.
      wait = element('div', { id: 'wait' }, waitText, retry, leave);
      panel = element('div', { id: 'panel', class: 'away', role: 'dialog', 'aria-label': 'Chat', inert: '' }, wait);
      root.appendChild(panel);
      root.appendChild(launch);
      listen(launch, 'pointerenter', makeFrame);
      listen(launch, 'focus', makeFrame);
      listen(launch, 'click', () => (isOpen ? close() : open()));
      listen(retry, 'click', again);
      listen(leave, 'click', () => close());
      listen(root, 'keydown', (event) => event.key === 'Escape' && isOpen && close());
    }
    // Frameworks that own the document sometimes sweep it.
    if (!host.isConnected) {
      host.dir = doc.dir || guard(() => getComputedStyle(doc.body).direction)() || '';
      doc.documentElement.appendChild(host);
    }
    render();
  };

  const render = () => {
    if (!host) return;
    const label = isOpen ? 'Close chat' : 'Open chat';
    launch.setAttribute('aria-label', unread && !isOpen ? `${label}, ${unread} unread ${unread === 1 ? 'message' : 'messages'}` : label);
    launch.setAttribute('aria-expanded', isOpen);
    launch.hidden = isHidden;
    badge.hidden = isOpen || !unread;
    badge.textContent = unread > 99 ? '99+' : unread;
    panel.classList.toggle('away', !isOpen);
    panel.inert = !isOpen;
    wait.hidden = isReady;
  };

  const explain = (words, mayRetry) => {
    waitText.textContent = words;
    retry.hidden = !mayRetry;
  };

  const noChat = () => explain('The chat cannot be reached just now. Please check your connection.', true);
  const again = () => {
    dropFrame();
    makeFrame();
  };

  const makeFrame = () => {
    if (frame || isStopped) return;
    mount();
    explain('Opening the chat…', false);
    // No sandbox: the frame is another origin already, and needs its own storage, scripts, popups and downloads.
    frame = element('iframe', {
      title: 'Chat',
      allow: 'clipboard-write',
      src: `${ORIGIN}/frame?site=${encodeURIComponent(SITE)}`,
    });
    const mine = frame;
    // The chat's page has one frame in it, which is all that may be seen of it from here. Where there is none, this is
    // the browser's own page about an error, and to speak to it would be an error in the page's console.
    listen(frame, 'load', () => mine === frame && (frame.contentWindow.length ? connect() : noChat()));
    slowTimer = setTimeout(guard(noChat), SLOW_MS);
    panel.appendChild(frame);
  };

  const dropFrame = () => {
    clearTimeout(slowTimer);
    if (port) port.close();
    if (frame) panel.removeChild(frame);
    frame = port = null;
    isReady = false;
    if (host) render();
  };

  /** The frame's page is there; again, when it has loaded itself anew. */
  const connect = () => {
    if (port) port.close();
    isReady = false;
    render();
    const channel = new MessageChannel();
    port = channel.port1;
    const mine = port;
    port.onmessage = guard((event) => mine === port && heardFrame(event.data));
    frame.contentWindow.postMessage({ undertone: 1, type: 'connect' }, ORIGIN, new Set().add(channel.port2));
  };
  const say = guard((message) => port && isReady && port.postMessage(message));

  // A copy, since a callback may take itself off the list and put itself on again.
  const emit = (name, detail) => callbacks[name] && new Set(callbacks[name]).forEach((callback) => guard(callback)(detail));

  const heardFrame = (message) => {
    switch (message && message.type) {
      case 'ready':
        clearTimeout(slowTimer);
        if (mustForget()) return forget();
        isReady = true;
        render();
        if (identity) say({ type: 'identify', identity });
        say({ type: 'visible', is_open: isOpen });
        if (isOpen) frame.focus();
        return emit('ready');
      case 'broken':
        return noChat();
      case 'tell_story':
        return answer(message.request);
      case 'close':
        return close();
      case 'unread':
        unread = Math.max(0, message.count | 0);
        render();
        return emit('unread', unread);
      case 'event':
        return emit(text(message.name, 40));
      case 'has_conversation':
        return storage((it) => (message.yes ? it.setItem(HAS_CONVERSATION, '1') : it.removeItem(HAS_CONVERSATION)));
    }
  };

  const answer = async (request) => {
    let told;
    try {
      told = await tellPage();
    } catch {
      told = { capture: 'basic', reason: 'fault' };
    }
    say({ type: 'story', request, ...told });
  };

  const mustForget = () => isForgetting || storage((it) => it.getItem(FORGET)) === '1';
  /** The frame forgets the visitor behind its cover, and goes; whoever comes next gets a new one. */
  const forget = () => {
    port.postMessage({ type: 'shutdown' });
    // It gets a moment to clear its storage. If the page goes before that, the next one sees to it.
    setTimeout(guard(() => {
      isForgetting = false;
      storage((it) => it.removeItem(FORGET));
      dropFrame();
      if (isOpen) makeFrame();
      else if (isStopped && host) host.parentNode.removeChild(host);
    }), 1000);
  };

  const open = () => {
    if (isStopped || isOpen) return;
    mount();
    makeFrame();
    isOpen = true;
    if (offer) guard(offer.close)();
    render();
    if (isReady) frame.focus();
    say({ type: 'visible', is_open: true });
    loadCapture();
    guard(keep)('chat');
    emit('open');
  };

  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = doc.activeElement === host;
    render();
    if (hadFocus && !isHidden) launch.focus();
    say({ type: 'visible', is_open: false });
    emit('close');
  };

  // ---- undertone('...') ----------------------------------------------------------------------------------------------

  const commands = {
    open,
    close,
    toggle: () => (isOpen ? close() : open()),
    identify(fields) {
      identity = {};
      each(['user_id', 'name', 'email', 'account', 'plan'], (key) => {
        const value = fields && fields[key];
        if (typeof value === 'string' || typeof value === 'number') identity[key] = text(value);
      });
      say({ type: 'identify', identity });
    },
    on(name, callback) {
      if (typeof callback === 'function') (callbacks[name] ||= new Set()).add(callback);
    },
    off(name, callback) {
      if (callbacks[name]) callback ? callbacks[name].delete(callback) : callbacks[name].clear();
    },
    hide() {
      isHidden = true;
      if (offer) guard(offer.close)();
      render();
    },
    show() {
      isHidden = false;
      mount();
    },
    async debug(on) {
      isDebug = on !== false;
      if (!isDebug) return host && host.shadowRoot.getElementById('debug')?.querySelector('button:last-of-type').click();
      try {
        mount();
        await loadCapture();
        const { overlay } = await import(ORIGIN + __OVERLAY_JS__);
        overlay(host.shadowRoot, (watch) => feed('watch', watch));
      } catch (error) {
        debug(error);
      }
    },
    context: learn,
    consent(level) {
      consent(level, 'consent');
      if (mode === 'waiting') whenIdle(loadCapture);
      else if (mode !== 'full') forgetStory();
    },
    shutdown() {
      // Kept until the frame has done it: the page may go in the next moment, or no frame be there yet.
      storage((it) => it.removeItem(HAS_CONVERSATION));
      storage((it) => it.setItem(FORGET, '1'));
      isForgetting = true;
      close();
      isHidden = true;
      makeFrame();
      if (isReady) forget();
      limit('off', 'shutdown');
      forgetStory();
      identity = null;
      isStopped = true;
      render();
    },
  };

  const undertone = (name, first, second) => {
    if (!isStopped && Object.hasOwn(commands, name)) guard(commands[name])(first, second);
  };
  undertone.version = 1;
  win.undertone = undertone;

  listen(win, 'online', () => frame && !isReady && again());
  listen(win, 'pagehide', () => save(true));
  listen(doc, 'visibilitychange', () => doc.visibilityState === 'hidden' && save());
  listen(win, 'pageshow', (event) => {
    if (!event.persisted) return;
    feed('back');
    setTimeout(feed, BACK_MS, 'back', true);
  });

  const wanted = setting('capture');
  // What release 0.1 called `framed` is full without WASM on the page, as everything is now.
  consent(wanted == null || wanted === 'framed' ? 'full' : wanted, wanted === 'ask' ? 'no_consent' : 'site');

  const start = () => {
    if (isStopped) return;
    mount();
    whenIdle(() => {
      loadCapture();
      if (mustForget() || storage((it) => it.getItem(HAS_CONVERSATION)) === '1') makeFrame();
    });
  };
  const begin = guard(() => {
    each((early && early.q) || '', (call) => undertone(call[0], call[1], call[2]));
    start();
  });
  if (doc.readyState === 'loading') listen(doc, 'DOMContentLoaded', begin);
  else begin();
})();
} catch {
  // A page that has broken what no script can do without has no chat, and no error of ours either.
}
