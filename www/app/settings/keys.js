// API keys. A key must expire, which the form asks for in a part that is folded away, and a refusal does not unfold it:
// one of the ways to be stuck.

import { ask } from "../ask.js";
import { busy, refuse, values } from "../fields.js";
import { say } from "../toasts.js";

const byId = (id) => document.getElementById(id);
const form = byId("key-form");

function add(key) {
  const row = byId("keys").querySelector("li").cloneNode(true);
  row.querySelector("b").textContent = key.name;
  row.querySelector("small").textContent = `${key.scope === "write" ? "Changes" : "Reads"} deliveries · ends in ${key.secret.slice(-4)} · expires in ${key.expires_days} days`;
  row.querySelector(".role").textContent = "Mara Lindqvist";
  byId("keys").append(row);
  byId("key-made").textContent = `Your new key, shown once: ${key.secret}`;
  byId("key-made").hidden = false;
}

async function create(event) {
  event.preventDefault();
  await busy(form.querySelector("[type=submit]"), async () => {
    const { ok, status, body } = await ask("POST", "/api/keys", values(form));
    refuse("key-expires", status === 422 ? body.message : "");
    byId("key-note").textContent = status === 422 ? "1 field needs your attention." : "";
    if (ok) {
      add(body);
      say("notice", "The key is created.");
    } else if (status !== 422) {
      say("alert", `We could not create the key (${status})`);
    }
  });
}

/** Listens to the form. */
export function startKeys() {
  form.addEventListener("submit", create);
}
