// What every page of the demo product has: the theme, the menu, the account menu, and the user for the chat.
// It knows nothing of what a page does.

import { forget, keep, state } from "./state.js";
import { ask } from "./ask.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

// The chat's queue, as its README gives it: calls that come before its script wait in it.
window.undertone = window.undertone || function () { (window.undertone.q = window.undertone.q || []).push(arguments); };
window.undertone("identify", {
  user_id: "u-2207", name: "Mara Lindqvist", email: "mara@tidewell.example", account: "Tidewell Coffee", plan: "Team",
});

function showTheme() {
  if (state.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = state.theme;
  for (const radio of document.getElementsByName("theme")) radio.checked = radio.value === state.theme;
}

function setHint(value) {
  state.hint = value;
  root.dataset.hint = value;
  keep();
}

/** Forgets what was done, here and on the server, and loads the first page. */
export async function startOver() {
  forget();
  await ask("POST", "/api/start-over").catch(() => {});
  location.assign("/automations");
}

const here = location.pathname.split("/")[1];
for (const link of document.querySelectorAll(".side a")) {
  if (link.pathname.split("/")[1] === here) link.setAttribute("aria-current", link.pathname === location.pathname ? "page" : "true");
}
for (const radio of document.getElementsByName("theme")) {
  radio.addEventListener("change", () => { state.theme = radio.value; keep(); showTheme(); });
}
byId("dismiss-hint").addEventListener("click", () => { setHint("dismissed"); byId("main").focus({ preventScroll: true }); });
byId("show-hint").addEventListener("click", () => { setHint("shown"); byId("user-menu").hidePopover(); scrollTo({ top: 0 }); });
byId("reset").addEventListener("click", startOver);

root.dataset.hint = state.hint;
showTheme();
