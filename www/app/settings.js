// The page of settings: which of its four parts is open. A script changes the address; no page is loaded.

import { startKeys } from "./settings/keys.js";
import { startProfile } from "./settings/profile.js";
import { startSignOn } from "./settings/sign-on.js";
import { startTeam } from "./settings/team.js";

const tabs = [...document.querySelectorAll(".tabs a")];

function show() {
  const open = tabs.find((tab) => tab.pathname === location.pathname) ?? tabs[0];
  for (const tab of tabs) {
    if (tab === open) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = !open.pathname.endsWith(part.dataset.part);
  document.title = `${open.textContent} · Settings · Fernly`;
}

for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (tab.pathname !== location.pathname) history.pushState(null, "", tab.pathname);
    show();
  });
}
addEventListener("popstate", show);
show();
startProfile();
startTeam();
startKeys();
startSignOn();
