// The page's first script: takes the time of every listener and callback on it, before any tool is there.
(() => {
  const now = performance.now.bind(performance);
  const listen = EventTarget.prototype.addEventListener;
  const EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
  let clicks_ms = [];
  /** The part of it that ran after the events. */
  let later_ms = [];
  let longest_ms = 0;
  let long_tasks_ms = [];
  /** Callbacks of each click that are still to come. */
  let pending = 0;
  /** When the dispatch that is under way began. */
  let began = 0;
  let isCounting = false;

  const spend = (click, ms, isLater) => {
    longest_ms = Math.max(longest_ms, ms);
    if (click < 0 || click >= clicks_ms.length) return;
    clicks_ms[click] += ms;
    if (isLater) later_ms[click] += ms;
  };
  const current = () => (isCounting ? clicks_ms.length - 1 : -1);

  // From the first listener of all to the last. What the page's default action costs after that is nobody's.
  for (const type of EVENTS) {
    listen.call(window, type, () => {
      if (type === 'pointerdown') {
        isCounting = true;
        clicks_ms.push(0);
        later_ms.push(0);
      }
      began = now();
    }, true);
  }
  const closeDispatch = () => {
    for (const type of EVENTS) {
      listen.call(window, type, () => {
        spend(current(), now() - began, false);
        began = 0;
      });
    }
  };

  /** Runs a callback for the click in which it was asked for. Inside of a dispatch its time is the dispatch's. */
  const timed = (click, callback, self, args) => {
    if (began) return callback.apply(self, args);
    const since = now();
    try {
      return callback.apply(self, args);
    } finally {
      spend(click, now() - since, true);
    }
  };
  /** Wraps a function that takes a callback to be called once, later. */
  const once = (name, cancel) => {
    const real = window[name];
    const open = new Set();
    window[name] = (callback, ...rest) => {
      if (typeof callback !== 'function') return real.call(window, callback, ...rest);
      const click = current();
      const id = real.call(window, (...args) => {
        if (open.delete(id) && click >= 0) pending--;
        return timed(click, callback, window, args);
      }, ...rest);
      open.add(id);
      if (click >= 0) pending++;
      return id;
    };
    const realCancel = window[cancel];
    window[cancel] = (id) => {
      if (open.delete(id)) pending = Math.max(0, pending - 1);
      return realCancel.call(window, id);
    };
  };
  once('setTimeout', 'clearTimeout');
  once('requestIdleCallback', 'cancelIdleCallback');
  once('requestAnimationFrame', 'cancelAnimationFrame');
  /** Of each look at a resting visitor that wrote something into the page's storage: how long it took. */
  const saves_ms = [];
  let hasWritten = false;
  const realSetItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (...args) {
    hasWritten = true;
    return realSetItem.apply(this, args);
  };
  // What runs again and again counts for the click before it.
  const realInterval = window.setInterval;
  window.setInterval = (callback, ...rest) =>
    realInterval.call(window, (...args) => {
      hasWritten = false;
      const since = now();
      try {
        return timed(current(), callback, window, args);
      } finally {
        if (hasWritten) saves_ms.push(now() - since);
      }
    }, ...rest);
  const RealObserver = window.MutationObserver;
  window.MutationObserver = class MutationObserver extends RealObserver {
    constructor(callback) {
      super(function (...args) {
        return timed(current(), callback, this, args);
      });
    }
  };

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) long_tasks_ms.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });

  let isClosed = false;
  window.bench = {
    saves_ms,
    isReady() {
      const variant = document.documentElement.dataset.variant;
      const resources = performance.getEntriesByType('resource');
      const isThere = {
        plain: () => true,
        ours: () => !!document.getElementById('undertone') && resources.some((it) => /capture-.*\.js/.test(it.name) && it.responseEnd),
        sentry: () => !!window.sentryIsThere,
      }[variant]();
      if (document.readyState !== 'complete' || !isThere) return false;
      // The very last listeners, after those of every tool.
      if (!isClosed) closeDispatch();
      isClosed = true;
      return true;
    },
    /** Waits until every callback has run, tells, and begins anew. */
    tell(done) {
      const isOurs = document.documentElement.dataset.variant === 'ours';
      const look = () => {
        // The log is kept at the end of a click, and only by what records in full.
        const isKept = !isOurs || sessionStorage.getItem('undertone.story') !== null;
        if (pending > 0 || !isKept) return wait(look);
        const told = { nodes: document.querySelectorAll('*').length, clicks_ms, later_ms, longest_ms, long_tasks_ms };
        isCounting = false;
        [clicks_ms, later_ms, longest_ms, long_tasks_ms] = [[], [], 0, []];
        done(told);
      };
      look();
    },
  };
  // Not one of the wrapped ones.
  const channel = new MessageChannel();
  let waiting = [];
  channel.port1.onmessage = () => waiting.splice(0).forEach((action) => action());
  const wait = (action) => {
    waiting.push(action);
    channel.port2.postMessage(0);
  };
})();
