// Refused fields: the message stands beside the field and is named as its description.

/** Shows `message` at the field with this id, or takes it away for `""`. */
export function refuse(id, message) {
  const field = document.getElementById(id);
  const place = document.getElementById(`${id}-error`);
  place.textContent = message;
  place.hidden = !message;
  if (message) {
    // The description first: whoever hears of the refusal asks for its reason at once.
    field.setAttribute("aria-describedby", place.id);
    field.setAttribute("aria-invalid", "true");
  } else {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

/** What the named fields of a form hold. */
export const values = (form) => Object.fromEntries(new FormData(form));

/** Runs `action` while the button is busy, and not twice at once. */
export async function busy(button, action) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await action();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
