// The automation editor: keeps the draft, asks the server to save it, and shows what was refused and where.

import { ask } from "./ask.js";
import { busy } from "./fields.js";
import { keep, state } from "./state.js";
import { icon, say } from "./toasts.js";
import { chosenTrigger, choose, offer, triggerLabel, whenChosen } from "./trigger-picker.js";

// How long a test run may take before the page has waited enough. The server takes longer over a first one: that is
// one of the ways to be stuck.
const TEST_MS = 4000;

const form = document.getElementById("automation-form");
const summary = document.getElementById("form-summary");
const FIELDS = ["name", "condition-field", "condition-operator", "condition-value", "action-kind", "action-detail"];
const control = (name) => document.getElementById(name);

// The draft of a first visit is the one in the page's own markup; the fields' values may be what a browser restored.
const written = (field) => field.defaultValue ?? [...field.options].find((option) => option.defaultSelected).value;
const firstDraft = Object.freeze({ ...Object.fromEntries(FIELDS.map((name) => [name, written(control(name))])), trigger: "" });
const blankDraft = Object.freeze({ ...firstDraft, name: "", "condition-field": "always", "condition-value": "", "action-detail": "" });

const TRIGGERS = {
  parcelway: { app: "Parcelway", labels: { delivery_late: "A delivery is marked late", parcel_returned: "A parcel is returned", shipment_left: "A shipment leaves the warehouse" } },
  stockroom: { app: "Stockroom", labels: { stock_low: "Stock falls below its minimum", count_finished: "A stock count is finished" } },
  ledgerly: { app: "Ledgerly", labels: { invoice_overdue: "An invoice is overdue", payment_received: "A payment is received" } },
};

let onSaved = () => {};

function readFields() {
  return Object.fromEntries(FIELDS.map((name) => [name, control(name).value]));
}

/** The triggers of the connected apps, and of no others. */
export function refreshTriggers() {
  offer(state.connected.filter((id) => id in TRIGGERS).flatMap((id) => Object.entries(TRIGGERS[id].labels)
    .map(([key, label]) => ({ id: `${id}.${key}`, label, app: TRIGGERS[id].app }))));
  choose(chosenTrigger());
}

/** Puts the draft that was left here into the form. */
function loadDraft() {
  const draft = { ...firstDraft, ...state.draft };
  for (const name of FIELDS) control(name).value = draft[name];
  choose(draft.trigger);
  showCondition();
  showErrors({});
}

function keepDraft() {
  state.draft = { ...readFields(), trigger: chosenTrigger() };
  keep();
}

/** "Always" compares nothing, so there is nothing to fill in. */
function showCondition() {
  const isAlways = control("condition-field").value === "always";
  control("condition-operator").disabled = isAlways;
  control("condition-value").disabled = isAlways;
}

/** Shows `{ field: message }` at the fields and once in the summary; `{}` clears both. */
function showErrors(errors) {
  for (const field of ["name", "trigger"]) {
    const message = errors[field] ?? "";
    const place = control(`${field}-error`);
    place.textContent = message;
    place.hidden = !message;
    if (message) {
      control(field).setAttribute("aria-invalid", "true");
      control(field).setAttribute("aria-describedby", place.id);
    } else {
      control(field).removeAttribute("aria-invalid");
      control(field).removeAttribute("aria-describedby");
    }
  }
  const found = Object.entries(errors);
  if (!found.length) {
    summary.replaceChildren();
    return;
  }
  const words = document.createElement("div");
  found.forEach(([field, message], index) => {
    const link = document.createElement("a");
    link.href = `#${field}`;
    link.textContent = message;
    link.addEventListener("click", (event) => { event.preventDefault(); control(field)?.focus(); });
    words.append(...(index ? [" · "] : []), link);
  });
  summary.replaceChildren(icon("i-warn"), words);
  control(found[0][0])?.focus();
}

async function save(event) {
  event.preventDefault();
  const draft = { ...readFields(), trigger: chosenTrigger() };
  if (!draft.name.trim()) {
    showErrors({ name: "Name is required", ...(draft.trigger ? {} : { trigger: "Trigger is required" }) });
    return;
  }
  await busy(form.querySelector("[type=submit]"), async () => {
    try {
      const { status, ok, body } = await ask("POST", "/api/automations", asRequest(draft));
      if (status === 422) showErrors({ [body.field]: body.message });
      else if (ok) saved(draft);
      else say("alert", `We could not save this automation (${status})`);
    } catch {
      say("alert", "We could not reach Fernly. Your draft is still here.");
    }
  });
}

/** Sends one test; a slow one is given up by the page, though the server goes on with it. */
async function test() {
  await busy(control("test-run"), async () => {
    try {
      const { ok, status } = await ask("POST", "/api/automations/test", { name: control("name").value.trim() }, AbortSignal.timeout(TEST_MS));
      say(ok ? "notice" : "alert", ok ? "The test has run. Look into the run history." : `We could not run the test (${status})`);
    } catch {
      say("alert", "The test run timed out.");
    }
  });
}

function asRequest(draft) {
  return {
    name: draft.name.trim(),
    trigger: draft.trigger,
    condition: draft["condition-field"] === "always" ? null
      : { field: draft["condition-field"], operator: draft["condition-operator"], value: draft["condition-value"] },
    action: { kind: draft["action-kind"], detail: draft["action-detail"] },
  };
}

function saved(draft) {
  const label = triggerLabel(draft.trigger);
  state.saved.push({ name: draft.name.trim(), when: label.charAt(0).toLowerCase() + label.slice(1) });
  state.draft = { ...blankDraft };
  keep();
  loadDraft();
  onSaved();
  say("notice", `“${draft.name.trim()}” is saved and on.`);
}

/** Starts listening; `onSaved` is called after each save, when the list of automations has grown. */
export function startEditor(options) {
  onSaved = options.onSaved;
  loadDraft();
  form.addEventListener("submit", save);
  control("test-run").addEventListener("click", test);
  form.addEventListener("input", () => { showCondition(); keepDraft(); });
  whenChosen(() => { showErrors({}); keepDraft(); });
  document.getElementById("discard").addEventListener("click", () => {
    state.draft = null;
    keep();
    loadDraft();
    control("name").focus();
  });
}
