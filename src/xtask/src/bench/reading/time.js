// Arguments: the messages, how many batches, and what to call when done.
const [messages, batches, done] = arguments;

/** FNV-1a over the message, a hundred times: the fixed loop that other times are held against. */
const loop = (text) => {
  let hash = 0x811c9dc5;
  for (let round = 0; round < 100; round++) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
};

const timed_us = (action) => {
  const began = performance.now();
  for (const message of messages) action(message);
  return ((performance.now() - began) * 1000) / messages.length;
};

let kept = 0;
let unread = 0;
const began = performance.now();
const answer = undertone.read(messages[0]);
const first_ms = performance.now() - began;
if (!answer) unread++;

const batches_us = [];
const loops_us = [];
for (let batch = 0; batch < batches; batch++) {
  batches_us.push(timed_us((message) => { if (!undertone.read(message)) unread++; }));
  loops_us.push(timed_us((message) => { kept ^= loop(message); }));
}
window.kept = kept;
done({ first_ms, batches_us, loops_us, unread });
