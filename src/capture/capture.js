/*
 * `capture` in full: what the recorder hears goes into the story that `capture.wasm` keeps, and the tab's storage takes
 * it from page to page. The glue beside it is made by wasm-bindgen.
 */

import { __wbg_set_wasm as setWasm, chat, push, restore, snapshot, tell } from 'glue';
import { record } from './recorder.js';

/** Where the story lies between two pages of one tab. */
const KEY = 'undertone.story';

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
  return record({
    push: (at, texts) => push(tabMs(at), texts.join('\t')),
    chat: (at) => chat(tabMs(at)),
    tell: (at) => tell(tabMs(at)),
    save() {
      const text = Math.trunc(began) + '\n' + snapshot();
      // A full or forbidden storage loses the story at the next page load, and nothing else.
      try {
        sessionStorage.setItem(KEY, text);
      } catch {}
    },
    restore() {
      let text;
      try {
        text = sessionStorage.getItem(KEY);
      } catch {}
      const [, since, story] = /^(\d+)\n([^]*)/.exec(text) || [];
      // A time in the future is none, and neither is what is not of this version.
      if (since <= timeOrigin + performance.now() && restore(story)) began = +since;
    },
  });
};
