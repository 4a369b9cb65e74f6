// @ts-check
// The sections of a number's card: how it came to be, and where its gradient comes from. Arrays have theirs (arrays.js).
import { everyday, localSymbol, slopeSymbol } from "../model/narrate.js";
import { factor } from "../model/terms.js";
import { format } from "../model/numbers.js";
import { html, write } from "./dom.js";
import { leafControl } from "./leaves.js";
import { SECTIONS, knownText, slopeText } from "./card.js";
import { pathsSection } from "./paths.js";
import { ruleOf } from "./preview.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./card.js").Section} Section */

const MOST_ROWS = 8; // of a node with many operands or many uses

/** How it came to be, in names and in numbers; a leaf's number can be moved. @param {Player} player @param {number} id @returns {Section} */
function formula(player, id) {
  const { nodes, pass } = player;
  const node = nodes[id];
  const text = html("p", { class: "al-formula" });
  const meaning = html("p");
  const bounds = (player.options.sliders ?? []).find(([leaf]) => leaf === id)?.[1] ?? null;
  const leaf = node.kind === "leaf" ? leafControl(player, id, bounds) : null;
  function update() {
    leaf?.update();
    write(text, node.kind === "op" ? ruleOf(player, id) : `${node.name} = ${player.texts.value(id)}`);
    const whole = pass.completes[id] >= 0 && pass.completes[id] <= pass.k;
    if (node.kind === "const") write(meaning, "A number written into the expression: nothing moves it, so it needs no gradient.");
    else write(meaning, whole && !player.hidden(id) ? everyday(pass, id, Number(pass.grads[id])) : "");
  }
  update();
  return { element: html("section", {}, text, ...(leaf ? [leaf.row] : []), meaning), update };
}

/** A table of numbers with a heading. @param {string} title @param {string[]} head @param {HTMLElement[]} rows */
function grid(title, head, rows) {
  const cells = head.map((text) => html("th", { scope: "col" }, text));
  return html("section", {}, html("h4", {}, title), html("table", {}, html("thead", {}, html("tr", {}, ...cells)), html("tbody", {}, ...rows)));
}

/** The local derivative in each operand, in symbols and in numbers; a plain number has no gradient to make with one.
 * @param {Player} player @param {number} id @returns {Section} */
function locals(player, id) {
  const { nodes, pass } = player;
  const node = nodes[id];
  const slots = [...node.parents.keys()].filter((slot) => nodes[node.parents[slot]].kind !== "const");
  const shown = slots.slice(0, MOST_ROWS).map((slot) => {
    const [is, here] = [html("td"), html("td", { class: "al-num" })];
    const title = slopeSymbol(node.name, nodes[node.parents[slot]].name) + which(node, slot);
    return { slot, is, here, row: html("tr", {}, html("th", { scope: "row" }, title), is, here) };
  });
  if (!shown.length) return null;
  const rows = shown.map(({ row }) => row);
  const more = slots.length - shown.length;
  if (more > 0) rows.push(html("tr", {}, html("td", { colspan: 3 }, `… ${more} more`)));
  function update() {
    for (const { slot, is, here } of shown) {
      const symbol = localSymbol(pass, id, slot);
      write(is, player.hidden(node.parents[slot]) && Number(symbol.replace("−", "-")) ? "?" : symbol); // a slope of 1 is its own symbol
      write(here, slopeText(player, id, slot));
    }
  }
  update();
  return { element: grid("Local derivatives", ["", "is", "here"], rows), update };
}

/** Which operand it is, where one node is several operands of another. @param {import("../model/sweep.js").Node} node @param {number} slot */
function which({ parents }, slot) {
  const same = parents.flatMap((/** @type {number} */ p, /** @type {number} */ i) => (p === parents[slot] ? [i] : []));
  return same.length > 1 ? `, use ${same.indexOf(slot) + 1}` : "";
}

/** What has arrived at a node's gradient, edge by edge, and the sum. @param {Player} player @param {number} id @returns {Section} */
function contributions(player, id) {
  const { nodes, pass } = player;
  if (nodes[id].kind === "const") return null;
  const root = nodes.length - 1;
  const all = pass.steps.filter((step) => step.kind === "backward" && step.parent === id);
  const shown = all.slice(0, MOST_ROWS);
  const cells = shown.map(() => ["up", "local", "amount"].map(() => html("td", { class: "al-num" })));
  const rows = shown.map((step, i) =>
    html("tr", {}, html("th", { scope: "row" }, nodes[step.node].name + which(nodes[step.node], step.slot)), ...cells[i]),
  );
  if (id === root) rows.push(html("tr", {}, html("th", { scope: "row" }, "seed"), html("td"), html("td"), html("td", { class: "al-num" }, "1")));
  const rest = html("td", { class: "al-num" });
  if (all.length > shown.length) rows.push(html("tr", {}, html("td", { colspan: 3 }, `… ${all.length - shown.length} more`), rest));
  const total = html("td", { class: "al-num" });
  rows.push(html("tr", { class: "al-sum" }, html("th", { scope: "row", colspan: 3 }, `sum: ${slopeSymbol(nodes[root].name, nodes[id].name)}`), total));
  function update() {
    const came = pass.arrivals[id];
    const six = (/** @type {number} */ x) => knownText(player, x, (known) => format(known, 6));
    const tell = (/** @type {number} */ x) => (player.hidden(id) ? "?" : six(x));
    cells.forEach((/** @type {HTMLElement[]} */ [up, local, amount], /** @type {number} */ i) => {
      const arrival = came[i];
      write(up, arrival ? (player.hidden(arrival.from) ? "?" : six(arrival.upstream)) : "·");
      write(local, arrival ? `× ${player.hidden(id) ? "?" : knownText(player, arrival.local, factor)}` : "·");
      write(amount, arrival ? tell(arrival.amount) : "·");
    });
    const others = came.slice(shown.length).reduce((s, a) => s + a.amount, 0);
    write(rest, came.length > shown.length ? tell(others) : "·");
    write(total, player.texts.grad(id));
  }
  update();
  return { element: grid("What arrives", ["from", "upstream", "local", "adds"], rows), update };
}

SECTIONS.push(formula, locals, contributions, pathsSection);
