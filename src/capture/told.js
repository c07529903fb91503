/*
 * Loads the module that tells the story of a log: in the chat's frame, when a story is first wanted. The glue beside it is
 * made by wasm-bindgen. `__CAPTURE_WASM__` is filled in by the build.
 */

import { __wbg_set_wasm as setWasm, tell } from 'glue';

/** Fetches the module, and gives what tells a log. */
export const load = async () => {
  // Only texts and numbers cross, so the table of objects that the module would have set up stays empty.
  const { instance } = await WebAssembly.instantiateStreaming(fetch(new URL(__CAPTURE_WASM__, import.meta.url)), {
    './capture_bg.js': { __wbindgen_init_externref_table() {} },
  });
  setWasm(instance.exports);
  return tell;
};
