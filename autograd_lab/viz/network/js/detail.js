// @ts-check
// The card of what is selected: a neuron with all that comes in and goes out, a weight, or the loss.
import { html } from "../../js/page/dom.js";
import { iconButton } from "../../js/page/icons.js";
import { cell, refresh } from "./cells.js";
import { partsOf } from "./net.js";
import { nameOf, titleOf } from "./stages.js";
import { zoomable } from "./zoom.js";

/** @typedef {import("./network.js").View} View */

const MOST_WEIGHTS = 50; // weights that a card lists

/** A part: the card beside the picture. @param {View} view */
export function detail(view) {
  const { side } = view.slots;
  side.setAttribute("role", "group");
  side.tabIndex = -1;
  side.hidden = true;

  function show() {
    const key = view.selected;
    side.hidden = key === null;
    if (key === null) return side.replaceChildren();
    const { kind, l, i, j } = partsOf(key);
    const close = iconButton("close", "Close (Escape)", () => side.dispatchEvent(new Event("close")));
    const title = html("b", {}, titleOf(view.net.widths, key));
    const content = kind === "L" ? loss(view) : kind === "w" || kind === "g" ? edge(view, l, i, j) : neuron(view, l, i);
    side.setAttribute("aria-label", `Card of ${titleOf(view.net.widths, key)}`);
    side.replaceChildren(html("div", { class: "al-net-card-top" }, title, close), ...content);
  }

  function update() {
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (side.querySelectorAll("[data-q]"))) refresh(view, one);
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (side.querySelectorAll("[data-means]"))) one.textContent = view.meaningOf(one.dataset.means ?? "");
  }
  view.on("select", show);
  view.on("step", update);
  view.on("numbers", update);
}

/** @param {View} view */
function loss(view) {
  return [html("p", {}, view.row < 0 ? "L over the batch: " : view.net.rows > 1 ? "What this row brings to L: " : "L = ", cell(view, "L"))];
}

/** @param {View} view @param {number} l @param {number} i @param {number} j */
function edge(view, l, i, j) {
  const { widths, rows } = view.net;
  const whole = rows > 1 && view.row >= 0 ? [html("p", {}, `The whole ∂L/∂w is the sum of such parts over all ${rows.toLocaleString("en")} rows: choose "the batch" above.`)] : [];
  const parts = view.row < 0 ? [weights(view, "What each row brings", rows, (n) => [`row ${n + 1}`, `a:${l - 1}:${i}@${n}`, `d:${l}:${j}@${n}`, `g:${l}:${i}:${j}@${n}`], ["row", "a", "δ", "a × δ"])] : [];
  return [
    facts(view, [["weight w", `w:${l}:${i}:${j}`], [view.row < 0 || rows === 1 ? "∂L/∂w" : "∂L/∂w, this row's part", `g:${l}:${i}:${j}`],
      [`a of ${nameOf(widths, l - 1, i)}`, `a:${l - 1}:${i}`], [`δ of ${nameOf(widths, l, j)}`, `d:${l}:${j}`]]),
    html("p", {}, `${view.row < 0 ? "Summed over the rows, " : ""}∂L/∂w is the a where the edge begins times the δ where it ends.`),
    ...whole,
    ...parts,
  ];
}

/** @param {View} view @param {number} l @param {number} j */
function neuron(view, l, j) {
  const { widths } = view.net;
  const last = widths.length - 1;
  const own = [["z", `z:${l}:${j}`], ["a", `a:${l}:${j}`], ["f′(z)", `s:${l}:${j}`], ["δ = ∂L/∂z", `d:${l}:${j}`], ["b", `b:${l}:${j}`], ["∂L/∂b", `h:${l}:${j}`]];
  const made = /** @type {HTMLElement[]} */ ([facts(view, l === 0 ? [["input", `a:0:${j}`]] : l === last ? [...own, ["target y", `y:${l}:${j}`]] : own)]);
  if (l > 0) made.push(html("p", { "data-means": `d:${l}:${j}` }, view.meaningOf(`d:${l}:${j}`)));
  if (l > 0) made.push(weights(view, "Comes in", widths[l - 1], (at) => [nameOf(widths, l - 1, at), `a:${l - 1}:${at}`, `w:${l}:${at}:${j}`, `g:${l}:${at}:${j}`], ["from", "a", "w", "∂L/∂w"]));
  if (l < last) made.push(weights(view, "Goes out, and δ comes back", widths[l + 1], (at) => [nameOf(widths, l + 1, at), `w:${l + 1}:${j}:${at}`, `d:${l + 1}:${at}`], ["to", "w", "δ"]));
  if (l > 0) made.push(zoomable(view, l, j));
  return made;
}

/** Names over numbers. @param {View} view @param {string[][]} list */
function facts(view, list) {
  return html("dl", { class: "al-net-facts" }, ...list.map(([name, key]) => html("div", {}, html("dt", {}, name), cell(view, key, "dd"))));
}

/** @param {View} view @param {string} title @param {number} count @param {(at: number) => string[]} row
 * @param {string[]} head */
function weights(view, title, count, row, head) {
  const lines = Array.from({ length: Math.min(count, MOST_WEIGHTS) }, (_, at) => {
    const [name, ...keys] = row(at);
    return html("tr", {}, html("th", { scope: "row" }, name), ...keys.map((key) => cell(view, key, "td")));
  });
  const left = count > MOST_WEIGHTS ? [html("p", {}, `… ${count - MOST_WEIGHTS} more`)] : [];
  const heads = html("tr", {}, ...head.map((t) => html("th", { scope: "col" }, t)));
  const scrolls = /** @type {Record<string, string | number>} */ (count > 7 ? { tabindex: 0, role: "group", "aria-label": title } : {}); // by keyboard too
  return html("div", { class: "al-net-weights", ...scrolls }, html("table", {}, html("caption", {}, title), html("thead", {}, heads), html("tbody", {}, ...lines)), ...left);
}

