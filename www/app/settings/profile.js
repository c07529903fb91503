// The profile. The server says "saved" to a time zone that the workspace's regional settings overrule, and the page
// believes it: after the next load the old one is back. One of the ways to be stuck.

import { ask } from "../ask.js";
import { busy } from "../fields.js";
import { say } from "../toasts.js";

const form = document.getElementById("profile-form");
const zone = document.getElementById("time-zone");
const usesWorkspace = document.getElementById("uses-workspace-zone");

async function save(event) {
  event.preventDefault();
  await busy(form.querySelector("[type=submit]"), async () => {
    const { ok, status } = await ask("PUT", "/api/profile", { time_zone: zone.value, uses_workspace_zone: usesWorkspace.checked });
    if (ok) say("notice", "Your changes are saved.");
    else say("alert", `We could not save your profile (${status})`);
  });
}

/** Shows what the server holds, and saves. */
export async function startProfile() {
  form.addEventListener("submit", save);
  const { ok, body } = await ask("GET", "/api/profile");
  if (!ok) return;
  zone.value = body.time_zone;
  zone.disabled = false;
  usesWorkspace.checked = body.uses_workspace_zone;
}
