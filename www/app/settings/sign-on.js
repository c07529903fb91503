// The steps to single sign-on. A refused set-up begins anew without a word, because whoever wrote it thought that only
// an expired session could refuse it: one of the ways to be stuck.

import { ask } from "../ask.js";
import { busy } from "../fields.js";
import { say } from "../toasts.js";

const byId = (id) => document.getElementById(id);
const steps = [...document.querySelectorAll("[data-step]")];
const marks = [...document.querySelectorAll(".progress li")];

function goTo(step) {
  for (const part of steps) part.hidden = part.dataset.step !== String(step);
  marks.forEach((mark, index) => {
    mark.classList.toggle("past", index + 1 < step);
    if (index + 1 === step) mark.setAttribute("aria-current", "step");
    else mark.removeAttribute("aria-current");
  });
}

async function verify() {
  await busy(byId("verify-domain"), async () => {
    const { ok, status } = await ask("POST", "/api/sso/domain", { domain: byId("sso-domain").value.trim() });
    byId("domain-state").textContent = ok ? "Verified." : "Not verified.";
    if (ok) say("notice", "The domain is verified.");
    else say("alert", `We could not verify the domain (${status})`);
  });
}

async function turnOn() {
  await busy(byId("sso-on"), async () => {
    const { ok } = await ask("POST", "/api/sso", { domain: byId("sso-domain").value.trim(), provider: byId("sso-provider").value, client: byId("sso-client").value.trim() });
    goTo(ok ? 4 : 1);
    byId("sso-state").textContent = ok ? "On" : "Off";
  });
}

/** Listens to the steps. */
export function startSignOn() {
  for (const button of document.querySelectorAll("[data-to]")) button.addEventListener("click", () => goTo(Number(button.dataset.to)));
  byId("verify-domain").addEventListener("click", verify);
  byId("sso-on").addEventListener("click", turnOn);
}
