// What the visitor has done on the demo, kept in this browser so that a reload finds it again.
// It knows nothing of the page; where storage is forbidden it lives until the tab closes.

const KEY = "fernly.v1";

const freshWorkspace = () => ({ connected: [], draft: null, saved: [], switches: {} });
const fresh = () => ({
  workspace: "coffee",
  theme: "system",
  hint: "shown",
  workspaces: { coffee: freshWorkspace(), bakehouse: freshWorkspace() },
});

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    // Anything of another shape (an older demo, a hand in the storage) is not worth a broken page.
    const whole = kept && ["coffee", "bakehouse"].every((name) => Array.isArray(kept.workspaces?.[name]?.connected)
      && Array.isArray(kept.workspaces[name].saved) && typeof kept.workspaces[name].switches === "object");
    return whole && kept.workspaces[kept.workspace] ? kept : fresh();
  } catch {
    return fresh();
  }
}

export const state = load();

/** The open workspace's part of the state. */
export const here = () => state.workspaces[state.workspace];

/** Writes the state; a full or forbidden storage is no reason to stop working. */
export function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Kept in memory only.
  }
}

/** Forgets everything, as on the first visit. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing to forget.
  }
}
