// @ts-check
// What the reader touches: the buttons, the seek bar, a slider for each leaf, and the table of values.
import { format } from "./narrate.js";

/** @param {string} tag @param {Record<string, string | number | boolean>} attributes @param {(Node | string)[]} children
 * @returns {any} */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

// Icons are drawn, not written: many machines have no font with ⏮ and ⏭.
const ICONS = {
  start: "M4 3h2v10H4zM13 3v10L6.5 8z",
  back: "M11 3v10L4 8z",
  play: "M4 3l9 5l-9 5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5 3v10l7-5z",
  seed: "M8 1.5l1.8 4.1l4.4.5l-3.3 3l.9 4.4L8 11.3l-3.8 2.2l.9-4.4l-3.3-3l4.4-.5z",
  end: "M3 3v10l6.5-5zM10 3h2v10h-2z",
};
const SAYS = {
  start: "To the start (Home)",
  back: "One step back (left arrow)",
  play: "Play (space)",
  next: "Next step (right arrow)",
  seed: "To the seed, where the backward pass starts (S)",
  end: "To the end (End)",
};

/** @param {HTMLElement} button @param {keyof typeof ICONS} name */
export function setIcon(button, name) {
  button.innerHTML = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
}

/** The row of buttons with the seek bar. @param {number} last @param {(action: string) => void} act
 * @param {(k: number) => void} seek */
export function toolbar(last, act, seek) {
  const buttons = /** @type {Record<string, HTMLElement>} */ ({});
  const bar = html("div", { class: "al-bar", role: "toolbar", "aria-label": "Steps" });
  for (const action of /** @type {(keyof typeof SAYS)[]} */ (Object.keys(SAYS))) {
    const button = html("button", { type: "button", "data-action": action, title: SAYS[action], "aria-label": SAYS[action] });
    setIcon(button, action);
    button.addEventListener("click", () => act(action));
    buttons[action] = button;
    bar.append(button);
  }
  const range = html("input", { type: "range", class: "al-seek", min: 0, max: last, step: 1, "aria-label": "Step" });
  range.addEventListener("input", () => seek(Number(range.value)));
  const count = html("span", { class: "al-count" });
  bar.append(range, count);
  return { bar, buttons, range, count };
}

/** The next 1, 2 or 5 times a power of ten at or below x, so that a slider stops at numbers one can say. @param {number} x */
function tidy(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return Number(((x / power >= 5 ? 5 : x / power >= 2 ? 2 : 1) * power).toPrecision(1)) || 1e-6;
}

/** A slider and a number field for one leaf. @param {string} name @param {number} value @param {[number, number]} bounds
 * @param {(value: number) => void} change */
export function leafControl(name, value, bounds, change) {
  const [min, max] = bounds;
  const step = tidy((max - min) / 200);
  const slider = html("input", { type: "range", class: "al-slider", "data-name": name, min, max, step, "aria-label": `${name}, slider` });
  const number = html("input", { type: "number", class: "al-number", "data-name": name, step: "any", "aria-label": `${name}, number` });
  /** @param {number} x */
  const set = (x) => {
    slider.value = String(x);
    if (document.activeElement !== number) number.value = String(Number(x.toPrecision(6)));
    slider.setAttribute("aria-valuetext", format(x));
  };
  /** @param {boolean} bad */
  function judge(bad) {
    number.setAttribute("aria-invalid", String(bad));
    number.title = bad ? "Not a number: the leaf keeps the one it had." : "";
  }
  slider.addEventListener("input", () => {
    judge(false);
    change(Number(slider.value));
  });
  number.addEventListener("input", () => {
    const typed = number.value.trim();
    const bad = typed === "" || !Number.isFinite(Number(typed));
    judge(bad);
    if (!bad) change(Number(typed));
  });
  set(value);
  return { row: html("div", { class: "al-leaf" }, html("span", { class: "al-leaf-name" }, name), slider, number), set };
}

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A table of all nodes, which is also what a screen reader reads. @param {any[]} nodes */
export function valueTable(nodes) {
  const head = html("tr", {}, ...["node", "operation", "value", "grad"].map((t) => html("th", { scope: "col" }, t)));
  const rows = nodes.map((node) => {
    const operands = node.parents.map((/** @type {number} */ p) => nodes[p].name).join(", ");
    const made = node.kind === "op" ? `${node.op}(${operands})` : node.kind === "leaf" ? "leaf" : "constant";
    const cells = [html("th", { scope: "row" }, node.name), html("td", {}, made), html("td"), html("td")];
    return { row: html("tr", {}, ...cells), value: cells[2], grad: cells[3] };
  });
  const table = html("table", {}, html("thead", {}, head), html("tbody", {}, ...rows.map((r) => r.row)));
  /** @param {import("./sweep.js").State} state @param {number[]} values */
  const update = (state, values) =>
    rows.forEach(({ value, grad }, i) => {
      const sum = state.grads[i];
      write(value, state.known[i] ? format(values[i], 6) : "·");
      write(grad, sum === null ? "·" : format(sum, 6));
    });
  return { details: html("details", { class: "al-table" }, html("summary", {}, "Table of values"), table), update };
}
