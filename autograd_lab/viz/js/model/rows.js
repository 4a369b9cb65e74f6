// @ts-check
// A softmax, row by row: its Jacobian diag(p) − ppᵀ, and what it makes of the gradient that comes in. Pure; a test holds every
// number against NumPy.
import { format } from "./numbers.js";
import { factor } from "./terms.js";
import { indexOf, sizeOf } from "./closeups.js";

/** @typedef {import("./closeups.js").Closeup} Closeup */

const HIDDEN = -1e8; // a score as low as this was put there by a mask

/** The row of an entry. `at`: the places of its entries in the array; `own`, which of them the entry is; p its weights, g what
 * comes in, jacobian[k][j] = ∂p_k/∂z_j, product the Jacobian times g, held what the array holds (null: no gradient);
 * `masked`: which scores a mask has hidden. @param {Closeup} closeup @param {number} flat an entry's place */
export function softmaxRow({ arrays, settings }, flat) {
  const { shape, numbers } = arrays.out;
  const [axis] = settings.axis;
  const own = indexOf(shape, flat)[axis] ?? 0;
  const stride = sizeOf(shape.slice(axis + 1));
  const at = Array.from({ length: shape[axis] ?? 1 }, (_, j) => flat + (j - own) * stride);
  const p = at.map((i) => numbers[i]);
  const g = at.map((i) => arrays.g.numbers[i]);
  const masked = at.map((i) => isMasked(arrays, i));
  const jacobian = p.map((a, k) => p.map((b, j) => (k === j ? a * (1 - a) : -a * b)));
  const product = jacobian.map((row) => row.reduce((sum, x, j) => sum + x * g[j], 0));
  return { at, own, p, g, jacobian, product, held: arrays.dx ? at.map((i) => arrays.dx.numbers[i]) : null, masked };
}

/** Whether a mask has hidden an entry: its score is as low as only a mask makes it, and its weight is 0. Where the scores are not
 * known, as in PyTorch, a weight of 0 tells it. @param {Closeup["arrays"]} arrays @param {number} i */
const isMasked = ({ x, out }, i) => out.numbers[i] === 0 && (!x || x.numbers[i] <= HIDDEN);

/** The entries that a mask has hidden. @param {Closeup} closeup */
export function maskedEntries({ arrays }) {
  return [...arrays.out.numbers.keys()].filter((i) => isMasked(arrays, i));
}

/** The first entry of the first row in which a mask hides the fewest. @param {Closeup} closeup */
export function openRow(closeup) {
  const { shape } = closeup.arrays.out;
  const [axis] = closeup.settings.axis;
  const hidden = new Set(maskedEntries(closeup));
  if (!hidden.size) return 0;
  let [best, least] = [0, Infinity];
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    if (indexOf(shape, flat)[axis]) continue;
    const { at } = softmaxRow(closeup, flat);
    const count = at.filter((i) => hidden.has(i)).length;
    if (count < least) [best, least] = [at.find((i) => !hidden.has(i)) ?? flat, count];
  }
  return best;
}

/** The entries of the same row, and those of the same column, where there is one. @param {Closeup} closeup @param {number} flat */
export function crossOf(closeup, flat) {
  const { shape } = closeup.arrays.out;
  const other = closeup.settings.axis[0] === shape.length - 1 ? shape.length - 2 : shape.length - 1;
  if (shape.length < 2) return { row: softmaxRow(closeup, flat).at, column: [] };
  const stride = sizeOf(shape.slice(other + 1));
  const own = indexOf(shape, flat)[other];
  return { row: softmaxRow(closeup, flat).at, column: Array.from({ length: shape[other] }, (_, k) => flat + (k - own) * stride) };
}

/** A row in words, as its chosen entry sees it. @param {ReturnType<typeof softmaxRow>} row @param {{out: string, x: string, g: string}} names
 * @param {string} index of the entry @param {boolean} back whether the gradient has come */
export function tellRow({ own, p, g, jacobian, product, held, masked }, names, index, back) {
  if (masked[own]) return `${names.out}${index} is masked: its weight is 0, so is its whole row of the Jacobian, and no gradient passes.`;
  const self = `Its slope in its own score is p(1 − p) = ${format(p[own])} × ${format(1 - p[own])} = ${format(jacobian[own][own])}, in another score −p times that one's weight.`;
  const start = `${names.out}${index} = ${format(p[own])}. ${self}`;
  if (!back) return `${start} ${names.g} has not come back yet.`;
  const mean = g.reduce((sum, x, j) => sum + x * p[j], 0);
  const short = `the same as p(g − Σ g p) = ${format(p[own])} × (${format(g[own])} − ${factor(mean)})`;
  return `${start} This row of the Jacobian times ${names.g} is ${format(product[own])}, ${short}. ${held ? `The array that it hands back to ${names.x} holds ${format(held[own])}.` : ""}`;
}
