// The guide: plays the ways to be stuck for a visitor who only wants to watch. It does what a visitor does, by the
// page's own controls, and asks nothing of the chat but `undertone('open')` and `undertone('close')`.

import { startOver } from "/app/shell.js";
import { makeDock, showCaption, showState } from "./dock.js";
import { choose, press, rest, write } from "./hand.js";
import { memory, PACES, remember } from "./memory.js";
import { WAYS } from "./ways.js";

/** A page that has just come is looked at first; the chat's ears arrive in that time. */
const ARRIVE_MS = 1500;

/** Reading a caption at the calm pace: a moment, and then as fast as people read. */
const CAPTION_MS = 900;
const LETTER_MS = 42;

/** At the end of a way the watcher may write. Whoever does not go into the chat only wants to watch. */
const ASK_MS = 20_000;

/** The chat takes the focus when it has opened; one that has not by then does not open at all. */
const OPENING_MS = 10_000;
const LOOK_EVERY_MS = 200;

const ACTS = { press, write, choose };

/** Where the paused play waits, and what lets it go on before its time. */
let hurry = () => {};
let run = 0;
/** What the hand is doing. A pause does not stop it half-way, and nothing else begins before it is done. */
let acting = Promise.resolve();

const pace = () => PACES[memory.pace] ?? 1;
const way = () => WAYS.find((it) => it.id === memory.queue[memory.way]);
const isInChat = () => document.activeElement?.id === "undertone";

/** Waits so long, or until somebody is in a hurry. */
function wait(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    hurry = () => { clearTimeout(timer); resolve(); };
  });
}

function show(changes) {
  remember(changes);
  showState(parts, WAYS, memory);
}

function stop() {
  run += 1;
  hurry();
  rest();
  undertone("close");
  show({ mode: "off", queue: [], way: 0, step: 0 });
  parts.controls.start.focus({ preventScroll: true });
}

function pauseWith(words) {
  if (memory.mode !== "playing") return;
  run += 1;
  hurry();
  show({ mode: "paused" });
  if (words) showCaption(parts, words);
}

/** Follows a link to another page, which goes on with the next step when it has come. */
async function follow(target) {
  remember({ step: memory.step + 1, focus: focusOfDock() });
  try {
    await press({ target, times: 1 }, pace());
  } catch (error) {
    remember({ step: memory.step - 1 });
    throw error;
  }
  await new Promise(() => {});
}

async function act(step) {
  if (step.kind !== "go") await (step.isLoad ? follow(step.target) : ACTS[step.kind](step, pace()));
  else if (location.pathname !== step.path) await follow(`.side a[href="${step.path}"]`);
  // Whoever asked for another way meanwhile is there already.
  if (way()?.steps[memory.step] === step) show({ step: memory.step + 1 });
}

/** Shows a step's caption, gives time to read it, and does it, unless somebody wanted something else meanwhile. */
async function playStep(step) {
  const mine = run;
  showCaption(parts, step.say);
  await wait((CAPTION_MS + step.say.length * LETTER_MS) * pace());
  if (mine !== run) return;
  acting = act(step);
  await acting;
}

/** Plays until something else is wanted. */
async function play() {
  const mine = ++run;
  show({ mode: "playing" });
  await acting.catch(() => {});
  try {
    while (mine === run) {
      const step = way().steps[memory.step];
      if (!step) return await ask();
      await playStep(step);
    }
  } catch (error) {
    if (mine !== run) return;
    pauseWith(`${error.message} Go on tries again.`);
    parts.dock.dataset.mode = "lost";
  }
}

/** The end of a way: the chat is open, the watcher may write. */
async function ask() {
  const mine = ++run;
  delete parts.dock.dataset.chat;
  const { ask: words, sees, article, id } = way();
  show({ mode: "asking", done: [...new Set([...memory.done, id])] });
  showCaption(parts, "Now Mara asks for help. Write for her in the chat, for example:", { told: sees, ask: words, path: `/help/${article}` });
  await wait(2 * CAPTION_MS * pace());
  if (mine !== run) return;
  rest();
  undertone("open");
  for (let left = OPENING_MS; left > 0 && mine === run && !isInChat(); left -= LOOK_EVERY_MS) await wait(LOOK_EVERY_MS);
  if (mine !== run) return;
  // The watcher decides whether to go into the chat; whoever stays outside is not held up.
  parts.controls.next.focus({ preventScroll: true });
  parts.dock.dataset.chat = "open";
  for (let left = ASK_MS; left > 0 && mine === run; left -= LOOK_EVERY_MS) {
    await wait(LOOK_EVERY_MS);
    if (isInChat()) return;
  }
  if (mine === run) await next();
}

async function next() {
  run += 1;
  hurry();
  delete parts.dock.dataset.chat;
  undertone("close");
  if (memory.way + 1 >= memory.queue.length) return stop();
  show({ way: memory.way + 1, step: 0 });
  await play();
}

/** Begins with a fresh product, whatever was done on it before. */
async function start(queue) {
  run += 1;
  hurry();
  rest();
  undertone("close");
  remember({ mode: "playing", queue, way: 0, step: 0, done: queue.length > 1 ? [] : memory.done, focus: "guide-toggle" });
  await startOver();
}

/** One step, and then paused again. */
async function stepOnce() {
  pauseWith("");
  const mine = ++run;
  await acting.catch(() => {});
  const step = way()?.steps[memory.step];
  if (mine !== run || memory.mode !== "paused") return;
  if (!step) return ask();
  showCaption(parts, step.say);
  try {
    acting = act(step);
    await acting;
    if (mine !== run) return;
    parts.controls.step.focus({ preventScroll: true });
  } catch (error) {
    showCaption(parts, error.message);
  }
}

function focusOfDock() {
  return parts.dock.contains(document.activeElement) ? document.activeElement.id : "";
}

const commands = {
  start: () => start(WAYS.map((it) => it.id)),
  choose: (id) => start([id]),
  toggle: () => (memory.mode === "playing" ? pauseWith("Paused. Go on whenever you like.") : play()),
  step: stepOnce,
  next,
  stop,
  pace: (name) => show({ pace: name }),
};

const parts = makeDock(WAYS, (command, value) => commands[command](value));

// Whoever takes the product into their own hands is not fought over it.
addEventListener("click", (event) => {
  if (event.isTrusted && !parts.dock.contains(event.target) && event.target.id !== "undertone") {
    pauseWith("Paused, because you took over. Go on whenever you like.");
  }
}, true);
addEventListener("keydown", (event) => {
  if (event.isTrusted && event.key === "Escape" && memory.mode === "playing") {
    pauseWith("Paused. Go on whenever you like.");
    parts.controls.toggle.focus({ preventScroll: true });
  }
});

// A page that comes back as it was left knows nothing of what was played since.
addEventListener("pageshow", (event) => { if (event.persisted && memory.mode !== "off") location.reload(); });

/** Takes up where the last page left it, or what the address asks for: `?play=all` or ids, and `?pace=`. */
async function begin() {
  const wanted = new URLSearchParams(location.search);
  if (wanted.get("pace") in PACES) remember({ pace: wanted.get("pace") });
  const ids = wanted.get("play")?.split(",") ?? [];
  const queue = WAYS.map((it) => it.id).filter((id) => ids.includes("all") || ids.includes(id));
  if (queue.length && memory.mode === "off") return start(queue);
  if (!WAYS.some((it) => it.id === memory.queue[memory.way])) remember({ mode: "off", queue: [], way: 0, step: 0 });
  show({});
  if (memory.mode === "off") return;
  if (memory.focus) document.getElementById(memory.focus)?.focus({ preventScroll: true });
  remember({ focus: "" });
  if (memory.mode === "asking") return ask();
  const step = way().steps[memory.step];
  showCaption(parts, memory.mode === "paused" ? "Paused. Go on whenever you like." : step?.say ?? "");
  if (memory.mode !== "playing") return;
  const mine = run;
  await wait(ARRIVE_MS);
  if (mine === run) await play();
}

begin();
