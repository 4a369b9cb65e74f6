// @ts-check
// The table of values: every node with its numbers, which is also what a screen reader reads.
import { html, write } from "./dom.js";

const MOST_LINES = 2000; // that a page can lay out without a pause
const HEAD = ["node", "operation", "value", "grad"];

/** How a node came to be: `mul(w, x)`, or leaf, or constant. @param {any[]} nodes @param {number} id */
export function made(nodes, id) {
  const { kind, op, parents } = nodes[id];
  const operands = parents.map((/** @type {number} */ p) => nodes[p].name).join(", ");
  return kind === "op" ? `${op}(${operands})` : kind === "leaf" ? "leaf" : "constant";
}

/** A part of the player: the folded table under it. Rows are written when it is opened. @param {any} player */
export function table(player) {
  const { trace } = player;
  const body = html("tbody");
  const head = html("tr", {}, ...HEAD.map((t) => html("th", { scope: "col" }, t)));
  const details = html("details", { class: "al-table" }, html("summary", {}, "Table of values"));
  details.append(html("table", {}, html("thead", {}, head), body));
  const cells = /** @type {HTMLElement[][]} */ ([]);

  function fill() {
    for (const { id, name } of trace.nodes.slice(0, MOST_LINES)) {
      const row = [html("td", {}, made(trace.nodes, id)), html("td"), html("td")];
      cells.push(row);
      body.append(html("tr", {}, html("th", { scope: "row" }, name), ...row));
    }
    const more = trace.nodes.length - cells.length;
    if (more) details.append(html("p", {}, `… ${more} more nodes.`));
  }

  /** @param {number[]} [touched] */
  function update(touched) {
    if (!details.open) return;
    if (!cells.length) fill();
    for (const id of touched ?? trace.nodes.keys()) {
      if (id >= cells.length) continue;
      write(cells[id][1], player.told.value(id));
      write(cells[id][2], player.told.grad(id));
    }
  }
  details.addEventListener("toggle", () => update());
  player.on("step", update);
  player.on("values", () => update());
  player.slots.below.append(details);
}
