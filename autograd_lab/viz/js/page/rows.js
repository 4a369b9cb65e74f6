// @ts-check
// A softmax on the card of its node: a matrix of weights with row and column lit, what is masked hatched; the Jacobian of the
// chosen row as a block of numbers, and its product with what comes in. The bundle "rows".
import { html, svg, write } from "./dom.js";
import { indexOf } from "../model/closeups.js";
import { crossOf, maskedEntries, openRow, softmaxRow, tellRow } from "../model/rows.js";
import { cellNumber, entries } from "./entries.js";
import { VIEWS } from "./closeups.js";

/** @typedef {import("./player.js").Player} Player */

const MOST_IN_BLOCK = 12; // rows and columns of the block of numbers

/** The section of a card. @param {Player} player @param {import("../model/closeups.js").Closeup} closeup */
function softmaxRows(player, closeup) {
  const { pass, nodes } = player;
  const { node, arrays, settings } = closeup;
  const root = nodes[nodes.length - 1].name;
  const [out, x] = [nodes[node].name, nodes[nodes[node].parents[0]].name];
  const names = { out, x, g: `∂${root}/∂${out}` };
  const hidden = maskedEntries(closeup);
  const sheets = html("div", { class: "al-sheets" });
  const said = html("p", { class: "al-told" }); // read out as the text of what is chosen
  const block = html("div", { class: "al-scroll al-block", tabindex: 0, role: "group", "aria-label": "Jacobian of the row" });
  const last = settings.axis[0] === arrays.out.shape.length - 1;
  let weights = /** @type {ReturnType<typeof entries> | null} */ (null);
  let chosen = openRow(closeup);
  let state = "";

  /** @param {boolean} back whether the gradient has come */
  function look(back) {
    const row = softmaxRow(closeup, chosen);
    const text = tellRow(row, names, `[${indexOf(arrays.out.shape, chosen).join(", ")}]`, back);
    const { row: across, column } = crossOf(closeup, chosen);
    weights?.choose(chosen, text);
    weights?.light([...across, ...column], back ? "backward" : "forward");
    const n = row.p.length;
    const square = { shape: [n, n], numbers: row.jacobian.flat() };
    const picture = entries(square, "diag(p) − ppᵀ of this row", 14, null);
    picture.light(row.at.map((_, j) => row.own * n + j), back ? "backward" : "forward");
    sheets.lastElementChild?.replaceWith(picture.figure);
    block.replaceChildren(blockOf(row, back));
    write(said, text);
    return text;
  }

  /** The block of numbers, with what comes in and what comes out. @param {ReturnType<typeof softmaxRow>} row @param {boolean} back */
  function blockOf({ at, own, p, g, jacobian, product, held, masked }, back) {
    const n = p.length;
    const from = n <= MOST_IN_BLOCK ? 0 : Math.max(0, Math.min(n - MOST_IN_BLOCK, own - MOST_IN_BLOCK / 2));
    const shown = [...p.keys()].slice(from, from + MOST_IN_BLOCK);
    const place = (/** @type {number} */ j) => `${indexOf(arrays.out.shape, at[j])[settings.axis[0]] ?? 0}`;
    const head = ["", "p", ...shown.map((j) => `∂/∂${place(j)}`), ...(back ? ["× g", "= product", held ? "handed back" : ""] : [])];
    const body = shown.map((k) => {
      const number = (/** @type {string} */ what, /** @type {number} */ z) => cellNumber(`${what}:${at[k]}`, z);
      const cells = [number("p", p[k]), ...shown.map((j) => cellNumber(`j:${at[k]}:${at[j]}`, jacobian[k][j]))];
      if (back) cells.push(number("g", g[k]), number("product", product[k]), ...(held ? [number("held", held[k])] : []));
      const name = html("th", { scope: "row" }, `${place(k)}${masked[k] ? " masked" : ""}`);
      return html("tr", { class: `${masked[k] ? "al-masked" : ""}${k === own ? " al-sum" : ""}` }, name, ...cells);
    });
    const left = n > shown.length ? html("caption", {}, `${shown.length} of ${n} entries of the row; the product is over all`) : "";
    return html("table", {}, left, html("thead", {}, html("tr", {}, ...head.map((text) => html("th", { scope: "col" }, text)))), html("tbody", {}, ...body));
  }

  function update() {
    const back = pass.arrivals[node].length === pass.expected[node] && pass.grads[node] !== null && !player.hidden(node);
    const now = `${pass.known[node]} ${back}`;
    if (now === state) return;
    state = now;
    if (!pass.known[node]) {
      sheets.replaceChildren();
      block.replaceChildren();
      return write(said, `Not computed yet: go on to the step of ${out}.`);
    }
    weights = entries(arrays.out, out, 20, (at) => ((chosen = at), look(back)));
    weights.hatch(hidden);
    const coming = back ? [entries(arrays.g, names.g, 12, null).figure] : [];
    sheets.replaceChildren(weights.figure, ...coming, svg("svg", {}));
    look(back);
  }
  update();
  const mask = hidden.length ? ` Hatched: masked, ${hidden.length} of ${arrays.out.numbers.length}.` : "";
  const way = last ? "" : ` A row goes along axis ${settings.axis[0]}.`;
  const says = `Choose a weight with a click or with arrow keys: its row and its column are lit, and the Jacobian of its row stands below.${way}${mask}`;
  return { element: html("section", { class: "al-wide al-close" }, html("h4", {}, "Row by row: the Jacobian of a softmax"), html("p", { class: "al-legend" }, says), sheets, said, block), update };
}

VIEWS.softmax = softmaxRows;
