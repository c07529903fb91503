// The automation editor: keeps the draft, asks the server to save it, and shows what was refused and where.

import { chosenTrigger, choose, offer, triggerLabel, whenChosen } from "./trigger-picker.js";
import { here, keep, state } from "./state.js";
import { icon, say } from "./toasts.js";

const form = document.getElementById("automation-form");
const summary = document.getElementById("form-summary");
const FIELDS = ["name", "condition-field", "condition-operator", "condition-value", "action-kind", "action-detail"];
const control = (name) => document.getElementById(name);

// The draft of a first visit to the coffee workspace is the one in the page's own markup; the fields' values may be what a browser restored.
const written = (field) => field.defaultValue ?? [...field.options].find((option) => option.defaultSelected).value;
const firstDraft = Object.freeze({ ...Object.fromEntries(FIELDS.map((name) => [name, written(control(name))])), trigger: "" });
const blankDraft = Object.freeze({ ...firstDraft, name: "", "condition-field": "always", "condition-value": "", "action-detail": "" });

const TRIGGERS = {
  parcelway: { app: "Parcelway", labels: { delivery_late: "A delivery is marked late", parcel_returned: "A parcel is returned", shipment_left: "A shipment leaves the warehouse" } },
  stockroom: { app: "Stockroom", labels: { stock_low: "Stock falls below its minimum", count_finished: "A stock count is finished" } },
  ledgerly: { app: "Ledgerly", labels: { invoice_overdue: "An invoice is overdue", payment_received: "A payment is received" } },
};

let isSaving = false;
let onSaved = () => {};

function readFields() {
  return Object.fromEntries(FIELDS.map((name) => [name, control(name).value]));
}

/** The triggers of the connected apps, and of no others. */
export function refreshTriggers() {
  offer(here().connected.filter((id) => id in TRIGGERS).flatMap((id) => Object.entries(TRIGGERS[id].labels)
    .map(([key, label]) => ({ id: `${id}.${key}`, label, app: TRIGGERS[id].app }))));
  choose(chosenTrigger());
}

/** Puts the open workspace's draft into the form. */
export function loadDraft() {
  const draft = { ...(state.workspace === "coffee" ? firstDraft : blankDraft), ...here().draft };
  for (const name of FIELDS) control(name).value = draft[name];
  choose(draft.trigger);
  showCondition();
  showErrors({});
}

function keepDraft() {
  here().draft = { ...readFields(), trigger: chosenTrigger() };
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
  words.append("This automation was not saved. ");
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
  if (isSaving) return;
  const draft = { ...readFields(), trigger: chosenTrigger() };
  if (!draft.name.trim()) {
    showErrors({ name: "Name is required", ...(draft.trigger ? {} : { trigger: "Trigger is required" }) });
    return;
  }
  isSaving = true;
  const button = form.querySelector("[type=submit]");
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/api/automations", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(asRequest(draft)),
    });
    if (answer.status === 422) {
      const { field, message } = await answer.json();
      showErrors({ [field]: message });
    } else if (answer.ok) {
      saved(draft);
    } else {
      say("alert", `We could not save this automation (${answer.status})`);
    }
  } catch {
    say("alert", "We could not reach Fernly. Your draft is still here.");
  } finally {
    isSaving = false;
    button.removeAttribute("aria-busy");
  }
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
  here().saved.push({ name: draft.name.trim(), when: label.charAt(0).toLowerCase() + label.slice(1) });
  here().draft = { ...blankDraft };
  keep();
  loadDraft();
  onSaved();
  say("notice", `“${draft.name.trim()}” is saved and on.`);
}

/** Starts listening; `onSaved` is called after each save, when the list of automations has grown. */
export function startEditor(options) {
  onSaved = options.onSaved;
  form.addEventListener("submit", save);
  form.addEventListener("input", () => { showCondition(); keepDraft(); });
  whenChosen(() => { showErrors({}); keepDraft(); });
  document.getElementById("discard").addEventListener("click", () => {
    here().draft = null;
    keep();
    loadDraft();
    control("name").focus();
  });
}
