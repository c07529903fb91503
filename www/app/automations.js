// The page of automations: the list, the apps that triggers come from, and the history of runs beside the editor.

import { ask } from "./ask.js";
import { refreshTriggers, startEditor } from "./editor.js";
import { keep, state } from "./state.js";
import { startSwitches } from "./switches.js";
import { say } from "./toasts.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

const APPS = {
  parcelway: { name: "Parcelway", reads: "shipments, delivery dates and returns" },
  stockroom: { name: "Stockroom", reads: "stock levels and counts" },
  ledgerly: { name: "Ledgerly", reads: "invoices and payments" },
};

function showApps() {
  for (const row of document.querySelectorAll("[data-app]")) {
    const isConnected = state.connected.includes(row.dataset.app);
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
  state.saved.forEach((automation, index) => {
    const row = list.querySelector("li").cloneNode(true);
    const [name, note, toggle] = ["b", "small", ".toggle"].map((part) => row.querySelector(part));
    row.dataset.saved = "";
    row.dataset.automation = `saved-${index}`;
    name.id = `a-saved-${index}`;
    name.textContent = automation.name;
    note.textContent = `When ${automation.when}`;
    toggle.setAttribute("aria-labelledby", name.id);
    toggle.setAttribute("aria-checked", String(state.switches[`automation:saved-${index}`] ?? true));
    list.append(row);
  });
}

/** The history is written here but for test runs, which the server remembers. */
async function showTestRuns() {
  const { ok, body } = await ask("GET", "/api/runs");
  if (!ok) return;
  const rows = document.querySelector(".runs tbody");
  for (const run of body.tests) {
    const row = rows.querySelector('[data-status="succeeded"]').cloneNode(true);
    row.querySelector("th").replaceChildren(run.automation, Object.assign(document.createElement("small"), { textContent: "Test, nothing was sent to customers" }));
    row.querySelector("time").textContent = "Today, as a test";
    row.querySelector("td.number").textContent = `${run.took_s} s`;
    rows.prepend(row);
  }
}

function showEmptyRuns() {
  const wanted = root.dataset.runs ?? "all";
  const isEmpty = wanted !== "all" && [...document.querySelectorAll(".runs tbody tr")].every((row) => row.dataset.status !== wanted);
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
  if (state.connected.includes(id)) {
    state.connected = state.connected.filter((one) => one !== id);
    say("notice", `${APPS[id].name} is disconnected.`);
  } else if (await askToConnect(APPS[id])) {
    state.connected.push(id);
    say("notice", `${APPS[id].name} is connected.`);
  }
  keep();
  showApps();
}

for (const row of document.querySelectorAll("[data-app]")) {
  row.querySelector("button").addEventListener("click", () => onApp(row));
}
byId("run-filter").addEventListener("change", (event) => { root.dataset.runs = event.target.value; showEmptyRuns(); });
// Browsers bring back which radio was checked on a reload, but not what it stood for.
root.dataset.runs = byId("run-filter").querySelector(":checked").value;

startEditor({ onSaved: showAutomations });
showAutomations();
startSwitches(byId("automation-list"), "automation");
showApps();
showEmptyRuns();
showTestRuns();
