// @ts-check
// A linked view: every quantity of the pass in one table, to be sorted and copied.
import { html } from "../../js/page/dom.js";
import { iconButton } from "../../js/page/icons.js";
import { refresh } from "./cells.js";
import { titleOf } from "./stages.js";

/** @typedef {import("./network.js").View} View */

const MOST_QUANTITIES = 1000; // rows that a page can lay out without a pause
const COLUMNS = ["quantity", "layer", "value"];
// A table as one block is laid out whole whenever one number changes. So its rows stand in groups, each with the layout
// of its own, and those out of sight are passed over (network.css). The roles say what `display` no longer does.
const GROUP = 50;
const HIGH = 27; // pixels of a row

/** The keys of everything that a pass holds, layer by layer. @param {number[]} widths @returns {string[]} */
export function keysOf(widths) {
  const keys = /** @type {string[]} */ ([]);
  widths.forEach((n, l) => {
    for (let j = 0; j < n; j++) keys.push(...(l ? ["b", "z", "a", "s", "d", "h"] : ["a"]).map((kind) => `${kind}:${l}:${j}`));
    for (let i = 0; l && i < widths[l - 1]; i++) for (let j = 0; j < n; j++) keys.push(`w:${l}:${i}:${j}`, `g:${l}:${i}:${j}`);
  });
  const last = widths.length - 1;
  for (let k = 0; k < widths[last]; k++) keys.push(`y:${last}:${k}`);
  return [...keys, "L"];
}

/** @param {View} view */
export function quantities(view) {
  const { widths } = view.net;
  const all = keysOf(widths);
  const cells = all.slice(0, MOST_QUANTITIES).map((key, at) => {
    const link = html("button", { type: "button", class: "al-net-path", tabindex: -1 }, titleOf(widths, key));
    link.addEventListener("click", () => view.select(view.selected === key ? null : key));
    const value = html("td", { class: "al-net-q", "data-q": key, role: "cell" });
    const layer = key === "L" ? widths.length - 1 : Number(key.split(":")[1]);
    return { key, at, layer, value, row: html("tr", { role: "row" }, html("th", { scope: "row", role: "rowheader" }, link), html("td", { role: "cell" }, String(layer)), value) };
  });
  const groups = Array.from({ length: Math.ceil(cells.length / GROUP) }, () => html("tbody", { role: "rowgroup" }));
  let order = cells;
  let [by, down] = [-1, false];
  const heads = COLUMNS.map((title, column) => {
    const button = html("button", { type: "button", class: "al-net-sort" }, title);
    button.addEventListener("click", () => {
      [by, down] = [column, by === column ? !down : column === 2];
      sort();
    });
    return html("th", { scope: "col", role: "columnheader" }, button);
  });

  function sort() {
    heads.forEach((head, column) => (column === by ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
    const worth = (/** @type {(typeof cells)[number]} */ c) => (by === 2 ? Number(c.value.dataset.x ?? NaN) : by === 1 ? c.layer : c.at);
    order = cells.slice().sort((p, q) => {
      const [x, y] = [worth(p), worth(q)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)); // what is not there comes last
      return (down ? y - x : x - y) || p.at - q.at;
    });
    place();
  }

  function place() {
    groups.forEach((group, g) => {
      const rows = order.slice(g * GROUP, (g + 1) * GROUP);
      group.style.containIntrinsicHeight = `${rows.length * HIGH}px`;
      group.replaceChildren(...rows.map(({ row }) => row));
    });
  }

  /** The rows as they stand, with full numbers. */
  function text() {
    const rows = order.map(({ row }) => [...row.children].map((c) => /** @type {HTMLElement} */ (c).dataset.x ?? c.textContent).join("\t"));
    return [COLUMNS.join("\t"), ...rows].join("\n");
  }
  const copy = iconButton("copy", "Copy the table, with all digits", () => {
    const done = () => view.say("The table is copied.");
    const failed = () => view.say("This page may not copy: select the table and copy it by hand.");
    navigator.clipboard ? navigator.clipboard.writeText(text()).then(done, failed) : failed();
  }, "copy");
  const left = all.length - cells.length;
  const scroll = html("div", { class: "al-net-scroll", tabindex: 0, role: "region", "aria-label": "All quantities of the pass: up and down arrow keys go from one to another, Enter selects" }, html("table", { role: "table" }, html("thead", { role: "rowgroup" }, html("tr", { role: "row" }, ...heads)), ...groups));
  place();
  scroll.addEventListener("keydown", walk);

  /** Up and down go from row to row: a table of a thousand buttons is one stop of Tab. @param {KeyboardEvent} event */
  function walk(event) {
    const at = order.findIndex(({ row }) => row.contains(document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined || !(event.target === scroll || at >= 0)) return;
    order[Math.max(0, Math.min(order.length - 1, to))].row.querySelector("button")?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  const note = left > 0 ? [html("p", { class: "al-notice" }, `… ${left.toLocaleString("en")} more: select a neuron to see its numbers.`)] : [];
  return {
    body: html("div", { class: "al-net-quantities" }, copy, scroll, ...note),
    update() {
      for (const { value } of cells) refresh(view, value);
      if (by === 2) sort();
    },
  };
}
