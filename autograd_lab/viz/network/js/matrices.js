// @ts-check
// A linked view: the three products of a layer as matrices, with the row and the column lit that a number is made of.
import { html } from "../../js/page/dom.js";
import { cell, refresh } from "./cells.js";
import { shownOf } from "./picture.js";
import { sub } from "./rules.js";

/** @typedef {import("./network.js").View} View */

const LARGEST = 8; // rows or columns that are shown whole, else the first and the last three
const few = (/** @type {number} */ n) => shownOf(n, LARGEST, 3);

/** @typedef {{name: string, shape: number[], key: (i: number, j: number) => string}} Matrix */
/** @typedef {{title: string, left: Matrix, right: Matrix, out: Matrix, after: string}} Product */

/** The products of layer l: forward, the way back into it, and the gradient of its weights.
 * @param {View} view @param {number} l @returns {Product[]} */
function productsOf({ net, row }, l) {
  const [m, n] = [net.widths[l - 1], net.widths[l]];
  const N = row < 0 ? net.rows : 1;
  const at = (/** @type {number} */ r) => (row < 0 ? `@${r}` : "");
  const of = (/** @type {string} */ kind, /** @type {number} */ level) => (/** @type {number} */ r, /** @type {number} */ j) => `${kind}:${level}:${j}${at(r)}`;
  const flip = (/** @type {Matrix} */ { name, shape, key }) => ({ name: `${name}ᵀ`, shape: [shape[1], shape[0]], key: (/** @type {number} */ i, /** @type {number} */ j) => key(j, i) });
  const a = { name: l > 1 ? `a${sub(l - 1)}` : "x", shape: [N, m], key: of("a", l - 1) };
  const W = { name: `W${sub(l)}`, shape: [m, n], key: (/** @type {number} */ i, /** @type {number} */ j) => `w:${l}:${i}:${j}` };
  const d = { name: `δ${sub(l)}`, shape: [N, n], key: of("d", l) };
  const z = { name: `z${sub(l)}`, shape: [N, n], key: of("z", l) };
  const dW = { name: `∂L/∂W${sub(l)}`, shape: [m, n], key: (/** @type {number} */ i, /** @type {number} */ j) => `g:${l}:${i}:${j}` };
  const p = net.widths[l + 1];
  const next = { name: `W${sub(l + 1)}`, shape: [n, p], key: (/** @type {number} */ i, /** @type {number} */ j) => `w:${l + 1}:${i}:${j}` };
  return [
    { title: `Forward into layer ${l}`, left: a, right: W, out: z, after: `then + b${sub(l)} in each row` },
    ...(p ? [{ title: `Back into layer ${l}`, left: { name: `δ${sub(l + 1)}`, shape: [N, p], key: of("d", l + 1) }, right: flip(next), out: d, after: `then ⊙ f′(z${sub(l)})` }] : []),
    { title: `Weights into layer ${l}`, left: flip(a), right: d, out: dW, after: row < 0 ? "" : net.rows > 1 ? `the part of row ${row + 1}` : "" },
  ];
}

/** The same product in columns, (A B)ᵀ = Bᵀ Aᵀ: data are columns, weights (n_out, n_in), and the names stay.
 * @param {Product} product @returns {Product} */
function inColumns({ title, left, right, out, after }) {
  const turn = (/** @type {Matrix} */ { name, shape, key }) => ({
    name,
    shape: [shape[1], shape[0]],
    key: (/** @type {number} */ i, /** @type {number} */ j) => key(j, i),
  });
  return { title, left: turn(right), right: turn(left), out: turn(out), after: after.replace("each row", "each column") };
}

/** @param {View} view */
export function matrices(view) {
  const body = html("div", { class: "al-net-matrices" });
  let built = "";
  let products = /** @type {Product[]} */ ([]);

  function build() {
    products = productsOf(view, view.layer()).map((product) => (view.notation === "columns" ? inColumns(product) : product));
    body.replaceChildren(...products.map((product) => {
      const { title, left, right, out, after } = product;
      const behind = (/** @type {string} */ sign, /** @type {Matrix} */ matrix) => html("span", { class: "al-net-factor" }, html("span", { class: "al-sign" }, sign), grid(view, matrix));
      const parts = [grid(view, left), behind("@", right), behind(after.startsWith("then") ? "→" : "=", out)];
      const shapes = `${shapeOf(left)} @ ${shapeOf(right)} → ${shapeOf(out)}`;
      return html("div", { class: "al-net-factors" }, html("p", {}, html("b", {}, title), ` ${left.name} ${right.name}${after ? `, ${after}` : ""}: `, html("span", { class: "al-net-factor" }, shapes)), html("div", { class: "al-net-row", tabindex: 0, role: "group", "aria-label": title }, ...parts));
    }));
  }

  /** Light the row and the column that the number in question is made of. */
  function light() {
    for (const old of body.querySelectorAll(".is-used")) old.classList.remove("is-used");
    const wanted = (view.selected ?? view.subject()).replace(/^w:/, "g:"); // a weight is lit as what its gradient is made of
    products.forEach(({ left, right, out }, p) => {
      const found = find(out, wanted);
      if (!found) return;
      const whole = body.children[p];
      const tables = whole.querySelectorAll("table");
      for (let t = 0; t < left.shape[1]; t++) {
        tables[0].querySelector(`[data-q="${left.key(found[0], t)}"]`)?.classList.add("is-used");
        tables[1].querySelector(`[data-q="${right.key(t, found[1])}"]`)?.classList.add("is-used");
      }
      tables[2].querySelector(`[data-q="${wanted}"]`)?.classList.add("is-used");
    });
  }
  return {
    body,
    update() {
      const now = `${view.layer()} ${view.notation} ${view.row}`;
      if (now !== built) build();
      else for (const one of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll("[data-q]"))) refresh(view, one);
      built = now;
      light();
    },
    light,
  };
}

/** Where a key stands in a matrix. @param {Matrix} matrix @param {string} wanted @returns {[number, number] | null} */
function find({ shape, key }, wanted) {
  for (const i of few(shape[0])) for (const j of few(shape[1])) if (i >= 0 && j >= 0 && key(i, j) === wanted) return [i, j];
  return null;
}

/** @param {Matrix} matrix */
function shapeOf({ shape }) {
  return `(${shape[0]}, ${shape[1]})`;
}

/** A matrix as a table; of a large one the first and the last rows and columns. @param {View} view @param {Matrix} matrix */
function grid(view, matrix) {
  const { name, shape, key } = matrix;
  const [down, across] = [few(shape[0]), few(shape[1])];
  const body = html("tbody", {}, ...down.map((i) => html("tr", {}, ...across.map((j) => (i < 0 || j < 0 ? html("td", { class: "al-net-left-out" }, "⋯") : cell(view, key(i, j), "td"))))));
  return html("table", { class: "al-net-matrix" }, html("caption", {}, `${name} ${shapeOf(matrix)}`), body);
}

