// Switches in a list, each remembered under the name that its row gives it.

import { keep, state } from "./state.js";

/** Shows and listens to the switches of `list`; `attribute` is what names a row, as in `dataset`. */
export function startSwitches(list, attribute) {
  const name = (row) => `${attribute}:${row.dataset[attribute]}`;
  for (const row of list.querySelectorAll("li")) {
    const isOn = state.switches[name(row)];
    if (isOn !== undefined) row.querySelector(".toggle").setAttribute("aria-checked", String(isOn));
  }
  list.addEventListener("click", (event) => {
    const toggle = event.target.closest(".toggle");
    if (!toggle) return;
    const isOn = toggle.getAttribute("aria-checked") !== "true";
    toggle.setAttribute("aria-checked", String(isOn));
    state.switches[name(toggle.closest("li"))] = isOn;
    keep();
  });
}
