// The demo product's page: restores the visitor's state, then lets them save, export, load invoices and get stuck.
// It knows nothing of the chat that is embedded beside it.

import { forget, here, keep, state } from "./state.js";
import { loadDraft, refreshTriggers, startEditor } from "./editor.js";
import { say } from "./toasts.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

const APPS = {
  parcelway: { name: "Parcelway", reads: "shipments, delivery dates and returns" },
  stockroom: { name: "Stockroom", reads: "stock levels and counts" },
  ledgerly: { name: "Ledgerly", reads: "invoices and payments" },
};

function showTheme() {
  if (state.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = state.theme;
  for (const radio of document.getElementsByName("theme")) radio.checked = radio.value === state.theme;
}

function showWorkspace() {
  root.dataset.workspace = state.workspace;
  for (const button of document.querySelectorAll("[data-switch-to]")) {
    button.setAttribute("aria-current", String(button.dataset.switchTo === state.workspace));
  }
  showApps();
  showAutomations();
  showEmptyRuns();
  loadDraft();
}

function showApps() {
  for (const row of document.querySelectorAll("[data-app]")) {
    const isConnected = here().connected.includes(row.dataset.app);
    const button = row.querySelector("button");
    const note = row.querySelector("small");
    row.classList.toggle("connected", isConnected);
    note.textContent = isConnected ? "Connected" : note.dataset.was;
    button.textContent = isConnected ? "Disconnect" : "Connect";
    button.setAttribute("aria-label", `${button.textContent} ${APPS[row.dataset.app].name}`);
  }
  refreshTriggers();
}

function showAutomations() {
  const list = byId("automation-list");
  list.querySelectorAll("[data-saved]").forEach((row) => row.remove());
  here().saved.forEach((automation, index) => {
    const row = list.querySelector("li").cloneNode(true);
    const [name, note, toggle] = ["b", "small", ".toggle"].map((part) => row.querySelector(part));
    delete row.dataset.of;
    row.dataset.saved = "";
    row.dataset.automation = `saved-${index}`;
    name.id = `a-saved-${index}`;
    name.textContent = automation.name;
    note.textContent = `When ${automation.when}`;
    toggle.setAttribute("aria-labelledby", name.id);
    toggle.setAttribute("aria-checked", "true");
    list.append(row);
  });
  for (const [id, isOn] of Object.entries(here().switches)) {
    list.querySelector(`[data-automation="${CSS.escape(id)}"] .toggle`)?.setAttribute("aria-checked", String(isOn));
  }
}

function showEmptyRuns() {
  const wanted = root.dataset.runs ?? "all";
  const rows = document.querySelectorAll(`.runs [data-of="${state.workspace}"] tr`);
  const isEmpty = wanted !== "all" && [...rows].every((row) => row.dataset.status !== wanted);
  byId("runs-empty").textContent = isEmpty ? `No ${wanted} runs this week.` : "";
}

/** Asks first, as every app's consent page does; resolves to whether it was allowed. */
function askToConnect(app) {
  const dialog = byId("connect-dialog");
  byId("connect-title").textContent = `Connect ${app.name}?`;
  byId("connect-text").textContent = `Fernly will read ${app.reads} of this workspace. It changes nothing in ${app.name}.`;
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "allow"), { once: true });
  });
}

async function onApp(row) {
  const id = row.dataset.app;
  const workspace = here();
  if (workspace.connected.includes(id)) {
    workspace.connected = workspace.connected.filter((one) => one !== id);
    say("notice", `${APPS[id].name} is disconnected.`);
  } else if (await askToConnect(APPS[id])) {
    workspace.connected.push(id);
    say("notice", `${APPS[id].name} is connected.`);
  }
  keep();
  showApps();
}

async function loadInvoices() {
  const button = byId("load-invoices");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  // No one on this demo may see invoices, so every answer is a refusal; only its status differs.
  const reason = await fetch("/api/invoices", { headers: { accept: "application/json" } })
    .then((answer) => String(answer.status), () => "no connection");
  button.removeAttribute("aria-busy");
  byId("invoices-state").textContent = "No invoices are shown.";
  say("alert", `We could not load your invoices (${reason})`);
}

function followSections() {
  const links = new Map([...document.querySelectorAll(".side a")].map((link) => [link.hash.slice(1), link]));
  const mark = (id) => links.forEach((link, key) => {
    if (key === id) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  });
  mark(links.has(location.hash.slice(1)) ? location.hash.slice(1) : "editor");
  addEventListener("hashchange", () => links.has(location.hash.slice(1)) && mark(location.hash.slice(1)));
}

byId("automation-list").addEventListener("click", (event) => {
  const toggle = event.target.closest(".toggle");
  if (!toggle) return;
  const isOn = toggle.getAttribute("aria-checked") !== "true";
  toggle.setAttribute("aria-checked", String(isOn));
  here().switches[toggle.closest("li").dataset.automation] = isOn;
  keep();
});
for (const row of document.querySelectorAll("[data-app]")) {
  row.querySelector("button").addEventListener("click", () => onApp(row));
}
for (const button of document.querySelectorAll("[data-switch-to]")) {
  button.addEventListener("click", () => {
    state.workspace = button.dataset.switchTo;
    keep();
    byId("workspace-menu").hidePopover();
    showWorkspace();
  });
}
for (const radio of document.getElementsByName("theme")) {
  radio.addEventListener("change", () => { state.theme = radio.value; keep(); showTheme(); });
}
function setHint(value) {
  state.hint = value;
  root.dataset.hint = value;
  keep();
}
byId("dismiss-hint").addEventListener("click", () => { setHint("dismissed"); byId("main").focus({ preventScroll: true }); });
byId("show-hint").addEventListener("click", () => { setHint("shown"); byId("user-menu").hidePopover(); scrollTo({ top: 0 }); });
byId("reset").addEventListener("click", () => { forget(); location.reload(); });
byId("load-invoices").addEventListener("click", loadInvoices);
byId("run-filter").addEventListener("change", (event) => { root.dataset.runs = event.target.value; showEmptyRuns(); });
byId("report-span").addEventListener("change", (event) => { root.dataset.span = event.target.value; });
// Browsers bring back which radio was checked on a reload, but not what it stood for.
root.dataset.runs = byId("run-filter").querySelector(":checked").value;
root.dataset.span = byId("report-span").querySelector(":checked").value;

root.dataset.hint = state.hint;
startEditor({ onSaved: showAutomations });
showTheme();
showWorkspace();
followSections();
