// What the visitor has done on the demo, kept in this browser so that a reload finds it again.
// It knows nothing of the page; where storage is forbidden it lives until the tab closes.

const KEY = "fernly.v2";

const fresh = () => ({ theme: "system", hint: "shown", connected: [], draft: null, saved: [], switches: {} });

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    // Anything of another shape (an older demo, a hand in the storage) is not worth a broken page.
    const isWhole = kept && Array.isArray(kept.connected) && Array.isArray(kept.saved) && typeof kept.switches === "object";
    return isWhole ? { ...fresh(), ...kept } : fresh();
  } catch {
    return fresh();
  }
}

export const state = load();

/** Writes the state; a full or forbidden storage is no reason to stop working. */
export function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Kept in memory only.
  }
}

/** Forgets everything but how the page looks, as on the first visit. */
export function forget() {
  Object.assign(state, fresh(), { theme: state.theme });
  keep();
}
