// @ts-check
// The table of values: every node with its numbers, which is also what a screen reader reads.
import { html, write } from "./dom.js";

/** @typedef {import("./player.js").Player} Player */

const MOST_LINES = 1000; // that a page can lay out without a pause
const MOST_OPERANDS = 6;
const HEAD = ["node", "operation", "value", "grad"];

/** How a node came to be: `mul(w, x)`, or leaf, or constant. @param {import("../model/sweep.js").Node[]} nodes @param {number} id */
function made(nodes, id) {
  const { kind, op, parents } = nodes[id];
  const names = parents.slice(0, MOST_OPERANDS).map((/** @type {number} */ p) => nodes[p].name);
  const operands = names.concat(parents.length > MOST_OPERANDS ? `… ${parents.length} in all` : []).join(", ");
  return kind === "op" ? `${op}(${operands})` : kind === "leaf" ? "leaf" : "constant";
}

/** A part of the player: the folded table under it. Rows are written when it is opened. @param {Player} player */
export function table(player) {
  const { trace } = player;
  const body = html("tbody");
  const head = html("tr", {}, ...HEAD.map((t) => html("th", { scope: "col" }, t)));
  const details = html("details", { class: "al-table" }, html("summary", {}, "Table of values"));
  details.append(html("table", {}, html("thead", {}, head), body));
  const cells = /** @type {HTMLElement[][]} */ ([]);

  function fill() {
    for (const { id, name, kind } of trace.nodes.slice(0, MOST_LINES)) {
      const row = [html("td", {}, made(trace.nodes, id)), html("td"), html("td")];
      const link = html("button", { type: "button", class: "al-path" }, name);
      link.addEventListener("click", () => player.select(player.selected === id ? null : id));
      cells.push(row);
      body.append(html("tr", {}, html("th", { scope: "row" }, kind === "const" ? name : link), ...row));
    }
    const left = trace.nodes.length - MOST_LINES;
    if (left > 0) details.append(html("p", {}, `… ${left} more nodes: open the card of one to see its numbers.`));
    light();
  }

  /** The row of the selected box is marked, as the box is. */
  function light() {
    [...body.children].forEach((row, id) => {
      row.querySelector("button")?.setAttribute("aria-pressed", String(id === player.selected));
    });
  }

  /** @param {number[]} [touched] */
  function update(touched) {
    if (!details.open) return;
    if (!cells.length) fill();
    for (const id of touched ?? cells.keys()) {
      if (!cells[id]) continue;
      write(cells[id][1], player.texts.value(id));
      write(cells[id][2], player.texts.grad(id));
    }
  }
  details.addEventListener("toggle", () => update());
  player.on("step", update);
  player.on("values", () => update());
  player.on("select", light);
  player.slots.below.append(details);
}
