/*
 * Loads the module that tells the story of a log: in the chat's frame, when a story is first wanted. The glue beside it is
 * made by wasm-bindgen. `__CAPTURE_WASM__` is filled in by the build.
 */

import { __wbg_set_wasm as setWasm, tell } from 'glue';

/** The letter of each event of host protocol 1, and its texts in their order. */
const EARLIER = {
  'browser.navigation': 'n route title',
  'browser.user_action.click': 'c role name state description',
  'support.form.submit': 's role name state description',
  'support.form.invalid': 'i role name state description selector message',
  'support.ui.message': 'm text',
  exception: 'x exception.type exception.message',
  'http.client': 'r method route status duration_ms',
};

/** The log of what a page told by itself: one that was loaded before the server was upgraded. */
const earlier = ({ story, context }) => {
  let at = 0;
  const line = (letter, texts) => [at, letter, ...texts].map((it) => String(it ?? '').replace(/[\s\p{Cc}]+/gu, ' ')).join('\t') + '\n';
  let log = '3\t0\t0\n';
  for (const event of story?.timeline || []) {
    const [letter, ...names] = (EARLIER[event.event] || '').split(' ');
    at = Math.trunc(event.t_ms) || at;
    if (letter) log += line(event.severity === 'alert' ? 'a' : letter, names.map((name) => event[name] ?? event.control?.[name]));
  }
  return log + line('k', ['title', context?.title]) + line('k', ['language', context?.language]);
};

/** A module that failed is left alone: the glue holds on to its memory. */
let hasFailed = false;

/** Fetches the module, and gives what tells a log. */
export const load = async () => {
  if (hasFailed) throw new Error('the module has failed before');
  // Only texts and numbers cross, so the table of objects that the module would have set up stays empty.
  const { instance } = await WebAssembly.instantiateStreaming(fetch(new URL(__CAPTURE_WASM__, import.meta.url)), {
    './capture_bg.js': { __wbindgen_init_externref_table() {} },
  });
  setWasm(instance.exports);
  return (log, now, without) => {
    const text = log[0] === '{' ? earlier(JSON.parse(log)) : log;
    hasFailed = true;
    const told = tell(text, now, without);
    hasFailed = false;
    return told;
  };
};
