// Short messages in the corner that the chat leaves free. A refusal stays until it is closed; good news goes by itself.

// Long enough to read six words twice.
const NOTICE_MS = 6000;

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/** Says `text` as an `"alert"` (interrupts) or a `"notice"` (waits); a newer one replaces the older. */
export function say(kind, text) {
  const region = document.getElementById(kind === "alert" ? "alerts" : "notices");
  const toast = document.createElement("div");
  const words = document.createElement("p");
  const close = document.createElement("button");
  toast.className = "toast";
  words.textContent = text;
  close.type = "button";
  close.className = "icon-button";
  close.setAttribute("aria-label", "Dismiss");
  close.append(icon("i-cross"));
  close.addEventListener("click", () => toast.remove());
  toast.append(icon(kind === "alert" ? "i-warn" : "i-check"), words, close);
  region.replaceChildren(toast);
  if (kind === "notice") setTimeout(() => toast.remove(), NOTICE_MS);
}

export { icon };
