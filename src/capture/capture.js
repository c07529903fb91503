/*
 * `capture` in full: what the recorder hears goes into the story that `capture.wasm` keeps, and the tab's storage takes
 * it from page to page. The glue beside it is made by wasm-bindgen.
 */

import { __wbg_set_wasm as setWasm, push, restore, snapshot, tell } from 'glue';
import { record } from './recorder.js';

/** Where the story lies between two pages of one tab. */
const KEY = 'undertone.story';
/** Beside it what was heard since it was written, which costs the page a fraction of writing the whole story again. */
const SINCE = 'undertone.since';
const SINCE_LENGTH = 2000; // Some thirty events. More would cost what the story does.

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
  /** Heard since the story was written: of each event the time, the texts, and a line break after both. The module learns
   * of it when the story is told or written: a click need not wait for that. */
  let since = '';
  /** None at first: there is no story yet that `since` could go on from. */
  let sinceLength = 0;
  const tabMs = (at) => Math.trunc(timeOrigin + at - began);
  const save = (isWhole) => {
    let story;
    if (isWhole || since.length > sinceLength) {
      const lines = since.split('\n');
      since = '';
      sinceLength = SINCE_LENGTH;
      for (let at = 0; at < lines.length - 1; ) push(+lines[at++], lines[at++]);
      story = Math.trunc(began) + '\n' + snapshot();
    }
    // A full or forbidden storage loses the story at the next page load, and nothing else: nothing is written past an older
    // story.
    try {
      if (story) sessionStorage.setItem(KEY, story);
      sessionStorage.setItem(SINCE, since);
    } catch {
      sinceLength = 0;
    }
  };
  return record({
    push(at, texts) {
      since += tabMs(at) + '\n' + texts.join('\t') + '\n';
      // A page that fails without end, or a visitor far faster than the looks of `embed.js`.
      if (since.length > SINCE_LENGTH * 2) save(true);
    },
    tell(at) {
      save(true);
      return tell(tabMs(at));
    },
    save,
    restore() {
      let text;
      let later;
      try {
        text = sessionStorage.getItem(KEY);
        later = sessionStorage.getItem(SINCE);
        // What the module fails at must not fail the tab's next page too.
        sessionStorage.removeItem(SINCE);
      } catch {}
      const [, date, story] = /^(\d+)\n([^]*)/.exec(text) || [];
      // A time in the future is none, and neither is what is not of this version.
      if (!(date <= timeOrigin + performance.now() && restore(story))) return;
      began = +date;
      since = later || '';
    },
  });
};
