// The team: who is invited, sending again, withdrawing and inviting.

import { ask } from "../ask.js";
import { busy, refuse, values } from "../fields.js";
import { say } from "../toasts.js";

const byId = (id) => document.getElementById(id);
const form = byId("invite-form");

function action(name, email, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = name;
  button.setAttribute("aria-label", `${name} the invitation of ${email}`);
  button.addEventListener("click", () => onClick(button));
  return button;
}

/** Invitations that came with an import were never sent by e-mail, and nobody thought of that: one of the ways to be stuck. */
async function resend(invitation) {
  const lastSent = invitation.sent[0].at;
  const { ok, status } = await ask("POST", `/api/team/invitations/${invitation.number}`, { since: lastSent });
  if (ok) say("notice", "The invitation was sent again.");
  else say("alert", `We could not send it (${status})`);
}

async function withdraw(invitation, button) {
  await busy(button, async () => {
    const { ok, status } = await ask("DELETE", `/api/team/invitations/${invitation.number}`);
    if (ok) say("notice", "The invitation is withdrawn. Its seat is free.");
    else say("alert", `We could not withdraw it (${status})`);
    await show();
  });
}

async function show() {
  const { ok, body } = await ask("GET", "/api/team");
  if (!ok) return;
  byId("seats").textContent = `${body.seats_taken} of ${body.seats} seats`;
  byId("invitations").replaceChildren(...body.invitations.map((invitation) => {
    const row = document.createElement("li");
    const who = document.createElement("div");
    const note = invitation.sent.length ? `Invited ${invitation.sent[0].at}` : "Imported from Stockroom";
    who.append(Object.assign(document.createElement("b"), { textContent: invitation.email }), Object.assign(document.createElement("small"), { textContent: `${note} · ${invitation.role}` }));
    const avatar = Object.assign(document.createElement("span"), { className: "avatar", textContent: invitation.email.slice(0, 2).toUpperCase() });
    avatar.setAttribute("aria-hidden", "true");
    row.append(avatar, who, action("Resend", invitation.email, () => resend(invitation)), action("Withdraw", invitation.email, (button) => withdraw(invitation, button)));
    return row;
  }));
  byId("invitations-empty").hidden = body.invitations.length > 0;
}

async function invite(event) {
  event.preventDefault();
  await busy(form.querySelector("[type=submit]"), async () => {
    const { ok, status, body } = await ask("POST", "/api/team/invitations", values(form));
    refuse("invite-email", status === 422 ? body.message : "");
    if (ok) {
      form.reset();
      say("notice", "The invitation is sent.");
      await show();
    } else if (status === 409) {
      say("alert", body.detail);
    } else if (status !== 422) {
      say("alert", `We could not send the invitation (${status})`);
    }
  });
}

/** Shows who is invited, and listens. */
export async function startTeam() {
  form.addEventListener("submit", invite);
  await show();
}
