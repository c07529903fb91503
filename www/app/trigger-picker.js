// The trigger's select-only combobox (the pattern of the ARIA Authoring Practices).
// It offers what it is given and tells when something was chosen; where triggers come from is not its business.

const button = document.getElementById("trigger");
const value = document.getElementById("trigger-value");
const popup = document.querySelector(".picker-popup");
const list = document.getElementById("trigger-list");
const empty = popup.querySelector(".picker-empty");

let options = [];
let chosen = "";
let active = -1;
let onChoose = () => {};
let typed = "";
let typedAt = 0;

const isOpen = () => !popup.hidden;

/** Replaces the options: `[{ id, label, app }]`. A chosen one that is no longer offered is let go. */
export function offer(newOptions) {
  options = newOptions;
  choose(options.some((option) => option.id === chosen) ? chosen : "");
  list.replaceChildren(...options.map((option, index) => {
    const row = document.createElement("div");
    row.id = `trigger-option-${index}`;
    row.role = "option";
    const app = document.createElement("small");
    app.textContent = option.app;
    row.append(option.label, app);
    row.addEventListener("mousemove", () => activate(index));
    row.addEventListener("click", () => { choose(option.id); close(); button.focus(); onChoose(); });
    return row;
  }));
  list.hidden = options.length === 0;
}

/** Shows the trigger with this id as chosen, or none for `""`. */
export function choose(id) {
  chosen = id;
  const option = options.find((one) => one.id === id);
  value.textContent = option ? option.label : "Choose a trigger";
  value.toggleAttribute("data-empty", !option);
}

/** The id of the chosen trigger, `""` when there is none. */
export const chosenTrigger = () => chosen;

/** The words of a trigger, for a list. */
export const triggerLabel = (id) => options.find((option) => option.id === id)?.label ?? "";

/** Calls `listener` whenever the visitor has chosen. */
export function whenChosen(listener) {
  onChoose = listener;
}

function activate(index) {
  active = index;
  [...list.children].forEach((row, at) => {
    row.classList.toggle("active", at === active);
    row.setAttribute("aria-selected", String(options[at].id === chosen));
  });
  if (active >= 0) {
    button.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  } else {
    button.removeAttribute("aria-activedescendant");
  }
}

function open() {
  popup.hidden = false;
  button.setAttribute("aria-expanded", "true");
  // Written on opening, so that the status region speaks each time.
  empty.textContent = options.length ? "" : "No triggers available. Triggers come from connected apps.";
  activate(options.length ? Math.max(0, options.findIndex((option) => option.id === chosen)) : -1);
}

function close() {
  popup.hidden = true;
  empty.textContent = "";
  button.setAttribute("aria-expanded", "false");
  button.removeAttribute("aria-activedescendant");
}

function commit() {
  if (active >= 0) {
    choose(options[active].id);
    onChoose();
  }
  close();
}

function seek(letter, now) {
  typed = now - typedAt > 700 ? letter : typed + letter;
  typedAt = now;
  const index = options.findIndex((option) => option.label.toLowerCase().startsWith(typed.toLowerCase()));
  if (index >= 0) activate(index);
}

function onKey(event) {
  const last = options.length - 1;
  const moves = {
    ArrowDown: () => activate(Math.min(last, active + 1)),
    ArrowUp: () => activate(last < 0 ? -1 : Math.max(0, active - 1)),
    Home: () => activate(Math.min(0, last)),
    End: () => activate(last),
    Enter: commit,
    " ": commit,
  };
  const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Escape" && isOpen()) {
    close();
  } else if (event.key === "Tab") {
    if (isOpen()) commit();
    return;
  } else if (moves[event.key]) {
    if (isOpen()) moves[event.key]();
    else open();
  } else if (isLetter) {
    if (!isOpen()) open();
    seek(event.key, event.timeStamp);
  } else {
    return;
  }
  event.preventDefault();
}

button.addEventListener("click", () => (isOpen() ? close() : open()));
button.addEventListener("keydown", onKey);
button.addEventListener("blur", close);
// A press on the popup must not take the focus away, or the blur closes it before the click arrives.
popup.addEventListener("mousedown", (event) => event.preventDefault());
