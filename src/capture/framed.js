/*
 * The recorder for pages that let no WASM in, and for visitors who save data: it hears what `capture` hears, but what
 * it records is scrubbed and told in the chat's frame, and lasts as long as the page.
 */

import { record } from './recorder.js';

const EVENTS = 64; // What a record's timeline holds.

const control = ([role, name, state, description]) => ({ role, name, state, ...(description && { description }) });
/** Each kind of event in the shape of `record::PageEventKind`. */
const SHAPES = {
  n: ([route, title]) => ({ event: 'browser.navigation', route, title }),
  c: (it) => ({ event: 'browser.user_action.click', control: control(it) }),
  s: (it) => ({ event: 'support.form.submit', control: control(it) }),
  i: (it) => ({ event: 'support.form.invalid', control: control(it), ...(it[4] && { message: it[4] }) }),
  a: ([text]) => ({ event: 'support.ui.message', severity: 'alert', text }),
  m: ([text]) => ({ event: 'support.ui.message', severity: 'status', text }),
  x: ([type, message]) => ({ event: 'exception', 'exception.type': type, 'exception.message': message }),
  r: ([method, route, status, ms]) => ({ event: 'http.client', method, route, status: +status, duration_ms: +ms }),
};

/** Begins to record. */
export const framed = () => {
  const timeline = [];
  let seq = 0;
  return record({
    push(at, [kind, ...texts]) {
      // The opened chat, which the frame knows by itself.
      if (!kind) return;
      if (timeline.length === EVENTS) timeline.shift();
      const short = texts.map((it) => it.slice(0, 200));
      timeline.push({ seq: ++seq, t_ms: Math.max(0, Math.round(at)), ...SHAPES[kind](short) });
    },
    tell: () => {
      const dropped_events = seq - timeline.length;
      return JSON.stringify({ story: { sentence: '', stuck: { score: 0, parts: [] }, tasks: [], timeline, dropped_events } });
    },
    save() {},
    restore() {},
  });
};
