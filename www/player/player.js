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

function stop(words) {
  run += 1;
  hurry();
  rest();
  undertone("close");
  show({ mode: "off", queue: [], way: 0, step: 0 });
  if (words) showCaption(parts, words);
  parts.controls.start.focus({ preventScroll: true });
}

function pauseWith(words) {
  if (memory.mode !== "playing") return;
  run += 1;
  hurry();
  show({ mode: "paused" });
  if (words) showCaption(parts, words);
}

/** Goes where the step says; a page that is loaded goes on with the next step. */
async function go(path) {
  if (location.pathname === path) return;
  remember({ step: memory.step + 1, focus: focusOfDock() });
  await press({ target: `.side a[href="${path}"]`, times: 1 }, pace());
  await new Promise(() => {});
}

async function act(step) {
  if (step.kind === "go") return go(step.path);
  if (!step.isLoad) return ACTS[step.kind](step, pace());
  remember({ step: memory.step + 1, focus: focusOfDock() });
  await press({ ...step, until: undefined }, pace());
  await new Promise(() => {});
}

/** Plays one step; `false` when the play was stopped or paused before it was done. */
async function playStep(step) {
  const mine = run;
  showCaption(parts, step.say);
  await wait((CAPTION_MS + step.say.length * LETTER_MS) * pace());
  if (mine !== run) return false;
  const { way: at } = memory;
  await act(step);
  // Whoever asked for another way meanwhile is there already.
  if (memory.way === at && way()?.steps.includes(step)) show({ step: memory.step + 1 });
  return mine === run;
}

/** Plays until something else is wanted. */
async function play() {
  const mine = ++run;
  show({ mode: "playing" });
  try {
    while (mine === run) {
      const step = way().steps[memory.step];
      if (!step) return await ask();
      if (!(await playStep(step))) return;
    }
  } catch (error) {
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
  const step = way().steps[memory.step];
  if (!step) return ask();
  show({ mode: "paused" });
  showCaption(parts, step.say);
  try {
    await act(step);
    if (mine !== run) return;
    show({ step: memory.step + 1 });
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
  stop: () => stop(),
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
