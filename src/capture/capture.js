/*
 * `capture` in full: what the recorder hears goes into the story that `capture.wasm` keeps, and the tab's storage takes
 * it from page to page. The glue beside it is made by wasm-bindgen.
 */

import { __wbg_set_wasm as setWasm, chat, push, restore, snapshot, tell } from 'glue';
import { record } from './recorder.js';

/** Where the story lies between two pages of one tab. */
const KEY = 'undertone.story';
/** Beside it what was heard since it was written, which costs the page a fraction of writing the whole story again. */
const SINCE = 'undertone.since';
const SINCE_LENGTH = 2000; // Some thirty events. A longer one would cost what the story does.

/** Fetches the module and begins to record. */
export const load = async (url) => {
  // Only texts and numbers cross, so the table of objects that the module would have set up stays empty.
  const { instance } = await WebAssembly.instantiateStreaming(fetch(url), {
    './capture_bg.js': { __wbindgen_init_externref_table() {} },
  });
  setWasm(instance.exports);
  const { timeOrigin } = performance;
  /** Where the tab's time begins, by the browser's monotonic clock. `Date`, which pages and tests replace, is not asked. */
  let began = timeOrigin;
  const tabMs = (at) => timeOrigin + at - began;
  let since = '';
  /** None at first: there is no story yet that `since` could go on from. */
  let sinceLength = 0;
  /** An event without a text is the opened chat. */
  const hear = (at, text) => {
    (text ? push : chat)(at, text);
    since += at + '\n' + text + '\n';
  };
  return record({
    push: (at, texts) => hear(tabMs(at), texts.join('\t')),
    chat: (at) => hear(tabMs(at), ''),
    tell: (at) => tell(tabMs(at)),
    save(isLeaving) {
      // A full or forbidden storage loses the story at the next page load, and nothing else.
      try {
        if (isLeaving || since.length > sinceLength) {
          since = '';
          sinceLength = SINCE_LENGTH;
          sessionStorage.setItem(KEY, Math.trunc(began) + '\n' + snapshot());
        }
        sessionStorage.setItem(SINCE, since);
      } catch {}
    },
    restore() {
      try {
        const [, date, story] = /^(\d+)\n([^]*)/.exec(sessionStorage.getItem(KEY)) || [];
        // A time in the future is none, and neither is what is not of this version.
        if (!(date <= timeOrigin + performance.now() && restore(story))) return;
        began = +date;
        since = '';
        const later = sessionStorage.getItem(SINCE).split('\n');
        while (later.length > 1) hear(+later.shift(), later.shift());
      } catch {}
    },
  });
};
