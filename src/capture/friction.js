/*
 * Signs that nothing comes of what the visitor does, which no event tells: a click without any answer of the page, a pointer
 * that runs about, scrolling up and down. Thresholds after those that other recorders came to
 * (dead clicks: 2.5 s without a change, read from where the pointer went down, for menus open there).
 */

const DEAD_MS = 2500; // A page that shows nothing for so long has not heard the click.
const SAMPLE_MS = 50; // Between two looks at the pointer.
const STRIDE_PX = 20; // A shorter way between two looks is a hand at rest.
const THRASH_MS = 2000; // In so long the pointer turns back
const THRASH_TURNS = 8; // so often, and nobody who looks for something does that.
const SCROLL_MS = 15000; // In so long the page is scrolled back
const SCROLL_TURNS = 6; // so often, each time by half a window or more.
const PAUSE_MS = 30000; // Between two reports of the same kind.

/** Roles whose click is answered. Fields answer by what they hold, which is nobody's business. */
const ANSWERS = /^(button|link|menuitem|tab|switch|generic|option|treeitem)$/;
/** Whose answer cannot be seen from here, and what opens outside of the page. */
const UNSEEN = 'input:not([type=button],[type=submit],[type=image]),select,option,canvas,video,audio,iframe,object,embed,label,[download],[target]:not([target=_self]),[href^="mailto:"],[href^="tel:"],[href^="sms:"],[type=reset]';
/** What a button works on stands in the same part of the page. */
const NEAR = 'section,article,form,fieldset,dialog,[role=dialog],[role=toolbar],[role=group],main>*';
const EVERYTHING = { subtree: true, childList: true, characterData: true, attributes: true };

/** Watches for clicks that nothing comes of, and calls `report` with the control. */
export const deadClicks = (report) => {
  /** The click that nothing has come of yet. */
  let waiting;
  let timer;
  const drawings = document.getElementsByTagName('canvas');
  /** The control that was clicked last, and whether the page answered that click before the next one. */
  let last;
  let isAnswered;
  /** Of what the document's own observer does not see. */
  const observer = new MutationObserver(() => stop());
  let isInShadow = false;
  /** Whether the page has shown nothing since the pointer went down. */
  let isStill = false;
  const stop = () => {
    // It is called for everything that lives, and mostly there is nothing to stop.
    if (!isStill) return;
    isStill = false;
    if (isInShadow) observer.disconnect();
    clearTimeout(timer);
    waiting = null;
  };
  return {
    /** The pointer goes down: whatever the page changes from here on is its answer. */
    down(event) {
      isAnswered = !isStill;
      stop();
      isStill = true;
      isInShadow = !!event.target.shadowRoot;
      if (isInShadow) for (const it of event.composedPath()) if (it instanceof ShadowRoot) observer.observe(it, EVERYTHING);
    },
    /** Whether a click has nothing to do with the one before: that was on something else, or the page answered it. */
    isFresh(control) {
      const isOther = last !== control;
      last = control;
      return isOther || isAnswered;
    },
    /** A click on an enabled control, and its role. One without a pointer has no beginning, and is not waited for. */
    click(control, role) {
      if (!isStill || waiting || !ANSWERS.test(role) || control.matches(UNSEEN)) return;
      // Of a shadow root that is closed nothing can be seen, and neither of a drawing.
      if ((control.localName.includes('-') && !control.shadowRoot) || (drawings.length && control.closest(NEAR)?.querySelector('canvas'))) return stop();
      // Without the Navigation API nobody says that a page is on its way.
      if (!window.navigation && control.closest('a[href]:not([href^="#"]),form')) return stop();
      waiting = control;
      timer = setTimeout(() => {
        const dead = waiting;
        stop();
        if (dead && document.visibilityState === 'visible' && getSelection().isCollapsed) report(dead);
      }, DEAD_MS);
    },
    /** Whether it is looked for what comes of a click. */
    isWaiting: () => isStill,
    /** The page lives: a change, a request, a place, a field. */
    stop,
    /** The focus came to an element; a clicked button takes it by itself. */
    focused: (element) => waiting && !waiting.contains(element) && stop(),
  };
};

/** Counts turns within a time; says when there are too many, and then not again for a while. */
const turns = (ms, most) => {
  let times = [];
  let toldAt = -PAUSE_MS;
  return (now) => {
    times = [...times.filter((time) => now - time < ms), now];
    if (times.length < most || now - toldAt < PAUSE_MS) return false;
    toldAt = now;
    return true;
  };
};

/** Watches the pointer; says at which move it runs about. */
export const thrashing = () => {
  const isTooMuch = turns(THRASH_MS, THRASH_TURNS);
  let last;
  let way;
  return ({ timeStamp, clientX, clientY, buttons, pointerType }) => {
    if (last && timeStamp - last.timeStamp < SAMPLE_MS) return false;
    const before = last;
    last = { timeStamp, clientX, clientY };
    if (!before || buttons || pointerType !== 'mouse') return (way = false);
    const [x, y] = [clientX - before.clientX, clientY - before.clientY];
    if (Math.hypot(x, y) < STRIDE_PX) return false;
    const isTurn = way && way[0] * x + way[1] * y < 0;
    way = [x, y];
    return isTurn && isTooMuch(timeStamp);
  };
};

/** Watches how the page is scrolled: how far down at most, and whether up and down without end. */
export const scrolling = () => {
  const isTooMuch = turns(SCROLL_MS, SCROLL_TURNS);
  let turnedAt = 0;
  let farthest = 0;
  let deepest = 0;
  const look = () => {
    const bottom = scrollY + innerHeight;
    deepest = Math.max(deepest, bottom);
    return scrollY;
  };
  return {
    /** The page is somewhere else now. Says whether it goes up and down. */
    moved(now) {
      const y = look();
      const leg = y - farthest;
      const isOnward = (farthest - turnedAt) * leg >= 0;
      if (isOnward) farthest = y;
      else if (Math.abs(leg) >= innerHeight / 2) {
        turnedAt = farthest;
        farthest = y;
        return isTooMuch(now);
      }
      return false;
    },
    /** A new place begins at its top. */
    reset: () => (deepest = 0),
    /** How far down the visitor has seen the page, in hundredths. */
    depth: () => (look(), Math.min(100, Math.round((deepest * 100) / document.documentElement.scrollHeight))),
  };
};
