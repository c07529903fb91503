// The page of reports: the weeks' figures, and the deliveries behind them.

import { ask } from "./ask.js";
import { busy, refuse } from "./fields.js";
import { startSwitches } from "./switches.js";
import { say } from "./toasts.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

function cell(name, text, className = "") {
  return Object.assign(document.createElement(name), { textContent: text, className });
}

function showDeliveries(deliveries) {
  byId("delivery-rows").replaceChildren(...deliveries.map((it) => {
    const row = document.createElement("tr");
    const order = cell("th", it.order);
    order.scope = "row";
    row.append(order, cell("td", it.customer), cell("td", it.carrier, "wide"), cell("td", it.promised, "date"), cell("td", it.arrival, it.is_late ? "late" : "soft"));
    return row;
  }));
}

/** Asks for the deliveries that fit; a refused date is shown at its field. */
async function load(fields) {
  const wanted = new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
  const state = byId("deliveries-state");
  try {
    const { status, ok, body } = await ask("GET", `/api/deliveries?${wanted}`);
    for (const id of ["from", "to"]) refuse(id, "");
    if (status === 422) {
      refuse(body.field, body.message);
    } else if (ok) {
      showDeliveries(body.deliveries);
      state.textContent = body.deliveries.length ? "" : "We could not find a delivery that fits.";
    } else {
      say("alert", `We could not load the deliveries (${status})`);
    }
  } catch {
    say("alert", "We could not reach Fernly.");
  }
}

async function refresh() {
  await busy(byId("refresh-figures"), async () => {
    const { ok } = await ask("GET", "/api/reports/on-time").catch(() => ({ ok: false }));
    if (ok) {
      byId("figures-age").textContent = "Figures of a moment ago.";
      say("notice", "The figures are updated.");
    } else {
      say("alert", "Something went wrong.");
    }
  });
}

byId("dates-form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(event.target.querySelector("button"), () => load({ from: byId("from").value.trim(), to: byId("to").value.trim() }));
});
byId("search-form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(event.target.querySelector("button"), () => load({ q: byId("search").value.trim() }));
});
byId("refresh-figures").addEventListener("click", refresh);
byId("report-span").addEventListener("change", (event) => { root.dataset.span = event.target.value; });
// Browsers bring back which radio was checked on a reload, but not what it stood for.
root.dataset.span = byId("report-span").querySelector(":checked").value;
startSwitches(byId("mail-list"), "mail");
load({});
