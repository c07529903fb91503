// What the watcher sees of the guide: a switch, and while it plays the captions with their controls.
// It tells what was pressed and shows what it is told; what is played is not its business.

import { PACES } from "./memory.js";


const PATHS = {
  play: "M8 5.5v13l10.5-6.5Z",
  pause: "M8 5.5v13M16 5.5v13",
  step: "M6 5.5v13l8.5-6.5ZM18 5.5v13",
  next: "M5 6v12l7-6ZM13 6v12l7-6Z",
  list: "M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
  stop: "m6.5 6.5 11 11M17.5 6.5l-11 11",
};

function element(name, properties = {}, ...children) {
  const it = Object.assign(document.createElement(name), properties);
  it.append(...children);
  return it;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

function button(id, glyph, label, onClick, isWordless) {
  const it = element("button", { id: `guide-${id}`, type: "button" }, icon(glyph));
  if (isWordless) it.setAttribute("aria-label", label);
  else it.append(element("span", { textContent: label }));
  it.addEventListener("click", () => onClick(id));
  return it;
}

/** Makes the guide's part of the page. `on(command, value)` is called with what the watcher wants. */
export function makeDock(ways, on) {
  const controls = {
    start: button("start", "play", "Play it for me", on),
    toggle: button("toggle", "pause", "Pause", on),
    step: button("step", "step", "One step", on),
    next: button("next", "next", "Next way", on),
    stop: button("stop", "stop", "Stop the guide", on, true),
  };
  const list = button("ways", "list", "Ways to be stuck", () => {}, true);
  const pace = element("select", { id: "guide-pace" }, ...Object.keys(PACES).map((name) => element("option", { value: name, textContent: name })));
  pace.setAttribute("aria-label", "Pace");
  pace.addEventListener("change", () => on("pace", pace.value));

  const place = element("p", { className: "guide-place" });
  const caption = element("p", { className: "guide-caption" });
  const sees = element("p", { className: "guide-sees", hidden: true });
  const spoken = element("div", { className: "guide-spoken" }, caption, sees);
  spoken.setAttribute("role", "status");
  const article = element("a", { className: "guide-article", textContent: "How it is solved", hidden: true });
  const panel = element("div", { className: "guide-panel", hidden: true },
    element("div", { className: "guide-top" }, place, controls.stop),
    spoken,
    element("div", { className: "guide-controls" }, controls.toggle, controls.step, controls.next, article, pace),
  );

  const choices = ways.map((way) => {
    const choice = element("button", { type: "button", textContent: way.title });
    choice.addEventListener("click", () => { menu.hidePopover(); on("choose", way.id); });
    return choice;
  });
  const menu = element("div", { id: "guide-menu", className: "guide-menu", popover: "auto" },
    element("p", { textContent: "Choose one way to be stuck" }),
    element("ol", {}, ...choices.map((choice) => element("li", {}, choice))),
  );
  list.popoverTargetElement = menu;

  const dock = element("section", { className: "guide" }, panel, element("div", { className: "guide-idle" }, controls.start, list), menu);
  dock.setAttribute("aria-label", "Guide to this demo");
  // The guide is no part of the product: what is done with it does not belong to the story.
  dock.dataset.undertoneBlock = "";
  document.querySelector(".skip").after(dock);
  return { dock, controls, place, caption, sees, article, pace, panel, choices };
}

/** Shows where the play is: see `memory.js` for what it remembers. */
export function showState(parts, ways, memory) {
  const { dock, controls, panel, place, pace, choices } = parts;
  const isOff = memory.mode === "off";
  const way = ways.find((it) => it.id === memory.queue[memory.way]);
  dock.dataset.mode = memory.mode;
  dock.dataset.way = way?.id ?? "";
  document.documentElement.toggleAttribute("data-guide", !isOff);
  panel.hidden = isOff;
  pace.value = memory.pace;
  place.textContent = way ? `Guide · ${memory.way + 1} of ${memory.queue.length} · ${way.title}` : "Guide";
  const isPlaying = memory.mode === "playing";
  controls.toggle.hidden = memory.mode === "asking";
  controls.step.hidden = memory.mode === "asking";
  controls.toggle.replaceChildren(icon(isPlaying ? "pause" : "play"), element("span", { textContent: isPlaying ? "Pause" : "Go on" }));
  const isLast = memory.way + 1 >= memory.queue.length;
  controls.next.replaceChildren(icon("next"), element("span", { textContent: isLast ? "Finish" : "Next way" }));
  choices.forEach((choice, index) => {
    choice.classList.toggle("done", memory.done.includes(ways[index].id));
    if (ways[index] === way) choice.setAttribute("aria-current", "step");
    else choice.removeAttribute("aria-current");
  });
}

/** Writes the caption; `told` is what the agent reads, `ask` what the watcher may write, `path` the article. */
export function showCaption({ caption, sees, article }, words, { told, ask, path } = {}) {
  caption.textContent = words;
  sees.hidden = !told;
  sees.replaceChildren(...(told ? ["The agent reads: ", element("q", { textContent: told })] : []));
  if (ask) caption.append(" ", element("q", { className: "guide-ask", textContent: ask }));
  article.hidden = !path;
  if (path) article.href = path;
}
