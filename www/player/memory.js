// What the guide remembers in this tab, so that it goes on over page loads. Where storage is forbidden it lives until
// the page goes, and so does the play.

const KEY = "fernly.guide";

/** How long things take beside a calm play. */
export const PACES = { calm: 1, brisk: 0.5, fast: 0.05 };

const fresh = () => ({
  /** "off", "playing", "paused", or "asking": at the end of a way, with the chat open. */
  mode: "off",
  /** The ways to play, by id, and where in them we are. */
  queue: [],
  way: 0,
  step: 0,
  done: [],
  pace: "calm",
  /** The id of the guide's button that had the focus when the page went. */
  focus: "",
});

function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept && Array.isArray(kept.queue) ? { ...fresh(), ...kept } : fresh();
  } catch {
    return fresh();
  }
}

export const memory = load();

/** Changes what is remembered. */
export function remember(changes) {
  Object.assign(memory, changes);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // This page remembers it still.
  }
}
