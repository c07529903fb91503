// The page of billing: the company's details, the plan and the invoices.

import { ask } from "./ask.js";
import { busy, refuse, values } from "./fields.js";
import { keep, state } from "./state.js";
import { say } from "./toasts.js";

const form = document.getElementById("details-form");

/** A refusal is written beside its field and nowhere else, wherever the visitor is looking: one of the ways to be stuck. */
async function save(event) {
  event.preventDefault();
  await busy(form.querySelector("[type=submit]"), async () => {
    const details = values(form);
    const { status, ok, body } = await ask("PUT", "/api/billing/details", details);
    refuse("vat_number", status === 422 ? body.message : "");
    if (!ok) return;
    state.details = details;
    keep();
    say("notice", "The billing details are saved.");
  });
}

async function loadInvoices() {
  const button = document.getElementById("load-invoices");
  await busy(button, async () => {
    // No one on this demo may see invoices, so every answer is a refusal; only its status differs.
    const reason = await ask("GET", "/api/invoices").then(({ status }) => String(status), () => "no connection");
    document.getElementById("invoices-state").textContent = "No invoices are shown.";
    say("alert", `We could not load your invoices (${reason})`);
  });
}

for (const [name, value] of Object.entries(state.details ?? {})) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.addEventListener("submit", save);
document.getElementById("load-invoices").addEventListener("click", loadInvoices);
